// The window player: where each number of a feature map comes from, output by output, product by product.

import { beam, spot } from "../js/beam.js";
import { paint } from "../js/colour.js";
import { reducedMotion } from "../js/draw.js";
import { Lesson, mount } from "../js/lesson.js";
import { fill, format, parseNumber, writeRich } from "../js/numbers.js";
import { opened } from "../js/address.js";
import { pointing, walking } from "../js/pointing.js";
import { press } from "../js/rich.js";
import { range } from "../js/text.js";
import { Bench, sizeOf } from "./bench.js";
import { Editor } from "./editor.js";
import { GalleryView } from "./gallery.js";
import { layOut } from "./layout.js";
import { Ledger } from "./ledger.js";
import { bindMenu, fillMenu } from "../js/menu.js";
import { Model } from "./model.js";
import { numpyOf, sentenceOf } from "./sentences.js";
import { Stage } from "./stage.js";
import { View, ZOOMS } from "../js/view.js";

const SLOW_UP_TO = 12; // inputs along an axis: as many can be stepped through one by one
const ZOOM_MS = 240;
const TURN_MS = 300;
const WHEEL = 0.0022;
const LEGEND = 128; // steps of colour

/** @typedef {import("./model.js").Place} Place @typedef {import("./model.js").Product} Product */
/** @typedef {{ kind: "output" | "input", row: number, column: number } | { kind: "kernel" | "tap", tap: number }} Hovered */

/** @extends {Lesson<Model>} */
class WindowPlayer extends Lesson {
  static keys = { t: "by", u: "uses", c: "hues", ...Object.fromEntries(range(9).map((k) => [k + 1, "channel"])) };

  /** @param {any} root @param {(event: object) => void} send */
  constructor(root, send) {
    super(root, send);
    Object.assign(this.state, { at: [0, 0], by: "pixel", done: Infinity, channel: 0, hide: 0 });
    this.trail = false;
    this.uses = false;
    this.hues = false;
    /** What is pointed at. @type {any} */
    this.hovered = null;
    /** @type {Product[]} */
    this.terms = [];
    this.view = new View();
    this.stage = new Stage(this);
    this.bench = new Bench(this);
    this.ledger = new Ledger(this);
    this.gallery = new GalleryView(this);
    this.editor = new Editor(this);
    this.point("input", this.stage.input);
    this.point("output", this.stage.output);
    for (const name of ["window", "products"]) this.pointCells(this.find(`[data-testid=${name}]`));
    bindMenu(this.find(".menu"), this.find(".more"), (name) => this.send({ kind: "action", name }));
    this.find(".where").addEventListener("change", () => this.jump());
  }

  // ---- a new payload

