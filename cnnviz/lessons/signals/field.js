// A number of the signal or of a filter, typed into its place.

import { CellField } from "../../player/js/field.js";
import { fill } from "../../player/js/numbers.js";

const LIMIT = 1_000_000;
/** @typedef {{ array: string, index: number }} Place */

/** @extends {CellField<Place>} */
export class SignalField extends CellField {
  /** @param {string} array */
  panel(array) { return this.lesson.model.panels[array]; }

  /** @param {Place} place */
  name({ array, index }) {
    const { names } = this.lesson.words, at = this.panel(array).index(index).join(", ");
    return fill(names[array] ?? names.weight, { at });
  }

  /** @param {Place} place */
  cell(place) {
    const { array, index } = place, button = this.lesson.find(`.panel [data-array="${array}"][data-index="${index}"]`);
    const box = button?.getBoundingClientRect() ?? this.lesson.stage.boxOf(array, index);
    const element = /** @type {Element} */ ({ getBoundingClientRect: () => box });
    return { element, name: this.name(place), value: this.panel(array).values[index], limit: LIMIT };
  }

  /** @param {Place} place @param {number} value */
  put({ array, index }, value) {
    const { values } = this.panel(array), draft = this.draft(array, values);
    draft[index] = values[index] = value;
    this.post(array, { kind: "edit", array, values: [...draft] });
    this.lesson.schedule();
  }

  /** What is not answered yet stands among the numbers of an answer to something before it. */
  answered() {
    super.answered();
    if (this.lesson.answered(this.last)) return;
    for (const [array, draft] of this.drafts) {
      const values = this.panel(array)?.values;
      if (values?.length === draft.length) draft.forEach((value, k) => { values[k] = value; });
    }
  }

  /** @param {Place} place */
  refusal(place) { return fill(this.lesson.words.sentences.refusal, { name: this.name(place), limit: LIMIT.toLocaleString("en") }); }
  /** @param {Place} place @param {1 | -1} by */
  beside({ array, index }, by) { return this.panel(array).values[index + by] === undefined ? null : { array, index: index + by }; }
  /** @param {Place} place */
  where(place) { return place; }
}
