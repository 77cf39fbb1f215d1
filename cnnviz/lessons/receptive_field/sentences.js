// The sentence that answers the question, and the names of the pictures.

import { fill } from "../../player/js/numbers.js";
import { areaOf, sizesOf } from "./field.js";

/** @typedef {import("./player.js").ReceptiveField} Lesson */

/** @param {number} n */
export const count = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f");

/** @param {import("./field.js").Unit} unit */
const unitWords = ({ layer, at: [row, column] }) => ({ layer: layer + 1, row, column });

/** @param {Lesson} lesson @param {number} part @param {number} whole */
function percent({ notes }, part, whole) {
  const share = (100 * part) / whole;
  return share > 0 && share < 1 ? notes.little : String(Math.round(share));
}

/** Which sentence is said: "see", "effective", "waits", "asks", "both" or "reach". @param {Lesson} lesson */
export function kindOf(lesson) {
  if (lesson.state.mode === "reach") return "reach";
  if (lesson.state.lock) return "both";
  if (lesson.gradient.asks) return "asks";
  if (lesson.gradient.waits) return "waits";
  return lesson.gradient.heated ? "effective" : "see";
}

/** @param {Lesson} lesson */
export function sentence(lesson) {
  const { sentences } = lesson.words, put = values(lesson);
  switch (kindOf(lesson)) {
    case "reach": return fill(put.reached ? sentences.reach : sentences.nowhere, put);
    case "both": return fill(put.both ? sentences.both : sentences.apart, put);
    case "asks": return fill(sentences.asks, { ...put, why: lesson.model.effective.why });
    case "waits": return fill(sentences.waits, put) + (lesson.gradient.runs ? lesson.model.effective.told : "");
    case "effective": return !lesson.model.effective.reached ? fill(sentences.silent, put) : put.could === "1" ? seen(lesson, put) : fill(sentences.effective, put);
    default: return seen(lesson, put);
  }
}

/** @param {Lesson} lesson @param {Record<string, any>} put */
function seen(lesson, put) {
  const { sentences } = lesson.words, { model, focus } = lesson, inside = areaOf(model.clipped(model.box(focus)));
  if (!inside) return fill(sentences.outside, put);
  const read = readBy(lesson), whole = areaOf(model.box(focus));
  let text = fill(sentences.see, put);
  if (inside < whole) text += fill(sentences.padding, { share: percent(lesson, whole - inside, whole) });
  if (read < inside) text += fill(read === 1 ? sentences.holes_one : sentences.holes, { read: count(read), inside: put.inside });
  return model.stages[focus.layer].header.aligned ? text : text + sentences.unaligned;
}

/** How many pixels are read: fewer than lie in the box where it has holes. @param {Lesson} lesson */
const readBy = ({ model, focus }) => model.sees(focus).reduce((size, levels) => size * levels[0].length, 1);

/** Every number that a sentence may put in. @param {Lesson} lesson @returns {Record<string, any>} */
function values(lesson) {
  const { model, state, focus } = lesson;
  if (state.mode === "reach") return reachedFrom(lesson);
  const box = model.box(focus), clipped = model.clipped(box), inside = areaOf(clipped), [[top, bottom], [left, right]] = clipped;
  const [height, width] = sizesOf(box), half = model.effective?.half ?? 0, read = readBy(lesson);
  const place = { ...unitWords(focus), height, width, top, bottom, left, right, inside: count(inside) };
  const put = { ...place, half: count(half), could: count(read), share: percent(lesson, half, read) };
  if (!state.lock) return put;
  const { layer, row, column } = unitWords(state.lock), both = model.common(state.lock, focus).reduce((size, n) => size * n);
  return { ...put, layer_a: layer, row_a: row, column_a: column, both, shared: count(both), pixels: counted(lesson, "pixel", both), share: percent(lesson, both, read) };
}

/** A thing by its number. @param {Lesson} lesson @param {string} name @param {number} n */
export const counted = ({ notes }, name, n) => notes[`${name}_${n === 1 ? "one" : "more"}`];

/** @param {Lesson} lesson @returns {Record<string, any>} */
function reachedFrom(lesson) {
  const { model, pixel, layer } = lesson;
  const [high, wide] = model.reaches(pixel).map((levels) => levels[layer + 1].length), [rows, columns] = model.stages[layer].shape;
  return {
    row: pixel[0], column: pixel[1], layer: layer + 1, high, wide, rows, columns, reached: high * wide, count: count(high * wide),
    units: counted(lesson, "unit", high * wide), high_rows: counted(lesson, "row", high), wide_columns: counted(lesson, "column", wide),
  };
}

/** The number that Predict asks for, none where the gradient is shown, and its question. @param {Lesson} lesson */
export function asked(lesson) {
  const kind = kindOf(lesson);
  if (!(kind in VALUES)) return null;
  const put = values(lesson), value = put[VALUES[kind]];
  return { name: lesson.notes[`answer_${kind}`], value, text: String(value), question: fill(lesson.words.sentences[`ask_${kind}`], put) };
}

/** @type {Record<string, string>} */
const VALUES = { see: "width", reach: "reached", both: "both" };
