// The window player: where each number of a feature map comes from, output by output, product by product.

import { reducedMotion } from "../js/draw.js";
import { Lesson, mount } from "../js/lesson.js";
import { fill, format, parseNumber } from "../js/numbers.js";
import { opened } from "../js/address.js";
import { range } from "../js/text.js";
import { Bench } from "./bench.js";
import { Editor } from "./editor.js";
import { GalleryView } from "./gallery.js";
import { layOut } from "./layout.js";
import { Ledger } from "./ledger.js";
import { bindMenu, fillMenu } from "../js/menu.js";
import { Model } from "./model.js";
import { Pointer } from "./pointer.js";
import { Round } from "./round.js";
import { sentenceOf } from "./sentences.js";
import { Starts } from "./starts.js";
import { Stage } from "./stage.js";
import { drawSurroundings, writeCaptions } from "./surroundings.js";
import { stepsOf } from "./steps.js";
import { View, ZOOMS } from "../js/view.js";

const SLOW_UP_TO = 12; // inputs along an axis: as many can be stepped through one by one
const ZOOM_MS = 240;
const TURN_MS = 300;

/** @typedef {import("./model.js").Place} Place @typedef {import("./model.js").Product} Product */
/** @typedef {{ kind: "output" | "input" | "padding", row: number, column: number } | { kind: "kernel" | "tap", tap: number }} Hovered */

/** @extends {Lesson<Model>} */
class WindowPlayer extends Lesson {
  static keys = { t: "by", u: "uses", c: "hues", ...Object.fromEntries(range(9).map((k) => [k + 1, "channel"])) };

  /** @param {any} root @param {(event: object) => number} send */
  constructor(root, send) {
    super(root, send);
    Object.assign(this.state, { at: [0, 0], by: "pixel", done: Infinity, channel: 0, hide: 0 });
    this.trail = false;
    /** What is pointed at. @type {any} */
    this.hovered = null;
    /** @type {Product[]} */
    this.terms = [];
    this.view = new View();
    this.stage = new Stage(this);
    this.bench = new Bench(this);
    this.ledger = new Ledger(this);
    this.gallery = new GalleryView(this);
    this.round = new Round(this);
    this.editor = new Editor(this);
    this.starts = new Starts(this);
    this.pointer = new Pointer(this);
    bindMenu(this.find(".menu"), this.find(".more"), (name) => this.send({ kind: "action", name }));
    this.find(".where").addEventListener("change", () => this.jump());
  }

  // ---- a new payload

  /** @param {Payload} payload */
  read(payload) { return new Model(payload); }

  /** @param {Model | null} before */
  arrived(before) {
    const { model, state, header } = this, { row, column, input, relation } = model;
    if (before?.header.picture !== header.picture || before?.adds !== model.adds) this.restart();
    state.at = [Math.min(state.at[0], row.outputs - 1), Math.min(state.at[1], column.outputs - 1)];
    state.channel = Math.min(state.channel, input.channels - 1);
    if (this.hovered?.kind !== "kernel" || this.hovered.tap >= relation.kernelSize) this.hovered = null;
    this.section.dataset.kind = relation.rule;
    fillMenu(this.find(".menu"), header.actions);
    this.bench.captions();
    this.stage.repaint();
    this.gallery.update();
    this.round.update();
    this.starts.update();
    this.editor.answered();
    if (before && before.header.flipped !== header.flipped) this.turnKernel();
  }

  /** Another picture opens where the server says. */
  restart() {
    const { state, model } = this, { at, by, done, channel, zoom } = opened(this.header.state), sums = by === "product" && model.adds;
    Object.assign(state, { at, channel, by: sums ? by : "pixel", done: sums ? done : Infinity });
    Object.assign(this, { trail: sums, hovered: null });
    this.playback.play(false);
    this.playback.speed = model.row.inputs > SLOW_UP_TO ? 3 : 1;
    this.view.zoom = String(zoom);
  }

