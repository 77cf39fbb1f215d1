// The network player: a picture on its way through a trained network, layer by layer, map by map, number by number.

import { paint } from "../../player/js/colour.js";
import { haloCells, prepare } from "../../player/js/draw.js";
import { Lesson, mount } from "../../player/js/lesson.js";
import { fill, format } from "../../player/js/numbers.js";
import { stepping } from "../../player/js/playback.js";
import { plain, press } from "../../player/js/rich.js";
import { range } from "../../player/js/text.js";
import { Answers } from "./answer.js";
import { Atlas } from "./atlas.js";
import { ClassOrder } from "./class_order.js";
import { Clock } from "./clock.js";
import { Compare } from "./compare.js";
import { Exciting } from "./exciting.js";
import { LargeMap } from "./large.js";
import { LayerRows } from "./table.js";
import { MapSheet } from "./sheet.js";
import { Model } from "./model.js";
import { Sum } from "./number.js";
import { Strip } from "./strip.js";
import { Tint } from "./tint.js";
import { Why } from "./why.js";
import { Wires } from "./wires.js";

const ASK_MS = 140; // a map that is looked at for so long is asked for
const PICTURE = -1;
const REST = 54 + 44 + 40 + 22; // px: transport, sentence, tabs, gaps
const LEAST_WORK = 250;
const LEAST_TABLE = 164;
const PHONE_TABLE = 420;
const LARGER = 44; // px: what the sentence takes more before a class
const WIRES_CAPTION = 34; // px over the drawing of the layers

/** @extends {Lesson<Model>} */
export class Network extends Lesson {
  static keys = { "[": "before", "]": "after", s: "scale", i: "inward", o: "outward", 1: "maps", 2: "why", 3: "layers", 4: "compare", 5: "pictures", w: "weights" };

  /** @param {any} root @param {(event: object) => void} send */
  constructor(root, send) {
    super(root, send);
    /** The map that is pointed at. @type {number | null} */
    this.pointed = null;
    /** The place on the large map that is pointed at. @type {{ row: number, column: number } | null} */
    this.touched = null;
    /** Layers that are pointed at in the table, the drawing or the strip. @type {Set<number>} */
    this.lit = new Set();
    /** The map that was asked for last. */
    this.asked = "";
    /** @type {Map<string, Atlas>} */
    this.painted = new Map();
    /** @type {Map<string, number[]>} */
    this.ordered = new Map();
    this.strip = new Strip(this);
    this.sheet = new MapSheet(this);
    this.large = new LargeMap(this);
    this.sum = new Sum(this);
    this.answers = new Answers(this);
    this.table = new LayerRows(this);
    this.tint = new Tint(this);
    this.wires = new Wires(this);
    this.clock = new Clock(this);
    this.why = new Why(this);
    this.exciting = new Exciting(this);
    this.byClass = new ClassOrder(this);
    this.compare = new Compare(this);
    this.find(".inner").addEventListener("click", (/** @type {any} */ event) => {
      const button = event.target.closest("button");
      if (button) this.toLayer(Number(button.dataset.value));
    });
  }

  /** @param {Payload<any>} payload */
  read(payload) { return new Model(payload); }
  get said() { return this.words.network; }

  /** @param {Model | null} before */
  arrived(before) {
    const { model, state } = this;
    this.painted.clear();
    this.ordered.clear();
    this.pointed = this.touched = null;
    this.asked = "";
    if (state.layer > model.layers.length) state.layer = 0;
    const [maps, rows, columns] = this.shape;
    if (state.map > maps) state.map = 0;
    if (state.row > rows || state.column > columns) state.row = state.column = 0;
    if (!before || before.columns.length !== model.columns.length || before.layers !== model.layers) this.strip.update();
    this.answers.update();
    this.table.update();
    this.tint.update();
    this.wires.update();
    this.clock.arrived();
    this.square = paint(model.square.shape[2], model.square.shape[1], (k) => this.pixel(k));
    this.askSoon();
    this.why.arrived();
    this.exciting.arrived();
    this.byClass.arrived();
    this.compare.arrived();
  }

