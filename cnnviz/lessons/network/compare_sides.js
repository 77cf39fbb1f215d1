// The chosen map of A, of B, and their difference, with one place on all three; and the maps that changed most.

import { paintNumbers } from "../../player/js/colour.js";
import { haloCells, prepare } from "../../player/js/draw.js";
import { Grid } from "../../player/js/grid.js";
import { fill, format, writeRich } from "../../player/js/numbers.js";
import { pointing, walking } from "../../player/js/pointing.js";
import { LABEL, MapSheet } from "./sheet.js";

const LEAST_CELL = 24; // px: cells that have room for their number
const KINDS = ["a", "b", "difference"];
const LEAST_TILE_SIDE = 46; // px: a difference with its number below
const MOST_TILE_SIDE = 96;
const APART = 6; // px between two
const BESIDE = 24;

export class Sides {
  /** @param {import("./compare.js").Compare} compare */
  constructor(compare) {
    this.compare = compare;
    const box = compare.find(".three");
    /** @type {{ caption: HTMLElement, canvas: HTMLCanvasElement, painted?: { of: unknown[], image: HTMLCanvasElement } }[]} */
    this.sides = KINDS.map((kind) => {
      const figure = document.createElement("figure");
      figure.innerHTML = `<figcaption class="caption"><b></b><span class="dim"></span></figcaption><canvas tabindex="0" role="img"></canvas>`;
      const canvas = /** @type {HTMLCanvasElement} */ (figure.querySelector("canvas"));
      canvas.dataset.testid = `side-${kind}`;
      pointing(canvas, {
        hover: (at) => compare.lesson.touch(at && this.hit(at)),
        pin: (at) => { const place = this.hit(at); if (place) compare.lesson.pin(place); },
      });
      walking(canvas, (down, across) => compare.lesson.large.walk(down, across));
      box.append(figure);
      return { caption: /** @type {HTMLElement} */ (figure.firstElementChild), canvas };
    });
    const most = document.createElement("div");
    most.className = "most";
    most.innerHTML = `<div class="caption"><b></b><span class="dim"></span></div><canvas tabindex="0" role="img" data-testid="changed"></canvas>`;
    box.append(most);
    this.most = most;
    this.sheet = new Most(/** @type {any} */ (new Changed(compare, most)));
    this.side = 100;
  }

  /** @param {number} width @param {number} height */
  layout(width, height) {
    const { phone } = this.compare.lesson, across = phone ? (width - 2 * 8) / 3 : width * 0.19;
    this.side = Math.floor(Math.max(60, Math.min(across, phone ? across : height)));
    this.compare.box.style.setProperty("--side", `${this.side}px`);
    if (this.compare.known) this.sheet.layout(phone ? width : width - 3 * (this.side + BESIDE), phone ? 200 : this.side);
  }

  get cell() {
    const [, rows, columns] = this.compare.lesson.shape;
    return this.side / Math.max(rows, columns);
  }

  /** @param {[number, number]} at */
  hit([x, y]) {
    const [, rows, columns] = this.compare.lesson.shape, row = Math.floor(y / this.cell), column = Math.floor(x / this.cell);
    return row >= 0 && column >= 0 && row < rows && column < columns && rows * columns > 1 ? { row, column } : null;
  }

  draw() {
    const { compare } = this, { lesson, words, data } = compare, shown = compare.exact && lesson.looked === lesson.map, value = shown ? compare.valueAt(lesson.place) : "";
    const { said, shape: [, rows, columns], model: { unit } } = lesson;
    const name = (shown && unit.name) || fill(rows * columns === 1 ? said.unit : said.map, { number: lesson.looked });
    const titles = [fill(words.a_map, { name }), fill(words.b_map, { name }), words.difference_map];
    this.sides.forEach((side, k) => this.drawSide(side, k, titles[k], shown, value));
    compare.find(".told .value").textContent = value || "…";
    writeRich(compare.find(".told .note"), data.notes[lesson.layer]);
    const [title, count] = /** @type {HTMLElement[]} */ ([...(this.most.firstElementChild?.children ?? [])]);
    title.textContent = words.most;
    count.textContent = fill(words.most_unit, { count: this.sheet.spots.length, all: lesson.shape[0] });
    this.most.toggleAttribute("hidden", lesson.shape[0] < 2);
    this.sheet.draw();
  }

