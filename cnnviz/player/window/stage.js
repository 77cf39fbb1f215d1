// The two large pictures: the input with its padding, and the output.

import { format } from "../js/numbers.js";
import { inkOn, mix, paint, paintPanel, parseHex } from "../js/colour.js";
import { maskOf } from "../js/draw.js";
import { Sheet } from "../js/sheet.js";

export class Stage {
  /** @param {any} player */
  constructor(player) {
    this.player = player;
    this.input = new Sheet(player, player.find("canvas.input"));
    /** The input with its padding, as it was drawn. @type {Grid | null} */
    this.padded = null;
    this.output = new Sheet(player, player.find("canvas.output"));
    /** @type {Record<string, HTMLCanvasElement | null>} */
    this.images = {};
    /** What was painted. @type {string | undefined} */
    this.shown = undefined;
  }

  /** Paint what only a new payload, scheme or channel can change. */
  repaint() {
    const { model, palette, state } = this.player, { input, output } = model;
    const shown = [model.header.picture, model.adds, state.channel, palette.scheme, input.values.length].join();
    if (this.shown !== shown) this.images.input = paintPanel(input, state.channel, palette);
    this.shown = shown;
    this.images.output = paintPanel(output, this.player.filter, palette);
    this.images.uses = null;
  }

  draw() {
    for (const sheet of [this.input, this.output]) sheet.clear(this.player.view.frame);
    this.input.box = this.drawInput();
    this.output.box = this.drawOutput();
  }

  drawInput() {
    const { view, state, model, uses } = this.player, padded = this.input.grid(view.place("padded")), grid = this.input.grid(view.place("input"));
    this.padded = padded;
    this.drawPadding(padded);
    grid.map(uses ? this.usesImage() : this.images.input);
    this.input.numbers(grid, (r, c) => {
      if (uses) return [String(model.relation.uses(r, c)), inkOn(this.usesColour(r, c))];
      const value = model.input.at(state.channel, r, c);
      return [format(value), inkOn(this.pixelColour(r, c, value))];
    });
    return this.markInput(padded, grid);
  }

  /** @param {number} r @param {number} c @param {number} value @returns {Rgb} */
  pixelColour(r, c, value) {
    const { palette, state, model: { input } } = this.player;
    if (input.colour === "rgb") return /** @type {Rgb} */ ([0, 1, 2].map((k) => input.at(k, r, c)));
    return palette.of(input, value, state.channel);
  }

  /** @param {number} r @param {number} c */
  usesColour(r, c) {
    const { palette, model: { header: { coverage: { least, most } }, relation } } = this.player;
    return mix(palette.gridLow, palette.gridHigh, (relation.uses(r, c) - least) / (most - least || 1));
  }

  usesImage() {
    const { row, column } = this.player.model;
    this.images.uses ??= paint(column.inputs, row.inputs, (k) => this.usesColour(Math.floor(k / column.inputs), k % column.inputs));
    return this.images.uses;
  }

  /** Padding is hatched; where it repeats the picture, the repeated values show through. @param {Grid} grid */
  drawPadding(grid) {
    const { palette, model: { row, column, input, header }, state } = this.player;
    if (row.length === row.inputs && column.length === column.inputs) return;
    const repeats = header.padding_mode !== "zeros";
    grid.ground(palette.sunk);
    if (repeats) grid.image(this.repeats());
    grid.hatched(repeats ? 0.5 : 1);
    this.input.inscribe(grid, (p, q) => {
      if (!row.outside(p) && !column.outside(q)) return null;
      const i = row.padded[p], j = column.padded[q];
      return [format(i < 0 || j < 0 ? 0 : input.at(state.channel, i, j)), palette.ink2];
    });
  }

  repeats() {
    const { model: { row, column, input }, palette, state } = this.player, ground = parseHex(palette.sunk);
    return paint(column.length, row.length, (k) => {
      const p = Math.floor(k / column.length), q = k % column.length;
      if (!row.outside(p) && !column.outside(q)) return [...ground, 0];
      const i = row.padded[p], j = column.padded[q];
      return mix(this.pixelColour(i, j, input.at(state.channel, i, j)), ground, 0.45);
    });
  }

