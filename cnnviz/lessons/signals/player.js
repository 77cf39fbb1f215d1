// Signals: one signal on one time axis, and five views of what slides along it.

import { Lesson, mount } from "../../player/js/lesson.js";
import { panelsOf } from "../../player/js/panel.js";
import { pointing } from "../../player/js/pointing.js";
import { Relation } from "../../player/js/relation.js";
import { press } from "../../player/js/rich.js";
import { stepping } from "../../player/js/playback.js";
import { SignalField } from "./field.js";
import { FilterView } from "./filter.js";
import { LearnView } from "./learn.js";
import { ReachView } from "./reach.js";
import { SequenceView } from "./sequence.js";
import { Stage } from "./stage.js";

const BESIDE = 348; // px: the panel and its gap
const REST = 172; // px: views, sentence and the bar of steps
const LEAST = 330;
const PHONE = 420;
const EDITED = ["x", "w", "sx", "sw1", "sw2", "sb", "r0", "rw", "lx", "lw", "goal", "bias"];

/** @param {Payload<any>} payload */
function modelOf({ header, arrays }) {
  const panels = panelsOf({ header, arrays });
  for (const key of EDITED) panels[key].values = Object.assign(Float64Array.from(panels[key].values), { shape: panels[key].values.shape });
  const named = header.relations.map((/** @type {RelationHeader} */ one) => [one.axes[1].places.split(":")[0], new Relation(one, panels, arrays)]);
  const relations = Object.fromEntries(named);
  return { header, arrays, panels, relations, columns: arrays.columns };
}

/** @extends {Lesson<ReturnType<typeof modelOf>>} */
class Signals extends Lesson {
  static keys = { 1: "filter", 2: "find", 3: "sequence", 4: "reach", 5: "learn", n: "stop", e: "edit", Enter: "edit", c: "align", u: "update", x: "future", l: "by", w: "weight", "[": "lower", "]": "raise" };

  /** The scale of a signal while one of its bars is dragged. @type {[number, number] | null} */
  frozen = null;
  /** Where each view was left. @type {Record<string, number>} */
  places = {};
  /** What the panel has. */
  shown = "";
  /** The next idea. */
  idea = 0;

  /** @param {any} root @param {(event: object) => void} send */
  constructor(root, send) {
    super(root, send);
    this.stage = new Stage(/** @type {any} */ (this), this.find(".object canvas"));
    const filter = new FilterView(this);
    /** @type {Record<string, import("./view.js").View>} */
    this.views = { filter, find: filter, sequence: new SequenceView(this), reach: new ReachView(this), learn: new LearnView(this) };
    for (const button of this.all(".views button")) button.hidden = !this.views[button.dataset.value];
    this.field = new SignalField(this, this.section);
    this.listen();
  }

  /** @param {any} payload */
  read(payload) { return modelOf(payload); }
  arrived() {
    this.field.answered();
    this.state.step = Math.min(this.state.step, this.view.count - 1);
    if (!this.idea) this.suggest();
  }
  /** The idea that comes after what this view began with. */
  suggest() {
    const { stops } = this.model.header, first = stops.findIndex((/** @type {any} */ { view }) => view === this.state.view);
    this.idea = this.state.view === "filter" ? 0 : (first + 1) % stops.length;
  }
  /** @type {import("./view.js").View} */
  get view() { return this.views[this.state.view]; }
  get silent() { return super.silent || this.view.pointed !== null; }
  get answer() { return this.view.answer; }

  // ---- steps and views

  get steps() {
    const set = (/** @type {number} */ step) => this.go(step);
    return stepping({ count: this.view.count, index: this.state.step, text: this.view.where, set });
  }

  /** @param {number} step */
  go(step) {
    this.view.pointed = null;
    this.state.step = Math.max(0, Math.min(this.view.count - 1, step));
    this.moved();
  }

  /** @param {string} view @param {number} [step] */
  look(view, step) {
    if (!this.views[view]) return;
    this.places[this.state.view] = this.state.step;
    this.view.pointed = null;
    this.field.close();
    this.state.view = view;
    this.playback.play(false);
    this.go(step ?? this.places[view] ?? this.view.opening);
  }

