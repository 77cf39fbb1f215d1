// What is known at one step: the state is (step, view, hidden), and this is a pure function of it.

export class Moment {
  constructor(chain, step, view) {
    Object.assign(this, { chain, step, view }, chain.locate(step, view));
    this.seen = this.segment.seen(view);
    this.layer = this.segment.layer;
  }

  get kind() {
    if (this.segment.kind === "update" && this.k === this.segment.count - 1) return "result";
    return this.segment.kind === "conv_input" && this.seen === "scatter" ? "scatter" : this.segment.kind;
  }

  panel(key) { return this.chain.panels[key]; }

  // How many steps of a stretch are done.
  done(segment) {
    if (segment.index !== this.segment.index)
      return segment.index < this.segment.index ? Infinity : 0;
    return this.k + 1;
  }

  // How many numbers of a panel are written by now, in reading order; null where they grow in place.
  upTo(panel) {
    if (panel.key.startsWith("new:")) return Math.max(0, this.k + 1 - this.firstOf(panel));
    if (panel.kind === "parameter" || panel.key === "x" || panel.key === "target") return Infinity;
    const writer = this.chain.writer(panel.key === "powers" ? "shares" : panel.key);
    if (!writer) return Infinity;
    const done = this.done(writer);
    if (!done || done === Infinity || writer.kind === "flatten" || writer.kind === "unflatten") return done && Infinity;
    return writer.kind === "route" || this.kind === "scatter" ? null : done;
  }

  // Which numbers of a panel are written by now.
  known(panel) {
    const done = this.upTo(panel);
    if (done !== null) return (flat) => flat < done;
    return this.kind === "scatter" ? () => true : (flat) => this.routed(panel, flat).length > 0;
  }

  // The step of the update that writes a parameter's first number.
  firstOf(panel) {
    const { segment, chain } = this;
    if (segment.kind !== "update") return Infinity;
    let before = 0;
    for (const own of chain.parameters) {
      if (`new:${own.key}` === panel.key) return before;
      before += own.values.length;
    }
    return Infinity;
  }

  // The windows so far that read a number of a pooling's input.
  routed(panel, flat) {
    const { channel, row, column } = panel.place(flat), { rows, columns } = this.layer;
    const windows = [];
    for (const [i] of rows.feeds(row))
      for (const [j] of columns.feeds(column)) {
        const output = (channel * rows.outputs + i) * columns.outputs + j;
        if (output <= this.k) windows.push(output);
      }
    return windows;
  }

  // A number as it stands at this step; sums that are not complete grow.
  value(panel, flat) {
    const grows = panel.key === this.segment.writes && this.k < this.segment.steps(this.view) - 1;
    if (grows && this.kind === "scatter") return this.pushed()[flat];
    if (grows && this.kind === "route") return this.received(panel, flat);
    return panel.values[flat];
  }

  received(panel, flat) {
    const gradient = this.panel("d:" + this.layer.y), inMap = flat % panel.size;
    let total = 0;
    for (const output of this.routed(panel, flat))
      if (this.layer.winners[output] === inMap) total += gradient.values[output];
    return total;
  }

  // What all outputs so far have pushed back onto the input.
  pushed() {
    if (this.sums) return this.sums;
    const input = this.panel("d:" + this.layer.x), sums = new Float64Array(input.values.length), sizes = sums.slice();
    for (let k = 0; k <= this.k; k++)
      for (const { flat, product } of pushes(this, k))
        if (flat >= 0) {
          sums[flat] += product;
          sizes[flat] += Math.abs(product);
        }
    // What is nothing but rounding beside its terms is 0.
    return (this.sums = sums.map((total, at) => (Math.abs(total) < 1e-12 * sizes[at] ? 0 : total)));
  }
}

// What one output's error adds to each input that the output read.
export function pushes(moment, k) {
  const { layer } = moment, { rows, columns } = layer;
  const error = moment.panel("d:" + layer.y), weight = moment.panel(layer.weight), input = moment.panel("d:" + layer.x);
  const { channel: f, row: i, column: j } = error.place(k), dy = error.values[k], list = [];
  layer.channels[f].forEach((channel, slot) => {
    for (let m = 0; m < rows.taps; m++)
      for (let n = 0; n < columns.taps; n++) {
        const r = rows.source(i, m), c = columns.source(j, n);
        const w = weight.flat(f * layer.channels[f].length + slot, m, n);
        const flat = r < 0 || c < 0 ? -1 : input.flat(channel, r, c);
        list.push({ channel, slot, m, n, w, flat, weight: weight.values[w], dy, product: dy * weight.values[w] });
      }
  });
  return list;
}
