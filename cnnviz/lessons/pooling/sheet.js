// One of the three pictures: the input's places on a canvas.

import { LEAST_FONT, PHONE_FONT } from "../../player/js/legible.js";
import { format } from "../../player/js/numbers.js";
import { Sheet } from "../../player/js/sheet.js";

/** @extends {Sheet<import("./player.js").Pooling>} */
export class Picture extends Sheet {
  /** The smallest digits, px. */
  get least() { return this.lesson.phone ? PHONE_FONT : LEAST_FONT; }
  get places() { return this.lesson.places; }

  /** A clean sheet, with the grid of the input. @param {string} ground */
  begin(ground = "") {
    this.clear(this.places.area, ground);
    return this.places.grid(this);
  }

  /** The input's places with a picture of them; padding is hatched, and so is what no window reads. @param {HTMLCanvasElement | null} image
   * @param {boolean} unread */
  picture(image, unread = false) {
    const padded = this.places.padded(this), grid = this.places.grid(this);
    padded.ground(this.lesson.palette.sunk);
    if (padded.rows > grid.rows || padded.columns > grid.columns) padded.hatched();
    grid.map(image);
    if (unread) this.unread();
  }

  /** The numbers that the padding repeats, where they stand. */
  copies() {
    const { windows, input, extent, repeats } = this.lesson.model, { row, column } = windows;
    if (!repeats) return;
    this.digits(this.places.padded(this), (r, c) => {
      const p = r + extent.row[0] + row.before, q = c + extent.column[0] + column.before, at = [row.padded[p] ?? -1, column.padded[q] ?? -1];
      if (Math.min(...at) < 0 || !(row.outside(p) || column.outside(q))) return null;
      return [format(input.at(0, at[0], at[1])), this.lesson.palette.ink2];
    });
  }

  unread() {
    const { read } = this.lesson.model, grid = this.places.grid(this);
    grid.fade(read.row, read.column, 0.62);
    this.hatch(grid.outside(read.row, read.column));
  }

  /** Numbers in the cells of a grid, said as text too. @param {Grid} grid @param {Written} at */
  numbers(grid, at) {
    this.digits(grid, (row, column) => {
      const entry = at(row, column);
      if (entry) this.say(row, column, entry[0]);
      return entry;
    });
  }

  /** The same without a word of it. @param {Grid} grid @param {Written} at */
  digits(grid, at) {
    return this.inscribe(grid, at, Math.max(0.6, Math.min(0.75, this.least / grid.cell))); // single digits stay in small cells
  }

  /** What is not to be seen before it is guessed: from a box on, in reading order. @param {Box} box @param {number} next the y from which all of
   * the width is covered */
  cover({ x, y }, next) {
    const { size: { row, column }, lesson: { palette } } = this;
    this.fill({ x, y, width: column - x, height: Math.max(0, next - y) }, palette.sunk);
    this.fill({ x: 0, y: next, width: column, height: row - next }, palette.sunk);
  }
}
