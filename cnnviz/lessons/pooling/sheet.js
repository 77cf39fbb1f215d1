// One of the three pictures: a canvas of the input's places, and what it shows as text.

import { LEAST_FONT, PHONE_FONT } from "../../player/js/legible.js";
import { haloCells, hatch, prepare, unmarked } from "../../player/js/draw.js";
import { Part } from "./part.js";

/** @typedef {import("../../player/js/grid.js").Box} Box */

export class Sheet extends Part {
  /** @param {import("./player.js").Pooling} lesson @param {string} name */
  constructor(lesson, name) {
    super(lesson);
    /** @type {HTMLCanvasElement} */
    this.canvas = lesson.find(`canvas.${name}`);
    this.g = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    /** @type {string[]} */
    this.lines = [];
    /** The framed window or output, where the beam begins. @type {Box | null} */
    this.box = null;
  }

  /** The smallest digits, px. */
  get least() { return this.lesson.phone ? PHONE_FONT : LEAST_FONT; }

  /** A clean sheet, with the grid of the input. @param {string} ground */
  begin(ground = "transparent") {
    const { column, row } = this.places.area;
    this.g = prepare(this.canvas, column, row);
    this.lines = [];
    this.box = null;
    this.g.fillStyle = ground;
    this.g.fillRect(0, 0, column, row);
    return this.places.grid(this.g);
  }

  /** The input's places with a picture of them; padding is hatched, and so is what no window reads. @param {HTMLCanvasElement | null} image
   * @param {boolean} unread */
  picture(image, unread = false) {
    const padded = this.places.padded(this.g), grid = this.places.grid(this.g);
    padded.ground(this.palette.sunk);
    if (padded.rows > grid.rows || padded.columns > grid.columns) padded.hatched();
    if (image) grid.image(image);
    grid.lines();
    if (unread) this.unread();
  }

  unread() {
    const { g, model: { read } } = this, grid = this.places.grid(g);
    const boxes = [
      ...unmarked(read.row).map(([start, end]) => grid.box(start, 0, end - start, grid.columns)),
      ...unmarked(read.column).map(([start, end]) => grid.box(0, start, grid.rows, end - start)),
    ];
    grid.fade(read.row, read.column, 0.62);
    g.beginPath();
    for (const { x, y, width, height } of boxes) g.rect(x, y, width, height);
    g.fillStyle = hatch(g, this.palette) ?? "transparent";
    g.fill();
  }

  /** Numbers in the cells of a grid, said as text too. @param {import("../../player/js/grid.js").Grid} grid @param
   * {import("../../player/js/grid.js").Written} at */
  numbers(grid, at) {
    this.digits(grid, (row, column) => {
      const entry = at(row, column);
      if (entry) this.say(row, column, entry[0]);
      return entry;
    });
  }

  /** The same without a word of it. @param {import("../../player/js/grid.js").Grid} grid @param {import("../../player/js/grid.js").Written} at */
  digits(grid, at) {
    grid.digits(at, Math.max(0.6, Math.min(0.75, this.least / grid.cell))); // single digits stay in small cells
  }

  /** @param {number} row @param {number} column @param {string} text */
  say(row, column, text) { this.lines.push(`${row},${column}: ${text}`); }

  /** What was drawn, for readers who cannot see it. */
  tell() {
    const text = this.lines.join("; ");
    if (this.canvas.textContent !== text) this.canvas.textContent = text;
  }

  /** The box in focus, kept for its beam. @param {Box} box @param {number} least */
  focus(box, least = 14) { this.box = this.mark(box, least); }
  /** @param {Box} box @param {number} least */
  mark(box, least = 10) { return haloCells(this.g, this.palette, box.x, box.y, box.width, box.height, least); }

  /** What is not to be seen before it is guessed: from a box on, in reading order. @param {Box} box @param {number} next the y from which all of
   * the width is covered */
  cover(box, next) {
    const { g, places: { area } } = this;
    g.fillStyle = this.palette.sunk;
    g.fillRect(box.x, box.y, area.column - box.x, Math.max(0, next - box.y));
    g.fillRect(0, next, area.column, area.row - next);
  }
}
