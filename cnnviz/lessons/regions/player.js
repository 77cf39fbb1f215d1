// Regions: a part of a photo, its place on the last maps, what is pooled from there, its class.

import { inkOn, paint, paintNumbers } from "../../player/js/colour.js";
import { haloCells, prepare } from "../../player/js/draw.js";
import { Grid } from "../../player/js/grid.js";
import { Lesson, mount } from "../../player/js/lesson.js";
import { fill, format, writeRich } from "../../player/js/numbers.js";
import { stepping } from "../../player/js/playback.js";
import { Corner } from "./corner.js";

const GAPS = 3 * 28; // px between four stages
const CLASSES = 310; // px
const MOST = 400; // px of the photo
const BELOW = 235; // px that all but the stages takes
const UNKNOWN = "…";
const STAGES = ["photo", "maps", "pooled", "classes"];
/** The stage of each kind of step. @type {Record<string, number>} */
const ORDER = { photo: 0, maps: 1, cell: 2, mean: 2, class: 3 };
const PARTS = [1, 0.8, 0.6]; // of the photo's side: map, pooled
const PHONE_PARTS = [0.52, 0.52, 0.4]; // of the room

/** @typedef {{ kind: string, said: string, numpy: string, name: string, value: number | null, text: string }} Step
 * @typedef {{ name: string, shares: Record<string, [number, string]> }} Class
 * @typedef {{ box: number[], cover: number[], places: number[], rows: number[][], columns: number[][], winner: number[], reach: number }} Region */

/** @param {Payload<any>} payload */
function readModel({ header, arrays }) {
  const square = arrays.square, [, side] = square.shape, size = side * side;
  const picture = (/** @type {Numbers} */ levels) => paint(side, side, (k) => [0, 1, 2].map((channel) => levels[channel * size + k]));
  return {
    /** @type {Region} */ region: header.region, /** @type {Step[]} */ steps: header.steps, /** @type {Class[]} */ classes: header.classes,
    side, photo: picture(square), part: arrays.part ? picture(arrays.part) : null, map: arrays.map, pooled: arrays.pooled,
  };
}

/** @extends {Lesson<ReturnType<typeof readModel>>} */
export class Regions extends Lesson {
  sides = [100, 100, 100];
  corner = new Corner(this);

  /** @param {Payload} payload */
  read(payload) { return readModel(payload); }

  arrived() {
    this.corner.arrived();
    this.state.step = Math.min(this.state.step, this.model.steps.length - 1);
  }

  // ---- steps

  get step() { return this.model.steps[this.state.step]; }
  /** Which cell this step pools, or −1. */
  get cell() { return this.step.kind === "cell" ? this.state.step - 2 : -1; }
  get hidden() { return this.predict.open; }

  get steps() {
    const { length } = this.model.steps, index = this.state.step;
    const set = (/** @type {number} */ step) => {
      this.state.step = step;
      this.moved();
    };
    return stepping({ count: length, index, text: `${index + 1} / ${length}`, set });
  }

  get answer() {
    const { name, value, text } = this.step;
    return value === null || this.corner.draft ? null : { name, value, text };
  }

  // ---- drawing

  /** @param {{ width: number, height: number }} room */
  layout({ width, height }) {
    const wide = (width - GAPS - (this.presenting ? 1.25 : 1) * CLASSES) / PARTS.reduce((sum, part) => sum + part), tall = Math.max(160, height - BELOW);
    this.sides = this.phone ? PHONE_PARTS.map((part) => Math.floor(part * width)) : PARTS.map((part) => Math.floor(part * Math.min(wide, tall, MOST)));
    ["--photo", "--map", "--cells"].forEach((name, k) => this.section.style.setProperty(name, `${this.sides[k]}px`));
  }

  draw() {
    const { header, step } = this, now = ORDER[step.kind], captions = this.all(".stage figcaption > span");
    STAGES.forEach((name, k) => {
      this.find(`.${name}`).classList.toggle("now", k === now);
      if (captions[k]) captions[k].textContent = header.captions[name];
    });
    this.drawPhoto();
    this.drawMap();
    this.drawPooled();
    this.drawClasses();
    this.find(".where").textContent = this.steps.text;
    writeRich(this.find(".aside"), header.aside);
    this.find(".numpy pre").textContent = step.numpy;
  }

