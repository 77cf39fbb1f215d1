// The window player's payload: it answers every question of geometry by looking it up.

import { unpack } from "../js/packing.js";

export function decode(bytes) {
  const { header, arrays } = unpack(bytes);
  return new Model(header, arrays);
}

class Model {
  constructor(header, arrays) {
    Object.assign(this, header, { arrays });
    this.panels = Object.fromEntries(
      header.panels.map((panel) => [panel.key, new Panel(panel, arrays[panel.key])]),
    );
    this.relations = header.relations.map((relation) => new Relation(relation, this));
    this.relation = this.relations[header.segments[0].relation];
  }
}

// One picture, map or kernel: values by (channel, row, column).
class Panel {
  constructor(header, values) {
    Object.assign(this, header, { values });
    [this.channels, this.rows, this.columns] = values.shape;
  }

  at(channel, row, column) {
    return this.values[(channel * this.rows + row) * this.columns + column];
  }
}

// One spatial axis of a relation. Places count along the padded input.
export class Axis {
  constructor(header, arrays) {
    const of = (table) => arrays[header[table]];
    [this.outputs, this.taps] = of("places").shape;
    this.placeTable = of("places");
    this.padded = of("padded");
    this.before = header.before;
    this.feedStart = of("feed_start");
    this.feedOutput = of("feed_output");
    this.feedTap = of("feed_tap");
    this.inputs = this.feedStart.length - 1;
    this.length = this.padded.length;
  }

  place(output, tap) { return this.placeTable[output * this.taps + tap]; }

  // Input index under a tap, -1 for a padding zero.
  source(output, tap) { return this.padded[this.place(output, tap)]; }

  // First place and number of places that one output's window spans.
  span(output) {
    const first = this.place(output, 0);
    return [first, this.place(output, this.taps - 1) - first + 1];
  }

  centre(output) {
    const [first, length] = this.span(output);
    return first + length / 2;
  }

  // How often the axis reads one input.
  uses(input) { return this.feedStart[input + 1] - this.feedStart[input]; }

  feeds(input) {
    const pairs = [];
    for (let k = this.feedStart[input]; k < this.feedStart[input + 1]; k++)
      pairs.push([this.feedOutput[k], this.feedTap[k]]);
    return pairs;
  }

  // The output whose window's centre lies nearest a place.
  nearest(place) {
    let best = 0;
    for (let i = 1; i < this.outputs; i++)
      if (Math.abs(this.centre(i) - place) < Math.abs(this.centre(best) - place)) best = i;
    return best;
  }

  // Which inputs a tap touches, and how many outputs see a padding zero through it.
  touched(tap) {
    const inputs = new Uint8Array(this.inputs);
    let padding = 0;
    for (let i = 0; i < this.outputs; i++) {
      const x = this.source(i, tap);
      if (x < 0) padding++;
      else inputs[x] = 1;
    }
    return { inputs, padding };
  }
}

// How outputs, taps and inputs meet: fix an output, a tap or an input and ask for the rest.
export class Relation {
  constructor(header, model) {
    Object.assign(this, header);
    this.input = model.panels[header.in];
    this.output = model.panels[header.out];
    this.kernel = header.by ? model.panels[header.by] : null;
    this.weight = header.weight ? model.arrays[header.weight] : null;
    this.winners = header.winners ? model.arrays[header.winners] : null;
    this.row = new Axis(header.axes[0], model.arrays);
    this.column = new Axis(header.axes[1], model.arrays);
    this.taps = this.row.taps * this.column.taps;
    this.count = this.row.outputs * this.column.outputs;
  }

  weightAt(filter, slot, tap) {
    const each = this.weight.shape[1];
    return this.weight[(filter * each + slot) * this.taps + tap];
  }

  // Fix an output: every term of its sum, channel by channel, in row-major order of taps.
  terms(filter, row, column) {
    const list = [];
    this.channels[filter].forEach((channel, slot) => {
      for (let tap = 0; tap < this.taps; tap++) {
        const m = Math.floor(tap / this.column.taps), n = tap % this.column.taps;
        const r = this.row.source(row, m), c = this.column.source(column, n);
        const inside = r >= 0 && c >= 0;
        const value = inside ? this.input.at(channel, r, c) : 0;
        const weight = this.weight ? this.weightAt(filter, slot, tap) : 1;
        list.push({
          channel, slot, tap, row: r, column: c, value, weight, product: value * weight,
          border: this.isBorder(row, m, column, n), inside,
        });
      }
    });
    return list;
  }

  isBorder(row, m, column, n) {
    const r = this.row.place(row, m) - this.row.before;
    const c = this.column.place(column, n) - this.column.before;
    return r < 0 || c < 0 || r >= this.row.inputs || c >= this.column.inputs;
  }

  // Fix an input: every output that reads it, and through which tap.
  fedBy(row, column) {
    const pairs = [];
    for (const [i, m] of this.row.feeds(row))
      for (const [j, n] of this.column.feeds(column))
        pairs.push({ row: i, column: j, tap: m * this.column.taps + n });
    return pairs;
  }

  uses(row, column) { return this.row.uses(row) * this.column.uses(column); }

  // Fix a tap: every input it multiplies.
  touched(tap) {
    const rows = this.row.touched(Math.floor(tap / this.column.taps));
    const columns = this.column.touched(tap % this.column.taps);
    const clear = (this.row.outputs - rows.padding) * (this.column.outputs - columns.padding);
    return { rows: rows.inputs, columns: columns.inputs, padding: this.count - clear, clear };
  }
}
