// Forward: the input and the output.

import { LEAST_FONT } from "../../player/js/legible.js";
import { format } from "../../player/js/numbers.js";
import { inkOn, paintPanel } from "../../player/js/colour.js";
import { digits, drawImage, gridLines, haloCells, hatch, prepare, visible } from "../../player/js/draw.js";
import { LEAST_PHONE_FONT } from "./view.js";
import { Shown, brackets, centred, dashedFrame, dimOutside } from "./marks.js";

export const DISC_CELL = 14;
export const DOT_CELL = 20;
const PLACE_CELL = 62;

export const forwardMethods = {
  // Paint what only a new payload or scheme can change.
  repaint() {
    const { model, palette } = this, { arrays } = model;
    const panel = (values, scale) => ({
      ...scale, values, rows: values.shape[0], columns: values.shape[1],
    });
    this.panels = { input: panel(arrays.input, model.scales.input), output: panel(arrays.output, model.scales.output) };
    const same = this.pictured === [model.picture, palette.scheme].join();
    this.pictured = [model.picture, palette.scheme].join();
    this.images = {
      input: same ? this.images.input : paintPanel(this.panels.input, 0, palette),
      output: paintPanel(this.panels.output, 0, palette),
    };
    if (arrays.peaks) {
      this.panels.peaks = panel(arrays.peaks, model.scales.input);
      this.images.peaks = paintPanel(this.panels.peaks, 0, palette);
    }
    this.mostWon = arrays.won ? Math.max(1, ...new Set(arrays.won)) : 1;
    this.mostUsed = this.largestUse();
    this.tints = this.maskTints();
  },

  drawForward() {
    this.drawInput();
    this.drawMiddle();
    this.drawOutput();
  },

  start(canvas) {
    const g = prepare(canvas, this.area.column, this.area.row);
    return { g, shown: new Shown(canvas) };
  },

  // The picture itself, its padding and its border that no window reads hatched.
  drawPicture(g, image) {
    const { model, palette, cell } = this, { row, column } = model.places;
    g.fillStyle = palette.sunk;
    g.fillRect(this.x(column[0]), this.y(row[0]), (column[1] - column[0]) * cell, (row[1] - row[0]) * cell);
    this.hatchOutside(g);
    if (image) drawImage(g, image, this.x(0), this.y(0), cell);
    gridLines(g, palette, this.x(0), this.y(0), model.rows, model.columns, cell);
  },

  hatchOutside(g) {
    const { model, palette, cell } = this, { row, column } = model.places;
    if (row[0] === 0 && column[0] === 0 && row[1] === model.rows && column[1] === model.columns) return;
    g.fillStyle = hatch(g, palette);
    g.fillRect(this.x(column[0]), this.y(row[0]), (column[1] - column[0]) * cell, (row[1] - row[0]) * cell);
  },

  // What no window reads is hatched over, so that it is seen to be left out.
  hatchUnread(g) {
    const { model, palette, cell } = this;
    const rows = [], columns = [];
    for (let r = 0; r < model.rows; r++) if (!model.row.uses(r)) rows.push(r);
    for (let c = 0; c < model.columns; c++) if (!model.column.uses(c)) columns.push(c);
    if (!rows.length && !columns.length) return;
    g.beginPath();
    for (const r of rows) g.rect(this.x(0), this.y(r), model.columns * cell, cell);
    for (const c of columns) g.rect(this.x(c), this.y(0), cell, model.rows * cell);
    g.fillStyle = palette.bg;
    g.globalAlpha = 0.62;
    g.fill();
    g.globalAlpha = 1;
    g.fillStyle = hatch(g, palette);
    g.fill();
  },

  drawInput() {
    const { model, palette, cell, focus } = this;
    const { g, shown } = this.start(this.left);
    this.drawPicture(g, this.images.input);
    this.hatchUnread(g);
    const box = this.windowBox(focus.row, focus.column), hover = this.state.hover;
    if (!hover || hover.kind === "output") dimOutside(g, palette.bg, this.area, box, cell >= DOT_CELL ? 0.42 : 0.25);
    this.inputDigits(g, shown, (r, c) => inkOn(palette.of(this.panels.input, model.value(r, c), 0)));
    if (hover?.kind === "input") this.markReaders(g, hover);
    else {
      this.markCandidates(g, focus);
      this.boxes.left = haloCells(g, palette, box.x, box.y, box.width, box.height, 14);
    }
    shown.tell();
  },

  inputDigits(g, shown, inkOf) {
    const { model, palette, cell, focus, state } = this;
    const near = this.insideWindow(focus);
    digits(g, palette, this.x(0), this.y(0), model.rows, model.columns, cell, this.area, (r, c) => {
      const text = format(model.value(r, c));
      shown.add(r, c, text);
      if (!model.uses(r, c)) return [text, palette.line2];
      return [text, state.hover?.kind === "input" || near(r, c) ? inkOf(r, c) : palette.ink2];
    });
  },

  insideWindow({ row, column }) {
    const { model } = this, top = model.row.first[row], left = model.column.first[column];
    return (r, c) => r >= top && r < top + model.row.taps[row] && c >= left && c < left + model.column.taps[column];
  },

  eachVisible(visit) {
    const { model, cell, area: frame } = this;
    const [r0, r1] = visible(this.y(0), cell, model.rows, frame.row), [c0, c1] = visible(this.x(0), cell, model.columns, frame.column);
    for (let r = r0; r <= r1; r++) for (let c = c0; c <= c1; c++) visit(r, c);
  },

  cellBox(r, c) { return { x: this.x(c), y: this.y(r), width: this.cell, height: this.cell }; },

  // Winner and ties of the window in focus.
  markCandidates(g, { row, column }) {
    const { model, palette, cell } = this;
    if (!model.hasWinner) return;
    const winner = model.winner(row, column);
    if (cell < 8) {
      if (winner) haloCells(g, palette, ...Object.values(this.cellBox(...winner)), 5);
      return;
    }
    for (const t of model.terms(row, column))
      if (t.inside && t.value === model.out(row, column))
        brackets(g, palette, this.cellBox(t.row, t.column), winner && (t.row !== winner[0] || t.column !== winner[1]));
  },

  // An input pointed at: every window that reads it, the ones it won in the colour of focus.
  markReaders(g, { row, column }) {
    const { model, palette } = this;
    for (const [i, j] of model.fedBy(row, column)) {
      const box = this.windowBox(i, j), won = model.hasWinner && model.arrays.winners[model.output(i, j)] === model.flat(row, column);
      g.strokeStyle = won || !model.hasWinner ? palette.focus : palette.ink2;
      g.lineWidth = won || !model.hasWinner ? 2.5 : 1.2;
      g.strokeRect(box.x + 1, box.y + 1, box.width - 2, box.height - 2);
    }
    this.boxes.left = null;
    haloCells(g, palette, ...Object.values(this.cellBox(row, column)), 10);
  },

  drawOutput() {
    const { g, shown } = this.start(this.right), { palette } = this;
    g.fillStyle = palette.sunk;
    g.fillRect(0, 0, this.area.column, this.area.row);
    this.drawOutputs(g, this.images.output);
    this.outputLines(g, palette.bg);
    const font = this.outputFont();
    if (font) this.eachOutput((r, c, box) => this.outputDigit(g, shown, r, c, box, font));
    this.markOutput(g);
    shown.tell();
  },

  // One size for all numbers of the output; 0 where the longest one does not fit its cell.
  outputFont() {
    const { model, cell } = this, least = this.phone ? LEAST_PHONE_FONT : LEAST_FONT;
    const width = model.column.width[0] * cell, room = Math.min(width, model.row.width[0] * cell);
    if (room < DOT_CELL) return 0;
    let longest = 1;
    this.eachOutput((r, c) => { longest = Math.max(longest, format(model.out(r, c)).length); });
    const font = Math.min(30, room * (room >= PLACE_CELL ? 0.42 : 0.6), (width * 0.84) / (longest * 0.57));
    return font < least ? 0 : font;
  },

  // One pixel an output, drawn where the outputs lie; a last one that stands out is cut off.
  drawOutputs(g, image) {
    const { model, cell } = this, { row, column } = model;
    const [top, bottom] = model.places.row, [left, right] = model.places.column;
    const width = column.width[0] * cell, height = row.width[0] * cell;
    g.save();
    g.beginPath();
    g.rect(this.x(left), this.y(top), (right - left) * cell, (bottom - top) * cell);
    g.clip();
    g.imageSmoothingEnabled = Math.min(width, height) < 1;
    g.drawImage(image, this.x(column.left[0]), this.y(row.left[0]), width * model.outColumns, height * model.outRows);
    g.restore();
  },

  outputLines(g, colour) {
    const { row, column } = this.model;
    if (Math.min(column.width[0], row.width[0]) * this.cell < 13) return;
    g.strokeStyle = colour;
    g.lineWidth = 2;
    this.eachOutput((r, c, box) => g.strokeRect(box.x, box.y, box.width, box.height));
  },

  eachOutput(visit) {
    const { model, area: frame } = this;
    for (let r = 0; r < model.outRows; r++)
      for (let c = 0; c < model.outColumns; c++) {
        const box = this.outputBox(r, c);
        if (box.x + box.width < 0 || box.y + box.height < 0 || box.x > frame.column || box.y > frame.row) continue;
        visit(r, c, box);
      }
  },

  outputDigit(g, shown, r, c, box, font) {
    const { model, palette } = this, value = model.out(r, c), text = format(value);
    const ink = inkOn(palette.of(this.panels.output, value, 0));
    const winner = model.hasWinner && Math.min(box.width, box.height) >= PLACE_CELL && model.winner(r, c);
    shown.add(r, c, text);
    centred(g, palette, text, { ...box, y: box.y - (winner ? font * 0.36 : 0) }, font, ink, 700);
    if (winner) centred(g, palette, `(${winner.join(", ")})`, { ...box, y: box.y + font * 0.62 }, LEAST_FONT, ink, 400);
  },

  markOutput(g) {
    const { palette, focus, state, model } = this;
    if (state.hover?.kind === "input") {
      const { row, column } = state.hover;
      for (const [i, j] of model.fedBy(row, column)) {
        const box = this.outputBox(i, j), won = !model.hasWinner || model.arrays.winners[model.output(i, j)] === model.flat(row, column);
        if (won) haloCells(g, palette, box.x, box.y, box.width, box.height, 8);
        else dashedFrame(g, palette, box, palette.ink);
      }
      this.boxes.right = null;
      return;
    }
    const box = this.outputBox(focus.row, focus.column);
    this.boxes.right = haloCells(g, palette, box.x, box.y, box.width, box.height, 10);
  },
};
