// A grid of numbered cells on the page, made once and then only changed.

import { cssColour, inkOn } from "./colour.js";
import { fill } from "./numbers.js";
import { walking } from "./pointing.js";

/**
 * @typedef {{ text: string, rgb?: Rgb | null, mark?: string, hue?: string, small?: string }} Cell
 *   its number, its ground, classes such as "mark", "ghost" or "border", a frame in a hue of its own, a note
 */

/** How a cell of a grid is called: where it is, and its number. @param {any} words of a lesson @param {number} row @param {number} column
 * @param {string} text @returns {string} */
export const cellName = ({ cells }, row, column, text) => fill(cells.cell, { row, column, text: text || cells.empty });

export class Cells {
  /** What is done when the keyboard comes to a cell, or leaves the grid. @type {(k: number | null) => void} */
  pointed = () => {};
  /** The cell where the keyboard is. */
  at = 0;

  /** A grid whose cells say where they are; one that is only read is walked over here. @param {{ words: any }} lesson @param {HTMLElement}
   * element @param {string} prefix the start of every cell's id where they can be edited */
  constructor(lesson, element, prefix = "") {
    this.lesson = lesson;
    this.element = element;
    this.prefix = prefix || `${element.dataset.testid ?? "cell"}-`;
    element.setAttribute("role", "grid");
    element.setAttribute("aria-readonly", String(!prefix));
    /** @type {HTMLElement[]} */
    this.cells = [];
    this.columns = 0;
    if (!prefix) this.walk();
  }

  /** Tab comes to the grid once, arrows go from cell to cell, and Escape leaves it; the lesson has all other keys. */
  walk() {
    const { element } = this;
    element.tabIndex = 0;
    walking(element, (rows, columns) => this.choose(Math.floor(this.at / this.columns) + rows, (this.at % this.columns) + columns));
    element.addEventListener("focus", () => { if (element.matches(":focus-visible")) this.choose(Math.floor(this.at / this.columns), this.at % this.columns); });
    element.addEventListener("blur", () => this.pointed(null));
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      element.blur();
    });
  }

  /** @param {number} row @param {number} column */
  choose(row, column) {
    const { cells, columns } = this, inside = (/** @type {number} */ k, /** @type {number} */ count) => Math.max(0, Math.min(count - 1, k));
    if (!cells.length) return;
    cells[this.at].removeAttribute("data-at");
    this.at = inside(row, cells.length / columns) * columns + inside(column, columns);
    cells[this.at].dataset.at = "";
    this.element.setAttribute("aria-activedescendant", cells[this.at].id);
    this.pointed(this.at);
  }

  /** @param {number} rows @param {number} columns */
  shape(rows, columns) {
    if (this.cells.length === rows * columns && this.columns === columns) return;
    Object.assign(this, { columns, at: 0 });
    this.element.removeAttribute("aria-activedescendant");
    this.element.style.gridTemplateColumns = `repeat(${columns}, 1fr)`;
    this.cells = Array.from({ length: rows * columns }, (_, k) => this.make(k));
    this.element.replaceChildren(...Array.from({ length: rows }, (_, r) => {
      const row = document.createElement("div");
      row.append(...this.cells.slice(r * columns, (r + 1) * columns));
      row.setAttribute("role", "row");
      return row;
    }));
  }

  /** @param {number} k */
  make(k) {
    const cell = document.createElement("span");
    cell.dataset.tap = String(k);
    cell.setAttribute("role", "gridcell");
    cell.id = `${this.prefix}${k}`;
    return cell;
  }

  /** `font` 0 shows colours only. @param {number} rows @param {number} columns @param {{ width: number, height: number }} size @param {Cell[]}
   * entries @param {number} font */
  render(rows, columns, size, entries, font) {
    this.shape(rows, columns);
    Object.assign(this.element.style, { width: `${size.width}px`, height: `${size.height}px`, fontSize: `${font}px` });
    this.element.classList.toggle("plain", !font);
    entries.forEach((entry, k) => this.fill(k, entry, font));
  }

  /** @param {string} text */
  name(text) { if (this.element.ariaLabel !== text) this.element.ariaLabel = text; }

  /** @param {number} k @param {Cell} entry @param {number} font */
  fill(k, { text, rgb, mark = "", hue, small }, font) {
    const cell = this.cells[k];
    if (cell.className !== mark) cell.className = mark;
    if (cell.dataset.value !== text) {
      cell.dataset.value = text;
      cell.ariaLabel = cellName(this.lesson.words, Math.floor(k / this.columns), k % this.columns, text);
    }
    const shown = font ? text : "", note = font ? small ?? "" : "";
    if (cell.dataset.shown !== shown + note) {
      cell.dataset.shown = shown + note;
      cell.replaceChildren(shown, ...(note ? [Object.assign(document.createElement("small"), { textContent: note })] : []));
    }
    cell.style.background = rgb ? cssColour(rgb) : "";
    cell.style.color = rgb ? inkOn(rgb) : "";
    cell.style.boxShadow = hue ? `inset 0 0 0 ${font ? 3 : 1.5}px ${hue}` : "";
  }
}
