// The six pictures of the square, all in one coordinate system: a place is the same place in each.

import { format } from "../../player/js/numbers.js";
import { STEPS, blank, inkOn } from "../../player/js/colour.js";
import { digits, drawImage, gridLines, haloCells, hatch, prepare } from "../../player/js/draw.js";
import { FULL, STILL } from "./model.js";

export const SHEETS = ["picture", "moved", "map", "before", "after", "difference"];

export const DIGIT_SHARE = 0.7; // of a cell's height: a sign and a digit still fit

export class Sheets {
  constructor(player) {
    this.player = player;
    this.images = {};
    this.canvases = Object.fromEntries(SHEETS.map((name) => [name, player.find(`canvas[data-sheet=${name}]`)]));
  }

  forget() {
    this.images = {};
    this.runs = null;
  }

  panel(name) {
    const { colours } = this.player.model, { own } = this.player.state;
    if (name !== "difference") return FULL.has(name) ? colours.picture : colours.map;
    const reach = own ? this.player.ownReach : colours.reach;
    return { colour: "signed", range: [-reach, reach] };
  }

  // Painted once for each frame and scale.
  image(name) {
    const { model, shown: frame, palette, state } = this.player, [rows, columns] = model.sizeOf(name);
    const key = STILL.has(name) ? palette.scheme : [frame, palette.scheme, name === "difference" && state.own].join();
    if (this.images[name]?.key !== key) {
      const panel = this.panel(name);
      const image = paintNumbers(model.values(name, frame), rows, columns, panel, palette);
      this.images[name] = { key, image };
    }
    return this.images[name].image;
  }

  // Left and top of a sheet's cell 0 in px, and the px of one cell.
  origin(name) {
    const { model, cell } = this.player, [row, column] = model.startOf(name), { low } = model.places;
    return { x: (column - low[1]) * cell, y: (row - low[0]) * cell, size: model.cellOf(name) * cell };
  }

  draw() {
    for (const name of SHEETS) this.drawSheet(name);
  }

  drawSheet(name) {
    const { player } = this, { model, palette, shown: frame, box } = player;
    const g = prepare(this.canvases[name], box.width, box.height), { x, y, size } = this.origin(name);
    const [rows, columns] = model.sizeOf(name);
    if (name === "difference" && player.hidden) return;
    drawImage(g, this.image(name), x, y, size);
    gridLines(g, palette, x, y, rows, columns, size);
    g.strokeStyle = palette.line;
    g.lineWidth = 1;
    g.strokeRect(x + 0.5, y + 0.5, columns * size - 1, rows * size - 1);
    if (["before", "after", "difference"].includes(name)) this.hatchBorder(g, name, x, y, size);
    const panel = this.panel(name);
    const written = [];
    const font = digits(g, palette, x, y, rows, columns, size, { row: box.height, column: box.width }, (r, c) => {
      const value = model.value(name, frame, r, c), text = format(value);
      written.push(text);
      return [text, inkOn(palette.of(panel, value, 0))];
    }, DIGIT_SHARE);
    Object.assign(this.canvases[name].dataset, { font, numbers: font ? written.join(" ") : "" });
    this.mark(g, name, x, y, size);
  }

  // Cells for which something beyond the border was read.
  hatchBorder(g, name, x, y, size) {
    const { model, shown: frame, palette } = this.player;
    if (this.runs?.frame !== frame) this.runs = { frame, cells: model.borderRuns(frame) };
    g.beginPath();
    for (const [row, start, end] of this.runs.cells) g.rect(x + start * size, y + row * size, (end - start) * size, size);
    g.fillStyle = hatch(g, palette);
    g.globalAlpha = (name === "difference" ? 0.9 : 0.45) * (size < 8 ? 0.5 : 1); // a photo shows through
    g.fill();
    g.globalAlpha = 1;
  }

  // The cell in focus and everything that it was made of.
  mark(g, name, x, y, size) {
    const { focus, model, shown: frame, palette } = this.player;
    if (!focus) return;
    const box = (r, c, height, width) => haloCells(g, palette, x + c * size, y + r * size, width * size, height * size);
    if (name === "moved") {
      const w = model.window(focus.row, focus.column);
      box(w.top, w.left, w.bottom - w.top + 1, w.right - w.left + 1);
    } else if (name === "picture" || name === "map") {
      const cells = model.shares(frame, focus.row, focus.column).filter((s) => model.within([s.row, s.column]));
      if (!cells.length) return;
      if (name === "map") {
        const [r, c] = model.origin(frame, focus.row, focus.column);
        box(r, c, 1, 1);
      } else {
        const windows = cells.map((s) => model.window(s.row, s.column));
        const top = Math.min(...windows.map((w) => w.top)), left = Math.min(...windows.map((w) => w.left));
        const bottom = Math.max(...windows.map((w) => w.bottom)), right = Math.max(...windows.map((w) => w.right));
        box(top, left, bottom - top + 1, right - left + 1);
      }
    } else box(focus.row, focus.column, 1, 1);
  }

  // The cell of a sheet under a point of its canvas.
  hit(name, px, py) {
    const { x, y, size } = this.origin(name), [rows, columns] = this.player.model.sizeOf(name);
    const row = Math.floor((py - y) / size), column = Math.floor((px - x) / size);
    return row >= 0 && column >= 0 && row < rows && column < columns ? { row, column } : null;
  }

  // The output that a cell of any sheet belongs to.
  output(name, cell) {
    const { model, shown: frame } = this.player;
    if (!cell) return null;
    if (name === "map") return model.landing(frame, cell.row, cell.column);
    if (!FULL.has(name)) return cell;
    const under = this.reader(cell);
    return name === "moved" || !under ? under : model.landing(frame, under.row, under.column);
  }

  // The output whose window has its middle nearest to a pixel.
  reader({ row, column }) {
    const { window_row: rows, window_column: columns } = this.player.model.arrays;
    if (this.player.model.subject.layer === "dense") return { row, column };
    const nearest = (table, place) => {
      let best = 0;
      for (let k = 1; k < table.length / 2; k++)
        if (Math.abs(table[2 * k] + table[2 * k + 1] - 2 * place) < Math.abs(table[2 * best] + table[2 * best + 1] - 2 * place)) best = k;
      return best;
    };
    return { row: nearest(rows, row), column: nearest(columns, column) };
  }
}

// Many numbers as a picture, by a table of colours: a photo is painted within a frame.
function paintNumbers(values, rows, columns, panel, palette) {
  const signed = panel.colour === "signed", [low, high] = panel.range, last = 2 * STEPS;
  const at = (k) => (signed ? ((k - STEPS) / STEPS) * high : low + (k / last) * (high - low));
  const table = new Uint32Array(last + 1).map((_, k) => {
    const [r, g, b] = palette.of(panel, at(k), 0);
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  });
  const canvas = blank(columns, rows), image = new ImageData(columns, rows), pixels = new Uint32Array(image.data.buffer);
  const scale = signed ? STEPS / high : last / (high - low || 1), zero = signed ? STEPS : -low * scale;
  for (let k = 0; k < pixels.length; k++)
    pixels[k] = table[Math.max(0, Math.min(last, Math.round(values[k] * scale + zero)))];
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}
