// A parameter or input cell, changed in place. What is no number is refused and stays as it was typed.

import { MINUS, fill, parseNumber } from "../../player/js/numbers.js";
import { fine } from "../../player/js/text.js";

export class Edit {
  /** @param {import("./player.js").Backprop} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    /** @type {HTMLInputElement} */
    this.input = lesson.find(".edit");
    this.flat = 0;
    /** @type {import("./layout.js").Panel | null} */
    this.panel = null;
    lesson.find(".bench").addEventListener("dblclick", (/** @type {any} */ event) => {
      const cell = event.target.closest("[data-at]");
      if (cell && this.at(cell).panel.header.editable) this.begin(cell);
    });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => { if (!this.input.hidden) this.commit(false); });
  }

  /** The number behind a cell. @param {HTMLElement} cell */
  at({ dataset: { at = "" } }) {
    const cut = at.lastIndexOf(":");
    return { panel: this.lesson.model.panels[at.slice(0, cut)], flat: Number(at.slice(cut + 1)) };
  }

  /** @returns {HTMLElement[]} */
  get cells() { return this.lesson.all(".bench .cell[data-at]").filter((cell) => this.at(cell).panel.header.editable); }

  /** By key: the number that this step reads, a parameter first. */
  open() {
    const { cells, lesson } = this, lit = cells.filter((cell) => "k" in cell.dataset);
    /** @param {HTMLElement[]} list */
    const parameter = (list) => list.find((cell) => this.at(cell).panel.kind === "parameter");
    const cell = parameter(lit) ?? lit[0] ?? parameter(cells) ?? cells[0];
    if (cell) this.begin(cell);
    else lesson.complain(lesson.words.editing.none);
  }

  get name() { return this.panel?.title(this.flat) ?? ""; }
  get value() { return this.panel?.values[this.flat] ?? 0; }

  /** @param {HTMLElement} cell */
  begin(cell) {
    const { lesson, input } = this, { scale } = lesson;
    const box = cell.getBoundingClientRect(), board = lesson.find(".work").getBoundingClientRect();
    Object.assign(this, this.at(cell));
    const width = Math.max(64, box.width / scale + 8), height = Math.max(36, box.height / scale);
    Object.assign(input.style, {
      left: `${(box.left + box.width / 2 - board.left) / scale - width / 2}px`,
      top: `${(box.top + box.height / 2 - board.top) / scale - height / 2}px`,
      width: `${width}px`, height: `${height}px`,
    });
    input.hidden = false;
    input.value = String(this.value).replace("-", MINUS);
    input.setAttribute("aria-label", this.name);
    input.removeAttribute("aria-invalid");
    lesson.complain(fill(lesson.words.editing.open, { name: this.name, value: fine(this.value) }));
    input.focus();
    input.select();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    event.stopPropagation();
    if (event.key === "Escape") return this.close();
    if (event.key === "Enter") return this.commit(true);
    if (event.key !== "Tab") return;
    event.preventDefault();
    const { cells } = this, at = cells.findIndex((cell) => cell.dataset.at === `${this.panel?.key}:${this.flat}`);
    const next = cells[(at + (event.shiftKey ? -1 : 1) + cells.length) % cells.length];
    if (this.commit(true)) this.begin(next);
  }

  /** Send what was typed; on a word the field stays open with it. @param {boolean} refocus */
  commit(refocus) {
    const { lesson, input, panel, name, flat } = this, { limit } = lesson.model.header, value = parseNumber(input.value, limit);
    if (value === null || !panel) {
      input.setAttribute("aria-invalid", "true");
      const put = { name, value: fine(this.value), text: input.value, limit: limit.toLocaleString("en") };
      lesson.complain(fill(lesson.words.editing.no_number, put));
      if (refocus) input.focus();
      return false;
    }
    const changed = value !== this.value;
    this.close();
    if (changed) lesson.send({ kind: "edit", array: panel.header.array, values: [...panel.values].map((old, k) => (k === flat ? value : old)) });
    return true;
  }

  close() {
    this.input.hidden = true;
    this.lesson.complain("");
  }
}
