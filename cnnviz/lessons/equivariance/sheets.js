// The six pictures of the square, all in one coordinate system: a place is the same place in each.

import { fill } from "../../player/js/numbers.js";
import { paintNumbers } from "../../player/js/colour.js";
import { pointing, walking } from "../../player/js/pointing.js";
import { Sheet } from "../../player/js/sheet.js";
import { SHEETS } from "./model.js";

/** @typedef {import("./model.js").SheetName} SheetName */
/** @typedef {import("./model.js").Cell} Cell */

export const DIGIT_SHARE = 0.7; // of a cell's height: a sign and a digit still fit
const DRAG_PX = 5;
const LEAST_STEP = 16; // px of a drag for one pixel of a photo

export class Sheets {
  /** @param {import("./player.js").Equivariance} player */
  constructor(player) {
    this.player = player;
    /** @type {Record<string, Sheet<import("./player.js").Equivariance>>} */
    this.all = Object.fromEntries(SHEETS.map((name) => [name, new Sheet(player, player.find(`canvas[data-sheet=${name}]`))]));
    /** @type {Record<string, { key: string, image: HTMLCanvasElement }>} */
    this.images = {};
    for (const name of SHEETS) this.point(name);
    walking(this.all.difference.canvas, (rows, columns) => this.walk(rows, columns));
  }

  forget() { this.images = {}; }

  /** @param {SheetName} name @returns {{ colour: "grey" | "rgb" | "ink" | "signed", range: [number, number] }} */
  panel(name) {
    const { colours } = this.player.header;
    if (name !== "difference") return this.player.model.full(name) ? colours.picture : colours.map;
    const limit = this.player.own ? this.player.frame.everywhere[2] || 1 : colours.limit;
    return { colour: "signed", range: [-limit, limit] };
  }

  /** Painted once for each frame and scale. @param {SheetName} name */
  image(name) {
    const { model, shown, palette, own } = this.player, [rows, columns] = model.sizeOf(name);
    const key = model.still(name) ? "" : [shown, name === "difference" && own].join();
    if (this.images[name]?.key !== key)
      this.images[name] = { key, image: paintNumbers(model.values(name, shown), rows, columns, this.panel(name), palette) };
    return this.images[name].image;
  }

  /** @param {SheetName} name */
  grid(name) {
    const { model, cell, header: { places } } = this.player, full = model.full(name);
    const [row, column] = full ? [0, 0] : places.starts, [rows, columns] = model.sizeOf(name);
    const place = { x: (column - places.low[1]) * cell, y: (row - places.low[0]) * cell, cell: (full ? 1 : places.cell) * cell };
    return this.all[name].grid({ ...place, rows, columns });
  }

  draw() { for (const name of SHEETS) this.drawSheet(name); }

  /** @param {SheetName} name */
  drawSheet(name) {
    const { model, shown, palette, box, header, moving, words, hidden } = this.player, sheet = this.all[name];
    sheet.clear({ row: box.height, column: box.width });
    const grid = this.grid(name);
    const title = fill(words.sentences.sheet, { title: this.player.find(`.${name} b`).textContent, about: header.about, name: moving.text });
    if (name === "difference" && hidden) return sheet.describe(title);
    grid.map(this.image(name), palette.line);
    if (["before", "after", "difference"].includes(name)) this.hatchBorder(grid, name);
    const values = model.values(name, shown), { columns } = grid, written = grid.numbers((r, c) => values[r * columns + c], this.panel(name), DIGIT_SHARE);
    this.mark(grid, name);
    sheet.describe(title, written);
  }

  /** Cells for which something beyond the border was read. @param {Grid} grid @param {SheetName} name */
  hatchBorder(grid, name) {
    const runs = this.player.model.borderRuns(this.player.shown).map(([row, column, count]) => grid.box(row, column, 1, count));
    this.all[name].hatch(runs, (name === "difference" ? 0.9 : 0.45) * (grid.cell < 8 ? 0.5 : 1)); // a photo shows through
  }

  /** The cell in focus and everything that it was made of. @param {Grid} grid @param {SheetName} name */
  mark(grid, name) {
    const { focus, model, shown } = this.player;
    if (!focus) return;
    if (name === "moved") return grid.mark(...model.window(focus));
    if (!model.still(name)) return grid.mark(focus.row, focus.column);
    const cells = model.shares(shown, focus).filter((cell) => model.within(cell));
    if (!cells.length) return;
    const { row, column } = model.origin(shown, focus);
    if (name === "map") return grid.mark(row, column);
    const windows = cells.map((cell) => model.window(cell)), [top, left] = [0, 1].map((k) => Math.min(...windows.map((w) => w[k])));
    const [bottom, right] = [0, 1].map((k) => Math.max(...windows.map((w) => w[k] + w[k + 2])));
    grid.mark(top, left, bottom - top, right - left);
  }

  /** The output that a point of a sheet belongs to. @param {SheetName} name @param {[number, number]} point @returns {Cell | null} */
  output(name, point) {
    const { model, shown } = this.player, cell = this.all[name].hit(point);
    if (!cell) return null;
    if (name === "map") return model.landing(shown, cell);
    if (!model.full(name)) return cell;
    return name === "moved" ? model.reader(cell) : model.landing(shown, model.reader(cell));
  }

  /** A drag moves the picture; a click pins a cell. @param {SheetName} name */
  point(name) {
    const { player } = this, { moving } = player;
    /** @type {{ x: number, y: number, down: number, right: number, index: number, cell: Cell | null, moved: boolean }} */
    let from;
    pointing(this.all[name].canvas, {
      hover: (at) => player.hover(at && this.output(name, at)),
      pin: (at) => player.pin(this.output(name, at)),
      grab: ([x, y], { pointerType }) => {
        player.playback.play(false);
        const { down, right } = moving.move;
        from = { x, y, down, right, index: moving.index, cell: this.output(name, [x, y]), moved: false };
        return pointerType !== "touch" || name === "picture";
      },
      drag: ([x, y]) => {
        const pixel = Math.max(player.cell, LEAST_STEP), [right, down] = [x - from.x, y - from.y];
        from.moved ||= Math.hypot(right, down) >= DRAG_PX;
        if (from.moved) moving.drag(from, Math.round(down / pixel), Math.round(right / pixel));
      },
      drop: () => { if (!from.moved) player.pin(from.cell); },
    });
  }

  /** From cell to cell of the difference. @param {number} rows @param {number} columns */
  walk(rows, columns) {
    const { model, pinned } = this.player, [height, width] = model.out;
    const now = pinned ?? { row: (height >> 1) - rows, column: (width >> 1) - columns };
    const next = { row: now.row + rows, column: now.column + columns };
    if (model.within(next)) this.player.pin(next);
  }
}
