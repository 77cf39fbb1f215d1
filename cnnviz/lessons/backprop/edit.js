// A parameter or input cell, changed in place.

import { CellField } from "../../player/js/field.js";
import { fill } from "../../player/js/numbers.js";
import { fine } from "../../player/js/text.js";

/** A cell is called as on the board: "W:3", panel and flat index. @extends {CellField<string>} */
export class Edit extends CellField {
  /** @param {import("./player.js").Backprop} lesson */
  constructor(lesson) {
    super(lesson, lesson.find(".work"));
    lesson.find(".bench").addEventListener("dblclick", (/** @type {any} */ event) => {
      const at = event.target.closest("[data-at]")?.dataset.at;
      if (at && this.at(at).panel.header.editable) this.open(at);
    });
  }

  /** The number behind a cell. @param {string} at */
  at(at) {
    const cut = at.lastIndexOf(":"), flat = Number(at.slice(cut + 1));
    /** @type {Panel} */
    const panel = this.lesson.model.panels[at.slice(0, cut)];
    return { panel, flat, name: panel.title(flat) };
  }

  /** Every cell on the board that can be changed. @returns {{ at: string, lit: boolean }[]} */
  get cells() {
    /** @type {HTMLElement[]} */
    const all = this.lesson.all(".bench .cell[data-at]");
    return all.map(({ dataset: { at = "", k } }) => ({ at, lit: k !== undefined })).filter(({ at }) => this.at(at).panel.header.editable);
  }

  /** By key: the number that this step reads, a parameter first. */
  begin() {
    const { cells, lesson } = this, lit = cells.filter((cell) => cell.lit);
    const parameter = (/** @type {typeof cells} */ list) => list.find(({ at }) => this.at(at).panel.kind === "parameter");
    const cell = parameter(lit) ?? lit[0] ?? parameter(cells) ?? cells[0];
    if (cell) this.open(cell.at);
    else lesson.complain(lesson.words.editing.none);
  }

  /** @param {string} at */
  cell(at) {
    const { lesson } = this, { panel: { key, values }, name, flat } = this.at(at), element = lesson.find(`.bench .cell[data-at="${at}"]`);
    return { element, name, value: this.draft(key, values)[flat], limit: lesson.model.header.limit };
  }

  /** @param {string} at */
  open(at) {
    super.open(at);
    this.lesson.complain(fill(this.lesson.words.editing.open, { name: this.at(at).name, value: fine(this.old) }));
  }

  /** @param {string} at @param {number} value */
  put(at, value) {
    const { panel: { key, header: { array }, values: shown }, flat } = this.at(at), values = this.draft(key, shown);
    values[flat] = value;
    this.post(key, { kind: "edit", array, values: [...values] });
  }

  /** @param {string} at */
  where(at) {
    const { panel: { header: { array } }, flat } = this.at(at);
    return { array, index: flat };
  }

  /** @param {string} at @param {string} text */
  refusal(at, text) {
    const { lesson: { words, model } } = this, put = { name: this.at(at).name, value: fine(this.old), text };
    return fill(words.editing.no_number, { ...put, limit: model.header.limit.toLocaleString("en") });
  }

  /** @param {string} at @param {1 | -1} by */
  beside(at, by) {
    const { cells } = this, here = cells.findIndex((cell) => cell.at === at);
    return cells[(here + by + cells.length) % cells.length].at;
  }

  close(byKey = false) {
    if (this.index !== null) this.lesson.complain("");
    super.close(byKey);
  }
}