  /** @param {import("../js/payload").Payload} payload */
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
    this.editor.answered();
    if (before && before.header.flipped !== header.flipped) this.turnKernel();
  }

  /** Another picture opens where the server says. */
  restart() {
    const { state, model } = this, { at, by, done, channel } = opened(this.header.state), sums = by === "product" && model.adds;
    Object.assign(state, { at, channel, by: sums ? by : "pixel", done: sums ? done : Infinity });
    Object.assign(this, { trail: sums, uses: false, hovered: null });
    this.playback.play(false);
    this.playback.speed = model.row.inputs > SLOW_UP_TO ? 3 : 1;
    this.view.zoom = "whole";
  }

  captions() {
    const { model: { input, output, relation }, words: { names, notes } } = this, title = output.header.title, about = output.header.about;
    this.find(".input-title").textContent = input.header.title;
    this.find(".input-size").textContent = sizeOf(names, input, Boolean(this.phone));
    this.find(".output-title").textContent = relation.channels.length > 1 ? fill(names.output_of, { title, channel: input.header.names?.[this.state.channel] }) : title;
    for (const element of this.all(".formula")) writeRich(element, notes.formula);
    this.find(".formula").title = notes.formula_title;
    this.find(".left-over").textContent = notes.left_over;
    this.stage.input.setAttribute("aria-label", fill(names.input_label, { title: input.header.title, about: input.header.about }));
    this.stage.output.setAttribute("aria-label", fill(names.output_label, { title, about }));
  }

  // ---- what is in focus

  /** @returns {Place} */
  get pin() { return { row: this.state.at[0], column: this.state.at[1] }; }
  get filter() { return this.model.relation.channels.length > 1 ? this.state.channel : 0; }
  get bias() { return this.header.bias[this.filter]; }
  /** @returns {Place} */
  get focus() { return this.hovered?.kind === "output" ? this.hovered : this.pin; }
  get reached() { return this.hovered?.kind === "output" ? this.terms.length : Math.min(this.state.done, this.terms.length); }
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
    this.find(".tools .zoom").hidden = !this.view.zooms;
    this.captions();
    this.drawLegend();
  }

  draw() {
    const { section, words: { notes } } = this;
    this.terms = this.model.products(this.filter, this.focus);
    for (const part of [this.stage, this.bench, this.ledger]) part.draw();
    this.drawBeams();
    this.drawPlace();
    const numpy = this.find(".numpy pre"), code = notes.numpy && numpyOf(this);
    if (numpy.textContent !== code) numpy.textContent = code;
    this.find(".numpy").hidden = !notes.numpy;
    press(section, ".zoom button", this.view.zoom);
    press(section, ".by button", this.state.by);
    press(section, ".channels button", this.state.channel);
    this.find(".left-over").hidden = this.view.zoomed;
    section.classList.toggle("zoomed", this.view.zoomed);
    this.find(".bench").classList.toggle("scatter", this.hovered?.kind === "input");
    for (const name of /** @type {const} */ (["uses", "hues"])) this.find(`[data-action=${name}]`).setAttribute("aria-pressed", String(this[name]));
  }

  sentence() { return sentenceOf(this); }

  /** Row and column of the step; what is being typed stays. @param {boolean} force */
  drawPlace(force = false) {
    for (const axis of /** @type {const} */ (["row", "column"])) {
      const input = this.find(`.where .${axis}`);
      if (force || this.root.activeElement !== input) input.value = this.focus[axis];
    }
  }

  drawLegend() {
    const { model: { output: { header, range: [low, high] } }, words: { names }, palette } = this, canvas = this.find(".legend canvas");
    [canvas.width, canvas.height] = this.phone ? [LEGEND, 1] : [1, LEGEND];
    const colours = paint(canvas.width, canvas.height, (k) => palette?.signed((this.phone ? k - LEGEND / 2 : LEGEND / 2 - k), LEGEND / 2) ?? []);
    canvas.getContext("2d").drawImage(colours, 0, 0);
    this.find(".legend .high").textContent = fill(header.clipped ? names.at_least : "{value}", { value: format(high) });
    this.find(".legend .low").textContent = fill(header.clipped ? names.at_most : "{value}", { value: format(low) });
  }

  /** From the window to its enlargement, from the result to its place; the pointer on the scale. */
  drawBeams() {
    const { stage: { boxes }, section, phone, predict } = this, at = (/** @type {string} */ selector) => spot(section, this.find(selector));
    beam(this.find("polygon.from-input"), boxes.input, at(".frame.of-input"), at("[data-testid=window]"));
    beam(this.find("polygon.from-output"), phone ? null : boxes.output, at(".frame.of-output"), at(".result .pixel"));
    const value = this.reached < this.terms.length ? this.sums.sum : this.outputValue, pointer = this.find(".legend .pointer");
    pointer.style.top = `${50 - 50 * (Math.max(-1, Math.min(1, value / this.model.output.range[1])) || 0)}%`;
    pointer.hidden = predict.open;
  }

  turnKernel() {
    if (reducedMotion()) return;
    this.find("[data-testid=kernel]").animate(
      [{ transform: "rotate(-180deg)" }, { transform: "rotate(0deg)" }], { duration: TURN_MS, easing: "ease-out" });
  }

  // ---- steps: an output, or a product of its sum

  get index() { return this.state.at[0] * this.model.column.outputs + this.state.at[1]; }

  get steps() {
    const { index, model: { relation: { count }, row, column }, words: { names } } = this;
    return {
      count, index, text: fill(names.place, this.pin), ended: index === count - 1 && this.reached >= this.terms.length,
      go: (/** @type {number} */ k) => this.go(k, k > 0 ? Infinity : 0, true),
      step: (/** @type {1 | -1} */ by) => this.step(by),
      row: (/** @type {1 | -1} */ by) => {
        const next = this.state.at[0] + by;
        if (next >= 0 && next < row.outputs) this.go(index + by * column.outputs);
      },
    };
  }

  /** Pin an output; by product, show `done` of its products. @param {number} index @param {number} done @param {boolean} trail */
  go(index, done = Infinity, trail = this.trail) {
    const { state, model: { column, relation } } = this, k = Math.max(0, Math.min(relation.count - 1, index));
    state.at = [Math.floor(k / column.outputs), k % column.outputs];
    state.done = state.by === "product" ? done : Infinity;
    Object.assign(this, { hovered: null, trail });
    this.view.follow(state.at[0], state.at[1]);
    this.moved();
  }

  /** One step; false where there is none left. @param {1 | -1} direction */
  step(direction) {
    const { state, index, model: { relation: { count } } } = this, next = index + direction, there = next >= 0 && next < count;
    if (state.by === "pixel") {
      if (there) this.go(next, Infinity, true);
      return there;
    }
    const total = this.pinnedTerms().length, done = Math.min(state.done, total) + direction;
    if (done > total && !there) return false;
    if (done > total) this.go(next, 1, true);
    else if (done < 1 && index > 0) this.go(next, total, true);
    else this.go(index, Math.max(0, done), true);
    this.showChannel();
    return true;
  }

  /** By product, the grids show the channel that the newest product belongs to. */
  showChannel() {
    const terms = this.pinnedTerms(), newest = terms[Math.min(this.state.done, terms.length) - 1];
    if (newest && newest.channel !== this.state.channel) this.setChannel(newest.channel);
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
    this[name] = !this[name];
    this.schedule();
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
    this.captions();
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

  /** @param {"input" | "output"} kind @param {HTMLCanvasElement} canvas */
  point(kind, canvas) {
    const { view } = this, hit = (/** @type {[number, number]} */ [x, y]) => this.stage[`${kind}Grid`]?.hit(x, y) ?? null;
    const seen = (/** @type {[number, number] | null} */ at) => {
      const cell = at && hit(at);
      this.hover(cell && { kind, ...cell });
    };
    let held = { x: 0, y: 0, row: 0, column: 0 };
    pointing(canvas, {
      hover: seen,
      pin: (at, event) => {
        const cell = hit(at);
        if (kind === "input") seen(at);
        else if (cell) this.go(cell.row * this.model.column.outputs + cell.column, Infinity, false);
        if (kind === "output" && event.pointerType !== "touch") seen(at);
      },
      grab: ([x, y]) => {
        held = { x, y, ...view.centre };
        return kind === "input" && view.zoomed;
      },
      drag: ([x, y]) => {
        view.centre = { row: held.row - (y - held.y) / view.cell, column: held.column - (x - held.x) / view.cell };
        this.schedule();
      },
      open: (at) => this.zoomHere(kind, hit(at)),
      // With Ctrl (a pinch on a touch pad) the wheel zooms about the pointer; alone it scrolls the page.
      zoom: (at, event) => {
        if (!(event.ctrlKey || event.metaKey) || !view.zooms) return;
        event.preventDefault();
        view.zoomAbout(kind, at, Math.exp(-event.deltaY * WHEEL));
        this.schedule();
      },
    });
    if (kind === "input") walking(canvas, (rows, columns) => this.walk(rows, columns));
  }

  /** Arrows on the focused input go from pixel to pixel, first to one under the pinned window. @param {number} rows @param {number} columns */
  walk(rows, columns) {
    const { model: { row, column }, hovered, pin } = this;
    const [r, c] = hovered?.kind === "input" ? [hovered.row + rows, hovered.column + columns]
      : [Math.max(0, row.source(pin.row, row.kernelSize >> 1)), Math.max(0, column.source(pin.column, column.kernelSize >> 1))];
    if (r >= 0 && c >= 0 && r < row.inputs && c < column.inputs) this.hover({ kind: "input", row: r, column: c });
  }

  /** @param {"input" | "output"} kind @param {Place | null} cell */
  zoomHere(kind, cell) {
    const { view, model: { row, column } } = this;
    if (!cell || !view.zooms) return;
    if (kind === "input") this.go(row.nearest(cell.row + row.before + 0.5) * column.outputs + column.nearest(cell.column + column.before + 0.5));
    this.setZoom(view.zoom === "pixels" ? "whole" : "pixels");
  }

  /** @param {HTMLElement} element */
  pointCells(element) {
    element.addEventListener("pointermove", (/** @type {any} */ event) => {
      const cell = event.target.closest("[data-tap]");
      if (cell && this.hovered?.kind !== "input") this.hover({ kind: "tap", tap: Number(cell.dataset.tap) });
    });
    element.addEventListener("pointerleave", () => { if (this.hovered?.kind === "tap") this.hover(null); });
  }

  // ---- the address

  get values() {
    const { state } = this, done = state.by === "product" ? Math.min(state.done, this.pinnedTerms().length) : 0;
    return { ...state, done };
  }
}

export default mount(WindowPlayer);
