// Learn: the error at each place, what it adds to the gradient of each weight, and the sum that updates the filter.

import { asWritten } from "../../player/js/exact.js";
import { fill, fillCounted, format } from "../../player/js/numbers.js";
import { actButton, fact, heading, note, tableRow } from "../../player/js/pieces.js";
import { bracketed, fine, listed, range } from "../../player/js/text.js";
import { View } from "./view.js";

const MOST_PARTS = 10;
const AFTER = 3; // columns behind the signal, for the sums

/** @typedef {import("./view.js").Timeline} Timeline */

export class LearnView extends View {
  signal = "lx";
  get numbered() { return ["lx", "ly"]; }
  get facts() { return this.model.header.learn; }
  get axis() { return this.model.relations.learn.column; }
  /** The weights, and the bias where it is learned too. */
  get weights() { return this.model.panels.lw.columns; }
  get count() { return this.length + 1; }
  /** Whether all places are in and the sums are told. */
  get sums() { return this.pointed?.kind === "gradient" || (!this.pointed && this.lesson.state.step >= this.length); }
  get weight() { return this.pointed?.kind === "gradient" ? this.pointed.layer ?? 0 : this.axis.kernelSize >> 1; }
  get at() { return this.pointed && !this.sums ? this.pointed.index : Math.min(this.lesson.state.step, this.length - 1); }
  get focus() { return this.at; }
  get span() { return [-2, this.length + AFTER - 1]; }
  get where() {
    const { at, count, sums, words: { sentences } } = this;
    return sums ? sentences.all : fill(sentences.place, { at, step: this.lesson.state.step + 1, count });
  }
  get hidden() { return this.lesson.predict.open; }
  /** "w[2]", or "b" for the bias behind the weights. @param {number} m */
  title(m) { return m < this.axis.kernelSize ? `w[${m}]` : "b"; }
  get answer() {
    const { dz, dw } = this.model.panels;
    const [name, value] = this.sums ? [this.title(this.weight), dw.values[this.weight]] : [`z[${this.at}]`, dz.values[this.at]];
    return { name: `∂${name}`, value, text: fine(value) };
  }
  /** A click on a gradient's row tells its sum. @param {import("./view.js").Found} found */
  pick({ kind, index }) { return kind === "gradient" ? this.length : index; }

  /** @param {Timeline} stage @param {import("./view.js").Room} room */
  draw(stage, room) {
    const { sums, at, axis, weights, length } = this, { palette } = this.lesson, top = 20, height = Math.round(room.height * 0.2);
    const from = top + height + 26;
    const row = Math.min(66, (room.height - from + 2) / (weights + 3.2)), y = (/** @type {number} */ k) => from + k * row;
    const scale = this.signalBars(stage, top, height);
    for (let place = 0; place < axis.length; place++) if (axis.outside(place)) stage.zero(place - axis.before, scale);
    if (!sums) stage.window(axis.position(at, 0), axis.position(at, axis.kernelSize - 1), top - 2, height + 22);
    this.errors(stage, y, row * 0.72);
    stage.text(this.words.rows.sum, stage.x(length + 1.4), y(3) - 4, { size: 13, colour: palette.ink2 });
    for (const m of range(weights)) this.gradient(stage, m, y(3.2 + m) + row * 0.36, row);
    if (sums) stage.window(0, length - 1, y(3.2 + this.weight) - row * 0.14 + 1, row - 2);
    else stage.stroke({ x: stage.x(at) - stage.pitch / 2, y: y(0) - 4, width: stage.pitch, height: y(3.2 + weights) - y(0) }, palette.focus, 2.5);
  }

  /** What each place gives, what it should give, and its error. @param {Timeline} stage @param {(k: number) => number} y @param {number} height */
  errors(stage, y, height) {
    const { ly, goal, dz } = this.model.panels, ring = this.lesson.palette.line2;
    const asked = (/** @type {number} */ k) => this.hidden && !this.sums && k === this.at;
    stage.tiles({ key: "y", y: y(0), height, values: ly.values, kind: "output" }, () => ({ range: ly.range[1] }));
    stage.tiles({ key: "should", told: "goal", y: y(1), height, values: goal.values, kind: "goal", array: "goal" }, () => ({ value: 0, ring }));
    const text = (/** @type {number} */ k) => (asked(k) ? "?" : fine(dz.values[k]));
    stage.discs({ key: "error", told: "dz", y: y(2), height, values: dz.values, text, kind: "output" }, (k) => ({ range: dz.range[1], there: !asked(k) }));
  }

