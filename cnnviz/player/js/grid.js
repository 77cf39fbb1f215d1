// A map on a canvas: its picture, lines, numbers and frames in one coordinate system of cells.

import { inkOn } from "./colour.js";
import { MINUS, format, tenths } from "./numbers.js";
import { LEAST_FONT, PHONE_FONT, PHONE_FRAME } from "./legible.js";
import { dashed } from "./marks.js";
import { drawImage, fillBoxes, halo, haloCells, hatch, inset, unmarked } from "./draw.js";

const MOST_FONT = 30; // px
const LOOSE = 0.88; // of a cell's width is for its number, and more only where that makes it large enough to read
const TIGHT = 0.97;
const GLYPH = 0.57; // width of a digit in parts of its height
/** @type {Record<string, number>} */
const GLYPHS = { ".": 0.29, [MINUS]: 0.6 };

/** How wide a number is, in parts of its digits' height. @param {string} text */
export const widthOf = (text) => [...text].reduce((sum, letter) => sum + (GLYPHS[letter] ?? GLYPH), 0);

/**
 * @typedef {{ x: number, y: number, width: number, height: number }} Box
 * @typedef {(row: number, column: number) => [string, string] | null} Written text and ink of a cell
 */

export class Grid {
  /** @param {CanvasRenderingContext2D} g a cleared canvas @param {any} palette @param {{ x: number, y: number, cell: number, rows: number, columns:
   * number, frame: { row: number, column: number } }} place px of the first cell, px of a cell, and height and width of the canvas */
  constructor(g, palette, { x, y, cell, rows, columns, frame }) {
    this.g = g;
    this.palette = palette;
    this.x = x;
    this.y = y;
    this.cell = cell;
    this.rows = rows;
    this.columns = columns;
    this.frame = frame;
  }

  /** The px of a block of cells. @param {number} row @param {number} column @param {number} height @param {number} width @returns {Box} */
  box(row, column, height = 1, width = 1) {
    return { x: this.x + column * this.cell, y: this.y + row * this.cell, width: width * this.cell, height: height * this.cell };
  }

  /** The cell under a point, or null. @param {number} px @param {number} py */
  hit(px, py) {
    const row = Math.floor((py - this.y) / this.cell), column = Math.floor((px - this.x) / this.cell);
    return row >= 0 && column >= 0 && row < this.rows && column < this.columns ? { row, column } : null;
  }

  /** Only what is on the canvas: first and last row, first and last column. */
  get seen() {
    /** @param {number} start @param {number} count @param {number} room */
    const part = (start, count, room) => [
      Math.max(0, Math.floor(-start / this.cell)), Math.min(count - 1, Math.ceil((room - start) / this.cell) - 1),
    ];
    return { rows: part(this.y, this.rows, this.frame.row), columns: part(this.x, this.columns, this.frame.column) };
  }

  /** @param {(row: number, column: number, box: Box) => void} visit */
  each(visit) {
    const { rows: [r0, r1], columns: [c0, c1] } = this.seen;
    for (let r = r0; r <= r1; r++) for (let c = c0; c <= c1; c++) visit(r, c, this.box(r, c));
  }

  /** @param {HTMLCanvasElement} image one pixel a cell */
  image(image) { drawImage(this.g, image, this.x, this.y, this.cell); }
  /** Lines between cells that are at least so many px wide. */
  lines(least = 13, strength = 0.55) {
    const { g, x, y, cell, rows, columns } = this;
    if (cell < least) return;
    Object.assign(g, { strokeStyle: this.palette.bg, globalAlpha: strength, lineWidth: 1 });
    g.beginPath();
    for (let k = 0; k <= columns; k++) {
      g.moveTo(Math.round(x + k * cell) + 0.5, y);
      g.lineTo(Math.round(x + k * cell) + 0.5, y + rows * cell);
    }
    for (let k = 0; k <= rows; k++) {
      g.moveTo(x, Math.round(y + k * cell) + 0.5);
      g.lineTo(x + columns * cell, Math.round(y + k * cell) + 0.5);
    }
    g.stroke();
    g.globalAlpha = 1;
  }

  /** A picture of it with its lines, and a line around it where there is a colour for one. @param {HTMLCanvasElement | null} image @param
   * {string} [colour] */
  map(image, colour) {
    if (image) this.image(image);
    this.lines();
    if (colour) this.outline(0, 0, this.rows, this.columns, { colour });
  }

  /** Hatching over the whole grid: what is no input. */
  hatched(alpha = 1) {
    this.g.fillStyle = hatch(this.g, this.palette.line2) ?? "transparent";
    this.g.globalAlpha = alpha;
    this.g.fillRect(this.x, this.y, this.columns * this.cell, this.rows * this.cell);
    this.g.globalAlpha = 1;
  }

