// The strip: one column a layer or block, with as many of its maps as the column's height has room for.

import { halo, prepare } from "../../player/js/draw.js";
import { fill, fillCounted } from "../../player/js/numbers.js";
import { range } from "../../player/js/text.js";

const BETWEEN_TILES = 3; // px between maps
const LEAST_TILE = 9;
const LEAST_TILE_MARK = 5; // px: a box that can be seen in a small map
const COLUMN_GAP = 8; // px from one column's maps to the next one's
const MOST_WIDE = 96; // px of a map
const NAME_FONT = "14px";

export class Strip {
  /** @param {import("./player.js").Network} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    this.box = lesson.find(".columns");
    /** @type {{ button: HTMLElement, canvas: HTMLCanvasElement, width: number }[]} */
    this.columns = [];
  }

  /** New columns: their buttons. */
  update() {
    const { model: { columns }, words: { network } } = this.lesson;
    this.box.replaceChildren();
    this.columns = columns.map((/** @type {any} */ column, /** @type {number} */ k) => {
      const button = document.createElement("button"), canvas = document.createElement("canvas");
      const { label, size } = this.named(column);
      button.setAttribute("role", "option");
      button.setAttribute("aria-description", this.counted(column));
      button.append(text("span", `${label} `, "kind"), canvas, text("span", size, "size"));
      button.addEventListener("click", (event) => {
        this.lesson.toColumn(k);
        if (event.detail) button.blur();
      });
      button.addEventListener("pointerover", () => this.lesson.light(column.layers));
      button.addEventListener("pointerleave", () => this.lesson.light([]));
      this.box.append(button);
      if (column.skipped) this.box.append(text("span", fill(network.skipped, { count: column.skipped }), "skipped"));
      return { button, canvas, width: 0 };
    });
  }

  /** @param {any} column */
  named({ label, rows, columns, maps }) {
    const { network } = this.lesson.words, point = rows === 1 && columns === 1;
    return { label, size: point ? String(maps) : rows === columns ? `${rows}²` : fill(network.size, { rows, columns }) };
  }

  /** @param {any} column */
  counted({ maps, rows, columns }) {
    const { network } = this.lesson.words;
    return fillCounted(network, rows * columns === 1 ? "numbers" : "maps", { count: maps });
  }

  /** Larger maps get wider columns; on a phone, where they are pushed along, no name narrows them. @param {number} width @param {number} height of the maps, px */
  layout(width, height) {
    const { phone, model: { columns } } = this.lesson, most = Math.min(height, MOST_WIDE);
    const weights = columns.map((/** @type {any} */ c) => (c.rows * c.columns === 1 ? 1.6 : Math.max(2, Math.log2(c.rows))));
    const names = columns.map((/** @type {any} */ c) => (phone ? 0 : nameWidth(c.label))), each = eachOf(weights, names, width - COLUMN_GAP * columns.length);
    this.height = height;
    this.columns.forEach((column, k) => { column.width = Math.round(Math.max(LEAST_TILE, Math.min(most, weights[k] * each))); });
  }

  /** @param {Set<number>} layers */
  light(layers) {
    this.columns.forEach(({ button }, k) => button.classList.toggle("lit", this.lesson.model.columns[k].layers.some((/** @type {number} */ layer) => layers.has(layer))));
  }

  draw() {
    this.columns.forEach((_, k) => this.drawColumn(k));
    const { box, lesson } = this, { button } = this.columns[lesson.column];
    if (box.scrollWidth > box.clientWidth) box.scrollLeft = button.offsetLeft - box.offsetLeft - (box.clientWidth - button.offsetWidth) / 2;
  }

  /** @param {number} k */
  drawColumn(k) {
    const { lesson, height = 0 } = this, { canvas, button, width } = this.columns[k], column = lesson.model.columns[k];
    const chosen = k === lesson.column;
    button.setAttribute("aria-selected", String(chosen));
    button.tabIndex = chosen ? 0 : -1;
    if (column.rows * column.columns === 1) return this.drawVector(this.columns[k], column, height);
    const g = prepare(canvas, width, height), order = lesson.order(column.face);
    const { count, tile } = filled(width, height, column.maps);
    const shown = order.slice(0, count), box = lesson.seen(column.face);
    shown.forEach((/** @type {number} */ number, /** @type {number} */ n) => {
      const x = (width - tile) / 2, y = n * (tile + BETWEEN_TILES);
      lesson.atlas(column.face).draw(g, number, { x, y, width: tile, height: tile });
      if (!box) return;
      const sy = tile / column.rows, sx = tile / column.columns, [r0, r1, c0, c1] = box;
      halo(g, lesson.palette, atLeast({ x: x + c0 * sx, y: y + r0 * sy, width: (c1 - c0 + 1) * sx, height: (r1 - r0 + 1) * sy }), 1.5);
    });
  }

  /** Numbers in their own order, from left to right and from top to bottom: drawn again only where they changed. @param {{ canvas:
   * HTMLCanvasElement, width: number, drawn?: unknown[] }} shown @param {any} column @param {number} height */
  drawVector(shown, column, height) {
    const { lesson } = this, { canvas, width } = shown, now = [lesson.atlas(column.face), width, height, devicePixelRatio];
    if (shown.drawn?.every((one, k) => one === now[k])) return;
    shown.drawn = now;
    const g = prepare(canvas, width, height), across = Math.max(1, Math.ceil(Math.sqrt((column.maps * width) / height))), rows = Math.ceil(column.maps / across);
    const cell = Math.min(width / across, height / rows, 18);
    for (const number of range(column.maps))
      lesson.atlas(column.face).draw(g, number, { x: (number % across) * cell, y: Math.floor(number / across) * cell, width: cell - (cell > 6 ? 1 : 0), height: cell - (cell > 6 ? 1 : 0) });
  }
}

/** How large a weight of 1 can be, px, so that all columns have room, each as wide as its name at least. @param {number[]} weights @param {number[]}
 * names px @param {number} width */
function eachOf(weights, names, width) {
  let low = 0, high = width;
  for (let k = 0; k < 20; k++) {
    const middle = (low + high) / 2, sum = weights.reduce((total, weight, n) => total + Math.max(names[n], weight * middle), 0);
    if (sum > width) high = middle;
    else low = middle;
  }
  return low;
}

const measuring = document.createElement("canvas").getContext("2d");

/** @param {string} name */
function nameWidth(name) {
  if (!measuring) return 0;
  measuring.font = `${NAME_FONT} ${getComputedStyle(document.body).fontFamily}`;
  return measuring.measureText(name).width - COLUMN_GAP + 6;
}

/** How many maps one under the other fill a column best, and how large they are. @param {number} width @param {number} height @param {number} maps */
function filled(width, height, maps) {
  const options = [0, 1].map((more) => {
    const count = Math.max(1, Math.min(maps, Math.floor((height + BETWEEN_TILES) / (width + BETWEEN_TILES)) + more));
    return { count, tile: Math.min(width, (height - (count - 1) * BETWEEN_TILES) / count) };
  });
  return options.reduce((best, one) => (one.count * one.tile ** 2 > best.count * best.tile ** 2 ? one : best));
}

/** @param {Box} box */
function atLeast({ x, y, width, height }) {
  const dx = Math.max(0, (LEAST_TILE_MARK - width) / 2), dy = Math.max(0, (LEAST_TILE_MARK - height) / 2);
  return { x: x - dx, y: y - dy, width: width + 2 * dx, height: height + 2 * dy };
}

/** @param {string} tag @param {string} content @param {string} kind */
function text(tag, content, kind) {
  return Object.assign(document.createElement(tag), { textContent: content, className: kind });
}

