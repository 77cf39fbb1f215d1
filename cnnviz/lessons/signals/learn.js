// Learn: the error at each place, what it adds to the gradient of each weight, and the sum that updates the filter.

import { fill, format } from "../../player/js/numbers.js";
import { bracketed, equality, fine, listed, range, readBack } from "../../player/js/text.js";
import { View } from "./view.js";

const MOST_PARTS = 10;

export class LearnView extends View {
  signal = "lx";
  get facts() { return this.model.header.learn; }
  get taps() { return this.model.panels.lw.values.length; }
  get length() { return this.model.panels.lx.values.length; }
  get count() { return this.length + 1; }
  /** Whether all places are in and the sums are told. */
  get sums() { return this.pointed?.kind === "gradient" || (!this.pointed && this.lesson.state.step >= this.length); }
  get tap() { return this.pointed?.kind === "gradient" ? this.pointed.layer ?? 0 : this.taps >> 1; }
  get at() { return this.pointed?.kind === "sample" || this.pointed?.kind === "output" ? this.pointed.index : Math.min(this.lesson.state.step, this.length - 1); }
  get focus() { return this.at; }
  get span() { return [-2, this.length + 2]; }
  get where() { return this.sums ? this.words.sentences.all : fill(this.words.sentences.place, { at: this.at, step: this.lesson.state.step + 1, count: this.count }); }
  /** Whether what a place adds is there yet. @param {number} at */
  known(at) { return this.sums || at <= this.lesson.state.step; }
  get answer() {
    const { dz, dw } = this.model.panels;
    if (this.sums) return { name: `∂w[${this.tap}]`, value: dw.values[this.tap], text: fine(dw.values[this.tap]) };
    return { name: `∂z[${this.at}]`, value: dz.values[this.at], text: fine(dz.values[this.at]) };
  }
  get hidden() { return this.lesson.predict.open; }

  /** @param {import("./stage.js").Stage} stage @param {{ width: number, height: number }} room */
  draw(stage, room) {
    const { sums, at, taps, length } = this, top = 20, height = Math.round(room.height * 0.2), from = top + height + 26;
    const row = Math.min(66, (room.height - from + 2) / (taps + 3.2)), y = (/** @type {number} */ k) => from + k * row;
    stage.name("x", top + height / 2, { small: this.hint(stage) });
    const axis = this.model.relations.learn.column, scale = this.signalBars(stage, top, height, () => 1);
    for (let place = 0; place < axis.length; place++) if (axis.outside(place)) stage.zero(place - axis.before, scale);
    stage.indices(top + height + 12, 0, length - 1);
    if (!sums) stage.window(axis.position(at, 0), axis.position(at, taps - 1), top - 2, height + 22);
    this.errors(stage, y, row * 0.72);
    stage.text(this.words.rows.sum, stage.x(length + 1.4), y(3) - 4, { size: 13, colour: this.lesson.palette.ink2 });
    for (let m = 0; m < taps; m++) this.gradient(stage, m, y(3.2 + m) + row * 0.36, row);
    if (sums) stage.window(0, length - 1, y(3.2 + this.tap) - row * 0.14 + 1, row - 2);
    else stage.stroke({ x: stage.x(at) - stage.pitch / 2, y: y(0) - 4, width: stage.pitch, height: y(3.2 + taps) - y(0) }, this.lesson.palette.focus, 2.5);
  }

  /** What each place gives, what it should give, and its error. @param {import("./stage.js").Stage} stage @param {(k: number) => number} y @param
   * {number} height */
  errors(stage, y, height) {
    const { ly, goal, dz } = this.model.panels, { length } = this, at = this.inside(length), ring = this.lesson.palette.line2;
    const text = (/** @type {number} */ k) => (this.hidden && !this.sums && k === this.at ? "?" : fine(dz.values[k]));
    for (let k = 0; k < length; k++) {
      const asked = text(k) === "?";
      stage.tile(k, { y: y(0), height, value: ly.values[k], range: ly.range[1] });
      stage.tile(k, { y: y(1), height, value: 0, text: format(goal.values[k]), range: 1, ring });
      stage.disc(k, y(2) + height / 2, asked ? 0 : dz.values[k], dz.range[1], !asked);
    }
    for (const [k, name, kind, array] of /** @type {[number, string, string, string][]} */ ([[0, "y", "output", "ly"], [1, "should", "goal", "goal"], [2, "error", "output", "dz"]])) {
      stage.name(name, y(k) + height / 2);
      stage.rows.push({ y: y(k), height, kind, array, at });
    }
    stage.row("y", stage.texts(length, (k) => format(ly.values[k])));
    stage.row("goal", stage.texts(length, (k) => format(goal.values[k])));
    stage.row("dz", stage.texts(length, text));
  }

