// One small map per layer: point at a unit, click to keep it; what the unit reads is marked below it.

import { paint, paintLevels } from "../../player/js/colour.js";
import { halo } from "../../player/js/draw.js";
import { fill } from "../../player/js/numbers.js";
import { pointing } from "../../player/js/pointing.js";
import { Sheet } from "../../player/js/sheet.js";
import { runs } from "./field.js";

const MAP_GAP = 8; // px
const MANY = 20; // maps, which stand closer
const CLOSE = 4;
const SMALLEST = { phone: 48, desk: 28, many: 22 };
const LEAST_CAPTION = 22; // px: two digits
const LEAST_CELL = 5; // px: smaller cells have no lines between them
const BOLD = 680;

export class MapsView {
  /** @param {import("./player.js").ReceptiveField} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    this.list = lesson.find(".maps");
    /** @type {(HTMLCanvasElement | null)[]} */
    this.images = [];
    this.side = 0;
  }

  /** A button with a canvas and a caption for each layer, made anew only when their number changes. */
  update() {
    const { stages } = this.lesson.model;
    if (this.list.children.length !== stages.length)
      this.list.replaceChildren(...stages.map((_, layer) => this.make(layer)));
    this.images = stages.map((stage) => this.paint(stage.levels));
  }

  /** @param {number} layer */
  make(layer) {
    const { lesson } = this, item = document.createElement("button"), canvas = document.createElement("canvas");
    item.className = "map";
    canvas.dataset.layer = String(layer + 1);
    item.append(canvas, document.createElement("span"));
    /** @param {[number, number]} at */
    const unit = ([x, y]) => {
      const { shape } = lesson.model.stages[layer], parts = [y / canvas.offsetHeight, x / canvas.offsetWidth];
      return { unit: { layer, at: parts.map((t, k) => Math.max(0, Math.min(shape[k] - 1, Math.floor(t * shape[k])))) } };
    };
    pointing(canvas, { hover: (at) => lesson.hover(at && lesson.state.mode === "see" ? unit(at) : null), pin: (at) => lesson.keep(unit(at)) });
    item.addEventListener("click", ({ detail }) => void (detail || lesson.toLayer(layer))); // by keyboard
    return item;
  }

  /** @param {Numbers | null} levels */
  paint(levels) {
    if (!levels) return null;
    if (this.lesson.header.signed) return paintLevels(levels, this.lesson.palette, 1);
    return paint(levels.shape[1], levels.shape[0], (k) => Array(3).fill(Math.max(0, 2 * levels[k])));
  }

  /** @param {number} wide @param {number} most */
  layout(wide, most) {
    const { phone, model: { stages: { length: count } } } = this.lesson, many = count > MANY && !phone, gap = many ? CLOSE : MAP_GAP;
    const room = Math.floor((wide - gap * (count - 1)) / Math.max(1, count));
    this.list.classList.toggle("many", many);
    this.side = Math.max(SMALLEST[phone ? "phone" : many ? "many" : "desk"], Math.min(most, room));
  }

  draw() {
    const { lesson } = this, { model, state, focus, notes } = lesson, reach = state.mode === "reach";
    const sets = reach ? model.reaches(lesson.pixel) : model.sees(focus);
    [...this.list.children].forEach((item, layer) => {
      const { shape: [rows, columns], header: { title } } = model.stages[layer], cell = this.side / Math.max(rows, columns);
      const marked = sets.map((levels) => levels[layer + 1] ?? []), width = Math.max(LEAST_CAPTION, columns * cell);
      const grid = this.drawMap(item.firstChild, layer, this.side, reach || layer <= focus.layer ? 1 : 0.45);
      this.mark(grid, marked, layer);
      if (state.lock?.layer === layer && !reach) this.frame(grid, state.lock.at.map((/** @type {number} */ k) => [k, k]), lesson.palette.ink);
      item.style.width = `${width}px`;
      item.classList.toggle("on", layer === lesson.layer);
      const counted = lesson.hides(layer) ? "? × ?" : marked.map((list) => list.length).join(" × ");
      const caption = this.caption(layer, width, reach ? (marked.every((list) => list.length) ? counted : notes.none) : null);
      item.lastChild.textContent = caption; // also the start of its name: who speaks to the computer says what is written
      item.setAttribute("aria-label", `${caption}: ${fill(notes.name_map, { layer: layer + 1, title, rows, columns, marked: counted })}`);
    });
  }

  /** @param {HTMLCanvasElement} canvas @param {number} layer @param {number} side @param {number} alpha */
  drawMap(canvas, layer, side, alpha) {
    const { palette, model } = this.lesson, [rows, columns] = model.stages[layer].shape, cell = side / Math.max(rows, columns);
    const image = this.images[layer], frame = { row: rows * cell, column: columns * cell }, sheet = new Sheet(this.lesson, canvas);
    sheet.clear(frame, palette.sunk);
    const { g } = sheet, grid = sheet.grid({ x: 0, y: 0, cell, rows, columns });
    g.globalAlpha = alpha;
    g.imageSmoothingEnabled = image ? frame.column < image.width : false;
    if (image) g.drawImage(image, 0, 0, frame.column, frame.row);
    g.globalAlpha = 1;
    grid.lines(LEAST_CELL, 0.4);
    return grid;
  }

  /** @param {Grid} grid @param {number[][]} marked @param {number} layer */
  mark(grid, [rows, columns], layer) {
    if (!rows.length || !columns.length) return;
    const { lesson } = this, { g } = grid;
    g.fillStyle = lesson.palette.focus;
    g.globalAlpha = lesson.state.mode === "reach" ? 0.6 : layer === lesson.focus.layer ? 1 : 0.42;
    for (const [r0, r1] of runs(rows)) for (const [c0, c1] of runs(columns)) {
      const { x, y, width, height } = grid.box(r0, c0, r1 - r0 + 1, c1 - c0 + 1);
      g.fillRect(x, y, Math.max(1, width), Math.max(1, height));
    }
    g.globalAlpha = 1;
    this.frame(grid, [rows, columns].map((list) => [list[0], list[list.length - 1]]), lesson.palette.focus);
  }

  /** @param {Grid} grid @param {import("./field.js").Box} box @param {string} colour */
  frame({ g, cell }, [[r0, r1], [c0, c1]], colour) {
    const wide = Math.max(8, (c1 - c0 + 1) * cell + 3), tall = Math.max(8, (r1 - r0 + 1) * cell + 3);
    const box = { x: ((c0 + c1 + 1) * cell - wide) / 2, y: ((r0 + r1 + 1) * cell - tall) / 2, width: wide, height: tall };
    halo(g, this.lesson.palette, box, 2, colour);
  }

  /** The longest caption that is no wider than its map. @param {number} layer @param {number} width @param {string | null} counted how many
   * units are reached, where that is shown */
  caption(layer, width, counted) {
    const { shape: [high, wide], header: { title } } = this.lesson.model.stages[layer], number = `${layer + 1}`;
    const size = high === wide ? `${high}²` : `${high} × ${wide}`;
    const texts = counted === null ? [`${number} ${title} ${size}`, `${number} ${title}`] : [counted];
    const g = /** @type {CanvasRenderingContext2D} */ (this.list.firstChild.firstChild.getContext("2d"));
    g.font = `${BOLD} ${getComputedStyle(this.list.firstChild).fontSize} ${this.lesson.palette.font}`;
    return texts.find((text) => g.measureText(text).width <= width) ?? number;
  }

  /** The kept layer in large, with the units that a pixel reaches. @param {HTMLCanvasElement} canvas @param {number} side */
  drawLarge(canvas, side) {
    const { model, pixel, layer } = this.lesson;
    this.mark(this.drawMap(canvas, layer, side, 1), model.reaches(pixel).map((levels) => levels[layer + 1]), layer);
  }
}
