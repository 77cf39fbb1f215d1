// Canvas primitives shared by every panel.

import { blank, context } from "./colour.js";

export const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {Palette} Colours */

/** A canvas as sharp as the screen, also on a board that is zoomed; cleared, in CSS px. @param {HTMLCanvasElement} canvas @param {number} width
 * @param {number} height */
export function prepare(canvas, width, height, zoom = 1) {
  const ratio = (window.devicePixelRatio || 1) * zoom, w = Math.round(width * ratio), h = Math.round(height * ratio), g = context(canvas);
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  g.clearRect(0, 0, width, height);
  return g;
}

/** Large cells stay sharp; pixels smaller than the screen's are averaged. @param {Context} g @param {HTMLCanvasElement} image @param {number} x
 * @param {number} y @param {number} cell */
export function drawImage(g, image, x, y, cell) {
  g.imageSmoothingEnabled = cell < 1;
  g.imageSmoothingQuality = "high";
  g.drawImage(image, x, y, image.width * cell, image.height * cell);
}

/** @param {Box} box @param {number} by px on each side @returns {Box} */
export const inset = ({ x, y, width, height }, by) => ({ x: x + by, y: y + by, width: width - 2 * by, height: height - 2 * by });

/** @param {Context} g @param {Colours} palette @param {Box} box */
export function halo(g, palette, { x, y, width, height }, line = 2.5, colour = palette.focus) {
  g.lineJoin = "round";
  g.setLineDash([]);
  /** @type {[string, number][]} */
  const strokes = [[palette.halo, line + 3], [colour, line]];
  for (const [colour, w] of strokes) {
    g.strokeStyle = colour;
    g.lineWidth = w;
    g.strokeRect(x, y, width, height);
  }
}

/** A frame around a block of cells, never smaller than can be seen from the last row. @param {Context} g @param {Colours} palette @param {Box}
 * block */
export function haloCells(g, palette, { x, y, width, height }, least = 12) {
  const dx = Math.max(0, (least - width) / 2), dy = Math.max(0, (least - height) / 2);
  const box = { x: x - dx, y: y - dy, width: width + 2 * dx, height: height + 2 * dy };
  halo(g, palette, box, width > 20 ? 3.5 : 2.5);
  return box;
}

/** Boxes in one style, so that nothing is filled twice. @param {Context} g @param {Box[]} boxes @param {string | CanvasPattern | null} style
 * @param {CanvasFillRule} rule */
export function fillBoxes(g, boxes, style, alpha = 1, rule = "nonzero") {
  g.beginPath();
  for (const { x, y, width, height } of boxes) g.rect(x, y, width, height);
  g.fillStyle = style ?? "transparent";
  g.globalAlpha = alpha;
  g.fill(rule);
  g.globalAlpha = 1;
}

/** Hatching by its colour, made once. @type {Map<string, CanvasPattern | null>} */
const hatched = new Map();

/** @param {Context} g @param {string} colour */
export function hatch(g, colour) {
  const known = hatched.get(colour);
  if (known) return known;
  const tile = blank(8, 8), t = context(tile);
  t.strokeStyle = colour;
  t.beginPath();
  for (const [x0, y0, x1, y1] of [[-2, 10, 10, -2], [-2, 2, 2, -2], [6, 10, 10, 6]]) {
    t.moveTo(x0, y0);
    t.lineTo(x1, y1);
  }
  t.stroke();
  const pattern = g.createPattern(tile, "repeat");
  hatched.set(colour, pattern);
  return pattern;
}

/** @param {Context} g @param {string} text @param {number} x @param {number} y @param
 * {{ font: string, colour: string, align?: CanvasTextAlign, baseline?: CanvasTextBaseline }} look */
export function write(g, text, x, y, { font, colour, align = "center", baseline = "middle" }) {
  Object.assign(g, { font, textAlign: align, textBaseline: baseline, fillStyle: colour });
  g.fillText(text, x, y);
}

/** @param {Context} g @param {number} x @param {number} y @param {number} radius @param {string} colour */
export function circle(g, x, y, radius, colour) {
  g.beginPath();
  g.arc(x, y, radius, 0, 2 * Math.PI);
  g.fillStyle = colour;
  g.fill();
}

/** The runs of zeros in a mask, as [start, end). @param {ArrayLike<number>} mask @returns {[number, number][]} */
export function unmarked(mask) {
  /** @type {[number, number][]} */
  const runs = [];
  for (let k = 0; k < mask.length; k++) {
    if (mask[k]) continue;
    const start = k;
    while (k < mask.length && !mask[k]) k++;
    runs.push([start, k]);
  }
  return runs;
}

/** @type {(length: number, indices: Iterable<number>) => Uint8Array} */
export const maskOf = (length, indices) => {
  const mask = new Uint8Array(length);
  for (const k of indices) mask[k] = 1;
  return mask;
};
