// A number of the signal or of a filter, typed into its place.

import { CellField } from "../../player/js/field.js";
import { fill } from "../../player/js/numbers.js";

const LIMIT = 1_000_000;
const SIGNALS = ["x", "sx", "r0", "lx"];
/** @typedef {{ array: string, index: number }} Place */

/** @extends {CellField<Place>} */
export class SignalField extends CellField {
  /** @param {Place} place */
  name({ array, index }) {
    const { sentences } = this.lesson.words;
    if (array === "bias") return sentences.bias_name;
    const what = SIGNALS.includes(array) ? sentences.edit : array === "goal" ? sentences.wanted : sentences.weight;
    return fill(what, { at: index });
  }

  /** @param {Place} place */
  cell(place) {
    const { lesson } = this, { array, index } = place;
    const button = lesson.find(`.panel [data-array="${array}"][data-index="${index}"]`), box = button?.getBoundingClientRect() ?? lesson.boxOf(place);
    return { element: /** @type {Element} */ ({ getBoundingClientRect: () => box }), name: this.name(place), value: lesson.model.panels[array].values[index], limit: LIMIT };
  }

  /** @param {Place} place @param {number} value */
  put({ array, index }, value) {
    const { lesson } = this, draft = this.draft(array, lesson.model.panels[array].values);
    draft[index] = value;
    lesson.model.panels[array].values[index] = value;
    this.post(array, { kind: "edit", array, values: [...draft] });
    lesson.schedule();
  }

  /** @param {Place} place */
  refusal(place) { return fill(this.lesson.words.sentences.refusal, { name: this.name(place), limit: LIMIT.toLocaleString("en") }); }

  /** @param {Place} place @param {1 | -1} by */
  beside({ array, index }, by) {
    const next = index + by;
    return next >= 0 && next < this.lesson.model.panels[array].values.length ? { array, index: next } : null;
  }

  /** @param {Place} place */
  where({ array, index }) { return { array, index }; }
}
