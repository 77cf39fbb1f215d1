// The gradient of the pinned output, typed into its disc.

import { fill, format, parseNumber } from "../../player/js/numbers.js";
import { Part } from "./part.js";

const LARGEST_GRADIENT = 1e8;

export class Typing extends Part {
  open() {
    const { lesson, notes } = this, { pin } = lesson;
    if (!lesson.editable || lesson.find(".pixel input")) return false;
    const strong = lesson.find(".pixel strong"), old = format(lesson.gradient.put(pin));
    const input = Object.assign(document.createElement("input"), { value: old, inputMode: "decimal", ariaLabel: notes.type_title });
    strong.replaceChildren(input);
    input.select();
    input.addEventListener("blur", () => {
      if (input.isConnected) strong.textContent = old; // which also takes the focus from it
      lesson.schedule();
    }, { once: true });
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter" || event.key === "Escape") input.blur();
      if (event.key === "Enter") this.put(input.value, pin, old);
    });
  }

  /** @param {string} text @param {number} output @param {string} old */
  put(text, output, old) {
    const { lesson } = this, value = parseNumber(text, LARGEST_GRADIENT), { row, column } = this.model.place(output);
    if (value === null) return lesson.complain(fill(this.notes.stays, { old }));
    if (lesson.state.dy !== "cell") return lesson.send({ kind: "gradient", row, column, value });
    lesson.state.one = value;
    lesson.moved();
  }
}
