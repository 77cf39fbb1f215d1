// Under the pictures on the way back: what an output sends, and what adds up at an input.

import { fill, format } from "../../player/js/numbers.js";
import { asWritten } from "../../player/js/exact.js";
import { orAsked } from "../../player/js/predict.js";
import { MOST_CELLS } from "./bench.js";
import { largest } from "./model.js";
import { Part } from "./part.js";

const MOST_PARTS = { screen: 5, phone: 3 };

export class Adds extends Part {
  draw() {
    const { lesson, model, palette, notes } = this, { focus, gradient, bench, predict: { open } } = lesson, put = gradient.put(focus);
    const shares = new Map(model.placed(focus, lesson.state.tie).map((t) => [tapOf(t), put * t.share])), plain = shares.size > MOST_CELLS;
    const limit = largest([...shares.values()]);
    bench.show("route");
    bench.label("first", notes.sends, lesson.name(focus));
    bench.window(model.members(focus).map(({ m, n, inside }) => {
      const value = open ? 0 : shares.get(tapOf({ m, n })) ?? 0, mark = [...(value ? ["disc", signOf(value)] : []), ...(inside ? [] : ["outside"])].join(" ");
      return { m, n, text: plain ? "" : open && inside ? "?" : value ? format(value) : "·", rgb: plain ? palette.signed(value, limit) : null, mark };
    }));
    this.sum();
    bench.label("third", "", fill(notes.gradient, { out: lesson.name(focus) }));
    bench.result(format(put), lesson.editable ? notes.type : "", "", "", signOf(put));
    bench.facts(this.facts().map((text) => ({ text })));
  }

  sum() {
    const { lesson, model, notes } = this, { gradient, target, size, bench, predict: { open } } = lesson, element = lesson.find(".second .adds");
    if (!target) return element.replaceChildren();
    const { row, column } = target, parts = gradient.parts(row, column), sum = gradient.at(model.input.flat(0, row, column));
    const values = parts.map((part) => part.value);
    bench.label("second", fill(notes.adds, { row, column }), parts.length > 1 ? notes.overlap : "");
    const room = MOST_PARTS[size], shown = parts.slice(0, parts.length > room ? room - 1 : room), more = parts.length - shown.length;
    const items = shown.flatMap((part, k) => [...(k ? [made("i", "+")] : []), this.part(part)]);
    if (more) items.push(made("i", fill(notes.more, { count: more })));
    if (!parts.length) items.push(made("i", notes.none_sent));
    element.replaceChildren(...items, made("i", `${asWritten(values.map((value) => [value]), [[sum]])} ${orAsked(open, sum)}`, "total"));
  }

  /** @param {{ output: number, value: number }} part */
  part({ output, value }) {
    const { open } = this.lesson.predict, { row, column } = this.model.place(output), element = made("span", "", `part ${open ? "" : signOf(value)}`);
    element.append(made("b", orAsked(open, value)), made("small", `(${row}, ${column})`));
    return element;
  }

  facts() {
    const { model: { family }, words: { facts }, lesson: { gradient: { sent, arrived }, state } } = this, more = arrived - sent;
    const lines = [fill(facts.sent, { sent: format(sent) }), fill(facts.arrived, { arrived: format(arrived) })];
    if (family === "norm") return [...lines, facts.scaled];
    if (Math.abs(more) < 1e-6 * Math.max(1, Math.abs(sent))) return [...lines, facts.equal];
    const invented = state.tie === "all" && family !== "mean";
    return [...lines, invented ? fill(facts.invented, { more: format(more) }) : fill(facts.missing, { less: format(-more) })];
  }
}

/** @param {{ m: number, n: number }} at */
const tapOf = ({ m, n }) => `${m},${n}`;
/** @param {number} value */
const signOf = (value) => (value > 0 ? "plus" : value < 0 ? "minus" : "");
/** @param {string} kind @param {string} textContent @param {string} className */
const made = (kind, textContent, className = "") => Object.assign(document.createElement(kind), { textContent, className });
