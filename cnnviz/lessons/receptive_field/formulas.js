// The numbers behind the sentence: how a size came about, or how many units a pixel reaches.

import { fill, format, writeRich } from "../../player/js/numbers.js";
import { count, counted } from "./sentences.js";

const MOST_LINES = { desk: 8, short: 5 };
const AXES = ["rows", "columns"];

/** "128", or "96 × 128" where rows and columns differ. @param {number[]} shape */
export const across = ([high, wide]) => (high === wide ? `${high}` : `${high} × ${wide}`);

export class Formulas {
  /** @param {import("./player.js").ReceptiveField} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    this.list = lesson.find(".numbers dl");
  }

  draw() {
    const { lesson } = this, { notes, model, state } = lesson, reach = state.mode === "reach";
    const stage = model.stages[lesson.layer];
    lesson.find(".layer-title").textContent = reach ? notes.units_reached : fill(notes.layer, { layer: lesson.layer + 1 });
    lesson.find(".layer-detail").textContent = reach ? "" : stage.header.detail;
    this.write(reach ? this.reached() : this.formulas(), reach ? [`${lesson.layer + 1} ${stage.header.title}`] : AXES);
    this.compare();
  }

  /** How size, jump and start came about, and where this unit's box lies on each axis. @returns {string[][]} */
  formulas() {
    const { lesson } = this, { notes, model, focus } = lesson, { axes, formulas: [rows, columns] } = model.stages[focus.layer].header;
    const lines = ["size", "jump", "start"].map((name) => {
      const same = rows[name] === columns[name], text = same ? rows[name] : fill(notes.columns, { rows: rows[name], columns: columns[name] });
      const one = name !== "start" && axes.every((/** @type {any} */ axis) => axis[name] === 1) ? "_one" : "";
      return [name, name === "size" ? this.asked(text) : text, notes[name + one]];
    });
    const box = model.box(focus);
    return [...lines, ...AXES.map((name, k) => {
      const { start, jump, size } = axes[k], at = focus.at[k], [first, last] = box[k].map(format);
      const put = { start: format(start), at, jump, centre: format(start + at * jump), half: format((size - 1) / 2), first, last };
      return [name, lesson.predict.open ? fill(notes.box, { ...put, half: "?", first: "?", last: "?" }) : fill(notes.box, put), ""];
    })];
  }

  /** The number that Predict asks for is a question mark. @param {string} text */
  asked(text) { return this.lesson.predict.open ? text.replace(/\*[^*]*\*/g, "*?*") : text; }

  /** @returns {string[][]} */
  reached() {
    const { model, pixel, layer, notes, short } = this.lesson, sets = model.reaches(pixel), most = short ? MOST_LINES.short : MOST_LINES.desk;
    const first = Math.max(0, Math.min(layer - most + 2, model.stages.length - most));
    return model.stages.slice(first, first + most).map(({ shape, header: { title } }, k) => {
      const [high, wide] = sets.map((levels) => levels[first + k + 1].length), all = across(shape) + (shape[0] === shape[1] ? "²" : "");
      const hidden = this.lesson.hides(first + k) ? { high: "?", wide: "?", count: "?" } : {};
      const put = { high, wide, count: count(high * wide), ...hidden };
      return [`${first + k + 1} ${title}`, fill(notes.units, { ...put, all }), ""];
    });
  }

  /** @param {string[][]} lines name, formula and meaning @param {string[]} here */
  write(lines, here) {
    const text = JSON.stringify([lines, here]);
    if (this.list.dataset.text === text) return;
    this.list.dataset.text = text;
    this.list.replaceChildren(...lines.flatMap(([name, formula, meaning]) => {
      const [dt, dd, span, em] = ["dt", "dd", "span", "em"].map((kind) => document.createElement(kind));
      dt.textContent = name;
      dt.classList.toggle("here", here.includes(name));
      dd.dataset.name = name;
      writeRich(span, formula);
      em.textContent = meaning;
      dd.append(span, " ", em);
      return [dt, dd];
    }));
  }

  compare() {
    const { lesson } = this, { model, state, focus, notes } = lesson, line = lesson.find(".lock"), [text, chip] = line.children;
    line.hidden = state.mode === "reach";
    chip.setAttribute("aria-pressed", String(Boolean(state.lock)));
    chip.textContent = state.lock ? notes.unlock : notes.lock;
    if (!state.lock) return writeRich(text, "");
    const sizes = model.common(state.lock, focus), both = sizes.reduce((size, n) => size * n);
    const put = { sizes: sizes.join(" × "), count: count(both), pixels: counted(lesson, "pixel", both) };
    writeRich(text, lesson.predict.open ? "" : both ? fill(notes.share, put) : notes.share_none);
  }
}