  /** @param {{ caption: HTMLElement, canvas: HTMLCanvasElement, painted?: { of: unknown[], image: HTMLCanvasElement } }} side @param {number} k
   * @param {string} title @param {boolean} shown @param {string} value */
  drawSide(side, k, title, shown, value) {
    const { compare, cell } = this, { lesson, words } = compare, { palette, shape: [, rows, columns], layer } = lesson, { arrays, panels } = lesson.model;
    const g = prepare(side.canvas, cell * columns, cell * rows), reach = k < 2 ? lesson.atlases.reach(layer) : compare.reach(layer);
    const [name, scale] = /** @type {HTMLElement[]} */ ([...side.caption.children]);
    name.textContent = title;
    scale.textContent = `± ${format(reach)}`;
    if (shown) {
      const values = k === 0 ? panels.y.values : arrays[k === 1 ? "after:map" : "difference:map"], panel = /** @type {any} */ ({ colour: "signed", range: [-reach, reach] });
      const now = [values, reach, palette];
      if (!side.painted?.of.every((one, n) => one === now[n])) side.painted = { of: now, image: paintNumbers(values, rows, columns, panel, palette) };
      const grid = new Grid(g, palette, { x: 0, y: 0, cell, rows, columns, frame: { row: cell * rows, column: cell * columns } });
      grid.image(side.painted.image);
      grid.lines();
      if (cell >= LEAST_CELL) grid.numbers((r, c) => values[r * columns + c], panel, 0.5, 0.82);
    } else {
      const atlas = k === 0 ? lesson.atlas(layer) : compare.atlas(k === 1 ? "after" : "difference", layer, reach);
      atlas?.draw(g, lesson.looked, { x: 0, y: 0, width: cell * columns, height: cell * rows });
    }
    if (k > 0) this.edge(g, rows, columns);
    if (rows * columns > 1 && lesson.looked === lesson.map) {
      const { row, column } = lesson.place;
      haloCells(g, palette, { x: column * cell, y: row * cell, width: cell, height: cell }, 10);
    }
    side.canvas.setAttribute("aria-label", fill(words.map_name, { title, rows, columns, value }));
  }

  /** Up to where the erased square can be seen. @param {CanvasRenderingContext2D} g @param {number} rows @param {number} columns */
  edge(g, rows, columns) {
    const { compare, cell } = this, box = compare.boxOf(compare.lesson.layer);
    if (!box || rows * columns === 1) return;
    const [r0, r1, c0, c1] = box, { palette } = compare.lesson;
    g.strokeStyle = palette.ink;
    g.lineWidth = 1.5;
    g.setLineDash([5, 4]);
    g.strokeRect(c0 * cell, r0 * cell, (c1 - c0 + 1) * cell, (r1 - r0 + 1) * cell);
    g.setLineDash([]);
  }
}

/** The maps that changed most, as many as there is room for, each large enough to see. */
class Most extends MapSheet {
  /** @param {number} width @param {number} height */
  layout(width, height) {
    const { lesson } = this, rows = Math.max(1, Math.floor((height + APART) / (LEAST_TILE_SIDE + LABEL + APART))), count = lesson.shape[0];
    const fits = (/** @type {number} */ n) => Math.min(MOST_TILE_SIDE, Math.floor((height + APART) / n) - LABEL - APART);
    const least = [...Array(rows).keys()].find((n) => Math.floor((width + APART) / (fits(n + 1) + APART)) * (n + 1) >= count) ?? rows - 1;
    const side = Math.max(24, fits(least + 1)), across = Math.max(1, Math.floor((width + APART) / (side + APART)));
    this.size = { width, height };
    this.columns = across;
    this.spots = lesson.order(lesson.layer).slice(0, across * (least + 1)).map((number, k) => ({ number, side, labelled: true,
      x: (k % across) * (side + APART), y: Math.floor(k / across) * (side + APART + LABEL) }));
  }
}

/** The differences of a layer's maps, as a sheet of maps asks for them. */
class Changed {
  /** @param {import("./compare.js").Compare} compare @param {HTMLElement} box */
  constructor(compare, box) {
    this.compare = compare;
    this.box = box;
  }

  get lesson() { return this.compare.lesson; }
  get palette() { return this.lesson.palette; }
  get words() { return { network: { ...this.lesson.words.network, sheet_name: this.compare.words.sheet_name } }; }
  get state() { return this.lesson.state; }
  get layer() { return this.lesson.layer; }
  get map() { return this.lesson.map; }
  get shape() { return this.lesson.shape; }
  get byClass() { return { on: false, written: format }; }
  get pointed() { return this.lesson.pointed; }
  find() { return this.box.querySelector("canvas"); }
  /** @param {number} layer */
  order(layer) { return this.lesson.order(layer); }
  /** @param {number} layer */
  atlas(layer) { return this.compare.atlas("difference", layer, this.compare.reach(layer)); }
  /** In percent of the layer's change. @param {number} layer @param {number} number */
  strength(layer, number) { return Math.round(1000 * (this.compare.part(layer)?.[number] ?? 0)) / 10; }
  /** @param {number | null} number */
  pointAt(number) { this.lesson.pointAt(number); }
  /** @param {number} number */
  choose(number) { this.lesson.choose(number); }
}
