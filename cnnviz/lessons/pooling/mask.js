// The picture in the middle: who won, how often each input is read, or the maxima to be blurred.

import { LEAST_FONT } from "../../player/js/legible.js";
import { format } from "../../player/js/numbers.js";
import { cssColour, inkOn, mix, paint, parseHex } from "../../player/js/colour.js";
import { digits, drawImage, gridLines, halo, haloCells } from "../../player/js/draw.js";
import { LEAST_PHONE_FONT } from "./view.js";
import { centred, dashedFrame } from "./marks.js";
import { DISC_CELL, DOT_CELL } from "./forward.js";

const TILE_CELL = 29;

export const maskMethods = {
  largestUse() {
    const most = (axis, n) => { let best = 1; for (let k = 0; k < n; k++) best = Math.max(best, axis.uses(k)); return best; };
    return most(this.model.row, this.model.rows) * most(this.model.column, this.model.columns);
  },

  // A colour for each number of wins, or of windows that read an input.
  maskTints() {
    const { palette, model } = this, most = model.hasWinner ? this.mostWon : this.mostUsed;
    const tint = (k) => mix(palette.gridLow, palette.gridHigh, model.hasWinner ? 0.78 + (0.22 * k) / most : (0.8 * k) / most);
    const tints = Array.from({ length: most + 1 }, (_, k) => tint(k));
    if (model.hasWinner) tints[0] = parseHex(palette.surface);
    return tints;
  },

  maskColour(flat) {
    const { model } = this;
    return this.tints[model.hasWinner ? model.arrays.won[flat] : model.uses(Math.floor(flat / model.columns), flat % model.columns)];
  },

  get maskImage() {
    const { model } = this;
    return (this.images.mask ??= paint(model.columns, model.rows, (k) => this.maskColour(k)));
  },

  drawMiddle() {
    const { g, shown } = this.start(this.middle), { model, state } = this;
    if (model.family === "blur") this.drawPeaks(g, shown);
    else if (model.hasWinner && state.rebuilt) this.drawRebuilt(g, shown);
    else if (model.hasWinner) this.drawWinners(g, shown);
    else this.drawUses(g, shown);
    this.markMiddle(g);
    shown.tell();
  },

  drawWinners(g, shown) {
    const { model, palette, cell } = this, { won, tied } = model.arrays;
    this.drawPicture(g, cell < DISC_CELL ? this.maskImage : null);
    if (cell < DISC_CELL) return;
    g.fillStyle = palette.surface;
    g.fillRect(this.x(0), this.y(0), model.columns * cell, model.rows * cell);
    this.eachVisible((r, c) => {
      const flat = model.flat(r, c), box = this.cellBox(r, c);
      if (won[flat]) this.drawTile(g, shown, r, c, box, won[flat]);
      else if (cell >= DOT_CELL) {
        g.fillStyle = palette.line2;
        g.fillRect(box.x + cell / 2 - 1, box.y + cell / 2 - 1, 2, 2);
      }
      if (!tied[flat]) return;
      dashedFrame(g, palette, box);
      if (!won[flat]) {
        shown.add(r, c, "=");
        centred(g, palette, "=", box, Math.min(20, cell * 0.5), palette.ink2, 700);
      }
    });
  },

  drawTile(g, shown, r, c, box, won) {
    const rgb = this.maskColour(this.model.flat(r, c)), inset = Math.max(1, this.cell * 0.09);
    const text = won > 1 ? `×${won}` : "1";
    g.fillStyle = cssColour(rgb);
    g.fillRect(box.x + inset, box.y + inset, box.width - 2 * inset, box.height - 2 * inset);
    shown.add(r, c, text);
    const least = this.phone ? LEAST_PHONE_FONT : LEAST_FONT;
    if (this.cell < (this.phone ? DOT_CELL : TILE_CELL)) return;
    centred(g, this.palette, text, box, Math.max(least, Math.min(22, this.cell * 0.44)), inkOn(rgb), 700);
  },

  drawRebuilt(g, shown) {
    const { model, palette, cell } = this, { won } = model.arrays;
    const low = palette.of(this.panels.input, 0, 0);
    const value = (k) => (won[k] ? model.arrays.input[k] : 0);
    this.images.rebuilt ??= paint(model.columns, model.rows, (k) => (won[k] ? palette.of(this.panels.input, value(k), 0) : low));
    this.drawPicture(g, this.images.rebuilt);
    digits(g, palette, this.x(0), this.y(0), model.rows, model.columns, cell, this.area, (r, c) => {
      const k = model.flat(r, c), text = format(value(k));
      shown.add(r, c, text);
      return [text, won[k] ? inkOn(palette.of(this.panels.input, value(k), 0)) : palette.line2];
    });
  },

  drawUses(g, shown) {
    const { model, palette, cell } = this;
    this.drawPicture(g, this.maskImage);
    digits(g, palette, this.x(0), this.y(0), model.rows, model.columns, cell, this.area, (r, c) => {
      const text = String(model.uses(r, c));
      shown.add(r, c, text);
      return [text, inkOn(this.maskColour(model.flat(r, c)))];
    });
  },

  drawPeaks(g, shown) {
    const { model, palette, cell, panels } = this, { rows, columns } = panels.peaks;
    const left = this.x(model.peakColumn.left[0]), top = this.y(model.peakRow.left[0]);
    g.fillStyle = palette.sunk;
    g.fillRect(0, 0, this.area.column, this.area.row);
    drawImage(g, this.images.peaks, left, top, cell);
    gridLines(g, palette, left, top, rows, columns, cell);
    digits(g, palette, left, top, rows, columns, cell, this.area, (r, c) => {
      const value = model.arrays.peaks[r * columns + c];
      shown.add(r, c, format(value));
      return [format(value), inkOn(palette.of(panels.peaks, value, 0))];
    });
  },

  markMiddle(g) {
    const { model, palette, focus, state } = this;
    if (state.hover?.kind === "input") {
      haloCells(g, palette, ...Object.values(this.cellBox(state.hover.row, state.hover.column)), 10);
      return;
    }
    if (model.family === "blur") return this.markPeaks(g, focus);
    const box = this.windowBox(focus.row, focus.column);
    haloCells(g, palette, box.x, box.y, box.width, box.height, 14);
    const winner = model.hasWinner && model.winner(focus.row, focus.column);
    if (!winner) return;
    const at = this.cellBox(...winner);
    if (this.cell < 8) haloCells(g, palette, at.x, at.y, at.width, at.height, 5);
    else halo(g, palette, at.x + 1, at.y + 1, at.width - 2, at.height - 2, 2.5);
  },

  markPeaks(g, focus) {
    const { model, palette, cell } = this;
    const rows = model.blurTerms(focus.row, focus.column);
    const top = Math.min(...rows.map((t) => t.row)), left = Math.min(...rows.map((t) => t.column));
    const height = Math.max(...rows.map((t) => t.row)) - top + 1, width = Math.max(...rows.map((t) => t.column)) - left + 1;
    haloCells(g, palette, this.x(model.peakColumn.left[left]), this.y(model.peakRow.left[top]), width * cell, height * cell, 14);
  },
};