  get actions() {
    const { state } = this, views = Object.fromEntries(Object.keys(this.views).map((name) => [name, () => { this.look(name); this.suggest(); }]));
    const set = (/** @type {string} */ name, /** @type {unknown} */ value) => this.send({ kind: "set", name, value });
    return {
      ...views, stop: () => this.next(), edit: () => this.edit(), left: () => this.send({ kind: "move", by: -1 }), right: () => this.send({ kind: "move", by: 1 }),
      zoom: () => { if (!this.view.zooms) return false; state.near = (state.near + 1) % 3; this.moved(); return true; },
      align: () => set(...this.otherWay), future: () => set("future", 1 - this.model.header.reach.future),
      update: () => this.send({ kind: "update", times: 1 }), ten: () => this.send({ kind: "update", times: 10 }), forget: () => this.send({ kind: "update", times: 0 }),
      weight: () => this.stage.rows.some(({ array }) => array === "w") && this.field.open({ array: "w", index: 0 }), lower: () => this.raise(-0.05), raise: () => this.raise(0.05),
      by: () => { state.lines = 1 - state.lines; this.look("sequence", 0); },
    };
  }

  /** The field that says causal or centred in this view, with its other value. @returns {[string, string]} */
  get otherWay() {
    const name = this.state.view === "reach" ? "aligned" : "edges", choices = this.model.header.choices[this.state.view === "reach" ? "reach" : "filter"];
    const { now } = choices.find((/** @type {any} */ one) => one.name === name);
    return [name, now === "causal" ? "centred" : "causal"];
  }

  /** @param {number} by */
  raise(by) {
    if (this.state.view !== "find") return false;
    this.state.threshold = Math.round((this.state.threshold + by) * 20) / 20;
    this.moved();
    return true;
  }

  /** The next idea of the guided way: its settings, its view, its step. */
  next() {
    const { stops } = this.model.header, stop = stops[this.idea];
    if (!stop) return;
    if (Object.keys(stop.set).length) this.send({ kind: "stop", number: this.idea });
    this.idea = (this.idea + 1) % stops.length;
    this.look(stop.view, 0);
    this.state.step = stop.step < 0 ? this.view.count - 1 : stop.step;
    this.moved();
  }

  // ---- pointing and writing

  listen() {
    const { canvas } = this.stage;
    pointing(canvas, {
      hover: (at) => this.hover(at), pin: (at, event) => this.pin(at, event), grab: (at, event) => event.pointerType !== "touch" && this.grab(at),
      drag: (at) => this.drag(at), drop: () => this.drop(), open: (at) => this.open_(at), zoom: (_, event) => this.wheel(event),
    });
    this.find(".panel").addEventListener("click", (/** @type {any} */ { target }) => {
      const set = target.closest?.("[data-set]"), tile = target.closest?.("[data-array]");
      if (set) this.send({ kind: "set", name: set.dataset.set, value: set.dataset.value });
      else if (tile) this.field.open({ array: tile.dataset.array, index: Number(tile.dataset.index) });
    });
  }

  /** @param {Point | null} at */
  hover(at) {
    const found = at && this.stage.found(at), kinds = ["sample", "output", "node", "gradient"];
    if (found) this.playback.play(false);
    const pointed = found && kinds.includes(found.kind) ? { kind: found.kind, index: found.index, layer: found.layer } : null;
    this.stage.canvas.style.cursor = found?.kind === "threshold" ? "ns-resize" : found ? "pointer" : "";
    if (JSON.stringify(pointed) === JSON.stringify(this.view.pointed)) return;
    this.view.pointed = pointed;
    this.schedule();
  }

  /** @param {Point} at @param {{ pointerType: string }} event */
  pin(at, event) {
    const { strip } = this.stage, found = this.stage.found(at);
    if (strip && at[1] < strip.height) return this.go(this.view.stepOf({ kind: "sample", index: strip.at(at[0]) }));
    if (!found) return;
    if (found.kind === "weight" || found.kind === "goal") return this.field.open({ array: found.array, index: found.index });
    if (found.kind === "sample" && event.pointerType === "touch" && this.stage.digits) return this.more(found);
    if (!this.view.clicked(found)) this.go(this.view.stepOf(found));
  }

  /** One more on a bar; a signal of 0 and 1 turns over. @param {any} found */
  more({ array, index }) {
    const { values } = this.model.panels[array], binary = [...values].every((value) => value === 0 || value === 1);
    this.field.put({ array, index }, binary ? 1 - values[index] : values[index] + 1);
  }

