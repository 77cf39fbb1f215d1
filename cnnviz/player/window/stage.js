// The two large pictures: the input with its padding, and the output.

import { format } from "../js/numbers.js";
import { inkOn, mix, paint, paintPanel, parseHex } from "../js/colour.js";
import { digits, drawImage, fade, gridLines, halo, haloCells, hatch, maskOf, prepare } from "../js/draw.js";

export class Stage {
  constructor(player) {
    this.player = player;
    this.input = player.find("canvas.input");
    this.output = player.find("canvas.output");
    this.images = {};
  }

  // Paint what only a new payload, scheme or channel can change.
  repaint() {
    const { model, palette, state } = this.player;
    const { input, output } = model.relation, channel = Math.min(state.channel, input.channels - 1);
    const shown = [model.picture, model.kind, channel, palette.scheme, input.values.length].join();
    if (this.shown !== shown) this.images.input = paintPanel(input, channel, palette);
    this.shown = shown;
    this.images.output = paintPanel(output, this.player.filter, palette);
    this.images.uses = null;
  }

  draw() {
    this.boxes = { input: this.drawInput(), output: this.drawOutput() };
  }

  drawInput() {
    const { view, palette, state, model } = this.player;
    const { row, column, input } = model.relation;
    const g = prepare(this.input, view.frame.column, view.frame.row), cell = view.cell;
    const x = view.inputOrigin("column"), y = view.inputOrigin("row");
    this.drawPadding(g, x, y);
    const left = x + column.before * cell, top = y + row.before * cell;
    drawImage(g, state.coverage ? this.usesImage() : this.images.input, left, top, cell);
    gridLines(g, palette, left, top, row.inputs, column.inputs, cell);
    digits(g, palette, left, top, row.inputs, column.inputs, cell, view.frame, (r, c) => {
      if (state.coverage) return [String(model.relation.uses(r, c)), inkOn(this.usesColour(r, c))];
      const value = input.at(state.channel, r, c);
      return [format(value), inkOn(this.pixelColour(r, c, value))];
    });
    return this.markInput(g, x, y, left, top);
  }

  pixelColour(r, c, value) {
    const { palette, state, model } = this.player, { input } = model.relation;
    if (input.colour === "rgb") return [0, 1, 2].map((k) => input.at(k, r, c));
    return palette.of(input, value, state.channel);
  }

  usesColour(r, c) {
    const { palette, model } = this.player, { least, most } = model.coverage;
    return mix(palette.gridLow, palette.gridHigh, (model.relation.uses(r, c) - least) / (most - least || 1));
  }

  usesImage() {
    const { row, column } = this.player.model.relation;
    this.images.uses ??= paint(column.inputs, row.inputs, (k) =>
      this.usesColour(Math.floor(k / column.inputs), k % column.inputs));
    return this.images.uses;
  }

  // Padding is hatched; where it repeats the picture, the repeated values show through.
  drawPadding(g, x, y) {
    const { view, palette, model, state } = this.player;
    const { row, column, input } = model.relation, cell = view.cell;
    const width = column.length * cell, height = row.length * cell;
    if (width === column.inputs * cell && height === row.inputs * cell) return;
    const edge = (axis, p) => p < axis.before || p >= axis.before + axis.inputs;
    g.fillStyle = palette.sunk;
    g.fillRect(x, y, width, height);
    const repeats = model.padding_mode !== "zeros";
    if (repeats) this.drawRepeats(g, x, y, edge);
    g.fillStyle = hatch(g, palette);
    g.globalAlpha = repeats ? 0.5 : 1;
    g.fillRect(x, y, width, height);
    g.globalAlpha = 1;
    digits(g, palette, x, y, row.length, column.length, cell, view.frame, (r, c) => {
      if (!edge(row, r) && !edge(column, c)) return null;
      const i = row.padded[r], j = column.padded[c];
      const value = i < 0 || j < 0 ? 0 : input.at(state.channel, i, j);
      return [format(value), palette.ink2];
    });
  }

  drawRepeats(g, x, y, edge) {
    const { view, model, palette, state } = this.player;
    const { row, column, input } = model.relation;
    const [r, gr, b] = parseHex(palette.sunk);
    const image = paint(column.length, row.length, (k) => {
      const p = Math.floor(k / column.length), q = k % column.length;
      if (!edge(row, p) && !edge(column, q)) return [r, gr, b, 0];
      const i = row.padded[p], j = column.padded[q];
      return mix(this.pixelColour(i, j, input.at(state.channel, i, j)), [r, gr, b], 0.45);
    });
    drawImage(g, image, x, y, view.cell);
  }

  markInput(g, x, y, left, top) {
    const { view, palette, state, focus, model } = this.player;
    const cell = view.cell, hover = state.hover;
    if (hover?.kind === "kernel") {
      const touched = model.relation.touched(hover.tap);
      fade(g, palette, left, top, touched.rows, touched.columns, cell);
      return null;
    }
    if (hover?.kind === "input")
      return haloCells(g, palette, left + hover.column * cell, top + hover.row * cell, cell, cell);
    return this.markWindow(g, x, y, focus);
  }

