// What the window player shows: input, weights and output, and the one relation between them.

import { panelsOf } from "../js/panel.js";
import { Relation, products, terms, valueAt } from "../js/relation.js";

/**
 * @typedef {Term & { a: number, b: number, value: number, zero: boolean }} Product
 * @typedef {{ row: number, column: number }} Place
 */

export class Model {
  /** @param {Payload<any>} payload */
  constructor({ header, arrays }) {
    this.header = header;
    this.arrays = arrays;
    this.panels = panelsOf({ header, arrays });
    this.relation = new Relation(header.relations[0], this.panels, arrays);
    this.input = this.panels.input;
    this.output = this.panels.output;
    this.row = this.relation.row;
    this.column = this.relation.column;
    this.adds = this.relation.rule === "sum";
    /** The weights that meet the input; a maximum takes each number as it is. @type {{ values: ArrayLike<number> }} */
    this.weights = this.relation.weight ?? { values: Array(this.relation.kernelSize * this.input.channels).fill(1) };
    /** The largest weight, and the largest product: the ends of their colours. */
    this.weightLimit = this.panels.kernel?.range[1] ?? 1;
    this.productLimit = this.weightLimit * Math.max(...this.input.range.map(Math.abs)) || 1;
  }

  /** Every product of one output's sum. @param {number} filter @param {Place} at @returns {Product[]} */
  products(filter, { row, column }) {
    return products(terms(this.relation, "output", this.output.flat(filter, row, column)), "input", this.input, "weight", this.weights);
  }

  /** What is pointed at where a place of the padded input is: an input, or a place of the padding. @param {Place} place */
  pointed({ row, column }) {
    const outside = this.row.outside(row) || this.column.outside(column);
    return outside ? { kind: "padding", row, column } : { kind: "input", row: this.row.padded[row], column: this.column.padded[column] };
  }

  /** The input that a place of the padding repeats, null for a zero. @param {Place} place @returns {Place | null} */
  behind({ row: p, column: q }) {
    const row = this.row.padded[p], column = this.column.padded[q];
    return row < 0 || column < 0 ? null : { row, column };
  }

  /** What one input adds to each output that reads it, and the weights that do so; `repeated` where the padding repeats it. @param {number}
   * filter @param {number} channel @param {Place} at */
  added(filter, channel, { row, column }) {
    const all = terms(this.relation, "input", this.input.flat(channel, row, column)).filter((term) => term.filter === filter);
    /** @type {Map<number, { i: number, j: number, weight: number }>} */
    const outputs = new Map();
    for (const term of all) {
      const { weight = 0 } = outputs.get(term.output) ?? {};
      outputs.set(term.output, { i: term.i, j: term.j, weight: weight + valueAt(this.weights, term.weight) });
    }
    const sums = [...outputs.values()].sort((a, b) => a.i - b.i || a.j - b.j);
    const taps = new Set(all.map((term) => this.tap(term)));
    return { sums, taps, readings: all.length, repeated: Math.min(taps.size, sums.length) < all.length, terms: all, value: this.input.at(channel, row, column) };
  }

  /** The kernel's cell of a term, counted row by row: the same cell in every channel. @param {{ weight: number }} term */
  tap(term) { return term.weight % this.relation.kernelSize; }

  /** @param {number} filter @param {number} channel @param {number} tap */
  weightAt(filter, channel, tap) {
    const slot = Math.max(0, this.relation.channels[filter].indexOf(channel));
    return this.weights.values[(filter * this.relation.each + slot) * this.relation.kernelSize + tap];
  }

  /** Row and column of a kernel's cell as it was typed, also where it is applied flipped. @param {number} tap @returns {Place} */
  typed(tap) {
    const cell = this.arrays.cells[tap], columns = this.column.kernelSize;
    return { row: Math.floor(cell / columns), column: cell % columns };
  }

  /** The largest and smallest input, and some between: how long their texts are. @returns {number[]} */
  get sample() {
    const { values } = this.input, step = Math.max(1, Math.floor(values.length / 500)), found = [...this.input.range];
    for (let k = 0; k < values.length; k += step) found.push(values[k]);
    return found;
  }
}
