// One sentence for every step, chosen here and worded in words.py: place, rule and result.

import { factor, fill, format } from "../../player/js/numbers.js";
import { asWritten } from "../../player/js/exact.js";
import { relate, listed, readBack } from "../../player/js/text.js";
import { Part } from "./part.js";

const LISTED = { screen: [16, 8], phone: [9, 4] }; // so many numbers are written; of more the first ones
const MANY = 256;
const NAMED = { screen: 4, phone: 2 }; // so many places
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** @typedef {{ row: number, column: number }} Place */

export class Sentences extends Part {
  text() {
    const { lesson, model, words } = this, { state, pointed } = lesson;
    if (state.view === "shift") return model.header.shift.words[lesson.shift.now];
    if (state.view === "route") return pointed ? this.arrived(pointed) : this.sent();
    if (pointed) return this.input(pointed);
    if (lesson.rebuilds) return fill(words.forward.rebuilt, words.rebuilt);
    return lesson.forgets ? this.forgotten() : this.forward();
  }

  /** @param {number[]} outputs */
  outputs(outputs) {
    return this.joined(outputs.map((output) => this.model.place(output)));
  }

  /** @param {Place[]} list */
  joined(list) {
    const { notes } = this, most = NAMED[this.lesson.size], texts = list.map(({ row, column }) => `(${row}, ${column})`);
    if (texts.length > most) return fill(notes.and_more, { list: texts.slice(0, most).join(", "), count: texts.length - most });
    return texts.length > 1 ? fill(notes.and, { list: texts.slice(0, -1).join(", "), last: texts.at(-1) }) : texts.join("");
  }

  /** Every item as it is written; of many the first ones and the last. @template T @param {T[]} items @param {(item: T) => string} write @param
   * {string} between */
  listed(items, write, between) {
    const [most, kept] = LISTED[this.lesson.size];
    return listed(items.map(write), most, kept, between);
  }

  // ---- forward

  forward() {
    const { model, words, lesson: { focus, name } } = this, value = format(model.output.values[focus]);
    const rules = { max: () => this.maximum(), mean: () => this.mean(), norm: () => this.norm(), blur: () => this.blur() };
    const put = rules[/** @type {keyof typeof rules} */ (model.family)]();
    return fill(words.forward[model.family], { out: name(focus), value, ...put }) + this.tie(words.forward.tie);
  }

  maximum() {
    const { model, lesson: { focus } } = this;
    return { terms: this.listed(model.inside(focus), (t) => format(t.value), ", "), ...model.input.position(model.winner(focus)) };
  }

  mean() {
    const { model, lesson: { focus } } = this, { divisors, totals } = model.arrays, divisor = divisors[focus], inside = model.inside(focus);
    const all = model.members(focus);
    const list = all.length === divisor ? all : inside, total = format(totals[focus]);
    const sum = this.sum(list.map((t) => [t.value])), same = asWritten([[total]], [[this.output, divisor]]);
    return { terms: this.listed(list, (t) => factor(t.value), " + "), divisor: format(divisor), total, sum, same };
  }

  norm() {
    const { model, lesson: { focus } } = this, { power } = model.header, total = format(model.arrays.totals[focus]), inside = model.inside(focus);
    const raised = power > 1 ? [...String(power)].map((d) => RAISED[Number(d)]).join("") : "";
    const write = (/** @type {{ value: number }} */ t) => (t.value < 0 ? `|${format(t.value)}|` : format(t.value)) + raised;
    const sum = this.sum(inside.map((t) => Array(power).fill(Math.abs(t.value))));
    return { terms: this.listed(inside, write, " + "), total, sum, same: asWritten([[total]], [Array(power).fill(this.output)]) };
  }

  blur() {
    const { model, lesson: { focus } } = this, { divisor } = model.header, list = model.blurred(focus);
    const terms = this.listed(list, (t) => `${format(t.factor)}·${factor(t.value)}`, " + ");
    return { terms, divisor: format(divisor), same: asWritten(list.map((t) => [t.factor, t.value]), [[this.output, divisor]]) };
  }

  get output() { return this.model.output.values[this.lesson.focus]; }

  /** "=" where what is printed gives the printed total; of very many numbers, which are not all printed, where that is the total itself. @param
   * {number[][]} products */
  sum(products) {
    const total = this.model.arrays.totals[this.lesson.focus];
    return products.length > MANY ? relate(total, readBack(format(total))) : asWritten(products, [[total]]);
  }

