// The picture in the middle: who won, how often each input is read, or the maxima to be blurred.

import { format } from "../../player/js/numbers.js";
import { cssColour, inkOn, mix, paint, parseHex } from "../../player/js/colour.js";
import { centred, dashed } from "../../player/js/marks.js";
import { DISC_CELL, DOT_CELL } from "./forward.js";
import { largest } from "./model.js";
import { blockOf } from "../../player/js/text.js";
import { Part } from "./part.js";

export class Mask extends Part {
  /** @type {Record<string, HTMLCanvasElement>} */
  images = {};
  /** A colour for each number of wins, or of windows that read an input. @type {Rgb[]} */
  tints = [];

  repaint() {
    const { palette, model } = this, { hasWinner, windows } = model;
    const read = [windows.row, windows.column].map((axis) => largest(Array.from({ length: axis.inputs }, (_, k) => axis.uses(k))));
    const most = hasWinner ? largest(model.arrays.won) : read[0] * read[1];
    const tint = (/** @type {number} */ k) => mix(palette.gridLow, palette.gridHigh, hasWinner ? 0.78 + (0.22 * k) / most : (0.8 * k) / most);
    this.tints = Array.from({ length: most + 1 }, (_, k) => (hasWinner && !k ? parseHex(palette.surface) : tint(k)));
    this.images = {};
  }

  /** A picture of the input's places that is kept. @param {string} name @param {(input: number) => number[]} colour */
  image(name, colour) {
    const { input } = this.model;
    return (this.images[name] ??= paint(input.columns, input.rows, colour));
  }

  draw() {
    const { model, places, lesson: { middle, state, rebuilds } } = this, grid = middle.begin();
    if (model.blur) this.peaks();
    else if (rebuilds) this.rebuilt(grid);
    else if (model.hasWinner) this.winners(grid);
    else this.uses(grid);
    if (model.hasWinner && state.view === "mask") this.lesson.cover(middle, (output) => places.window(output));
    this.mark(grid);
    middle.tell();
  }

  /** @param {Grid} grid */
  winners(grid) {
    const { model, palette, places: { cell }, lesson: { middle } } = this, { won, tied } = model.arrays;
    middle.picture(cell < DISC_CELL ? this.image("won", (k) => this.tints[won[k]]) : null);
    if (cell < DISC_CELL) return;
    grid.ground(palette.surface);
    grid.each((r, c, box) => {
      const input = model.input.flat(0, r, c);
      if (won[input]) this.tile(r, c, box, won[input]);
      else if (cell >= DOT_CELL) {
        middle.g.fillStyle = palette.line2;
        middle.g.fillRect(box.x + cell / 2 - 1, box.y + cell / 2 - 1, 2, 2);
      }
      if (tied[input]) dashed(middle.g, box, palette.ink2);
      if (!tied[input] || won[input]) return;
      middle.say(r, c, "=");
      centred(middle.g, palette, "=", box, Math.min(20, cell * 0.5), palette.ink2);
    });
  }

  /** @param {number} row @param {number} column @param {Box} box @param {number} won */
  tile(row, column, box, won) {
    const { palette, places: { cell }, lesson: { middle } } = this, inset = Math.max(1, cell * 0.09), text = won > 1 ? `×${won}` : "1";
    middle.g.fillStyle = cssColour(this.tints[won]);
    middle.g.fillRect(box.x + inset, box.y + inset, box.width - 2 * inset, box.height - 2 * inset);
    middle.say(row, column, text);
    if (cell >= DOT_CELL) centred(middle.g, palette, text, box, Math.max(middle.least, Math.min(22, cell * 0.44)), inkOn(this.tints[won]));
  }

  /** @param {Grid} grid */
  rebuilt(grid) {
    const { model: { input, arrays: { won } }, palette, lesson: { middle } } = this;
    const value = (/** @type {number} */ k) => (won[k] ? input.values[k] : 0);
    middle.picture(this.image("rebuilt", (k) => palette.of(input, value(k), 0)));
    middle.numbers(grid, (r, c) => {
      const k = input.flat(0, r, c);
      return [format(value(k)), won[k] ? inkOn(palette.of(input, value(k), 0)) : palette.line2];
    });
  }

  /** @param {Grid} grid */
  uses(grid) {
    const { model, lesson: { middle } } = this, colour = (/** @type {number} */ r, /** @type {number} */ c) => this.tints[model.uses(r, c)];
    middle.picture(this.image("uses", (k) => colour(model.input.position(k).row, model.input.position(k).column)));
    middle.numbers(grid, (r, c) => [String(model.uses(r, c)), inkOn(colour(r, c))]);
  }

  /** A grid that begins where a maximum is drawn. @param {number} row @param {number} column */
  peakGrid(row, column) {
    const { model: { peaks, panels }, lesson: { middle } } = this;
    const { rows, columns } = panels.peaks;
    return this.places.grid(middle, { row: peaks.row.left?.[row], column: peaks.column.left?.[column], rows, columns });
  }

  peaks() {
    const { model: { panels: { peaks } }, palette, lesson: { middle, forward } } = this;
    middle.begin(palette.sunk);
    const grid = this.peakGrid(0, 0);
    grid.map(forward.images.peaks ?? null);
    middle.numbers(grid, (r, c) => [format(peaks.at(0, r, c)), inkOn(palette.of(peaks, peaks.at(0, r, c), 0))]);
  }

  /** @param {Grid} grid */
  mark(grid) {
    const { model, places, lesson: { middle, focus, pointed, predict } } = this;
    if (pointed) return middle.mark(grid.box(pointed.row, pointed.column));
    if (model.blur) return this.markPeaks(focus);
    middle.mark(places.window(focus), 14);
    if (model.winner(focus) < 0 || predict.open) return;
    const { row, column } = model.input.position(model.winner(focus));
    if (places.cell < 8) middle.mark(grid.box(row, column), 5);
    else grid.ring(row, column, 1, 2.5);
  }

  /** @param {number} output */
  markPeaks(output) {
    const [top, left, bottom, right] = blockOf(this.model.blurred(output).map((t) => [t.row, t.column]));
    this.lesson.middle.mark(this.peakGrid(top, left).box(0, 0, bottom - top + 1, right - left + 1), 14);
  }
}