  drawPhoto() {
    const { palette, model: { photo, side }, corner: { box: [left, top, right, bottom] } } = this, canvas = this.find(".photo canvas"), px = this.sides[0], cell = px / side;
    const g = prepare(canvas, px, px), region = { x: left * cell, y: top * cell, width: (right - left + 1) * cell, height: (bottom - top + 1) * cell };
    g.imageSmoothingQuality = "high";
    g.drawImage(photo, 0, 0, px, px);
    g.save();
    g.beginPath();
    g.rect(0, 0, px, px);
    g.rect(region.x, region.y, region.width, region.height);
    Object.assign(g, { fillStyle: palette.bg, globalAlpha: 0.45 });
    g.fill("evenodd");
    g.restore();
    haloCells(g, palette, region);
    canvas.setAttribute("aria-label", fill(this.words.board.photo, { box: `${left}, ${top}, ${right}, ${bottom}` }));
  }

  /** The map that counts most, and where the region lies on it. */
  drawMap() {
    const { cell, hidden, model: { map, region } } = this, [rows, columns] = map.shape.slice(-2), canvas = this.find(".maps canvas");
    const grid = this.grid(canvas, map, rows, columns, this.sides[1]), [top, bottom, left, right] = this.corner.cover, n = region.columns.length;
    const [r, c] = [Math.floor(cell / n), cell % n];
    grid.outline(top, left, bottom - top, right - left, { colour: this.palette.ink, line: 2.5 });
    if (cell >= 0) {
      const [[r0, r1], [c0, c1]] = [region.rows[r], region.columns[c]];
      grid.mark(r0, c0, r1 - r0, c1 - c0);
      const won = region.winner[cell];
      if (won >= 0 && !hidden) grid.outline(Math.floor(won / columns), won % columns, 1, 1, { colour: this.palette.focus, line: 3, inset: 6 });
    } else grid.mark(top, left, bottom - top, right - left);
    canvas.setAttribute("aria-label", this.header.captions.maps);
  }

  drawPooled() {
    const { cell, model: { pooled, region } } = this, n = region.columns.length, canvas = this.find(".pooled canvas");
    const grid = this.grid(canvas, pooled, n, n, this.sides[2], this.hidden ? cell : -1);
    if (cell >= 0) grid.mark(Math.floor(cell / n), cell % n);
    canvas.setAttribute("aria-label", this.header.captions.pooled);
  }

  /** Numbers in signed colours on one scale. @param {HTMLCanvasElement} canvas @param {Numbers} values @param {number} rows
   * @param {number} columns @param {number} side px @param {number} asked the cell whose number is to be guessed */
  grid(canvas, values, rows, columns, side, asked = -1) {
    const { palette, model: { region: { reach } } } = this, panel = /** @type {any} */ ({ colour: "signed", range: [-reach, reach] });
    const g = prepare(canvas, side, side), grid = new Grid(g, palette, { x: 0, y: 0, cell: side / Math.max(rows, columns), rows, columns, frame: { row: side, column: side } });
    grid.map(paintNumbers(values, rows, columns, panel, palette), palette.line2);
    if (asked >= 0) grid.digits((r, c) => (r * columns + c === asked ? null : [format(values[r * columns + c]), inkOn(palette.of(panel, values[r * columns + c], 0))]), 0.4, 0.9);
    else if (!this.corner.draft) grid.numbers((r, c) => values[r * columns + c], panel, 0.4, 0.9);
    return grid;
  }

  drawClasses() {
    const { model: { classes, part }, words: { columns }, step, corner: { draft } } = this, hidden = this.hidden && step.kind === "class", names = Object.keys(classes[0].shares);
    const cell = (/** @type {string} */ tag, /** @type {string} */ text, name = "") => Object.assign(document.createElement(tag), { textContent: text, className: name });
    const row = (/** @type {HTMLElement[]} */ cells) => {
      const made = document.createElement("tr");
      made.append(...cells);
      return made;
    };
    const head = [cell("td", ""), ...names.map((name) => Object.assign(cell("th", columns[name]), { scope: "col" }))];
    this.find(".classes thead").replaceChildren(row(head));
    this.find(".classes tbody").replaceChildren(...classes.map((/** @type {Class} */ one) => {
      const first = Object.assign(cell("th", one.name), { scope: "row" }), bar = document.createElement("i"), unknown = hidden || draft;
      bar.style.setProperty("--share", `${unknown ? 0 : 100 * one.shares.region[0]}%`);
      first.append(bar);
      const share = (/** @type {string} */ name) => {
        const made = cell("td", unknown ? UNKNOWN : one.shares[name][1], name);
        made.dataset.head = columns[name]; // on a phone, where the names of the columns have no room
        return made;
      };
      return row([first, ...names.map(share)]);
    }));
    const canvas = this.find(".part");
    canvas.hidden = !part;
    if (part) prepare(canvas, 120, 120).drawImage(part, 0, 0, 120, 120);
    canvas.setAttribute("aria-label", columns.alone);
  }

  sentence() { return this.corner.draft ? this.words.board.waits : this.step.said; }
}

export default mount(Regions);
