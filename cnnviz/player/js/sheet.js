// A canvas with maps on it: cleared, drawn in cells, marked, and told as text.

import { context } from "./colour.js";
import { describe } from "./described.js";
import { hatch, haloCells, prepare } from "./draw.js";
import { Grid } from "./grid.js";

/** @typedef {import("./grid.js").Box} Box */

/** @template {{ palette: import("./colour.js").Palette }} L the lesson */
export class Sheet {
  /** The framed block, where a beam begins. @type {Box | null} */
  box = null;
  /** Height and width, px. */
  size = { row: 1, column: 1 };
  /** What is drawn, for readers who cannot see it. @type {string[]} */
  lines = [];
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
    Object.assign(this, { size, box: null, lines: [], g: prepare(this.canvas, size.column, size.row) });
    if (ground) this.fill([{ x: 0, y: 0, width: size.column, height: size.row }], ground);
  }

  /** A map on it. @param {{ x: number, y: number, cell: number, rows: number, columns: number }} place */
  grid(place) { return (this.cells = new Grid(this.g, this.lesson.palette, { frame: this.size, ...place })); }
  /** The cell under a point, or null. @param {[number, number]} point */
  hit([x, y]) { return this.cells?.hit(x, y) ?? null; }

  /** Boxes in one style, so that nothing is filled twice. @param {Box[]} boxes @param {string | CanvasPattern | null} style @param {number} alpha */
  fill(boxes, style, alpha = 1) {
    const { g } = this;
    g.beginPath();
    for (const { x, y, width, height } of boxes) g.rect(x, y, width, height);
    g.fillStyle = style ?? "transparent";
    g.globalAlpha = alpha;
    g.fill();
    g.globalAlpha = 1;
  }

  /** What is no input, or was read of it. @param {Box[]} boxes @param {number} alpha */
  hatch(boxes, alpha = 1) { this.fill(boxes, hatch(this.g, this.lesson.palette), alpha); }

  /** Draws what may not go beyond a box. @param {Box} box @param {() => void} draw */
  within({ x, y, width, height }, draw) {
    const { g } = this;
    g.save();
    g.beginPath();
    g.rect(x, y, width, height);
    g.clip();
    draw();
    g.restore();
  }

  /** The block in focus, kept for its beam. @param {Box} box @param {number} least */
  focus(box, least = 14) { this.box = this.mark(box, least); }
  /** @param {Box} box @param {number} least */
  mark({ x, y, width, height }, least = 10) { return haloCells(this.g, this.lesson.palette, x, y, width, height, least); }

  /** What it shows as a table: nothing more than its name where no number is written. @param {string} name @param
   * {{ font: number, texts: string[] }} written */
  describe(name, written = { font: 0, texts: [] }) { describe(this.canvas, name, this.cells?.columns ?? 0, written); }

  /** @param {number} row @param {number} column @param {string} text */
  say(row, column, text) { this.lines.push(`${row},${column}: ${text}`); }
  tell() {
    const text = this.lines.join("; ");
    if (this.canvas.textContent !== text) this.canvas.textContent = text;
  }
}
