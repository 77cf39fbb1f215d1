// One term of a kernel whose cells are too small for numbers: the one that is pointed at, or the largest.

import { asWritten } from "../../player/js/exact.js";
import { factor, fill, format } from "../../player/js/numbers.js";
import { escape } from "../../player/js/text.js";

export class TermLens {
  /** @param {import("./number.js").Sum} sum */
  constructor(sum) {
    this.sum = sum;
    /** The cell that is pointed at. @type {number | null} */
    this.pointed = null;
    /** The cell that is told of. @type {number | null} */
    this.at = null;
    sum.box.addEventListener("pointerover", (/** @type {any} */ event) => this.point(event.target.closest("[data-cell]")));
    sum.box.addEventListener("pointerleave", () => this.point(null));
  }

  /** @param {HTMLElement | null} cell */
  point(cell) {
    const at = cell ? Number(cell.dataset.cell) : null;
    if (at === this.pointed) return;
    this.pointed = at;
    this.sum.lesson.schedule();
  }

  /** The line above the cells. @param {(Term & { a: number, b: number, value: number })[]} list @param {number} columns */
  told(list, columns) {
    const { said } = this.sum.lesson, largest = list.reduce((best, term, k) => (Math.abs(term.value) > Math.abs(list[best].value) ? k : best), 0);
    this.at = this.pointed !== null && this.pointed < list.length ? this.pointed : largest;
    const { a, b, value } = list[this.at], product = format(value), place = { row: Math.floor(this.at / columns), column: this.at % columns };
    const text = fill(said.lens, { ...place, a: format(a), b: factor(b), same: asWritten([[a, b]], [[product]]), product });
    return `<p class="lens" data-testid="lens">${text.split("*").map((part, k) => (k % 2 ? `<b>${escape(part)}</b>` : escape(part))).join("")}</p>`;
  }
}
