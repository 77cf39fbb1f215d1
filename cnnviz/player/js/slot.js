// A step as data: slots (maps that are read or written), the terms between them, and the result.

import { blockOf, range } from "./text.js";

/**
 * One term of a step: two factors `a` and `b`, or a `text` of its own, and what they give.
 * @typedef {{ value: number, a?: number, b?: number, zero?: boolean, text?: string, padding?: boolean, wins?: boolean }} Factor
 * @typedef {{
 *   list: Factor[], groups: number, rows: number, columns: number, bias?: number, adds?: boolean, rule?: boolean,
 *   candidates?: boolean, routes?: boolean, pushes?: boolean, label?: string, digits?: number,
 * }} Terms `rule`: they are put into a rule; `candidates`: one of them is chosen; `routes`: one of them gets the number
 * @typedef {{ label: string, value: string, options: [value: string, text: string][] }} Views the choice under the middle slot
 * @typedef {{
 *   slots: (Slot | null)[], signs: string[], terms: Terms | null, panel?: Panel, flat?: number, text?: string,
 *   views?: Views | null, middle?: { html: string, width: number }, card?: string,
 * }} Frame `middle` stands where there is no middle slot, `card` in place of everything
 */

export class Slot {
  /** A panel, with the rows and columns that are shown of it: negative for a zero that is put there. @param {Panel} panel @param {{ rows?:
   * ArrayLike<number>, columns?: ArrayLike<number>, channels?: number[], box?: number[], turned?: boolean, notch?: boolean, cropped?: boolean,
   * rings?: boolean, copied?: (row: number, column: number) => boolean, zeros?: string, gates?: ArrayLike<number> | null, note?: string }} options */
  constructor(panel, { rows, columns, channels, ...options } = {}) {
    this.panel = panel;
    this.rows = rows ? Array.from(rows) : range(panel.rows);
    this.columns = columns ? Array.from(columns) : range(panel.columns);
    this.channels = channels ?? range(panel.channels);
    /** The term that each displayed cell belongs to. @type {Map<number, number>} */
    this.lit = new Map();
    /** @type {Set<number>} */
    this.writes = new Set();
    /** @type {Set<number>} */
    this.marks = new Set();
    /** @type {number | undefined} */
    this.channel = undefined;
    /** @type {typeof options} */
    this.options = options;
    this.box = options.box;
  }

  /** @param {number} channel @param {number} row @param {number} column */
  key(channel, row, column) { return (channel * this.rows.length + row) * this.columns.length + column; }

  /** Flat index behind a displayed cell, or what kind of zero stands there (negative). @param {number} channel @param {number} row @param
   * {number} column */
  flat(channel, row, column) {
    const r = this.rows[row], c = this.columns[column];
    return r < 0 || c < 0 ? Math.min(r, c) : this.panel.flat(channel, r, c);
  }

  /** @param {number} channel @param {number} row @param {number} column @param {number} term */
  light(channel, row, column, term) {
    this.lit.set(this.key(channel, row, column), term);
    return this;
  }

  /** Light each term where `at` says that it stands: displayed channel, row, column. @template T @param {T[]} list @param
   * {(term: T) => [number, number, number]} at */
  lightAll(list, at) {
    list.forEach((term, k) => this.light(...at(term), k));
    return this;
  }

  /** Light a number by its flat index, where the slot shows the panel as it is. @param {number} flat @param {number} term */
  lightFlat(flat, term) {
    const { channel, row, column } = this.panel.position(flat);
    return this.light(channel, this.rows.indexOf(row), this.columns.indexOf(column), term);
  }

  /** @param {number} flat */
  write(flat) {
    const { channel, row, column } = this.panel.position(flat);
    this.writes.add(this.key(channel, this.rows.indexOf(row), this.columns.indexOf(column)));
    this.channel ??= channel;
    return this;
  }

  /** Frame the displayed cells of these terms: first to last row and column. @template T @param {T[]} list @param
   * {(term: T) => [number, number, number]} at */
  frame(list, at) {
    this.box = list.length ? blockOf(list.map((term) => at(term).slice(1))) : undefined;
    return this;
  }
}

/** Where a term of a relation stands in each of its maps: in the padded input, kernel, output. @type
 * {Record<"padded" | "kernel" | "output", (relation: Relation) => (term: Term) => [number, number, number]>} */
export const PLACES = {
  padded: () => (term) => [term.channel, term.p, term.q],
  kernel: (relation) => (term) => [term.filter * relation.each + term.slot, term.m, term.n],
  output: () => (term) => [term.filter, term.i, term.j],
};