  /** @param {Grid} padded @param {Grid} grid */
  markInput(padded, grid) {
    const { hovered, focus, model, model: { row, column }, state, markedTap } = this.player;
    if (hovered?.kind === "input") return grid.mark(hovered.row, hovered.column);
    if (hovered?.kind === "padding") return this.markRepeated(padded, grid, hovered);
    if (hovered?.kind !== "kernel") {
      const box = this.markWindow(padded, focus), marked = this.player.terms.find((/** @type {any} */ term) => term.channel === state.channel && model.tap(term) === markedTap);
      if (marked?.border && marked.inside) grid.ring(marked.row, marked.column, 5, 3);
      return box;
    }
    const { kernelSize } = column;
    grid.fade(row.touched(Math.floor(hovered.tap / kernelSize)).inputs, column.touched(hovered.tap % kernelSize).inputs);
    return null;
  }

  /** A place of the padding, and the input that it repeats. @param {Grid} padded @param {Grid} grid @param {import("./model.js").Place} place */
  markRepeated(padded, grid, place) {
    const input = this.player.model.behind(place);
    padded.ring(place.row, place.column);
    if (input) grid.mark(input.row, input.column);
    return null;
  }

  /** @param {Grid} grid @param {import("./model.js").Place} focus */
  markWindow(grid, focus) {
    const { palette, model: { row, column, relation }, hues, markedTap } = this.player, { cell } = grid;
    const [top, height] = row.span(focus.row), [left, width] = column.span(focus.column);
    const spread = cell > 5 && (height > row.kernelSize || width > column.kernelSize);
    const each = (/** @type {(p: number, q: number, tap: number) => void} */ visit) => {
      for (let tap = 0; tap < relation.kernelSize; tap++)
        visit(row.place(focus.row, Math.floor(tap / column.kernelSize)), column.place(focus.column, tap % column.kernelSize), tap);
    };
    const line = Math.max(2, Math.min(4, cell * 0.08));
    if (hues && cell > 5) // the hue of a weight, carried to the input it multiplies
      each((p, q, tap) => grid.outline(p, q, 1, 1, { colour: palette.hue(tap, relation.kernelSize), line, inset: line / 2 + 1 }));
    if (spread) each((p, q) => grid.ring(p, q));
    if (spread) grid.outline(top, left, height, width, { colour: palette.focus, line: 1.5, inset: 0, dash: [4, 4] });
    const box = spread ? grid.box(top, left, height, width) : grid.mark(top, left, height, width, 14);
    if (cell > 8) each((p, q, tap) => { if (tap === markedTap) grid.ring(p, q, 5, 3); });
    return box;
  }

  drawOutput() {
    const { view, palette, hovered, model: { output }, filter } = this.player;
    const grid = this.output.grid(view.place("output")), empty = this.player.unwritten();
    grid.image(/** @type {HTMLCanvasElement} */ (this.images.output));
    if (empty) grid.cover(empty);
    grid.lines();
    grid.outline(0, 0, grid.rows, grid.columns, { colour: palette.line });
    this.output.numbers(grid, (r, c) => {
      if (empty?.(r, c)) return this.player.asks(r, c) ? ["?", palette.ink] : null;
      const value = output.at(filter, r, c);
      return [format(value), inkOn(palette.of(output, value, filter))];
    });
    if (hovered?.kind === "input") return this.markReaders(grid, hovered);
    if (hovered?.kind !== "kernel") return this.markOutput(grid);
    grid.ring(0, 0, 1, 2, grid.rows, grid.columns);
    return null;
  }

  /** @param {Grid} grid */
  markOutput(grid) {
    const { palette, pin, focus } = this.player;
    if (focus.row !== pin.row || focus.column !== pin.column) { // the pinned step stays as a thin ghost
      const inset = (grid.cell - Math.max(grid.cell, 9)) / 2;
      grid.outline(pin.row, pin.column, 1, 1, { colour: palette.halo, line: 3.5, inset });
      grid.outline(pin.row, pin.column, 1, 1, { colour: palette.ink, line: 1.5, inset });
    }
    return grid.mark(focus.row, focus.column);
  }

  /** Every output that reads one input; all others fade. @param {Grid} grid @param {import("./model.js").Place} pixel */
  markReaders(grid, pixel) {
    const { row, column } = this.player.model, rows = row.readers(pixel.row), columns = column.readers(pixel.column);
    grid.fade(maskOf(row.outputs, rows), maskOf(column.outputs, columns), 0.6);
    if (!rows.length || !columns.length) return null;
    const top = Math.min(...rows), left = Math.min(...columns);
    const height = Math.max(...rows) - top + 1, width = Math.max(...columns) - left + 1;
    if (grid.cell < 5 || (rows.length === height && columns.length === width)) grid.mark(top, left, height, width);
    else for (const r of rows) for (const c of columns) grid.ring(r, c);
    return null; // no beam: the result below belongs to the pinned output
  }
}
