// The chain as it was sent: panels, layers with their tables, and the steps between start and update.

import { unpack } from "../../player/js/packing.js";

export function readChain(bytes) {
  const { header, arrays } = unpack(bytes);
  return new Chain(header, arrays);
}

class Chain {
  constructor(header, arrays) {
    Object.assign(this, header, { arrays });
    this.panels = Object.fromEntries(header.panels.map((p) => [p.key, new Map3(p, arrays[p.key])]));
    this.order = header.panels.map((p) => this.panels[p.key]);
    this.layers = header.layers.map((layer) => new ChainLayer(layer, arrays));
    this.segments = header.segments.map((segment, index) => new Stretch(segment, index, this));
    this.parameters = this.order.filter((p) => p.kind === "parameter" && !p.key.startsWith("new:"));
  }

  // Two payloads have the same steps, though their numbers may differ.
  get shape() { return JSON.stringify(this.segments.map((s) => [s.id, s.count])); }

  // Global number of a stretch's first step, and of the end.
  from(index, view) {
    let total = 0;
    for (let k = 0; k < index; k++) total += this.segments[k].steps(view);
    return total;
  }

  count(view) { return this.from(this.segments.length, view); }

  locate(step, view) {
    let k = Math.max(0, Math.min(this.count(view) - 1, step));
    for (const segment of this.segments) {
      const steps = segment.steps(view);
      if (k < steps) return { segment, k };
      k -= steps;
    }
  }

  // The stretch that writes a panel, if one does.
  writer(key) { return this.segments.find((segment) => segment.writes === key); }
}

// One array by channel, row and column; its flat index is the same in all its shapes.
class Map3 {
  constructor(header, values) {
    Object.assign(this, header, { values });
    [this.channels, this.rows, this.columns] = values.shape;
    this.size = this.rows * this.columns;
    this.gradient = this.kind === "gradient";
  }

  flat(channel, row, column) { return (channel * this.rows + row) * this.columns + column; }

  place(flat) {
    const channel = Math.floor(flat / this.size), rest = flat % this.size;
    return { channel, row: Math.floor(rest / this.columns), column: rest % this.columns };
  }

  // Its index as it is written: only the axes that are longer than one.
  index(flat) {
    const { channel, row, column } = this.place(flat);
    const parts = [[channel, this.channels], [row, this.rows], [column, this.columns]];
    return parts.filter(([, length]) => length > 1).map(([at]) => at);
  }

  // Its index in the array itself, with every axis: what NumPy needs.
  full(flat) {
    const index = [];
    for (const length of [...this.shape].reverse()) {
      index.unshift(flat % length);
      flat = Math.floor(flat / length);
    }
    return index.join(", ");
  }

  title(flat) {
    const index = this.index(flat);
    return index.length ? `${this.name}[${index.join(", ")}]` : this.name;
  }
}

// A stretch of steps of one kind.
class Stretch {
  constructor(header, index, chain) {
    Object.assign(this, header, { index });
    this.layer = header.layer < 0 ? null : chain.layers[header.layer];
    this.forced = this.kind === "conv_input" && !this.layer.has_gather_view;
    this.toVisit = {
      gather: header.visits ? chain.arrays[header.visits] : null,
      scatter: header.scatter_visits ? chain.arrays[header.scatter_visits] : null,
    };
  }

  // The view that this stretch is in: only an input gradient of a convolution has two.
  seen(view) { return this.scatter && (view === "scatter" || this.forced) ? "scatter" : "gather"; }
  steps(view) { return this.seen(view) === "scatter" ? this.scatter : this.count; }
  stops(view) { return this.toVisit[this.seen(view)]; }
  entry(view) { return this.stops(view)?.[0] ?? 0; }
  exit(view) { return this.stops(view)?.at(-1) ?? this.steps(view) - 1; }

  // The step after (+1) or before (-1) one of this stretch; null when that is in another stretch.
  beside(k, direction, view) {
    const visits = this.stops(view), at = visits ? visits.indexOf(k) : -1;
    if (at >= 0) return visits[at + direction] ?? null;
    const next = k + direction;
    return next >= 0 && next < this.steps(view) ? next : null;
  }
}

class ChainLayer {
  constructor(header, arrays) {
    Object.assign(this, header);
    for (const name of ["winners", "slope", "curve"]) if (header[name]) this[name] = arrays[header[name]];
    this.rows = header.axes && new Lane(header.axes[0], arrays);
    this.columns = header.axes && new Lane(header.axes[1], arrays);
  }
}

// One spatial axis of a layer: every question of geometry is a look-up.
class Lane {
  constructor(header, arrays) {
    for (const [name, key] of Object.entries(header)) this[name] = arrays[key];
    [this.outputs, this.taps] = this.reads.shape;
    this.inputs = this.feed_start.length - 1;
  }

  source(output, tap) { return this.reads[output * this.taps + tap]; }
  at(output, tap) { return this.place[output * this.taps + tap]; }
  slid(place, tap) { return this.slide[place * this.taps + tap]; }
  feeds(input) {
    const pairs = [];
    for (let k = this.feed_start[input]; k < this.feed_start[input + 1]; k++)
      pairs.push([this.feed_output[k], this.feed_tap[k]]);
    return pairs;
  }
}
