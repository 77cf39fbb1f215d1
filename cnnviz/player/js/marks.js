// Marks on the cells of a canvas: frames, brackets, discs, a number in a box.

import { cssColour, inkOn } from "./colour.js";
import { circle, fillBoxes, inset, write } from "./draw.js";

/** @param {CanvasRenderingContext2D} g @param {any} palette @param {string} text @param {Box} box @param {number} font @param {string} colour
 * @param {number} weight */
export function centred(g, palette, text, box, font, colour, weight = 700) {
  write(g, text, box.x + box.width / 2, box.y + box.height / 2 + 1, { font: `${weight} ${font}px ${palette.font}`, colour });
}

/** A thin frame, dashed where nothing else is said. @param {CanvasRenderingContext2D} g @param {Box} box @param {string} colour @param {number}
 * width @param {number} by px that it lies inside @param {number[]} dash */
export function dashed(g, box, colour, width = 1.6, by = 2.5, dash = [4, 3]) {
  const { x, y, width: across, height } = inset(box, by);
  g.setLineDash(dash);
  g.strokeStyle = colour;
  g.lineWidth = width;
  g.strokeRect(x, y, across, height);
  g.setLineDash([]);
}

/** Corner brackets around a cell. @param {CanvasRenderingContext2D} g @param {any} palette @param {Box} box @param {boolean} dashed */
export function brackets(g, palette, box, dashed) {
  const { x, y, width: w, height: h } = inset(box, Math.max(1.5, Math.min(3, box.width * 0.06))), arm = Math.min(w, h) * 0.3, path = new Path2D();
  for (const [cx, cy, dx, dy] of [[x, y, 1, 1], [x + w, y, -1, 1], [x, y + h, 1, -1], [x + w, y + h, -1, -1]]) {
    path.moveTo(cx + dx * arm, cy);
    path.lineTo(cx, cy);
    path.lineTo(cx, cy + dy * arm);
  }
  g.setLineDash(dashed ? [3, 3] : []);
  for (const [colour, width] of /** @type {[string, number][]} */ ([[palette.halo, 5], [palette.ink, 2.8]])) {
    g.strokeStyle = colour;
    g.lineWidth = width;
    g.stroke(path);
  }
  g.setLineDash([]);
}

/** A gradient: the disc's area tells its size, its colour the sign; with a text it is never too small for it. @param {CanvasRenderingContext2D} g
 * @param {any} palette @param {Box} box @param {number} value @param {number} limit @param {{ text: string, least: number, alpha: number }} look */
export function disc(g, palette, box, value, limit, { text, least, alpha }) {
  if (!value) return;
  const rgb = palette.signed(Math.sign(value) * 0.5, 1), room = Math.min(box.width, box.height), full = room * 0.46;
  const radius = Math.max(Math.min(full, 5), full * Math.sqrt(Math.min(1, Math.abs(value) / limit)));
  g.globalAlpha = alpha;
  circle(g, box.x + box.width / 2, box.y + box.height / 2, text ? Math.max(radius, Math.min(full, 13)) : radius, cssColour(rgb));
  if (text) centred(g, palette, text, box, Math.min(24, Math.max(least, room * 0.38)), inkOn(rgb));
  g.globalAlpha = 1;
}

/** Everything outside a box is dimmed. @param {CanvasRenderingContext2D} g @param {string} colour @param {Box} all @param {Box} box @param
 * {number} strength */
export function dim(g, colour, all, box, strength) {
  fillBoxes(g, [all, box], colour, strength, "evenodd");
}
