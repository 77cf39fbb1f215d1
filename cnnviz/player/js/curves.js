// Curves on a canvas: lines with or without dots, and labels that keep apart.

import { prepare } from "./draw.js";

const FONT = 16; // px
const LINE = 18;

/** @typedef {[number, number]} Point */

export class Curves {
  /** @param {HTMLCanvasElement} canvas @param {number} width @param {number} height @param {any} palette */
  constructor(canvas, width, height, palette) {
    this.g = prepare(canvas, width, height);
    this.palette = palette;
  }

  /** @param {Point[]} points @param {string} colour @param {{ width?: number, dash?: number[], dots?: boolean }} look */
  line(points, colour, { width = 2.5, dash = [], dots = false } = {}) {
    const { g } = this;
    g.strokeStyle = g.fillStyle = colour;
    g.lineWidth = width;
    g.setLineDash(dash);
    g.beginPath();
    points.forEach(([x, y], k) => (k ? g.lineTo(x, y) : g.moveTo(x, y)));
    g.stroke();
    g.setLineDash([]);
    for (const [x, y] of dots ? points : []) {
      g.beginPath();
      g.arc(x, y, 4, 0, 7);
      g.fill();
    }
  }

  /** @param {string} text @param {Point} at @param {CanvasTextAlign} align @param {string} colour @param {number} weight @param {number} font */
  write(text, [x, y], align, colour, weight = 400, font = FONT) {
    const { g } = this;
    g.font = `${weight} ${font}px ${this.palette.font}`;
    g.textAlign = align;
    g.textBaseline = "middle";
    g.fillStyle = colour;
    g.fillText(text, x, y);
  }
}

/** Places of labels that keep a line's distance and stay above the bottom. @param {number[]} places from above @param {number} bottom */
export function apart(places, bottom) {
  let last = -Infinity;
  const kept = places.map((y) => (last = Math.max(y, last + LINE))), over = Math.max(0, last - bottom);
  return kept.map((y) => y - over);
}