  /** What each place adds to the gradient of one weight, and the sum. @param {Timeline} stage @param {number} m @param {number} middle @param {number} row its height */
  gradient(stage, m, middle, row) {
    const { panels: { lw, parts, so_far: soFar, dw } } = this.model, { length, sums } = this, { palette, state } = this.lesson;
    const height = row * 0.72, last = Math.min(state.step, length - 1);
    const total = sums ? dw.values[m] : soFar.at(0, m, last), asked = this.hidden && sums && m === this.weight, text = asked ? "?" : format(total);
    const known = (/** @type {number} */ k) => sums || k <= state.step, values = this.row("parts", m), name = { name: this.title(m) };
    const place = { y: middle - row / 2, height: row, kind: "gradient", layer: m };
    const small = `${name.name.replace(/\[.*/, "")} = ${format(lw.values[m])}`, shown = (/** @type {number} */ k) => (known(k) ? format(values[k]) : "·");
    stage.discs({ key: "dw", told: `dw ${m}`, put: name, small, values, text: shown, ...place }, (k) => ({ range: parts.range[1], there: known(k) }));
    stage.rows.push({ key: "", values: [total], first: length, wide: AFTER, ...place });
    stage.text("=", stage.x(length + 0.3), middle, { size: 18, colour: palette.ink2 });
    stage.tile(length + 1.4, { y: middle - height / 2, height, value: Math.sign(total) * 0.4, text, ring: sums ? palette.token("backward") : palette.line2 });
    if (stage.digits) stage.told[`dw ${m}`] += ` = ${text}`;
  }

  // ---- what is said

  sentence() {
    const { sentences } = this.words, { lz, ly, goal, dz, parts } = this.model.panels, { at, weights } = this;
    if (this.sums) return this.sumSaid();
    if (lz.values[at] <= 0) return fill(sentences.blocked, { at, z: fine(lz.values[at]) });
    const [y, wanted, error] = [ly, goal, dz].map(({ values }) => fine(values[at])), added = range(weights).map((m) => fine(parts.at(0, m, at)));
    const to = this.facts.biased ? sentences.both : sentences.weights;
    const same = asWritten([[y], [-1, wanted]], [[error]]), goals = bracketed(goal.values[at]);
    return fill(sentences.error, { at, y, goal: wanted, goals, dz: error, same, parts: added.join(", "), to });
  }

  sumSaid() {
    const { parts, dw } = this.model.panels, { weight, length } = this, own = range(length).map((k) => parts.at(0, weight, k));
    const value = fine(dw.values[weight]);
    const written = own.map((part, k) => (k ? bracketed(part) : fine(part))), same = asWritten(own.map((part) => [fine(part)]), [[value]]);
    return fillCounted(this.words.sentences, "summed", { name: this.title(weight), count: length, terms: listed(written, MOST_PARTS, 4), same, value });
  }

  side() {
    const { facts } = this.words, { loss, after, updates, slopes, agrees, cut } = this.facts;
    const given = slopes.map((/** @type {number} */ slope) => format(slope)).join(", ");
    const check = note(fill(facts.check, { slopes: given, verdict: agrees ? facts.agrees : facts.bend }));
    const buttons = actButton("update", facts.update, "first") + actButton("ten", facts.ten) + actButton("forget", facts.forget);
    return [
      heading(facts.title), this.table(), `<div class="choice">${buttons}</div>`, fact(facts.loss, fine(loss)), fact(facts.after, fine(after)),
      fact(facts.updates, String(updates)), this.choices("learn"), this.hidden ? "" : check, cut ? note(cut) : "",
    ];
  }

  /** The weights, what the update takes off, and the new ones. */
  table() {
    const { facts } = this.words, { dw, new: next } = this.model.panels, { rate } = this.facts;
    const row = (/** @type {string} */ head, /** @type {(k: number) => string} */ cell) => tableRow(head, range(this.weights).map(cell));
    const known = (/** @type {(k: number) => number} */ value) => (/** @type {number} */ k) => (this.hidden ? "?" : fine(value(k)));
    const change = row(fill(facts.step, { rate }), known((k) => -rate * dw.values[k])), after = row(facts.new, known((k) => next.values[k]));
    return `<table>${row("", (k) => this.title(k).replace("w", ""))}${row(facts.w, (k) => this.tile("lw", k))}${change}${after}</table>`;
  }
}
