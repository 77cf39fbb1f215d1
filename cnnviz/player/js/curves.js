// Curves on a canvas: lines with or without dots, and labels that keep apart.

import { circle, prepare, write } from "./draw.js";

const FONT = 16; // px
const LABEL_LINE = 18;

/** @typedef {[number, number]} Point */

export class Curves {
  /** @param {HTMLCanvasElement} canvas @param {number} width @param {number} height @param {any} palette */
  constructor(canvas, width, height, palette, zoom = 1) {
    this.g = prepare(canvas, width, height, zoom);
    this.palette = palette;
  }

  /** @param {Point[]} points @param {string} colour @param {{ width?: number, dash?: number[], dots?: boolean }} look */
  line(points, colour, { width = 2.5, dash = [], dots = false } = {}) {
    const { g } = this;
    g.strokeStyle = colour;
    g.lineWidth = width;
    g.setLineDash(dash);
    g.beginPath();
    for (const [x, y] of points) g.lineTo(x, y);
    g.stroke();
    g.setLineDash([]);
    for (const [x, y] of dots ? points : []) circle(g, x, y, 4, colour);
  }

  /** @param {string} text @param {Point} at @param {CanvasTextAlign} align @param {string} colour @param {number} weight @param {number} font */
  write(text, [x, y], align, colour, weight = 400, font = FONT) {
    write(this.g, text, x, y, { font: `${weight} ${font}px ${this.palette.font}`, align, colour });
  }
}

/** Places of labels that keep a line's distance and stay above the bottom. @param {number[]} places from above @param {number} bottom */
export function apart(places, bottom) {
  let last = -Infinity;
  const kept = places.map((y) => (last = Math.max(y, last + LABEL_LINE))), over = Math.max(0, last - bottom);
  return kept.map((y) => y - over);
}
