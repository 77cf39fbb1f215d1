// One player for every lesson that steps: what is on screen is a function of payload and state.

import { decode } from "./payload.js";
import { writeRich } from "../js/numbers.js";
import { reducedMotion } from "../js/draw.js";
import { Shell, mounting, press } from "../js/shell.js";
import { View, ZOOMS } from "./view.js";
import { Stage } from "./stage.js";
import { Bench } from "./bench.js";
import { Words } from "./words.js";
import { GalleryView } from "./gallery.js";
import { Editor } from "./editor.js";
import { Timeline } from "./timeline.js";
import { Pointer } from "./pointer.js";
import { layoutMethods } from "./layout.js";
import { beamMethods } from "./beams.js";

const SLOW_UP_TO = 12;
const ZOOM_MS = 240;
const TURN_MS = 300;

class Player extends Shell {
  constructor(root, send) {
    super(root, send);
    this.state = {
      pin: { row: 0, column: 0 }, done: Infinity, by: "pixel", channel: 0, hover: null, zoom: "whole",
      playing: false, speed: 2, trail: false, coverage: false, hues: false, shared: false,
    };
    this.view = new View();
    this.stage = new Stage(this);
    this.bench = new Bench(this);
    this.gallery = new GalleryView(this);
    this.words = new Words(this);
    this.editor = new Editor(this);
    this.timeline = new Timeline(this);
    this.pointer = new Pointer(this);
    this.bind();
  }

  bind() {
    this.find(".zoom").addEventListener("click", (event) => {
      if (event.target.dataset.value) this.setZoom(event.target.dataset.value);
    });
    this.find(".coverage").addEventListener("click", () => this.toggle("coverage"));
    this.find(".hues").addEventListener("click", () => this.toggle("hues"));
    this.find(".ledger .rows").addEventListener("click", (event) => {
      const channel = event.target.closest("[data-channel]")?.dataset.channel;
      if (channel !== undefined) this.setChannel(Number(channel));
    });
  }

  // ---- a new payload

  update(model) {
    const before = this.model;
    this.model = model;
    if (before?.picture !== model.picture || before?.kind !== model.kind) this.restart(model.start);
    if (!model.relation.weight) Object.assign(this.state, { by: "pixel", done: Infinity });
    this.complaint = "";
    const { relation } = model, { state } = this;
    state.pin.row = Math.min(state.pin.row, relation.row.outputs - 1);
    state.pin.column = Math.min(state.pin.column, relation.column.outputs - 1);
    state.channel = Math.min(state.channel, relation.input.channels - 1);
    state.hover = state.hover?.kind === "kernel" && state.hover.tap < relation.taps ? state.hover : null;
    this.section.dataset.kind = relation.weight ? "sum" : "max";
    this.refresh();
    this.editor.answered();
    if (before && before.flipped !== model.flipped) this.turnKernel();
    this.answered();
  }

  restart(start) {
    clearTimeout(this.timeline.timer);
    Object.assign(this.state, {
      pin: { row: start.row, column: start.column }, by: start.by, done: start.by === "product" ? start.done : Infinity,
      channel: start.channel, trail: start.by === "product", hover: null, zoom: "whole", playing: false, coverage: false,
      speed: this.model.relation.row.inputs > SLOW_UP_TO ? 3 : 1,
    });
    this.view.zoom = "whole";
  }

  refresh() {
    this.findScheme();
    this.captions();
    this.stage.repaint();
    this.gallery.update();
    this.layout();
    this.draw();
    this.saveAddress();
  }

  captions() {
    const { model } = this, { input, output } = model.relation;
    this.find(".input-title").textContent = input.title;
    this.find(".input-size").textContent = `${input.rows} × ${input.columns}` + (input.channels > 1 && !this.phone ? ` × ${input.channels}` : "");
    this.find(".output-title").textContent = output.title;
    for (const element of this.section.querySelectorAll(".formula")) writeRich(element, model.words.formula);
    this.find(".formula").title = model.words.formula_title;
    this.find(".left-over").textContent = model.words.left_over;
    this.find("canvas.input").setAttribute("aria-label", `${input.title}: ${input.about}. Arrow keys move over its pixels.`);
    this.find("canvas.output").setAttribute("aria-label", `${output.title}: ${output.about}. Arrow keys step through it.`);
    this.find(".numpy").hidden = !model.words.numpy;
  }

  // ---- what is in focus

  get filter() { return this.model.relation.channels.length > 1 ? this.state.channel : 0; }
  get focus() { return this.state.hover?.kind === "output" ? this.state.hover : this.state.pin; }
  get reached() { return this.state.hover?.kind === "output" ? this.terms.length : Math.min(this.state.done, this.terms.length); }
  get outputValue() { return this.model.relation.output.at(this.filter, this.focus.row, this.focus.column); }

  pinnedTerms() { return this.model.relation.terms(this.filter, this.state.pin.row, this.state.pin.column); }