  // ---- what is in focus

  /** @returns {Place} */
  get pin() { return { row: this.state.at[0], column: this.state.at[1] }; }
  get filter() { return this.model.relation.channels.length > 1 ? this.state.channel : 0; }
  get bias() { return this.header.bias[this.filter]; }
  /** @returns {Place} */
  get focus() { return this.hovered?.kind === "output" ? this.hovered : this.pin; }
  get reached() { return this.hovered?.kind === "output" ? this.terms.length : Math.min(this.state.done, this.terms.length); }
  get uses() { return Boolean(this.state.uses); }
  get hues() { return Boolean(this.state.hues); }
  get outputValue() { return this.model.output.at(this.filter, this.focus.row, this.focus.column); }
  get silent() { return this.playback.playing || this.hovered?.kind === "output"; }
  pinnedTerms() { return this.model.products(this.filter, this.pin); }

  /** The kernel's cell whose three numbers are framed: pointed at, or newest in a sum by product. */
  get markedTap() {
    const { hovered, state, terms, reached } = this;
    if (hovered?.kind === "kernel" || hovered?.kind === "tap") return hovered.tap;
    const newest = terms[reached - 1];
    return newest && state.by === "product" && !hovered && newest.channel === state.channel ? this.model.tap(newest) : -1;
  }

  /** The sum of the products reached, by channel and in all, and what becomes of it. */
  get sums() {
    /** @type {Record<number, number>} */
    const channels = {};
    let sum = 0;
    for (const { channel, value } of this.terms.slice(0, this.reached)) {
      channels[channel] = (channels[channel] ?? 0) + value;
      sum += value;
    }
    const divided = sum / this.header.divisor;
    return { channels, sum, divided, pre: divided + this.bias };
  }

  get answer() {
    if (this.reached < this.terms.length) return null;
    return { name: fill(this.words.names.output, this.focus), value: this.outputValue, text: format(this.outputValue) };
  }

  /** Whether this output's number is asked for now. @param {number} row @param {number} column */
  asks(row, column) { return this.predict.open && row === this.pin.row && column === this.pin.column; }

  /** While a small map is built step by step, what is not yet written stays empty; so does what is asked for. */
  unwritten() {
    const { state, model: { row, column }, predict: { open } } = this;
    const builds = (this.trail || state.hide) && !this.hovered && Math.max(row.inputs, column.inputs) <= SLOW_UP_TO;
    if (!builds && !open) return null;
    const last = this.index, unfinished = open || this.reached < this.terms.length;
    return (/** @type {number} */ r, /** @type {number} */ c) => {
      const k = r * column.outputs + c;
      return k === last ? unfinished : Boolean(builds) && k > last;
    };
  }

  // ---- drawing

  /** @param {{ width: number, height: number }} room */
  layout(room) {
    layOut(this, room);
    writeCaptions(this);
  }

  draw() {
    this.terms = this.model.products(this.filter, this.focus);
    for (const part of [this.stage, this.bench, this.ledger]) part.draw();
    this.drawPlace();
    drawSurroundings(this);
  }

  sentence() { return sentenceOf(this); }

  /** Row and column of the step; what is being typed stays. @param {boolean} force */
  drawPlace(force = false) {
    for (const axis of /** @type {const} */ (["row", "column"])) {
      const input = this.find(`.where .${axis}`);
      if (force || this.root.activeElement !== input) input.value = this.focus[axis];
    }
  }

  turnKernel() {
    if (reducedMotion()) return;
    this.find("[data-testid=kernel]").animate(
      [{ transform: "rotate(-180deg)" }, { transform: "rotate(0deg)" }], { duration: TURN_MS, easing: "ease-out" });
  }

  // ---- steps: an output, or a product of its sum

  get index() { return this.state.at[0] * this.model.column.outputs + this.state.at[1]; }

