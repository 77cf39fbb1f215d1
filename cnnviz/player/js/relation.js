// How outputs, weights and inputs meet: every (input, weight, output) triple of one layer.
// Fix an output and it is the forward pass, fix a weight and it is the weight's gradient, fix an
// input and it is the input's. Marks, cells, sums, beams, hover and the line of code ask here.

import { Axis } from "./axis.js";

/**
 * One triple. Indices are flat, `input` is negative for a zero; `i`, `j` are the output's row and
 * column, `m`, `n` the kernel's, `row`, `column` the input's and `p`, `q` its places.
 * @typedef {{
 *   input: number, weight: number, output: number, filter: number, channel: number, slot: number,
 *   i: number, j: number, m: number, n: number, row: number, column: number, p: number, q: number,
 *   inside: boolean, border: boolean,
 * }} Term
 */

export class Relation {
  /** @param {RelationHeader} header @param {Record<string, Panel>} panels @param {Record<string, Numbers>} arrays */
  constructor(header, panels, arrays) {
    this.header = header;
    this.rule = header.rule;
    this.input = panels[header.input];
    this.weight = header.weight ? panels[header.weight] : null;
    this.output = panels[header.output];
    /** The flat index of the input that each output of a maximum takes. */
    this.argmax = header.argmax ? arrays[header.argmax] : null;
    this.row = new Axis(header.axes[0], arrays);
    this.column = new Axis(header.axes[1], arrays);
    this.channels = header.channels;
    this.each = this.channels[0].length;
    /** The filters that read each input channel. @type {number[][]} */
    this.filters = Array.from({ length: this.input.channels }, () => []);
    this.channels.forEach((channels, filter) => channels.forEach((channel) => this.filters[channel].push(filter)));
    this.kernelSize = this.row.kernelSize * this.column.kernelSize;
    this.count = this.row.outputs * this.column.outputs;
  }

  /** @param {number} filter @param {number} slot @param {number} i @param {number} j @param {number} m @param {number} n @returns {Term} */
  term(filter, slot, i, j, m, n) {
    const channel = this.channels[filter][slot], p = this.row.place(i, m), q = this.column.place(j, n);
    const row = this.row.source(i, m), column = this.column.source(j, n), inside = row >= 0 && column >= 0;
    return {
      input: inside ? this.input.flat(channel, row, column) : Math.min(row, column),
      weight: ((filter * this.each + slot) * this.row.kernelSize + m) * this.column.kernelSize + n,
      output: (filter * this.row.outputs + i) * this.column.outputs + j,
      filter, channel, slot, i, j, m, n, row, column, p, q, inside,
      border: this.row.outside(p) || this.column.outside(q),
    };
  }

  /** Whether the term's input is the maximum that its output takes. @param {Term} term */
  takes(term) { return this.argmax !== null && term.inside && this.argmax[term.output] === term.input; }

  /** How often an input position is read by one filter. @param {number} row @param {number} column */
  uses(row, column) { return this.row.uses(row) * this.column.uses(column); }
}

/** Every triple that has this output, this weight or this input, in reading order. @param {Relation} relation @param
 * {"output" | "weight" | "input"} fix @param {number} index @returns {Term[]} */
export function terms(relation, fix, index) { return FIXED[fix](relation, index); }

/** @type {Record<"output" | "weight" | "input", (relation: Relation, index: number) => Term[]>} */
const FIXED = {
  output(relation, index) {
    const { row, column, count } = relation, filter = Math.floor(index / count);
    const i = Math.floor((index % count) / column.outputs), j = index % column.outputs;
    return relation.channels[filter].flatMap((_, slot) =>
      pairs(row.size(i), column.size(j), (m, n) => relation.term(filter, slot, i, j, m, n)));
  },
  weight(relation, index) {
    const { row, column, kernelSize, each } = relation, own = Math.floor(index / kernelSize);
    const m = Math.floor((index % kernelSize) / column.kernelSize), n = index % column.kernelSize;
    return pairs(row.outputs, column.outputs, (i, j) => relation.term(Math.floor(own / each), own % each, i, j, m, n));
  },
  input(relation, index) {
    const { row, column } = relation, { channel, row: r, column: c } = relation.input.position(index);
    const columns = column.consumers(c);
    return relation.filters[channel].flatMap((filter) => {
      const slot = relation.channels[filter].indexOf(channel);
      return row.consumers(r).flatMap(([i, m]) => columns.map(([j, n]) => relation.term(filter, slot, i, j, m, n)));
    });
  },
};

/** @template T @param {number} rows @param {number} columns @param {(r: number, c: number) => T} make */
const pairs = (rows, columns, make) =>
  Array.from({ length: rows * columns }, (_, k) => make(Math.floor(k / columns), k % columns));

/** The number of a panel under a flat index; what is padded is 0. @param {{ values: ArrayLike<number> }} panel @param {number} flat */
export const valueAt = (panel, flat) => (flat < 0 ? 0 : panel.values[flat]);

/** The terms with the two numbers that are multiplied, and their product. @param {Term[]} list @param {"input" | "weight" | "output"} a @param
 * {{ values: ArrayLike<number> }} left @param {"input" | "weight" | "output"} b @param {{ values: ArrayLike<number> }} right */
export const products = (list, a, left, b, right) => list.map((term) => {
  const x = valueAt(left, term[a]), y = valueAt(right, term[b]);
  return { ...term, a: x, b: y, value: x * y, zero: x === 0 || y === 0 };
});

/** @param {{ value: number }[]} list */
export const total = (list) => list.reduce((sum, term) => sum + term.value, 0);
