// A grid of numbered cells on the page, made once and then only changed.

import { cssColour, inkOn } from "./colour.js";

/**
 * @typedef {{ text: string, rgb?: Rgb | null, mark?: string, hue?: string, small?: string }} Cell
 *   its number, its ground, classes such as "mark", "ghost" or "border", a frame in a hue of its own, a note
 */

export class Cells {
  /** @param {HTMLElement} element @param {string} prefix the start of every cell's id where they can be edited */
  constructor(element, prefix = "") {
    this.element = element;
    this.prefix = prefix;
    this.editable = element.getAttribute("role") === "grid";
    /** @type {HTMLElement[]} */
    this.cells = [];
    this.columns = 0;
  }

  /** @param {number} rows @param {number} columns */
  shape(rows, columns) {
    if (this.cells.length === rows * columns && this.columns === columns) return;
    this.columns = columns;
    this.element.style.gridTemplateColumns = `repeat(${columns}, 1fr)`;
    this.cells = Array.from({ length: rows * columns }, (_, k) => this.make(k));
    this.element.replaceChildren(...Array.from({ length: rows }, (_, r) => {
      const row = document.createElement("div");
      row.append(...this.cells.slice(r * columns, (r + 1) * columns));
      if (this.editable) row.setAttribute("role", "row");
      return row;
    }));
  }

  /** @param {number} k */
  make(k) {
    const cell = document.createElement("span");
    cell.dataset.tap = String(k);
    if (this.editable) Object.assign(cell, { id: `${this.prefix}${k}`, role: "gridcell" });
    return cell;
  }

  /** `font` 0 shows colours only. @param {number} rows @param {number} columns @param {{ width: number, height: number }} size @param {Cell[]}
   * entries @param {number} font */
  render(rows, columns, size, entries, font) {
    this.shape(rows, columns);
    Object.assign(this.element.style, { width: `${size.width}px`, height: `${size.height}px`, fontSize: `${font}px` });
    this.element.classList.toggle("plain", !font);
    entries.forEach((entry, k) => this.fill(this.cells[k], entry, font));
  }

  /** @param {HTMLElement} cell @param {Cell} entry @param {number} font */
  fill(cell, { text, rgb, mark = "", hue, small }, font) {
    if (cell.className !== mark) cell.className = mark;
    if (cell.dataset.value !== text) {
      cell.dataset.value = text;
      if (this.editable) cell.setAttribute("aria-label", text);
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