  get steps() { return stepsOf(this); }
  /** @param {Place} at */
  placeText(at) { return fill(this.words.names.place, at); }

  /** Pin an output; by product, show `done` of its products. @param {number} index @param {number} done @param {boolean} trail */
  go(index, done = Infinity, trail = this.trail) {
    const { state, model: { column, relation } } = this, k = Math.max(0, Math.min(relation.count - 1, index));
    state.at = [Math.floor(k / column.outputs), k % column.outputs];
    state.done = state.by === "product" ? done : Infinity;
    Object.assign(this, { hovered: null, trail });
    this.view.follow(state.at[0], state.at[1]);
    this.moved();
  }

  jump() {
    const { model: { row, column } } = this;
    const [r, c] = [".where .row", ".where .column"].map((name) => parseNumber(this.find(name).value));
    /** @param {number} at @param {number} count */
    const inside = (at, count) => Math.max(0, Math.min(count - 1, Math.round(at)));
    if (r !== null && c !== null) this.go(inside(r, row.outputs) * column.outputs + inside(c, column.outputs));
    this.drawPlace(true);
  }

  // ---- what buttons and keys do

  get actions() {
    /** @param {any} event */
    const valueOf = ({ key, target }) => key ?? target.closest("[data-value]").dataset.value;
    return {
      zoom: (/** @type {any} */ event) => this.setZoom(event.key ? ZOOMS[(ZOOMS.indexOf(this.view.zoom) + 1) % ZOOMS.length] : valueOf(event)),
      by: (/** @type {any} */ event) => this.setBy(event.key ? (this.state.by === "pixel" ? "product" : "pixel") : valueOf(event)),
      channel: (/** @type {any} */ event) => this.setChannel(event.key ? Number(event.key) - 1 : Number(valueOf(event))),
      uses: () => this.overlay("uses"), hues: () => this.model.adds && this.overlay("hues"),
    };
  }

  /** @param {"uses" | "hues"} name */
  overlay(name) {
    this.state[name] = Number(!this.state[name]);
    this.moved();
  }

  /** @param {string} name */
  toggle(name) {
    this.hovered = null;
    super.toggle(name);
    this.relayout(); // Predict has a line of its own
  }

  leave() {
    this.hovered = null;
    super.leave();
  }

  /** @param {string} by */
  setBy(by) {
    if (!this.model.adds) return false; // a maximum has no products
    this.state.by = by;
    this.go(this.index, 0, by === "product");
  }

  /** @param {number} channel */
  setChannel(channel) {
    if (channel >= this.model.input.channels) return false;
    this.state.channel = channel;
    this.stage.repaint();
    writeCaptions(this);
    this.moved();
  }

  /** @param {string} zoom */
  setZoom(zoom) {
    const { view } = this, from = view.cell, to = view.cellFor(zoom);
    if (!view.zooms) return false;
    view.zoom = zoom;
    view.centreOn(this.pin.row, this.pin.column);
    const start = performance.now();
    const frame = (/** @type {number} */ now) => {
      const t = reducedMotion() ? 1 : Math.min(1, Math.max(0, (now - start) / ZOOM_MS));
      view.cell = from * (to / from) ** (1 - (1 - t) ** 3);
      this.redraw();
      if (t < 1) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    this.saveSoon();
  }

  // ---- pointing

  /** @param {Hovered | null} target */
  hover(target) {
    const pointed = target?.kind === "output" && this.state.hide ? null : target; // the next numbers are not told before they are asked
    if (JSON.stringify(pointed) === JSON.stringify(this.hovered)) return;
    this.hovered = pointed;
    if (pointed) this.playback.play(false);
    this.schedule();
  }

  // ---- the address

  get values() {
    const { state } = this, done = state.by === "product" ? Math.min(state.done, this.pinnedTerms().length) : 0;
    return { ...state, done, zoom: this.view.zoom };
  }
}

export default mount(WindowPlayer);
