// Canvas primitives shared by every panel.

import { blank, context } from "./colour.js";

export const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {import("./colour.js").Palette} Colours */

/** A canvas sized for the screen's pixels, cleared, in CSS px. @param {HTMLCanvasElement} canvas @param {number} width @param {number} height */
export function prepare(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const w = Math.round(width * ratio), h = Math.round(height * ratio);
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.width = width + "px";
    canvas.style.height = height + "px";
  }
  const g = context(canvas);
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

/** @param {Context} g @param {Colours} palette @param {number} x @param {number} y @param {number} width @param {number} height */
export function halo(g, palette, x, y, width, height, line = 2.5, colour = palette.focus) {
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

/** A frame around a block of cells, never smaller than can be seen from the last row. @param {Context} g @param {Colours} palette @param
 * {number} x @param {number} y @param {number} width @param {number} height */
export function haloCells(g, palette, x, y, width, height, least = 12) {
  const dx = Math.max(0, (least - width) / 2), dy = Math.max(0, (least - height) / 2);
  const box = { x: x - dx, y: y - dy, width: width + 2 * dx, height: height + 2 * dy };
  halo(g, palette, box.x, box.y, box.width, box.height, width > 20 ? 3.5 : 2.5);
  return box;
}

/** @typedef {[number, number, number, number]} Area px: left, top, width and height */

/** @param {Context} g @param {string | CanvasPattern | null} style @param {Area} area */
export function fillArea(g, style, area, alpha = 1) {
  g.globalAlpha = alpha;
  g.fillStyle = style ?? "transparent";
  g.fillRect(...area);
  g.globalAlpha = 1;
}

/** @param {Context} g @param {string} style @param {number} line px @param {Area} area */
export function strokeArea(g, style, line, area, alpha = 1) {
  Object.assign(g, { strokeStyle: style, lineWidth: line, globalAlpha: alpha });
  g.strokeRect(...area);
  g.globalAlpha = 1;
}

/** @param {Context} g @param {Pick<Colours, "line2">} palette */
export function hatch(g, palette) {
  const tile = blank(8, 8), t = context(tile);
  t.strokeStyle = palette.line2;
  t.beginPath();
  for (const [x0, y0, x1, y1] of [[-2, 10, 10, -2], [-2, 2, 2, -2], [6, 10, 10, 6]]) {
    t.moveTo(x0, y0);
    t.lineTo(x1, y1);
  }
  t.stroke();
  return g.createPattern(tile, "repeat");
}

/** @param {Context} g @param {Colours} palette @param {number} x @param {number} y @param {number} rows @param {number} columns @param {number}
 * cell */
export function gridLines(g, palette, x, y, rows, columns, cell, least = 13, strength = 0.55) {
  if (cell < least) return;
  g.strokeStyle = palette.bg;
  g.globalAlpha = strength;
  g.lineWidth = 1;
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

/** Fades every cell outside the marked rows and columns, in one fill so that nothing fades twice. @param {Context} g @param {Colours} palette
 * @param {number} x @param {number} y @param {ArrayLike<number>} rows @param {ArrayLike<number>} columns @param {number} cell */
export function fade(g, palette, x, y, rows, columns, cell, strength = 0.8) {
  const width = columns.length * cell, height = rows.length * cell;
  g.beginPath();
  for (const [start, end] of unmarked(rows)) g.rect(x, y + start * cell, width, (end - start) * cell);
  for (const [start, end] of unmarked(columns)) g.rect(x + start * cell, y, (end - start) * cell, height);
  g.fillStyle = palette.bg;
  g.globalAlpha = strength;
  g.fill();
  g.globalAlpha = 1;
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