  /** @param {number} k */
  pixel(k) {
    const { square } = this.model, size = square.shape[1] * square.shape[2], last = square.shape[0] - 1;
    return [0, 1, 2].map((channel) => square[Math.min(channel, last) * size + k]);
  }

  recoloured() {
    this.painted.clear();
    this.compare.painted.clear();
  }

  // ---- what is in focus

  get layer() { return this.state.layer ? this.state.layer - 1 : this.model.columns[0].face; }
  get column() { return this.model.columnOf(this.layer); }
  get shape() { return this.model.layers[this.layer].shape; }
  /** Whether all numbers behind the chosen map are here. */
  get exact() { return this.model.unit.layer === this.layer && this.model.unit.map === this.map; }
  get map() {
    const { state, layer, model: { unit } } = this;
    if (state.map) return state.map - 1;
    if (this.compare.part(layer)) return this.order(layer)[0];
    return unit.layer === layer ? unit.map : this.order(layer)[0];
  }
  get looked() { return this.pointed ?? this.map; }
  get silent() { return super.silent || this.pointed !== null || this.touched !== null; }

  /** The place on the map: pointed at, chosen, or where it is strongest. */
  get place() {
    const { state, shape: [, rows, columns], touched } = this;
    if (touched) return touched;
    if (state.row && state.column) return { row: state.row - 1, column: state.column - 1 };
    if (!this.exact) return { row: Math.floor(rows / 2), column: Math.floor(columns / 2) };
    const values = this.compare.exact ? this.model.arrays["difference:map"] : this.model.panels.y.values;
    let best = 0;
    for (let k = 1; k < values.length; k++) if (Math.abs(values[k]) > Math.abs(values[best])) best = k;
    return { row: Math.floor(best / columns), column: best % columns };
  }

  /** What the chosen unit sees of a layer's maps or of the picture. @param {number} other @returns {[number, number, number, number] | null} */
  seen(other) {
    if (this.compare.on) return null;
    if (this.state.view === "why") return other === PICTURE && this.why.known ? this.why.boxOf(this.why.square) : null;
    const { row, column } = this.place;
    if (this.model.unit.layer !== this.layer || this.state.view !== "maps" || this.predict.open) return null;
    if (other === this.layer) return this.shape[1] * this.shape[2] === 1 ? null : [row, row, column, column];
    return this.model.seen(other, row, column);
  }

  /** The maps of a layer in the order that was chosen. @param {number} layer @returns {number[]} */
  order(layer) {
    const part = this.compare.part(layer), key = `${layer} ${part ? "part" : this.state.sort}`, known = this.ordered.get(key);
    if (known) return known;
    const list = range(this.model.layers[layer].shape[0]), found = this.model.glance(layer), by = part ?? (found && { active: found.mean, varied: found.spread, class: this.byClass.sums(layer) ?? found.mean }[/** @type {string} */ (this.state.sort)]);
    if (by) list.sort((a, b) => by[b] - by[a]);
    this.ordered.set(key, list);
    return list;
  }

  /** @param {number} layer @param {number} number */
  strength(layer, number) {
    const found = this.model.glance(layer);
    const sums = this.state.sort === "class" ? this.byClass.sums(layer) : null;
    return sums ? sums[number] : found ? (this.state.sort === "varied" ? found.spread : found.mean)[number] : 0;
  }

  /** How far the common scale of a layer goes. @param {number} layer */
  reach(layer) {
    const column = this.model.columns.find(({ face }) => face === layer);
    return column ? column.reach : this.model.unit.layer === layer ? this.model.panels.y.range[1] : 1;
  }

  /** @param {number} layer @returns {Atlas} */
  atlas(layer) {
    const own = this.state.scale === "own" && !this.compare.on, key = `${layer} ${own}`;
    let known = this.painted.get(key);
    if (!known) {
      const found = this.model.glance(layer) ?? /** @type {any} */ (this.model.glance(this.model.columns[this.model.columnOf(layer)].face));
      known = new Atlas(found.tiles, found.peak, own ? 0 : this.reach(layer), this.palette);
      this.painted.set(key, known);
    }
    return known;
  }

