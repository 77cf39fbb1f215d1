// Which sentence belongs to what is on screen, and its numbers; the words are in words.py.

import { factor, fill, format } from "../js/numbers.js";
import { asWritten } from "../js/exact.js";
import { relate, listed, readBack } from "../js/text.js";

/** @typedef {import("./model.js").Product} Product @typedef {import("./model.js").Place} Place */

/** So many products are written; of more the first ones. @type {Record<"phone" | "screen", [number, number]>} */
const SPELLED = { phone: [4, 2], screen: [9, 4] };
const PIECEWISE_LINEAR = ["none", "relu", "leaky_relu"];

/** A number as it is written. @param {number} value */
const shown = (value) => readBack(format(value));
/** A count with its noun. @param {Record<string, string>} words @param {string} noun @param {number} count */
const counted = (words, noun, count) => fill(words.counted, { count, noun: words[`${noun}_${count === 1 ? "one" : "many"}`] });

/** @param {any} player @returns {string} */
export function sentenceOf(player) {
  const { hovered, model, uses, words: { notes, sentences } } = player;
  if (hovered?.kind === "input") return ofInput(player, hovered);
  if (hovered?.kind === "padding") return ofPadding(player, hovered);
  if (hovered?.kind === "kernel") return ofWeight(player, hovered.tap);
  const own = plainly(player) + (model.adds ? ofOutput(player) : ofMaximum(player));
  return uses && !hovered ? fill(sentences.with_uses, { coverage: notes.coverage, own }) : own;
}

/** What becomes of the pixel, before any formula; not where padding takes part, and not before the sum is done. @param {any} player */
function plainly({ header: { plain }, model, terms, reached, outputValue }) {
  if (!plain || reached < terms.length || terms.some((/** @type {Product} */ t) => t.border)) return "";
  const middle = terms.find((/** @type {Product} */ t) => model.tap(t) === (model.relation.kernelSize - 1) / 2);
  const sign = outputValue > 0 ? plain.more : outputValue < 0 ? plain.less : plain.none;
  return `${fill(sign, { value: format(Math.abs(outputValue)), output: format(outputValue), middle: format(middle?.a ?? 0) })} `;
}

/** @param {any} player */
function ofOutput({ terms, reached, sums, focus, bias, outputValue, header: { divisor, activation, plain }, phone, short, words: { sentences: words, notes } }) {
  const part = terms.slice(0, reached), done = { done: reached, count: terms.length };
  const start = fill(words.step, { ...focus, terms: part.length ? spelledOut(part, phone || (short && plain)) : fill(words.nothing, done) });
  const written = part.map((/** @type {Product} */ t) => [t.a, t.b]), same = asWritten(written, [[sums.sum]]);
  if (!reached) return `${start}.`;
  if (reached < terms.length) return start + fill(words.so_far, { same, sum: format(sums.sum), ...done });
  const divides = divisor !== 1, total = asWritten([...(divides ? [[sums.sum]] : written), [bias, divisor]], [[sums.pre, divisor]]);
  const text = format(outputValue), linear = text === format(sums.pre) || relate(shown(outputValue), outputValue) === "=";
  const exact = PIECEWISE_LINEAR.includes(activation) ? linear : sums.pre === 0;
  return start
    + (divides ? fill(words.divided, { same, sum: format(sums.sum), divisor: format(divisor) }) : "")
    + (bias ? fill(words.bias, { bias: factor(bias) }) : "")
    + fill(words.total, { same: total, value: format(sums.pre) })
    + (notes.activation ? fill(words.activation, { activation: notes.activation, about: exact ? "" : words.about, value: text }) : "")
    + ".";
}

/** All products, or the first and the last of many. @param {Product[]} list @param {boolean} phone */
const spelledOut = (list, phone) => listed(list.map((t) => `${factor(t.a)}·${factor(t.b)}`), ...(phone ? SPELLED.phone : SPELLED.screen));

/** @param {any} player @param {Place} at */
function ofInput({ model, state, filter, header: { flipped }, words: { sentences: words } }, at) {
  const { terms, taps, sums, readings, repeated, value } = model.added(filter, state.channel, at), { relation } = model;
  const put = { ...at, value: format(value), outputs: counted(words, "output", sums.length), times: fill(words.times, { count: readings }) };
  if (!sums.length) return fill(words.input_unread, put);
  const taken = counted(words, "output", terms.filter((/** @type {any} */ t) => relation.takes(t)).length);
  if (!model.adds) return fill(words.input_maximum, { ...put, count: taken });
  const several = readings > sums.length, start = fill(several ? words.input_repeated : repeated ? words.input_copied : words.input, put);
  if (sums.length === 1) return start + fill(several ? words.input_once_summed : words.input_once, once(value, sums[0].weight));
  if (repeated) return start + (several ? words.input_summed : words.input_alone);
  const all = taps.size === relation.kernelSize;
  return start + (!all ? words.input_each : flipped ? words.input_all_flipped : words.input_all);
}

/** A place of the padding: the input that it repeats, or a zero. @param {any} player @param {Place} place */
function ofPadding({ model, state, words: { sentences: words } }, place) {
  const input = model.behind(place);
  return input ? fill(words.padding_repeats, { ...input, value: format(model.input.at(state.channel, input.row, input.column)) }) : words.padding_zero;
}

/** @param {number} value @param {number} weight */
const once = (value, weight) => ({
  value: factor(value), weight: factor(weight), product: format(value * weight),
  same: asWritten([[value, weight]], [[value * weight]]),
});

/** @param {any} player @param {number} tap */
function ofWeight({ model, filter, state, words: { sentences: words } }, tap) {
  const { row, column, relation } = model, rows = row.touched(Math.floor(tap / column.kernelSize)), columns = column.touched(tap % column.kernelSize);
  const distinct = rows.distinct * columns.distinct, reads = rows.reads * columns.reads, zeros = relation.count - reads;
  const noun = (/** @type {string} */ name, /** @type {number} */ n) => words[`${name}_${n === 1 ? "one" : "many"}`];
  return fill(distinct < reads ? words.kernel_repeated : words.kernel, {
    ...model.typed(tap), value: format(model.weightAt(filter, state.channel, tap)),
    inputs: distinct ? fill(words.marked, { count: distinct, inputs: noun("input", distinct) }) : words.no_input,
    zeros: zeros ? fill(words.zeros, { count: zeros, zeros: noun("zero", zeros) }) : "",
    times: fill(words.times, { count: reads }), each: fill(relation.count === 1 ? words.one : words.each, { count: relation.count }),
  });
}

/** @param {any} player */
function ofMaximum({ model, terms, focus, outputValue, words: { sentences } }) {
  const taken = terms.find((/** @type {Product} */ t) => model.relation.takes(t));
  return fill(sentences.maximum, {
    ...focus, terms: terms.map((/** @type {Product} */ t) => format(t.a)).join(", "),
    value: format(outputValue), argmax_row: taken?.row, argmax_column: taken?.column,
  });
}

/** Where the step stands, in the words of its NumPy program. @param {any} player */
export function numpyOf({ focus, model: { row, column }, filter, words: { notes } }) {
  const [top, height] = row.span(focus.row), [left, width] = column.span(focus.column);
  return fill(notes.numpy, { ...focus, channel: filter, top, bottom: top + height, left, right: left + width });
}