  /** @param {string} colour */
  ground(colour) {
    this.g.fillStyle = colour;
    this.g.fillRect(this.x, this.y, this.columns * this.cell, this.rows * this.cell);
  }

  /** The smallest digits that are written, px. */
  get least() { return this.frame.column < PHONE_FRAME ? PHONE_FONT : LEAST_FONT; }

  /** Numbers in the cells, all of one size; none where the longest would be too small to read. @param {Written} at @param {number} share of a
   * cell's height @param {number} across share of its width at the most @returns {number} px of the digits, 0 for none */
  digits(at, share = 0.6, across = TIGHT, least = this.least) {
    const { g, cell } = this;
    if (cell < least) return 0;
    /** @type {[Box, string, string][]} */
    const cells = [];
    this.each((r, c, box) => {
      const entry = at(r, c);
      if (entry) cells.push([box, ...entry]);
    });
    const widest = cells.reduce((most, [, text]) => Math.max(most, widthOf(text)), GLYPH);
    const font = Math.min(MOST_FONT, cell * share, Math.min(cell * across, Math.max(cell * LOOSE, least * widest)) / widest);
    if (font < least) return 0;
    g.font = `600 ${font}px ${this.palette.font}`;
    g.textAlign = "center";
    g.textBaseline = "middle";
    for (const [{ x, y }, text, ink] of cells) {
      g.fillStyle = ink;
      g.fillText(text, x + cell / 2, y + cell / 2 + 1);
    }
    return font;
  }

  /** The numbers themselves, each in the ink that its colour needs; with fewer or smaller digits rather than none, and no texts where there is no
   * room for these. @param {(row: number, column: number) => number}
   * at @param {Pick<Coloured, "colour" | "range">} panel @param {number} share @param {number} across */
  numbers(at, panel, share = 0.6, across = TIGHT) {
    /** @type {string[]} */
    const texts = [];
    const written = (/** @type {(value: number) => string} */ write, /** @type {number} */ least) =>
      this.digits((r, c) => [write(at(r, c)), inkOn(this.palette.of(panel, at(r, c), 0))], share, across, least);
    const font = written(format, this.least) || written(tenths, this.least) || written(format, PHONE_FONT);
    if (font) this.each((r, c) => texts.push(format(at(r, c))));
    return { font, texts };
  }

  /** A frame around a block of cells, never smaller than can be seen from the last row. @param {number} row @param {number} column @param
   * {number} height @param {number} width @param {number} least @returns {Box} */
  mark(row, column, height = 1, width = 1, least = 12) {
    return haloCells(this.g, this.palette, this.box(row, column, height, width), least);
  }

  /** A line around a block of cells, `inset` px inside of it. @param {number} row @param {number} column @param {number} height @param {number}
   * width @param {{ colour: string, line?: number, inset?: number, dash?: number[] }} stroke */
  outline(row, column, height, width, { colour, line = 1, inset: by = 0.5, dash = [] }) {
    dashed(this.g, this.box(row, column, height, width), colour, line, by, dash);
  }

  /** Cells without a number yet. @param {(row: number, column: number) => boolean} empty */
  cover(empty) {
    this.each((r, c, { x, y, width, height }) => {
      if (!empty(r, c)) return;
      this.g.fillStyle = this.palette.surface;
      this.g.fillRect(x, y, width, height);
      this.outline(r, c, 1, 1, { colour: this.palette.line2 });
    });
  }

  /** A frame inside a block of cells. @param {number} row @param {number} column @param {number} by @param {number} line @param {number}
   * height @param {number} width in cells */
  ring(row, column, by = 1, line = 2, height = 1, width = 1) {
    halo(this.g, this.palette, inset(this.box(row, column, height, width), by), line);
  }

  /** Fades every cell outside the marked rows and columns, in one fill so that nothing fades twice. @param {ArrayLike<number>} rows @param
   * {ArrayLike<number>} columns */
  fade(rows, columns, strength = 0.8) {
    fillBoxes(this.g, this.outside(rows, columns), this.palette.bg, strength);
  }

  /** The blocks of all rows and columns that are not marked. @param {ArrayLike<number>} rows @param {ArrayLike<number>} columns */
  outside(rows, columns) {
    return [
      ...unmarked(rows).map(([start, end]) => this.box(start, 0, end - start, this.columns)),
      ...unmarked(columns).map(([start, end]) => this.box(0, start, this.rows, end - start)),
    ];
  }
}
