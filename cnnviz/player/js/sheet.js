// A canvas with maps on it: cleared, drawn in cells, marked, and told as text.

import { context } from "./colour.js";
import { describe } from "./described.js";
import { fillBoxes, hatch, haloCells, prepare } from "./draw.js";
import { Grid } from "./grid.js";
import { blockOf } from "./text.js";

const MOST_TOLD = 1024; // cells of a table that can be listened to

/** @template {{ palette: Palette }} L the lesson */
export class Sheet {
  /** The framed block, where a beam begins. @type {Box | null} */
  box = null;
  /** Height and width, px. */
  size = { row: 1, column: 1 };
  /** How far down numbers are written, px; a beam begins below them. */
  written = 0;
  /** What is drawn, for readers who cannot see it. @type {[number, number, string][]} */
  said = [];
  /** The map whose cells are pointed at. @type {Grid | null} */
  cells = null;

  /** @param {L} lesson @param {HTMLCanvasElement} canvas */
  constructor(lesson, canvas) {
    this.lesson = lesson;
    this.canvas = canvas;
    this.g = context(canvas);
  }

  /** Nothing on it but its ground. @param {{ row: number, column: number }} size @param {string} ground */
  clear(size, ground = "") {
    Object.assign(this, { size, box: null, said: [], written: 0, g: prepare(this.canvas, size.column, size.row) });
    if (ground) this.fill({ x: 0, y: 0, width: size.column, height: size.row }, ground);
  }

  /** A map on it. @param {{ x: number, y: number, cell: number, rows: number, columns: number }} place */
  grid(place) { return (this.cells = new Grid(this.g, this.lesson.palette, { frame: this.size, ...place })); }
  /** The cell under a point, or null. @param {[number, number]} point */
  hit([x, y]) { return this.cells?.hit(x, y) ?? null; }

  /** @param {Box} box @param {string | CanvasPattern | null} style */
  fill({ x, y, width, height }, style, alpha = 1) {
    Object.assign(this.g, { fillStyle: style ?? "transparent", globalAlpha: alpha });
    this.g.fillRect(x, y, width, height);
    this.g.globalAlpha = 1;
  }
  /** What is no input, or was read of it. @param {Box[]} boxes */
  hatch(boxes, alpha = 1) { fillBoxes(this.g, boxes, hatch(this.g, this.lesson.palette.line2), alpha); }
  /** @param {Box} box @param {string} style @param {number} line px */
  stroke({ x, y, width, height }, style, line, alpha = 1) {
    Object.assign(this.g, { strokeStyle: style, lineWidth: line, globalAlpha: alpha });
    this.g.strokeRect(x, y, width, height);
    this.g.globalAlpha = 1;
  }

  /** Draws what may not go beyond some boxes; where two of them meet, nothing is drawn. @param {Box[]} boxes @param {() => void} draw */
  within(boxes, draw) {
    const { g } = this;
    g.save();
    g.beginPath();
    for (const { x, y, width, height } of boxes) g.rect(x, y, width, height);
    g.clip("evenodd");
    draw();
    g.restore();
  }

  /** The block in focus, kept for its beam. @param {Box} box @param {number} least */
  focus(box, least = 14) { this.box = this.mark(box, least); }
  /** @param {Box} box @param {number} least */
  mark(box, least = 10) { return haloCells(this.g, this.lesson.palette, box, least); }

  /** Numbers in the cells of a map. @param {Grid} grid @param {Written} at @param {number} [share] of a cell's height */
  inscribe(grid, at, share) {
    const font = grid.digits(at, share);
    if (font) this.written = Math.max(this.written, grid.y + grid.rows * grid.cell);
    return font;
  }

  /** Numbers in the cells of a map; and as a table under the canvas's own name. @param {Grid} grid @param
   * {Written} at */
  numbers(grid, at) {
    /** @type {string[]} */
    const texts = [];
    const font = this.inscribe(grid, (row, column) => {
      const entry = at(row, column);
      texts.push(entry?.[0] ?? "");
      return entry;
    });
    const { rows: [row], columns: [column, last] } = grid.seen, told = font && texts.length <= MOST_TOLD;
    describe(this.canvas, this.canvas.ariaLabel ?? "", last - column + 1, { font, texts: told ? texts : [], row, column });
  }

  /** What it shows as a table: nothing more than its name where no number is written. @param {string} name @param
   * {{ font: number, texts: string[] }} written */
  describe(name, written = { font: 0, texts: [] }) { describe(this.canvas, name, this.cells?.columns ?? 0, written); }

  /** A number for the table of what is drawn, and the box that it is written in. @param {number} row @param {number} column @param {string} text
   * @param {Box | null} box */
  say(row, column, text, box = null) {
    this.said.push([row, column, text]);
    if (box) this.written = Math.max(this.written, box.y + box.height);
  }
  tell() {
    const { said } = this, [row, column, lastRow, lastColumn] = blockOf(said), columns = lastColumn - column + 1;
    const cells = said.length ? (lastRow - row + 1) * columns : 0, texts = Array(cells > MOST_TOLD ? 0 : cells).fill("");
    if (texts.length) for (const [r, c, text] of said) texts[(r - row) * columns + c - column] = text;
    describe(this.canvas, this.canvas.ariaLabel ?? "", columns, { font: Number(cells > 0), texts, row, column });
  }
}
