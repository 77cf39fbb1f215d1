// One step as data: three slots (input, parameter, output), the terms between them, what is written.

import { fill, format } from "../../player/js/numbers.js";
import { products, terms } from "../../player/js/relation.js";
import { PLACES, Slot } from "../../player/js/slot.js";
import { fine, range } from "../../player/js/text.js";

/**
 * @typedef {import("./payload").Step} Step
 * @typedef {import("./moment.js").Moment} Moment
 */

const PRECISE = ["softmax", "loss", "squared", "error", "miss", "update"]; // up to four decimals

/** What each kind of step shows: it fills slots, terms and words in. @type {Record<string, (moment: Moment, step: Step) => void>} */
export const FRAMES = {};

/** @param {Moment} moment @returns {Step} */
export function frameOf(moment) {
  const { kind } = moment;
  /** @type {Step} */
  const step = {
    moment, kind, variant: kind, slots: [null, null, null], signs: ["", ""], terms: null, name: "", said: {}, put: {}, code: {}, equation: false,
  };
  FRAMES[kind](moment, step);
  if (step.total !== undefined) step.text = writerOf(kind, step.panel)(step.total);
  step.said.total = step.text ?? "";
  return step;
}

/** How a step writes its number: losses, shares and numbers after an update with four decimals. @param {string} kind @param {Panel | undefined}
 * panel */
export const writerOf = (kind, panel) => (PRECISE.includes(kind) || panel?.key.startsWith("new:") ? fine : format);

/** Products in groups (one for each channel), each laid out as the map that is read. @param {Step} step @param {import("./payload").Factor[]} list
 * @param {number} groups @param {number} rows @param {number} columns @param {Partial<Terms>} more @param {string} unit what is counted */
export function sum(step, list, groups, rows, columns, more = {}, unit = "product") {
  const { rule, candidates, routes, pushes } = more, adds = list.length > 1 && !rule && !candidates && !routes && !pushes;
  const { counts } = step.moment.chain.header.words, [one, several] = counts[unit] ?? ["", ""];
  const label = list.length === 1 ? one : fill(several, { count: list.length });
  step.terms = { list, groups, rows, columns, label, adds, ...more };
  step.equation = !rule && !candidates && !routes && !pushes;
}

/** @param {Step} step @param {Panel} panel @param {number} flat */
export function wrote(step, panel, flat) {
  step.panel = panel;
  step.flat = flat;
  step.total = step.moment.value(panel, flat);
  step.name = panel.title(flat);
  step.said.name = step.name;
  step.put.at = panel.index(flat).join(",");
  step.code.at = panel.indices(flat).join(", ");
}

/** The terms of one output, weight or input, with the two numbers of each that are multiplied. @param {Relation} relation @param
 * {"output" | "weight" | "input"} fix @param {number} index @param {"output" | "weight" | "input"} a @param {Panel} left @param
 * {"output" | "weight" | "input"} b @param {Panel} right */
export const multiplied = (relation, fix, index, a, left, b, right) => products(terms(relation, fix, index), a, left, b, right);

/** The rows and columns of a panel in its padding, and which of its cells are copies. @param {Relation} relation */
export const paddedBy = ({ row, column }) => ({
  rows: row.padded, columns: column.padded, copied: (/** @type {number} */ p, /** @type {number} */ q) => row.outside(p) || column.outside(q),
});

/** A panel in the padding of a layer, with what is read of it lit and framed. @param {Panel} panel @param {Relation} relation @param {Term[]}
 * list @param {ConstructorParameters<typeof Slot>[1]} options */
export function inPadding(panel, relation, list, options = {}) {
  const slot = new Slot(panel, { ...paddedBy(relation), ...options });
  return slot.lightAll(list, PLACES.padded(relation)).frame(list, PLACES.padded(relation));
}

/** A slot with the numbers lit that these terms have. @template T @param {Slot} slot @param {T[]} list @param {(term: T) => number} at */
export function lit(slot, list, at) {
  list.forEach((term, k) => slot.lightFlat(at(term), k));
  return slot;
}

/** A slot with all of its numbers lit, and written all at once. @param {Panel} panel @param {boolean} writes */
export function whole(panel, writes = false) {
  const slot = lit(new Slot(panel), range(panel.values.length), (flat) => flat);
  if (writes) slot.writes = new Set(slot.lit.keys());
  return slot;
}

/** The kernels of a filter, one for each channel that it reads. @param {Relation} relation @param {number} filter */
export const kernelsOf = ({ each }, filter) => range(each).map((slot) => filter * each + slot);

/** A vector's products lie side by side, a folded one's as it is folded. @param {Panel} panel @returns {[number, number]} */
export const shape = (panel) => (panel.columns === 1 && panel.rows <= 8 ? [1, panel.rows] : [panel.rows, panel.columns]);
