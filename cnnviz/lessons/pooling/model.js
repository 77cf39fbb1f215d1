// What payload.py packed: tables, values and gradients, and the questions that look them up.

import { unpack } from "../../player/js/packing.js";

class ReachAxis {
  constructor(header, arrays) {
    for (const [name, array] of Object.entries(header)) this[name] = arrays[array];
    [this.outputs, this.slots] = this.index.shape;
  }

  // Input position under a tap, -1 for padding.
  source(output, tap) { return this.index[output * this.slots + tap]; }

  uses(position) {
    return position + 1 < this.feed_start.length ? this.feed_start[position + 1] - this.feed_start[position] : 0;
  }

  feeds(position) {
    return this.uses(position)
      ? Array.from(this.feed_output.subarray(this.feed_start[position], this.feed_start[position + 1])) : [];
  }
}

class PoolModel {
  constructor({ header, arrays }) {
    Object.assign(this, header, { arrays });
    [this.rows, this.columns] = arrays.input.shape;
    [this.outRows, this.outColumns] = arrays.output.shape;
    this.count = this.outRows * this.outColumns;
    [this.row, this.column] = this.axes.map((axis) => new ReachAxis(axis, arrays));
    if (this.blur) {
      [this.blurRow, this.blurColumn] = this.blur.map((axis) => new ReachAxis(axis, arrays));
      [this.peakRow, this.peakColumn] = this.peak.map((axis) => new ReachAxis(axis, arrays));
    }
    // From where to where the padded input goes.
    const ends = (axis, n) => [Math.min(0, axis.first[0]), Math.max(n, axis.first.at(-1) + axis.taps.at(-1))];
    this.places = { row: ends(this.row, this.rows), column: ends(this.column, this.columns) };
  }

  get hasWinner() { return this.family === "max"; }
  value(r, c) { return this.arrays.input[r * this.columns + c]; }
  out(r, c) { return this.arrays.output[r * this.outColumns + c]; }
  uses(r, c) { return this.row.uses(r) * this.column.uses(c); }
  flat(r, c) { return r * this.columns + c; }
  output(row, column) { return row * this.outColumns + column; }

  // Every place of an output's window, in reading order; padding is not `inside`. The last is kept.
  terms(r, c) {
    const at = this.output(r, c);
    if (this.kept?.at !== at)
      this.kept = { at, terms: this.taps(this.row, this.column, r, c, this.arrays.input, this.columns) };
    return this.kept.terms;
  }

  taps(rows, columns, r, c, values, width) {
    const list = [];
    for (let m = 0; m < rows.taps[r]; m++)
      for (let n = 0; n < columns.taps[c]; n++) {
        const row = rows.source(r, m), column = columns.source(c, n);
        const inside = row >= 0 && column >= 0;
        list.push({ m, n, row, column, inside, value: inside ? values[row * width + column] : 0 });
      }
    return list;
  }

  // The maxima that blur pooling reads for one output, each with its weight.
  blurTerms(r, c) {
    const { peaks, weights } = this.arrays;
    return this.taps(this.blurRow, this.blurColumn, r, c, peaks, peaks.shape[1])
      .map((t) => ({ ...t, weight: weights[t.m] * weights[t.n] }));
  }

  fedBy(r, c) {
    const columns = this.column.feeds(c);
    return this.row.feeds(r).flatMap((i) => columns.map((j) => [i, j]));
  }

  winner(r, c) { return this.place(this.arrays.winners[this.output(r, c)]); }
  place(flat) { return flat < 0 ? null : [Math.floor(flat / this.columns), flat % this.columns]; }
  ties(r, c) { return this.arrays.ties[this.output(r, c)]; }

  // Which part of an output's gradient each place of its window gets.
  shares(r, c, tie) {
    if (this.family === "blur") return this.blurShares(r, c, tie);
    const terms = this.terms(r, c).filter((t) => t.inside), o = this.output(r, c);
    if (this.hasWinner) return this.maximumShares(terms, this.out(r, c), this.arrays.winners[o], this.arrays.ties[o], tie);
    const share = (t) => this.family === "mean" ? 1 / this.arrays.divisors[o]
      : this.arrays.inner_derivative[this.flat(t.row, t.column)] * this.arrays.outer_derivative[o];
    return terms.map((t) => ({ ...t, share: share(t) }));
  }

  maximumShares(terms, value, winner, ties, tie) {
    return terms.map((t) => {
      const holds = t.value === value, first = this.flat(t.row, t.column) === winner;
      return { ...t, holds, first, share: tie === "first" ? Number(first) : !holds ? 0 : tie === "split" ? 1 / ties : 1 };
    });
  }

  blurShares(r, c, tie) {
    const { peaks, winners, ties } = this.arrays, width = peaks.shape[1], sums = new Map();
    for (const peak of this.blurTerms(r, c)) {
      const o = peak.row * width + peak.column;
      const window = this.taps(this.peakRow, this.peakColumn, peak.row, peak.column, this.arrays.input, this.columns);
      for (const t of this.maximumShares(window.filter((t) => t.inside), peaks[o], winners[o], ties[o], tie)) {
        const flat = this.flat(t.row, t.column);
        sums.set(flat, (sums.get(flat) ?? 0) + (t.share * peak.weight) / this.blur_divisor);
      }
    }
    return this.terms(r, c).filter((t) => t.inside)
      .map((t) => ({ ...t, share: sums.get(this.flat(t.row, t.column)) ?? 0 }));
  }

  rule(tie) { return this.routes.ones.arrived.only === undefined ? tie : "only"; }
}

// A gradient on the output and what comes to the input, by the rule for ties that is chosen.
export class Gradient {
  constructor(model, { dy, tie, one, pin }) {
    Object.assign(this, { model, kind: dy === "own" && !model.routes.own ? "ones" : dy, tie, rule: model.rule(tie), one, pin });
    const route = model.routes[this.kind];
    if (route) {
      this.sent = route.sent;
      this.arrived = route.arrived[this.rule];
      this.reach = route.reach[this.rule];
      this.input = model.arrays[`dx_${this.kind}_${this.rule}`];
    } else this.routeOne();
  }

  // One cell's gradient: its number times each of its shares.
  routeOne() {
    const { model, pin, one, tie } = this;
    this.sent = one;
    this.arrived = 0;
    this.single = new Map();
    for (const t of model.shares(pin.row, pin.column, tie)) {
      this.arrived += one * t.share;
      this.single.set(model.flat(t.row, t.column), one * t.share);
    }
    this.reach = [...this.single.values()].reduce((most, v) => Math.max(most, Math.abs(v)), 0) || 1;
  }

  at(r, c) {
    const flat = this.model.flat(r, c);
    return this.single ? this.single.get(flat) ?? 0 : this.input[flat];
  }

  put(r, c) {
    if (this.single) return r === this.pin.row && c === this.pin.column ? this.one : 0;
    return this.model.arrays[`dy_${this.kind}`][this.model.output(r, c)];
  }

  // What comes to one input, output by output; only those that send something.
  parts(r, c) {
    const parts = [];
    for (const [i, j] of this.model.fedBy(r, c)) {
      const put = this.put(i, j);
      if (!put) continue;
      const found = this.model.shares(i, j, this.tie).find((t) => t.row === r && t.column === c);
      if (found?.share) parts.push({ row: i, column: j, value: put * found.share });
    }
    return parts;
  }
}

export const readPooling = (bytes) => new PoolModel(unpack(bytes));
