// The scale of a signed map: its colours, its ends, and a pointer at one value.

import { context, paint } from "./colour.js";
import { fill, format } from "./numbers.js";

const LEGEND_STEPS = 128;

/** @param {HTMLElement} legend @param {any} palette @param {[number, number]} ends @param
 * {{ at_least: string, at_most: string } | null} beyond how its ends are called where values go beyond @param {boolean} [across] */
export function drawLegend(legend, palette, [low, high], beyond, across = false) {
  const canvas = /** @type {HTMLCanvasElement} */ (legend.querySelector("canvas"));
  [canvas.width, canvas.height] = across ? [LEGEND_STEPS, 1] : [1, LEGEND_STEPS];
  const colours = paint(canvas.width, canvas.height, (k) => palette.signed(across ? k - LEGEND_STEPS / 2 : LEGEND_STEPS / 2 - k, LEGEND_STEPS / 2));
  context(canvas).drawImage(colours, 0, 0);
  /** @type {[string, string, number][]} */
  const ends = [[".high", beyond?.at_least ?? "{value}", high], [".low", beyond?.at_most ?? "{value}", low]];
  for (const [end, text, value] of ends)
    /** @type {HTMLElement} */ (legend.querySelector(end)).textContent = fill(text, { value: format(value) });
}

/** @param {HTMLElement} pointer @param {number} value @param {number} limit */
export function pointAt(pointer, value, limit) {
  pointer.style.top = `${50 - 50 * (Math.max(-1, Math.min(1, value / limit)) || 0)}%`;
}
