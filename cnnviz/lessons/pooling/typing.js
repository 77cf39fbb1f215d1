// The gradient of the pinned output, typed into its disc.

import { CellField } from "../../player/js/field.js";
import { fill, format } from "../../player/js/numbers.js";

const LARGEST_GRADIENT = 1e8;

/** A cell is an output. @extends {CellField<number>} */
export class Typing extends CellField {
  /** @param {import("./player.js").Pooling} lesson */
  constructor(lesson) { super(lesson, lesson.find(".pixel")); }

  begin() { if (this.lesson.editable) this.open(this.lesson.pin); }

  /** Those of the outputs, as they were typed. */
  get gradients() { return this.draft("own", this.lesson.gradient.dy); }

  /** @param {number} output */
  cell(output) {
    const { lesson } = this, value = lesson.state.dy === "cell" ? lesson.gradient.put(output) : this.gradients[output];
    return { element: lesson.find(".pixel strong"), name: lesson.words.notes.type_title, value, limit: LARGEST_GRADIENT };
  }

  /** @param {number} output */
  where(output) { return this.lesson.state.dy === "cell" ? null : this.lesson.model.place(output); }

  refusal() { return fill(this.lesson.words.notes.stays, { old: format(this.old) }); }

  /** @param {number} output @param {number} value */
  put(output, value) {
    const { lesson } = this, { row, column } = lesson.model.place(output);
    if (lesson.state.dy !== "cell") {
      this.gradients[output] = value;
      return this.post(`${output}`, { kind: "gradient", row, column, value });
    }
    lesson.state.one = value;
    lesson.moved();
  }
}