  // The tap whose three cells are framed: pointed at, or newest in a sum by product.
  get markedTap() {
    const { hover } = this.state;
    if (hover?.kind === "kernel" || hover?.kind === "tap") return hover.tap;
    const newest = this.terms[this.reached - 1];
    return newest && this.state.by === "product" && !hover && newest.channel === this.state.channel ? newest.tap : -1;
  }

  winnerTap(terms) {
    const { relation } = this.model, { outputs } = relation.column;
    const index = (this.filter * relation.row.outputs + this.focus.row) * outputs + this.focus.column;
    const flat = relation.winners[index];
    return terms.findIndex((t) => t.inside && t.row * relation.input.columns + t.column === flat);
  }

  // Whether an input is the maximum of one of the outputs that read it.
  wins(output, row, column) {
    const { relation } = this.model;
    const index = (this.filter * relation.row.outputs + output.row) * relation.column.outputs + output.column;
    return relation.winners[index] === row * relation.input.columns + column;
  }

  // The sum of the products reached, by channel and in all, and what becomes of it.
  sumUp() {
    const channels = {};
    let sum = 0;
    for (const term of this.terms.slice(0, this.reached)) {
      channels[term.channel] = (channels[term.channel] ?? 0) + term.product;
      sum += term.product;
    }
    const divided = sum / this.model.divisor;
    return { channels, sum, divided, pre: divided + this.model.bias[this.filter] };
  }

  // While a small map is built step by step, what is not yet written stays empty.
  unwritten() {
    const { state, model } = this, { row, column } = model.relation;
    if (!state.trail || row.inputs > 12 || column.inputs > 12 || state.hover) return null;
    const last = state.pin.row * column.outputs + state.pin.column, partial = this.reached < this.terms.length;
    return (r, c) => r * column.outputs + c > last || (partial && r * column.outputs + c === last);
  }

  // ---- drawing

  draw() {
    this.terms = this.model.relation.terms(this.filter, this.focus.row, this.focus.column);
    this.ledger = this.sumUp();
    this.stage.draw();
    this.bench.draw();
    this.words.draw();
    this.timeline.draw();
    this.drawBeams();
    this.drawPointer();
    press(this.section, ".zoom button", this.view.zoom);
    this.find(".left-over").hidden = this.view.zoomed;
    this.find(".bench").classList.toggle("scatter", this.state.hover?.kind === "input");
    this.find(".coverage").setAttribute("aria-pressed", this.state.coverage);
    this.find(".hues").setAttribute("aria-pressed", this.state.hues);
  }

  turnKernel() {
    if (reducedMotion()) return;
    this.find("[data-testid=kernel]").animate(
      [{ transform: "rotate(-180deg)" }, { transform: "rotate(0deg)" }], { duration: TURN_MS, easing: "ease-out" });
  }

  // ---- changes of state

  hover(target) {
    if (JSON.stringify(target) === JSON.stringify(this.state.hover)) return;
    if (target && !this.editor.input) this.complain("");
    this.state.hover = target;
    if (target && this.state.playing) this.timeline.play(false);
    this.schedule();
  }

  pinned() {
    this.complain("");
    this.schedule();
    this.saveSoon();
  }

  pin(row, column) {
    this.state.trail = false;
    this.timeline.go(row * this.model.relation.column.outputs + column);
  }

  toggle(what) {
    this.state[what] = !this.state[what];
    this.schedule();
  }

  setChannel(channel) {
    this.state.channel = channel;
    this.stage.repaint();
    this.pinned();
  }

  setZoom(zoom) {
    if (!this.view.zooms) return;
    const { row, column } = this.state.pin, from = this.view.cell, to = this.view.cellFor(zoom);
    this.view.zoom = this.state.zoom = zoom;
    this.view.centreOn(row, column);
    const start = performance.now();
    const frame = (now) => {
      const t = reducedMotion() ? 1 : Math.min(1, (now - start) / ZOOM_MS);
      this.view.cell = from * (to / from) ** (1 - (1 - t) ** 3);
      this.draw();
      if (t < 1) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  cycleZoom() { this.setZoom(ZOOMS[(ZOOMS.indexOf(this.view.zoom) + 1) % ZOOMS.length]); }

  query() {
    const { state, model } = this, parts = model.link ? [model.link] : [];
    parts.push(`at=${state.pin.row},${state.pin.column}`);
    if (state.by === "product") parts.push(`by=product&done=${Math.min(state.done, this.terms.length)}`);
    if (state.channel) parts.push(`channel=${state.channel}`);
    return "?" + parts.join("&");
  }

  get silent() { return this.state.playing || this.state.hover?.kind === "output"; }

  destroy() {
    this.timeline.play(false);
    super.destroy();
  }
}

Object.assign(Player.prototype, layoutMethods, beamMethods);

export default mounting(Player, decode);