  // ---- steps: the columns, from the picture to the answer

  get steps() {
    if (this.state.view === "why") return this.squares;
    const { columns, layers } = this.model, place = this.layer + 1;
    const text = fill(this.said.where, { label: layers[this.layer].label, place, count: layers.length });
    return { ...stepping({ count: columns.length, index: this.column, text, set: (k) => this.toColumn(k) }), row: (/** @type {1 | -1} */ by) => this.rank(by * this.sheet.across) };
  }

  get squares() {
    const { why } = this, count = why.count, index = why.known ? why.square : 0, text = why.known ? fill(plain(this.words.why.where), { place: index + 1, count }) : "";
    return stepping({ count, index, text, set: (k) => why.pin(k), columns: why.known ? why.across : 0 });
  }

  get actions() {
    const set = (/** @type {string} */ name, /** @type {string | number} */ value) => () => this.set(name, value);
    return {
      maps: set("view", "maps"), why: set("view", "why"), layers: set("view", "layers"), compare: set("view", "compare"), differ: set("against", "difference"), second: set("against", "after"), pictures: set("view", "pictures"), same: set("scale", "same"), own: set("scale", "own"),
      scale: set("scale", this.state.scale === "own" ? "same" : "own"), active: set("sort", "active"), varied: set("sort", "varied"), "by-class": set("sort", "class"), number: set("sort", "number"),
      before: () => this.rank(-1), after: () => this.rank(1), inward: () => this.inside(-1), outward: () => this.inside(1),
      trained: set("shuffle", 0), shuffled: set("shuffle", 1), weights: () => this.set("shuffle", this.state.shuffle ? 0 : 1), stop: () => this.send({ kind: { pictures: "halt", compare: "stopcompare" }[/** @type {string} */ (this.state.view)] ?? "stop" }),
      measure: () => this.clock.measure(),
      ...this.exciting.actions,
    };
  }

  /** @param {string} name @param {string | number} value */
  set(name, value) {
    if (name === "sort") this.state.map = this.map + 1; // the same map, now at another place
    this.state[name] = value;
    this.ordered.clear();
    this.moved();
    this.compare.painted.clear();
    this.relayout();
    this.why.arrived();
    this.exciting.arrived();
    this.byClass.arrived();
    this.clock.arrived();
    this.compare.arrived();
    this.askSoon();
  }

  /** @param {number} k */
  toColumn(k) { this.toLayer(this.model.columns[k].face); }

  /** @param {number} layer */
  toLayer(layer) {
    Object.assign(this.state, { layer: layer + 1, map: 0, row: 0, column: 0 });
    this.moved();
    this.relayout();
  }

  /** To another layer of the same column. @param {number} by */
  inside(by) {
    const { layers } = this.model.columns[this.column], at = layers.indexOf(this.layer) + by;
    return at >= 0 && at < layers.length && this.toLayer(layers[at]);
  }

  /** @param {number} by */
  rank(by) {
    const order = this.order(this.layer), at = order.indexOf(this.map) + by;
    if (at < 0 || at >= order.length) return false;
    this.choose(order[at]);
    return true;
  }

  /** @param {number} number */
  choose(number) {
    this.playback.play(false);
    Object.assign(this.state, { map: number + 1 });
    if (this.shape[1] * this.shape[2] === 1) Object.assign(this.state, { row: 0, column: 0 });
    this.moved();
  }

  /** @param {{ row: number, column: number }} place */
  pin({ row, column }) {
    this.playback.play(false);
    Object.assign(this.state, { row: row + 1, column: column + 1 });
    this.moved();
  }

  /** @param {number | null} number */
  pointAt(number) {
    if (number === this.pointed || this.playback.playing) return;
    this.pointed = number;
    this.schedule();
  }

  /** @param {number[]} layers */
  light(layers) {
    if (this.state.view !== "layers" || this.playback.playing) layers = [];
    if (!layers.length && !this.lit.size) return;
    this.lit = new Set(layers);
    for (const part of [this.strip, this.table, this.wires]) part.light(this.lit);
  }

