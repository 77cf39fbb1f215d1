// Forward: the input, who won or what was read, and the output.

import { format } from "../../player/js/numbers.js";
import { inkOn, paintPanel } from "../../player/js/colour.js";
import { brackets, centred, dashed, dim } from "../../player/js/marks.js";
import { Part } from "./part.js";

export const DISC_CELL = 14; // px: smaller cells show colours alone
export const DOT_CELL = 20;
const PLACE_CELL = 62; // px: an output as large also says where its winner stands
const OUTPUT_FONT = 30; // px at most

/** @typedef {import("./sheet.js").Picture} Sheet */

export class Forward extends Part {
  /** @type {{ input: HTMLCanvasElement, output: HTMLCanvasElement, peaks?: HTMLCanvasElement }} */
  images = /** @type {any} */ ({});
  pictured = "";

  /** What only a new payload or another palette can change. */
  repaint() {
    const { model, palette } = this, picture = [model.header.picture, palette.scheme].join(), { peaks } = model.panels;
    const input = this.pictured === picture ? this.images.input : paintPanel(model.input, 0, palette);
    this.pictured = picture;
    this.images = { input, output: paintPanel(model.output, 0, palette), peaks: peaks && paintPanel(peaks, 0, palette) };
  }

  draw() {
    this.input();
    this.lesson.mask.draw();
    this.output();
  }

  // ---- the input

  input() {
    const { model, palette, places, lesson: { left, focus, pointed } } = this, { input } = model, grid = left.begin(), near = this.near(focus);
    left.picture(this.images.input, true);
    left.copies();
    if (!pointed) dim(left.g, palette.bg, places.all, places.window(focus), places.cell >= DOT_CELL ? 0.42 : 0.25);
    left.numbers(grid, (r, c) => {
      const value = input.at(0, r, c), ink = pointed || near(r, c) ? inkOn(palette.of(input, value, 0)) : palette.ink2;
      return [format(value), model.uses(r, c) ? ink : palette.line2];
    });
    this.markWindow(left);
    left.tell();
  }

  /** Whether an input lies in an output's window. @param {number} output @returns {(row: number, column: number) => boolean} */
  near(output) {
    const { row, column } = this.model.window(output);
    return (r, c) => r >= row[0] && r < row[1] && c >= column[0] && c < column[1];
  }

  /** The window in focus with its maxima, or every window that reads the input that is pointed at. @param {Sheet} sheet */
  markWindow(sheet) {
    const { lesson: { focus, pointed, predict }, places } = this;
    if (pointed) return this.markReaders(sheet, pointed);
    if (!predict.open && this.model.hasWinner) this.markMaxima(sheet, focus);
    sheet.focus(places.window(focus));
  }

  /** Solid brackets for the winner, dashed ones for a tie. @param {Sheet} sheet @param {number} output */
  markMaxima(sheet, output) {
    const { model, places } = this, winner = model.winner(output), grid = places.grid(sheet);
    for (const t of model.holders(output)) {
      const box = grid.box(t.row, t.column);
      if (places.cell >= 8) brackets(sheet.g, this.palette, box, winner >= 0 && t.input !== winner);
      else if (t.input === winner) sheet.mark(box, 5);
    }
  }

  /** @param {Sheet} sheet @param {{ row: number, column: number }} at */
  markReaders(sheet, { row, column }) {
    const { model, palette, places } = this, won = model.won(row, column);
    for (const output of model.readers(row, column)) {
      const strong = !model.hasWinner || won.includes(output);
      dashed(sheet.g, places.window(output), strong ? palette.focus : palette.ink2, strong ? 2.5 : 1.2, 1, []);
    }
    sheet.mark(places.grid(sheet).box(row, column));
  }

  // ---- the output

  output() {
    const { lesson, palette, places } = this, { right, focus, predict } = lesson;
    right.begin(palette.sunk);
    this.pixels(this.images.output);
    this.outlines(palette.bg);
    const font = this.font();
    if (font) this.each((output, box) => this.digit(output, box, font));
    lesson.cover(right, (output) => places.output(output));
    this.markOutput();
    if (predict.open) centred(right.g, palette, "?", places.output(focus), font || right.least, palette.ink);
    right.tell();
  }

  /** One pixel an output, drawn where the outputs lie; a last one that stands out is cut off. @param {HTMLCanvasElement} image */
  pixels(image) {
    const { places, model, lesson: { right, right: { g } } } = this;
    const all = places.padded(right).box(0, 0, places.length("row"), places.length("column"));
    const [row, column] = [model.drawn("row", 0), model.drawn("column", 0)], across = (column[1] - column[0]) * places.cell;
    const down = (row[1] - row[0]) * places.cell;
    right.within([all], () => {
      g.imageSmoothingEnabled = Math.min(across, down) < 1;
      g.drawImage(image, places.x(column[0]), places.y(row[0]), across * model.output.columns, down * model.output.rows);
    });
  }

  /** Px of an output's shorter side. */
  get side() {
    const [row, column] = [this.model.drawn("row", 0), this.model.drawn("column", 0)];
    return Math.min(row[1] - row[0], column[1] - column[0]) * this.places.cell;
  }

  /** @param {string} colour */
  outlines(colour) {
    if (this.side >= 13) this.each((_, box) => dashed(this.lesson.right.g, box, colour, 2, 0, []));
  }

  /** Every output that is on the canvas. @param {(output: number, box: Box) => void} visit */
  each(visit) {
    const { model, places } = this, { area } = places;
    for (let output = 0; output < model.count; output++) {
      const box = places.output(output);
      if (box.x + box.width >= 0 && box.y + box.height >= 0 && box.x <= area.column && box.y <= area.row) visit(output, box);
    }
  }

  /** One size for all numbers of the output; 0 where the longest one does not fit its cell. */
  font() {
    const { model, places, side } = this, [left, right] = model.drawn("column", 0);
    let longest = 1;
    if (side < DOT_CELL) return 0;
    this.each((output) => { longest = Math.max(longest, model.output.text(output).length); });
    const font = Math.min(OUTPUT_FONT, side * (side >= PLACE_CELL ? 0.42 : 0.6), ((right - left) * places.cell * 0.84) / (longest * 0.57));
    return font < this.lesson.right.least ? 0 : font;
  }

  /** @param {number} output @param {Box} box @param {number} font */
  digit(output, box, font) {
    const { model, palette, lesson: { right } } = this, value = model.output.values[output], { row, column } = model.place(output);
    if (this.lesson.hides(output)) return;
    const ink = inkOn(palette.of(model.output, value, 0));
    const won = model.hasWinner && model.winner(output) >= 0 && Math.min(box.width, box.height) >= PLACE_CELL;
    right.say(row, column, format(value), box);
    centred(right.g, palette, format(value), { ...box, y: box.y - (won ? font * 0.36 : 0) }, font, ink);
    if (!won) return;
    const place = model.input.position(model.winner(output));
    centred(right.g, palette, `(${place.row}, ${place.column})`, { ...box, y: box.y + font * 0.62 }, right.least, ink, 400);
  }

  markOutput() {
    const { palette, places, model, lesson: { right, focus, pointed } } = this;
    if (!pointed) return right.focus(places.output(focus), 10);
    const { row, column } = pointed, won = model.won(row, column);
    for (const output of model.readers(row, column))
      if (!model.hasWinner || won.includes(output)) right.mark(places.output(output), 8);
      else dashed(right.g, places.output(output), palette.ink);
  }
}
