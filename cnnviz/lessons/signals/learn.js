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
    const { ly, lw, goal, dz, parts, dw } = this.model.panels, { palette } = this.lesson, { sums, at, taps, length } = this;
    const top = 20, height = Math.round(room.height * 0.2), rest = room.height - top - height - 24, row = Math.min(66, rest / (taps + 3.2)), tile = row * 0.72;
    const y = (/** @type {number} */ k) => top + height + 26 + k * row, most = Math.max(...range(parts.values.length).map((k) => Math.abs(parts.values[k])), 1e-9);
    stage.name("x", top + height / 2, { small: this.hint(stage) });
    const axis = this.model.relations.learn.column, scale = this.signalBars(stage, top, height, () => 1);
    for (let place = 0; place < axis.length; place++) if (axis.outside(place)) stage.zero(place - axis.before, scale);
    stage.indices(top + height + 12, 0, length - 1);
    if (!sums) stage.window(axis.position(at, 0), axis.position(at, taps - 1), top - 2, height + 22);
    for (const [name, k] of [["y", 0], ["should", 1], ["error", 2]]) stage.name(String(name), y(Number(k)) + tile / 2);
    const text = (/** @type {number} */ k) => (this.hidden && !sums && k === at ? "?" : fine(dz.values[k]));
    for (let k = 0; k < length; k++) {
      stage.tile(k, { y: y(0), height: tile, value: ly.values[k], range: ly.range[1] });
      stage.tile(k, { y: y(1), height: tile, value: 0, text: format(goal.values[k]), range: 1, ring: palette.line2 });
      stage.disc(k, y(2) + tile / 2, text(k) === "?" ? 0 : dz.values[k], dz.range[1], text(k) !== "?");
    }
    const inside = (/** @type {number} */ column) => (column >= 0 && column < length ? column : undefined);
    stage.rows.push({ y: y(0), height: tile, kind: "output", array: "ly", at: inside }, { y: y(1), height: tile, kind: "goal", array: "goal", at: inside }, { y: y(2), height: tile, kind: "output", array: "dz", at: inside });
    stage.text(this.words.rows.sum, stage.x(length + 1.4), y(3) - 4, { size: 13, colour: palette.ink2 });
    for (let m = 0; m < taps; m++) {
      const middle = y(3.2 + m) + tile / 2, so = range(length).filter((k) => this.known(k)).reduce((sum, k) => sum + parts.at(0, m, k), 0);
      stage.name("dw", middle, { put: { k: m }, small: `w = ${format(lw.values[m])}` });
      for (let k = 0; k < length; k++) stage.disc(k, middle, parts.at(0, m, k), most, this.known(k));
      const total = sums ? dw.values[m] : so, asked = this.hidden && sums && m === this.tap;
      stage.text("=", stage.x(length + 0.3), middle, { size: 18, colour: palette.ink2 });
      stage.tile(length + 1.4, { y: middle - tile / 2, height: tile, value: Math.sign(total) * 0.4, text: asked ? "?" : format(total), range: 1, ring: sums ? palette.token("backward") : palette.line2 });
      stage.rows.push({ y: middle - row / 2, height: row, kind: "gradient", array: `dw${m}`, layer: m, at: (/** @type {number} */ column) => (column >= 0 && column <= length + 2 ? Math.min(column, length - 1) : undefined) });
      stage.row(`dw ${m}`, stage.texts(length, (k) => (this.known(k) ? format(parts.at(0, m, k)) : "·")).concat("=", asked ? "?" : format(total)));
    }
    if (sums) stage.window(0, length - 1, y(3.2 + this.tap) + tile / 2 - row / 2 + 1, row - 2);
    else stage.stroke({ x: stage.x(at) - stage.pitch / 2, y: y(0) - 4, width: stage.pitch, height: y(3.2 + taps) - y(0) }, palette.focus, 2.5);
    for (const [name, panel] of /** @type {[string, Panel][]} */ ([["y", ly], ["goal", goal]])) stage.row(name, stage.texts(length, (k) => format(panel.values[k])));
    stage.row("dz", stage.texts(length, text));
  }

  /** A click on a gradient's row tells its sum. @param {any} found */
  clicked(found) {
    if (found.kind !== "gradient") return false;
    this.lesson.go(this.length);
    return true;
  }

  // ---- what is said

  sentence() {
    const { sentences } = this.words, { lz, ly, goal, dz, parts, dw } = this.model.panels, { at } = this, shown = (/** @type {number} */ value) => readBack(fine(value));
    if (this.sums) {
      const own = range(this.length).map((k) => parts.at(0, this.tap, k)), all = own.reduce((sum, value) => sum + shown(value), 0), value = dw.values[this.tap];
      return fill(sentences.summed, { k: this.tap, count: this.length, terms: listed(own.map((part, k) => (k ? bracketed(part) : fine(part))), MOST_PARTS, 4), same: equality(all, shown(value)), value: fine(value) });
    }
    if (lz.values[at] <= 0) return fill(sentences.blocked, { at, z: fine(lz.values[at]) });
    const put = { at, y: fine(ly.values[at]), goal: fine(goal.values[at]), goals: bracketed(goal.values[at]), dz: fine(dz.values[at]) };
    const same = equality(shown(ly.values[at]) - shown(goal.values[at]), shown(dz.values[at]));
    return fill(sentences.error, { ...put, same, parts: range(this.taps).map((m) => fine(parts.at(0, m, at))).join(", ") });
  }

  side() {
    const { facts } = this.words, { dw, new: next } = this.model.panels, { loss, after, updates, rate, slopes, agrees, whole } = this.facts, taps = range(this.taps);
    const line = (/** @type {string} */ name, /** @type {(k: number) => string} */ cell) => `<tr><td>${name}</td>${taps.map((k) => `<td>${cell(k)}</td>`).join("")}</tr>`;
    const table = line("", (k) => `[${k}]`) + line(facts.w, (k) => this.weight("lw", k)) + line(fill(facts.step, { rate }), (k) => (this.hidden ? "?" : fine(-rate * dw.values[k]))) + line(facts.new, (k) => (this.hidden ? "?" : fine(next.values[k])));
    const check = this.hidden ? "" : this.note(fill(facts.check, { slopes: slopes.map((/** @type {number} */ slope) => format(slope)).join(", "), verdict: agrees ? facts.agrees : facts.bend }));
    const cut = whole > this.length ? this.note(fill(facts.cut, { shown: this.length, count: whole })) : "";
    return this.title(facts.title) + `<table>${table}</table><div class="choice">${this.button("update", facts.update, "first")}${this.button("ten", facts.ten)}${this.button("forget", facts.forget)}</div>`
      + this.fact(facts.loss, fine(loss)) + this.fact(facts.after, fine(after)) + this.fact(facts.updates, String(updates)) + this.choices("learn") + check + cut;
  }
}