  /** @param {{ row: number, column: number } | null} place */
  touch(place) {
    if (this.playback.playing || this.predict.asks) return;
    this.touched = place;
    this.schedule();
  }

  moved() {
    this.pointed = this.touched = null;
    super.moved();
    this.askSoon();
  }

  /** The numbers behind a map are sent once it is looked at for a moment. */
  askSoon() {
    clearTimeout(this.asking_soon);
    if (this.state.view === "pictures") return this.exciting.askSoon();
    if (this.exact) return;
    this.asking_soon = setTimeout(() => {
      const { layer, map } = this, key = `${layer} ${map}`;
      if (this.exact || this.asked === key || !this.section.isConnected) return;
      this.asked = key;
      this.send({ kind: "choose", layer, map: this.model.glance(layer) || this.state.map ? map : -1, comparing: this.compare.on });
    }, ASK_MS);
  }

  get answer() {
    if (!this.exact || this.state.view !== "maps") return null;
    const { row, column } = this.place, { values, columns } = this.model.panels.y, value = values[row * columns + column];
    return { name: this.named(), value, text: format(value) };
  }

  /** "row 3, column 4 of map 2". */
  named() {
    const { said, shape: [, rows, columns], place, model: { unit } } = this;
    if (this.exact && unit.name) return unit.name;
    if (rows * columns === 1) return fill(said.place_unit, { number: this.map });
    return `${fill(said.place, place)} ${fill(said.of_map, { number: this.map })}`;
  }

  destroy() {
    this.exciting.destroy();
    this.byClass.destroy();
    for (const timer of [this.asking_soon, this.why.again, this.why.measuring, this.clock.again, this.compare.again, this.compare.edit.waiting]) clearTimeout(timer);
    super.destroy();
  }

  // ---- how large everything is

  /** @param {{ width: number, height: number }} room */
  layout({ width, height }) {
    const tall = height > 660, { model } = this, strip = this.phone ? 150 : this.compare.on ? this.compare.tall(height) : tall ? (this.state.view === "layers" ? 164 : 190) : ["why", "layers"].includes(this.state.view) ? 100 : 142;
    const picture = this.phone ? Math.min(150, width * 0.4) : strip + (this.compare.on ? 48 : 20), answer = this.phone ? width - picture - 16 : tall ? 236 : 220;
    this.pictureSide = this.compare.on && !this.phone ? strip + 20 : picture;
    this.section.classList.toggle("low", !tall && !this.phone);
    for (const [name, px] of [["picture", picture], ["answer", answer]]) this.section.style.setProperty(`--${name}`, `${px}px`);
    const columns = this.phone ? Math.max(width, 46 * model.columns.length) : width - picture - answer - 32;
    this.strip.layout(columns, strip);
    const work = Math.max(LEAST_WORK, height - strip - 62 - REST), sheet = this.phone ? width : Math.round(width * 0.36);
    const side = this.phone ? Math.min(width, 360) : Math.min(work - 26, Math.round(width * 0.27));
    this.sheet.layout(sheet, this.phone ? 320 : work - 26);
    this.large.layout(side);
    this.section.style.setProperty("--sheet", `${sheet}px`);
    this.section.style.setProperty("--large", `${side}px`);
    this.why.layout(width, work);
    this.exciting.layout(this.phone ? width : width - sheet - 24, work);
    this.compare.layout({ width, height }, columns, strip);
    this.sum.layout(this.phone ? width : width - sheet - side - 48, this.phone ? 400 : work);
    this.wires.layout(width, this.phone ? 140 : tall ? 150 : 96);
    this.section.style.setProperty("--work", `${this.phone ? PHONE_TABLE : Math.max(LEAST_TABLE, work - this.wires.height - WIRES_CAPTION - (this.presenting ? LARGER : 0))}px`);
  }

  // ---- drawing