  /** What each place adds to the gradient of one weight, and the sum. @param {import("./stage.js").Stage} stage @param {number} m @param
   * {number} middle @param {number} row its height */
  gradient(stage, m, middle, row) {
    const { lw, parts, so_far: soFar, dw } = this.model.panels, { length, sums } = this, { palette } = this.lesson, height = row * 0.72;
    const asked = this.hidden && sums && m === this.tap, total = sums ? dw.values[m] : soFar.at(0, m, Math.min(this.lesson.state.step, length - 1)), text = asked ? "?" : format(total);
    stage.name("dw", middle, { put: { k: m }, small: `w = ${format(lw.values[m])}` });
    for (let k = 0; k < length; k++) stage.disc(k, middle, parts.at(0, m, k), parts.range[1], this.known(k));
    stage.text("=", stage.x(length + 0.3), middle, { size: 18, colour: palette.ink2 });
    stage.tile(length + 1.4, { y: middle - height / 2, height, value: Math.sign(total) * 0.4, text, range: 1, ring: sums ? palette.token("backward") : palette.line2 });
    const at = (/** @type {number} */ column) => (column >= 0 && column <= length + 2 ? Math.min(column, length - 1) : undefined);
    stage.rows.push({ y: middle - row / 2, height: row, kind: "gradient", array: `dw${m}`, layer: m, at });
    stage.row(`dw ${m}`, stage.texts(length, (k) => (this.known(k) ? format(parts.at(0, m, k)) : "·")).concat("=", text));
  }

  /** A click on a gradient's row tells its sum. @param {any} found */
  clicked(found) {
    if (found.kind !== "gradient") return false;
    this.lesson.go(this.length);
    return true;
  }

  // ---- what is said

  sentence() {
    const { sentences } = this.words, { lz, ly, goal, dz, parts } = this.model.panels, { at } = this;
    if (this.sums) return this.sumSaid();
    if (lz.values[at] <= 0) return fill(sentences.blocked, { at, z: fine(lz.values[at]) });
    const [y, wanted, error] = [ly, goal, dz].map(({ values }) => fine(values[at]));
    const same = equality(readBack(y) - readBack(wanted), readBack(error)), added = range(this.taps).map((m) => fine(parts.at(0, m, at)));
    return fill(sentences.error, { at, y, goal: wanted, goals: bracketed(goal.values[at]), dz: error, same, parts: added.join(", ") });
  }

  sumSaid() {
    const { parts, dw } = this.model.panels, { tap, length } = this, own = range(length).map((k) => parts.at(0, tap, k)), value = fine(dw.values[tap]);
    const all = own.reduce((sum, part) => sum + readBack(fine(part)), 0), written = own.map((part, k) => (k ? bracketed(part) : fine(part)));
    return fill(this.words.sentences.summed, { k: tap, count: length, terms: listed(written, MOST_PARTS, 4), same: equality(all, readBack(value)), value });
  }

  side() {
    const { facts } = this.words, { loss, after, updates, slopes, agrees, whole } = this.facts, given = slopes.map((/** @type {number} */ slope) => format(slope)).join(", ");
    const check = this.note(fill(facts.check, { slopes: given, verdict: agrees ? facts.agrees : facts.bend }));
    const buttons = this.button("update", facts.update, "first") + this.button("ten", facts.ten) + this.button("forget", facts.forget);
    return [
      this.title(facts.title), this.table(), `<div class="choice">${buttons}</div>`, this.fact(facts.loss, fine(loss)), this.fact(facts.after, fine(after)),
      this.fact(facts.updates, String(updates)), this.choices("learn"), this.hidden ? "" : check,
      whole > this.length ? this.note(fill(facts.cut, { shown: this.length, count: whole })) : "",
    ].join("");
  }

  /** The weights, what the update takes off, and the new ones. */
  table() {
    const { facts } = this.words, { dw, new: next } = this.model.panels, { rate } = this.facts;
    const row = (/** @type {string} */ head, /** @type {(k: number) => string} */ cell) => this.tableRow(head, range(this.taps).map(cell));
    const known = (/** @type {(k: number) => number} */ value) => (/** @type {number} */ k) => (this.hidden ? "?" : fine(value(k)));
    const change = row(fill(facts.step, { rate }), known((k) => -rate * dw.values[k])), after = row(facts.new, known((k) => next.values[k]));
    return `<table>${row("", (k) => `[${k}]`)}${row(facts.w, (k) => this.weight("lw", k))}${change}${after}</table>`;
  }
}
