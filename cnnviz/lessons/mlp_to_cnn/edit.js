// A number of the object, changed in place.

import { CellField } from "../../player/js/field.js";
import { fill } from "../../player/js/numbers.js";
import { fine } from "../../player/js/text.js";

const LARGEST_NUMBER = 1e6;

/** A cell is called by its array and flat index: "x:3". @extends {CellField<string>} */
export class Edit extends CellField {
  /** @param {import("./player.js").FromMlp} lesson */
  constructor(lesson) {
    super(lesson, lesson.find(".stage"));
    lesson.find(".stage").addEventListener("dblclick", (/** @type {any} */ event) => {
      const at = this.found(event.target.closest("[data-at]")?.dataset.at ?? "");
      if (at) this.open(at);
    });
  }

  /** The number that a drawn cell stands for, if it can be changed here. @param {string} drawn */
  found(drawn) {
    const { state: { view, guise }, stage, model } = this.lesson, [kind, ...place] = drawn.split(":"), [a, b] = place.map(Number), shared = guise === "shared";
    const flat = a * stage.columns + b;
    if (view === "move") return kind === "pattern" || kind === "opposite" ? drawn : null;
    if (view === "loops" || !drawn) return null;
    if (kind === "x" || kind === "b" || (kind === "w" && shared && view !== "learn")) return drawn;
    if (kind === "y" && view === "learn") return `error:${a}`;
    return kind !== "W" || view !== "multiply" ? null : shared ? `w:${model.tap[flat]}` : `own:${flat}`;
  }

  /** @param {string} at */
  at(at) {
    const [key, place] = at.split(":"), flat = Number(place), panel = this.lesson.model.panels[key], { names } = this.lesson.model.header;
    const name = key === "own" ? `W[${Math.floor(flat / panel.columns)}, ${flat % panel.columns}]` : key === "error" ? `∂${names.y[flat]}` : names[key][flat];
    return { key, flat, panel, name };
  }

  /** By key: the first number that the step reads, or what is taught. */
  begin() {
    const { lesson } = this, { focus: { x, w, y }, state: { view, guise }, stage } = lesson;
    if (!lesson.drawn || view === "loops") return lesson.complain(lesson.words.editing.none);
    const first = guise === "shared" && w.length ? `w:${w[0]}` : `own:${lesson.step * stage.columns + x[0]}`;
    this.open(view === "move" ? "pattern:0" : view === "learn" ? `error:${y[0] ?? 0}` : view === "multiply" || guise === "shared" ? first : `x:${x[0]}`);
  }

  /** @param {string} at */
  cell(at) {
    const { key, flat, panel, name } = this.at(at), { lesson } = this, { columns } = lesson.stage;
    const drawn = { own: `W:${Math.floor(flat / columns)}:${flat % columns}`, error: `y:${flat}` }[key] ?? at;
    return { element: lesson.find(`[data-at="${drawn}"]`), name, value: this.draft(key, panel.values)[flat], limit: LARGEST_NUMBER };
  }

  /** @param {string} at */
  open(at) {
    super.open(at);
    this.lesson.complain(fill(this.lesson.words.editing.open, { name: this.at(at).name, value: fine(this.old) }));
  }

  /** @param {string} at @param {number} value */
  put(at, value) {
    const { key, flat, panel } = this.at(at), values = this.draft(key, panel.values);
    values[flat] = value;
    this.post(key, { kind: "edit", array: key, values: [...values] });
  }

  /** @param {string} at */
  where(at) {
    const { key, flat } = this.at(at);
    return { array: key, index: flat };
  }

  /** @param {string} at @param {string} text */
  refusal(at, text) { return fill(this.lesson.words.editing.no_number, { name: this.at(at).name, value: fine(this.old), text }); }

  /** From the last one to the first; from a pattern to its opposite. @param {string} at @param {1 | -1} by */
  beside(at, by) {
    const { key, flat, panel } = this.at(at), count = panel.values.length, next = flat + by;
    const other = { pattern: "opposite", opposite: "pattern" }[key] ?? key;
    return `${next < 0 || next === count ? other : key}:${(next + count) % count}`;
  }

  close(byKey = false) {
    if (this.index !== null) this.lesson.complain("");
    super.close(byKey);
  }
}