  draw() {
    const { state, model, said, layer, shape: [maps, rows, columns] } = this, showing = state.view === "maps", asking = state.view === "why", many = state.view === "pictures", comparing = this.compare.on;
    press(this.section, ".views button", state.view);
    press(this.section, ".sorts button", state.sort);
    press(this.section, ".scales button", state.scale);
    for (const [selector, on] of [[".work", showing || many], [".sorts", (showing || many) && maps > 1], [".scales", showing || many], [".large", showing], [".number", showing], [".exciting", many], ["table.layers", state.view === "layers"], [".wires", state.view === "layers"], [".why", asking], [".asking", asking], [".weights", asking], [".compare", comparing], [".against", comparing], [".segmented.second", comparing]])
      this.find(String(selector)).toggleAttribute("hidden", !on);
    this.compare.title();
    this.strip.draw();
    this.tint.draw();
    this.clock.draw();
    this.drawPicture();
    this.answers.draw();
    this.drawInner();
    this.find(".where").replaceChildren();
    this.find(".where").append(...this.where());
    if (asking) return this.why.draw();
    if (comparing) return this.compare.draw();
    this.find(".progress").hidden = true;
    if (!showing && !many) {
      this.wires.draw();
      return this.table.draw();
    }
    const column = model.columns[this.column], point = rows * columns === 1;
    this.find(".sheet .title").textContent = point ? fill(said.numbers, { count: maps }) : maps === 1 ? said.map_one : fill(said.maps, { count: maps });
    const silent = column.face === layer && column.silent ? `, ${fill(said.silent, { count: column.silent })}` : "";
    this.find(".sheet .size").textContent = (point ? "" : fill(said.size, { rows, columns })) + silent;
    this.sheet.draw();
    if (many) return this.exciting.draw();
    this.large.draw();
    this.sum.draw();
  }

  where() {
    if (this.state.view === "why") return [this.steps.text];
    const { said, model, layer } = this, bold = document.createElement("b");
    bold.textContent = model.layers[layer].label;
    return [bold, plain(fill(said.where, { label: "", place: layer + 1, count: model.layers.length })).replace(/^\s*/, " ")];
  }

  drawPicture() {
    const { square, pictureSide: side = 100, said } = this, canvas = this.find("canvas.picture"), g = prepare(canvas, side, side), box = this.seen(PICTURE);
    const { shape } = this.model.square, cell = side / Math.max(shape[1], shape[2]);
    g.imageSmoothingEnabled = cell < 1;
    g.drawImage(/** @type {HTMLCanvasElement} */ (square), 0, 0, side, side);
    if (box) haloCells(g, this.palette, { x: box[2] * cell, y: box[0] * cell, width: (box[3] - box[2] + 1) * cell, height: (box[1] - box[0] + 1) * cell }, 8);
    this.find(".square .size").textContent = fill(said.pixels, { rows: shape[1], columns: shape[2] });
    canvas.setAttribute("aria-label", said.picture_name);
  }

  drawInner() {
    const { layers } = this.model.columns[this.column], group = this.find(".inner"), key = layers.map((k) => `${k} ${this.model.layers[k].label}`).join();
    group.toggleAttribute("hidden", layers.length < 2 || ["why", "layers"].includes(this.state.view));
    if (group.dataset.layers !== key) {
      group.dataset.layers = key;
      group.replaceChildren(...layers.map((k) => Object.assign(document.createElement("button"), { textContent: this.model.layers[k].label })));
      [...group.children].forEach((button, n) => { button.dataset.value = String(layers[n]); });
    }
    press(this.section, ".inner button", this.layer);
  }

  sentence() {
    if (this.state.view === "why") return this.why.sentence();
    if (this.compare.on) return this.compare.sentence();
    if (this.state.view === "pictures") return this.exciting.sentence();
    const told = this.byClass.sentence();
    if (told) return told;
    if (this.state.view === "layers" && this.header.overview) return this.header.overview;
    const { model, layer } = this, column = model.columns[this.column];
    return column.said && column.face === layer ? column.said : model.layers[layer].said;
  }
}

export default mount(Network);