  /** @param {Point} at */
  grab(at) {
    const found = this.stage.found(at);
    if (!found || !(found.kind === "threshold" || (found.kind === "sample" && this.stage.digits))) return false;
    this.held = { ...found, from: at, moved: false };
    this.frozen = found.kind === "sample" ? found.scale ?? null : null;
    return true;
  }

  /** @param {Point} at */
  drag([x, y]) {
    const { held } = this;
    if (!held?.value) return;
    if (!held.moved && Math.hypot(x - held.from[0], y - held.from[1]) < 4) return;
    held.moved = true;
    const value = held.value(y);
    if (held.kind === "threshold") {
      this.state.threshold = Math.round(value * 20) / 20;
      return this.moved();
    }
    const [low, high] = held.scale ?? [0, 1], step = high - low > 2 ? 1 : 0.5, near = Math.max(low - step, Math.min(high + step, value));
    const next = Math.round(near / step) * step;
    if (next !== this.model.panels[held.array].values[held.index]) this.field.put(held, next);
  }

  drop() {
    const { held } = this;
    this.frozen = null;
    this.held = undefined;
    if (held && !held.moved && held.kind === "sample") this.more(held);
    this.schedule();
  }

  /** @param {Point} at */
  open_(at) {
    const found = this.stage.found(at);
    if (found?.kind === "sample" && this.stage.digits) this.field.open({ array: found.array, index: found.index });
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    if (!this.view.zooms) return;
    event.preventDefault();
    const zoom = Math.max(0, Math.min(2, this.state.near + (event.deltaY < 0 ? 1 : -1)));
    if (zoom === this.state.near || (this.turned && event.timeStamp - this.turned < 250)) return;
    this.turned = event.timeStamp;
    this.state.near = zoom;
    this.moved();
  }

  /** The sample under the step is typed. */
  edit() {
    if (!this.stage.digits) return;
    const array = this.view.signal, most = this.model.panels[array].values.length - 1;
    this.field.open({ array, index: Math.max(0, Math.min(most, this.view.focus)) });
  }

  /** Where a number of the canvas stands on the screen. @param {import("./field.js").Place} place */
  boxOf({ array, index }) {
    const { stage } = this, home = stage.canvas.getBoundingClientRect(), row = stage.rows.find((one) => one.array === array);
    let column = stage.low;
    while (row && column < stage.high && row.at(column) !== index) column++;
    return new DOMRect(home.left + stage.x(column) - 32, home.top + (row?.y ?? 0), 64, 36);
  }

  // ---- room and drawing

  /** @param {{ width: number, height: number }} room */
  layout({ width, height }) {
    const beside = this.phone ? 0 : this.presenting ? BESIDE + 64 : BESIDE;
    const asks = this.state.hide ? 40 : 0;
    this.size = { width: width - beside, height: this.phone ? PHONE : Math.max(LEAST, height - REST - asks) };
    this.find(".stage").style.height = this.phone ? "auto" : `${this.size.height}px`;
  }

  draw() {
    const { stage, view, words } = this, [low, high] = view.seen;
    if (!this.size) return;
    stage.begin(this.size, low, high, this.model.panels[view.signal].values);
    view.draw(stage, this.size);
    stage.tell();
    this.find(".stage").classList.toggle("backward", this.state.view === "learn");
    this.fillPanel(view.side());
    press(this.section, ".views button", this.state.view);
    this.find(".where").textContent = view.where;
    const stop = this.model.header.stops[this.idea], button = this.find(".stop");
    button.textContent = `${words.facts.next} ${stop?.label ?? ""} ›`;
    button.hidden = !this.views[stop?.view];
  }

  /** What had the focus in the panel has it again. @param {string} html */
  fillPanel(html) {
    const panel = this.find(".panel"), held = /** @type {ShadowRoot} */ (this.section.getRootNode()).activeElement;
    if (this.shown === html) return;
    this.shown = html;
    const same = panel.contains(held) && Object.entries(/** @type {HTMLElement} */ (held).dataset).map(([name, value]) => `[data-${name}="${CSS.escape(value ?? "")}"]`).join("");
    panel.innerHTML = html;
    if (same) panel.querySelector(same)?.focus();
  }

  sentence() { return this.view.sentence(); }
}

export default mount(Signals);