  markWindow(g, x, y, focus) {
    const { view, palette, model, state } = this.player;
    const { row, column } = model.relation, cell = view.cell;
    const [r0, height] = row.span(focus.row), [c0, width] = column.span(focus.column);
    const spread = cell > 5 && (height > row.taps || width > column.taps);
    const at = (m, n) => [
      x + column.place(focus.column, n) * cell, y + row.place(focus.row, m) * cell,
    ];
    const eachTap = (mark) => {
      for (let m = 0; m < row.taps; m++)
        for (let n = 0; n < column.taps; n++) mark(...at(m, n), m * column.taps + n);
    };
    if (state.hues && cell > 5) eachTap((px, py, tap) => this.tint(g, px, py, cell, tap));
    if (spread) {
      eachTap((px, py) => halo(g, palette, px + 1, py + 1, cell - 2, cell - 2, 2));
      g.setLineDash([4, 4]);
      g.strokeStyle = palette.focus;
      g.lineWidth = 1.5;
      g.strokeRect(x + c0 * cell, y + r0 * cell, width * cell, height * cell);
      g.setLineDash([]);
    }
    const corner = [x + c0 * cell, y + r0 * cell, width * cell, height * cell];
    const box = spread ? { x: corner[0], y: corner[1], width: corner[2], height: corner[3] }
      : haloCells(g, palette, ...corner, 14);
    const tap = this.player.markedTap;
    if (tap >= 0 && cell > 8) {
      const [px, py] = at(Math.floor(tap / column.taps), tap % column.taps);
      halo(g, palette, px + 5, py + 5, cell - 10, cell - 10, 3);
    }
    return box;
  }

  // The hue of a weight, carried to the input it multiplies.
  tint(g, px, py, cell, tap) {
    const { palette, model } = this.player;
    const line = Math.max(2, Math.min(4, cell * 0.08));
    g.strokeStyle = palette.hue(tap, model.relation.taps);
    g.lineWidth = line;
    g.strokeRect(px + line / 2 + 1, py + line / 2 + 1, cell - line - 2, cell - line - 2);
  }

  drawOutput() {
    const { view, palette, state, model, filter } = this.player;
    const { row, column, output } = model.relation, cell = view.cell;
    const g = prepare(this.output, view.frame.column, view.frame.row);
    const x = view.outputOrigin("column"), y = view.outputOrigin("row");
    drawImage(g, this.images.output, x, y, cell);
    const hidden = this.player.unwritten();
    if (hidden) this.coverUnwritten(g, x, y, hidden);
    gridLines(g, palette, x, y, row.outputs, column.outputs, cell);
    g.strokeStyle = palette.line;
    g.lineWidth = 1;
    g.strokeRect(x + 0.5, y + 0.5, column.outputs * cell - 1, row.outputs * cell - 1);
    digits(g, palette, x, y, row.outputs, column.outputs, cell, view.frame, (r, c) => {
      if (hidden?.(r, c)) return null;
      const value = output.at(filter, r, c);
      return [format(value), inkOn(palette.of(output, value, filter))];
    });
    if (state.hover?.kind === "input") return this.markFed(g, x, y, state.hover);
    if (state.hover?.kind === "kernel") {
      halo(g, palette, x + 1, y + 1, column.outputs * cell - 2, row.outputs * cell - 2, 2);
      return null;
    }
    return this.markOutput(g, x, y);
  }

  coverUnwritten(g, x, y, hidden) {
    const { view, palette, model } = this.player, cell = view.cell;
    const { row, column } = model.relation;
    g.fillStyle = palette.surface;
    g.strokeStyle = palette.line2;
    g.lineWidth = 1;
    for (let r = 0; r < row.outputs; r++)
      for (let c = 0; c < column.outputs; c++)
        if (hidden(r, c)) {
          g.fillRect(x + c * cell, y + r * cell, cell, cell);
          g.strokeRect(x + c * cell + 0.5, y + r * cell + 0.5, cell - 1, cell - 1);
        }
  }

  markOutput(g, x, y) {
    const { view, palette, state, focus } = this.player, cell = view.cell;
    if (focus !== state.pin) { // the pinned step stays as a thin ghost
      const s = Math.max(cell, 9);
      const px = x + (state.pin.column + 0.5) * cell - s / 2, py = y + (state.pin.row + 0.5) * cell - s / 2;
      for (const [colour, w] of [[palette.halo, 3.5], [palette.ink, 1.5]]) {
        g.strokeStyle = colour;
        g.lineWidth = w;
        g.strokeRect(px, py, s, s);
      }
    }
    return haloCells(g, palette, x + focus.column * cell, y + focus.row * cell, cell, cell);
  }

  // Every output that reads one input; all others fade.
  markFed(g, x, y, pixel) {
    const { view, palette, model } = this.player, { row, column } = model.relation, cell = view.cell;
    const rows = row.feeds(pixel.row).map(([i]) => i), columns = column.feeds(pixel.column).map(([j]) => j);
    fade(g, palette, x, y, maskOf(row.outputs, rows), maskOf(column.outputs, columns), cell, 0.6);
    if (!rows.length || !columns.length) return null;
    const r0 = Math.min(...rows), c0 = Math.min(...columns);
    const height = Math.max(...rows) - r0 + 1, width = Math.max(...columns) - c0 + 1;
    const holes = new Set(rows).size < height || new Set(columns).size < width;
    if (!holes || cell < 5) haloCells(g, palette, x + c0 * cell, y + r0 * cell, width * cell, height * cell);
    else
      for (const r of rows)
        for (const c of columns) halo(g, palette, x + c * cell + 1, y + r * cell + 1, cell - 2, cell - 2, 2);
    return null; // no beam: the result below belongs to the pinned output
  }
}