  /** The other places that hold the maximum, in a template; nothing where there is no tie. @param {string} template */
  tie(template) {
    const { model, lesson: { focus } } = this;
    if (!model.hasWinner || model.arrays.ties[focus] < 2) return "";
    const others = model.holders(focus).filter((t) => t.input !== model.winner(focus));
    return fill(template, { places: this.joined(others), value: format(model.output.values[focus]) });
  }

  forgotten() {
    const { model, words, lesson: { focus } } = this, { text, counts } = words.forgotten[model.inside(focus).length];
    const value = Math.round(model.family === "mean" ? model.arrays.totals[focus] : model.output.values[focus]);
    return fill(text, { value, above: value + 1, count: counts[value] });
  }

  /** @param {Place} at the input that is pointed at */
  input({ row, column }) {
    const { model, notes, words: { forward: words } } = this, value = model.input.at(0, row, column), number = format(value);
    const readers = model.readers(row, column);
    if (!readers.length) return fill(words.unread, { row, column, number, why: model.header.pool === "roi" ? words.outside : words.over });
    const count = readers.length;
    const start = fill(words.input, { row, column, number, count, windows: count > 1 ? notes.window_many : notes.window_one });
    if (!model.hasWinner) return start + fill(words.read, { places: this.outputs(readers) });
    const won = model.won(row, column), tied = readers.filter((output) => model.output.values[output] === value);
    if (won.length) return start + fill(words.won, { won: won.length, places: this.outputs(won) });
    return start + (tied.length ? fill(words.tied, { places: this.outputs(tied) }) : words.lost);
  }

  // ---- backward

  sent() {
    const { lesson, model, words: { backward: words } } = this, { focus, gradient, state, target } = lesson, put = gradient.put(focus);
    const ties = model.hasWinner ? model.arrays.ties[focus] : 1;
    const start = { out: lesson.name(focus), dy: format(put), factor: factor(put) };
    if (!put) return fill(words.nothing, start);
    if (model.family === "norm" && !model.output.values[focus]) return fill(words.flat, start);
    if (model.family === "mean") return fill(words.mean, { ...start, ...this.shared(put) });
    if (ties > 1 && state.tie !== "first") return fill(words[state.tie], { ...start, ...this.tied(put, ties) });
    const most = target && model.shares(focus, state.tie).find((t) => t.row === target.row && t.column === target.column);
    if (!model.hasWinner) return fill(words[model.family], { ...start, ...target, share: format(put * (most?.share ?? 0)) });
    const only = fill(words.only, { ...start, ...model.input.position(model.winner(focus)) });
    return only + this.alsoWon() + ((state.tie === "first" && this.tie(words.first)) || ".");
  }

  /** @param {number} put */
  shared(put) {
    const { model, words: { backward: words }, lesson: { focus } } = this, divisor = model.arrays.divisors[focus], share = format(put / divisor);
    const count = model.inside(focus).length, copied = model.once(focus).length < count;
    const inputs = copied ? fill(words.places, { count }) : count > 1 ? fill(words.inputs, { count }) : words.one_input;
    const padding = divisor > count ? fill(words.padding, { share }) : copied ? words.copies : "";
    return { divisor: format(divisor), share, inputs, padding, same: asWritten([[put]], [[share, divisor]]) };
  }

  /** @param {number} put @param {number} ties */
  tied(put, ties) {
    const { model, lesson: { focus, state } } = this, share = format(put / ties), arrived = format(put * ties);
    const same = state.tie === "split" ? asWritten([[put]], [[share, ties]]) : asWritten([[put, ties]], [[arrived]]);
    return { ties, share, arrived, same, value: format(model.output.values[focus]) };
  }

  /** What the winner gets from other windows too; some of them may send 0, and a tie shares. */
  alsoWon() {
    const { model, words: { backward: words }, lesson: { focus, gradient } } = this, input = model.winner(focus);
    const { row, column } = model.input.position(input);
    const won = gradient.parts(row, column).length, every = won === model.arrays.won[input];
    return won > 1 ? fill(every ? words.adds : words.gathers, { won, sum: format(gradient.at(input)) }) : "";
  }

  /** @param {Place} at */
  arrived({ row, column }) {
    const { model, words: { backward: words }, lesson: { gradient } } = this, parts = gradient.parts(row, column);
    const sum = format(gradient.at(model.input.flat(0, row, column)));
    const same = asWritten(parts.map((part) => [part.value]), [[sum]]);
    const added = parts.length > 1 ? ` ${same} ${this.listed(parts, (part) => factor(part.value), " + ")}` : "";
    const from = parts.length ? fill(words.from, { places: this.outputs(parts.map((part) => part.output)) }) : words.none;
    return fill(words.input, { row, column, sum, terms: added + from });
  }
}
