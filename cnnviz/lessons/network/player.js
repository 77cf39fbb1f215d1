// The network player: a picture on its way through a trained network, layer by layer, map by map, number by number.

import { Lesson, mount } from "../../player/js/lesson.js";
import { fill, format } from "../../player/js/numbers.js";
import { stepping } from "../../player/js/playback.js";
import { plain } from "../../player/js/rich.js";
import { Answers } from "./answer.js";
import { Atlases } from "./atlas.js";
import { ClassOrder } from "./class_order.js";
import { Clock } from "./clock.js";
import { Compare } from "./compare.js";
import { Exciting } from "./exciting.js";
import { LargeMap } from "./large.js";
import { LayerRows } from "./table.js";
import { Picture, PICTURE } from "./picture.js";
import { Ranking } from "./ranking.js";
import { Room } from "./room.js";
import { MapSheet } from "./sheet.js";
import { Model } from "./model.js";
import { Sum } from "./number.js";
import { Strip } from "./strip.js";
import { Tabs } from "./tabs.js";
import { Tint } from "./tint.js";
import { UnitAsking } from "./unit_asking.js";
import { Why } from "./why.js";
import { Wires } from "./wires.js";

/** @extends {Lesson<Model>} */
export class Network extends Lesson {
  static keys = { "[": "before", "]": "after", s: "scale", i: "inward", o: "outward", 1: "maps", 2: "why", 3: "layers", 4: "compare", 5: "pictures", w: "weights" };

  /** @param {any} root @param {(event: object) => number} send */
  constructor(root, send) {
    super(root, send);
    /** The map that is pointed at. @type {number | null} */
    this.pointed = null;
    /** The place on the large map that is pointed at. @type {{ row: number, column: number } | null} */
    this.touched = null;
    /** Layers that are pointed at in the table, the drawing or the strip. @type {Set<number>} */
    this.lit = new Set();
    this.wanted = new UnitAsking(this);
    this.atlases = new Atlases(this);
    this.ranking = new Ranking(this);
    this.measures = new Room(this);
    this.tabs = new Tabs(this);
    this.picture = new Picture(this);
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
  }

  /** @param {Payload<any>} payload */
  read(payload) { return new Model(payload); }
  get said() { return this.words.network; }

  /** @param {Model | null} before */
  arrived(before) {
    const { model, state } = this;
    this.atlases.clear();
    this.ranking.clear();
    this.pointed = this.touched = null;
    this.wanted.asked = "";
    if (state.layer > model.layers.length) state.layer = 0;
    const [maps, rows, columns] = this.shape;
    if (state.map > maps) state.map = 0;
    if (state.row > rows || state.column > columns) state.row = state.column = 0;
    if (!before || before.columns.length !== model.columns.length || before.layers !== model.layers) this.strip.update();
    for (const part of [this.answers, this.table, this.tint, this.wires]) part.update();
    this.picture.arrived();
    this.follow();
  }

  /** Each part asks for what it lacks. */
  follow() {
    this.wanted.soon();
    for (const part of [this.why, this.exciting, this.byClass, this.clock, this.compare]) part.arrived();
  }

  recoloured() {
    this.atlases.clear();
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

  // What a strip or a sheet of maps asks for.
  /** @param {number} layer */
  order(layer) { return this.ranking.of(layer); }
  /** @param {number} layer @param {number} number */
  strength(layer, number) { return this.ranking.strength(layer, number); }
  /** @param {number} layer */
  atlas(layer) { return this.atlases.of(layer); }

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
    this.ranking.clear();
    this.moved();
    this.compare.painted.clear();
    this.relayout();
    this.follow();
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
    this.wanted.soon();
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
    for (const part of [this.exciting, this.byClass, this.wanted]) part.destroy();
    for (const timer of [this.why.again, this.why.measuring, this.clock.again, this.compare.again, this.compare.edit.waiting]) clearTimeout(timer);
    super.destroy();
  }

  // ---- what is shown

  /** @param {{ width: number, height: number }} room */
  layout(room) { this.measures.layout(room); }

  draw() {
    this.tabs.draw();
    this.compare.title();
    for (const part of [this.strip, this.tint, this.clock, this.picture, this.answers]) part.draw();
    this.tabs.inner();
    this.tabs.where();
    for (const part of this.parts) part.draw();
    queueMicrotask(() => this.measures.fits()); // once the sentence is written
  }

  /** What is drawn in the chosen view alone. @returns {{ draw(): void }[]} */
  get parts() {
    const { why, compare, wires, table, sheet, exciting, large, sum } = this;
    return { why: [why], compare: [compare], layers: [wires, table], pictures: [sheet, exciting], maps: [sheet, large, sum] }[/** @type {"maps"} */ (this.state.view)];
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
