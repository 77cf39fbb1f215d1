// One coordinate system for the three pictures: the same place is the same pixel in each.

import { range } from "../../player/js/text.js";
import { Part } from "./part.js";

const GAP = { screen: 40, phone: 8 }; // px between the pictures
const LEAST_SIDE = 200;
const MOST_SIDE = { page: 440, presenter: 640 };
const CLOSE_CELL = 44; // px of a cell that is zoomed in to
const READABLE = { screen: 29, phone: 20 }; // px of a cell that needs no zoom
const PHONE_LINE = 22;
const NARROW = 1180; // px: below it a sentence takes a third line
const AXES = /** @type {const} */ (["row", "column"]);

/** @typedef {import("./sheet.js").Picture} Sheet */
export class Places extends Part {
  /** Height and width of a picture, px. */
  area = { row: 1, column: 1 };
  origin = { row: 0, column: 0 };
  bench = 150;
  cell = 1;
  fit = 1;

  get all() { return { x: 0, y: 0, width: this.area.column, height: this.area.row }; }
  /** Where the digits can be read, there is nothing to zoom into. */
  get zooms() { return this.fit < READABLE[this.lesson.size]; }
  /** @param {"row" | "column"} axis */
  length(axis) { return this.model.extent[axis][1] - this.model.extent[axis][0]; }

  /** @param {{ width: number, height: number }} room */
  layout({ width, height }) {
    const { lesson: { phone, short, section, presenting, size } } = this, gap = GAP[size], inner = width - (presenting ? 40 : 0);
    const ratio = Math.max(0.5, Math.min(2, this.length("column") / this.length("row"))), most = MOST_SIDE[presenting ? "presenter" : "page"];
    this.bench = short ? 112 : 150;
    const high = phone ? Infinity : Math.max(LEAST_SIDE, Math.min(height - this.rest(inner), most));
    const wide = phone ? (inner - gap) / 2 : (inner - 2 * gap) / 3;
    const side = Math.floor(Math.min(wide, high * ratio));
    this.area = { column: side, row: Math.floor(side / ratio) };
    if (phone) this.bench = Math.max(64, this.area.row - 28 - 4 * PHONE_LINE);
    const sizes = { wide: side, tall: this.area.row, after: Math.floor((inner - 2 * gap) / 3 + gap - side), bench: this.bench, say: this.say(inner) };
    for (const [name, px] of Object.entries(sizes)) section.style.setProperty(`--${name}`, px + "px");
    this.place();
  }

  /** The sentence at its longest, and the line of the answer: nothing that is read lies under the bar of steps. @param {number} width */
  say(width) {
    const { short, presenting, state } = this.lesson, line = presenting ? 34 : short ? 25 : 27;
    return (width < NARROW ? 3 : 2) * line + (state.hide ? (presenting ? 52 : 42) : 0);
  }

  /** What all but the pictures takes of the height, px. @param {number} width */
  rest(width) {
    const { short, presenting } = this.lesson;
    return (short ? 40 : 46) + 34 + (short ? 10 : 24) + 28 + this.bench + this.say(width) + (short ? 10 : 18) + 52 + 12 + (presenting ? 16 : 0);
  }

  /** Size of a cell and place of the origin, for the zoom that is chosen. */
  place() {
    const { area, lesson, model } = this, window = model.window(lesson.pin);
    this.fit = Math.min(...AXES.map((axis) => area[axis] / this.length(axis)));
    if (!this.zooms) lesson.zoomed = "whole";
    this.cell = lesson.zoomed === "pixels" ? CLOSE_CELL : this.fit;
    for (const axis of AXES) {
      const all = this.length(axis) * this.cell, room = area[axis], start = model.extent[axis][0];
      const middle = ((window[axis][0] + window[axis][1]) / 2 - start) * this.cell;
      const offset = all <= room + 0.5 ? (room - all) / 2 : Math.min(0, Math.max(room - all, room / 2 - middle));
      this.origin[axis] = offset - start * this.cell;
    }
  }

  /** @param {number} column */
  x(column) { return this.origin.column + column * this.cell; }
  /** @param {number} row */
  y(row) { return this.origin.row + row * this.cell; }

  /** A grid of cells from a place of the input on, `size` inputs large; the input itself where nothing else is said. @param {Sheet} sheet @param {{ row?: number, column?: number, rows?: number, columns?: number, size?: number }} at */
  grid(sheet, { row = 0, column = 0, rows = this.model.input.rows, columns = this.model.input.columns, size = 1 } = {}) {
    return sheet.grid({ x: this.x(column), y: this.y(row), cell: this.cell * size, rows, columns });
  }

  /** @param {Sheet} sheet */
  padded(sheet) {
    const { row, column } = this.model.extent;
    return this.grid(sheet, { row: row[0], column: column[0], rows: this.length("row"), columns: this.length("column") });
  }

  /** The px of a block, given by the ends of its rows and columns. @param {{ row: number[], column: number[] }} ends @returns {Box} */
  box({ row: [top, bottom], column: [left, right] }) {
    return { x: this.x(left), y: this.y(top), width: (right - left) * this.cell, height: (bottom - top) * this.cell };
  }

  /** @param {number} output */
  window(output) { return this.box(this.model.window(output)); }
  /** @param {number} output */
  output(output) {
    const { row, column } = this.model.place(output);
    return this.box({ row: this.model.drawn("row", row), column: this.model.drawn("column", column) });
  }

  /** A point in places of the input. @param {Point} at */
  at([x, y]) { return { row: (y - this.origin.row) / this.cell, column: (x - this.origin.column) / this.cell }; }

  /** The input under a point, or null. @param {Point} point */
  input(point) {
    const at = this.at(point), row = Math.floor(at.row), column = Math.floor(at.column), { rows, columns } = this.model.input;
    return row >= 0 && column >= 0 && row < rows && column < columns ? { row, column } : null;
  }

  /** The output that is drawn under a point, or undefined. @param {Point} point */
  under(point) {
    const at = this.at(point), { model } = this;
    const [row, column] = AXES.map((axis) => range(model.windows[axis].outputs).findIndex((i) => {
      const [start, end] = model.drawn(axis, i);
      return at[axis] >= start && at[axis] < end;
    }));
    return row >= 0 && column >= 0 ? this.model.at(row, column) : undefined;
  }
}
