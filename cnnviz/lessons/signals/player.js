// Signals: one signal on one time axis, and five views of what slides along it.

import { Asked } from "../../player/js/asked.js";
import { Handling } from "../../player/js/drag.js";
import { Lesson, mount } from "../../player/js/lesson.js";
import { panelsOf } from "../../player/js/panel.js";
import { refill } from "../../player/js/pieces.js";
import { stepping } from "../../player/js/playback.js";
import { Relation } from "../../player/js/relation.js";
import { press } from "../../player/js/rich.js";
import { Sound, peakOf } from "../../player/js/sound.js";
import { Timeline } from "../../player/js/timeline.js";
import { SignalField } from "./field.js";
import { FilterView } from "./filter.js";
import { LearnView } from "./learn.js";
import { ReachView } from "./reach.js";
import { SequenceView } from "./sequence.js";

const BESIDE = 348; // px: the panel and its gap
const REST = 172; // px: views, sentence and the bar of steps
const LEAST = 330;
const PHONE = 420;
const PHONE_NAMES = { reach: 24 }; // px: what the names of the rows take on a phone
const BEGINS = -1; // the step of a link that names none, as in settings.py
const POINTED = ["sample", "output", "node", "gradient"];

/** @typedef {import("../../player/js/timeline.js").Found} Found */

/** What is written into is a copy of its own. @param {Payload<any>} payload */
function modelOf({ header, arrays }) {
  const panels = panelsOf({ header, arrays });
  for (const key of header.edited) panels[key].values = Object.assign(Float64Array.from(panels[key].values), { shape: panels[key].values.shape });
  const named = header.relations.map((/** @type {RelationHeader} */ one) => [one.axes[1].places.split(":")[0], new Relation(one, panels, arrays)]);
  return { header, arrays, panels, relations: Object.fromEntries(named), letters: {}, rows: {} };
}

/** @extends {Lesson<ReturnType<typeof modelOf>>} */
class Signals extends Lesson {
  static keys = {
    1: "filter", 2: "find", 3: "sequence", 4: "reach", 5: "learn", n: "stop", e: "edit", Enter: "edit", w: "weight", c: "align",
    u: "update", x: "future", l: "by", "[": "lower", "]": "raise",
  };

  /** Where each view was left. @type {Record<string, number>} */
  places = {};
  /** The next idea. */
  idea = 0;
  asked = new Asked(this);
  sound = new Sound();

  /** @param {any} root @param {(event: object) => number} send */
  constructor(root, send) {
    super(root, send);
    this.stage = new Timeline(this, this.find(".object canvas"));
    const filter = new FilterView(this);
    /** @type {Record<string, import("./view.js").View>} */
    this.views = { filter, find: filter, sequence: new SequenceView(this), reach: new ReachView(this), learn: new LearnView(this) };
    this.field = new SignalField(this, this.section);
    this.listen();
  }

  /** @param {any} payload */
  read(payload) { return modelOf(payload); }
  /** @param {import("../../player/js/payload").Header} header */
  open(header) {
    super.open(header);
    if (this.state.step === BEGINS) this.state.step = this.view.opening;
  }
  /** A link names a step only where its view does not begin there. */
  get values() { return { ...this.state, step: this.state.step === this.view.opening ? BEGINS : this.state.step }; }
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
  get view() { return this.views[this.state.view]; }
  get silent() { return super.silent || this.view.pointed !== null; }
  get answer() { return this.view.answer; }

  // ---- steps and views

  get steps() {
    const { count, where } = this.view;
    return stepping({ count, index: this.state.step, text: where, set: (step) => this.go(step) });
  }

  /** @param {number | null} step */
  go(step) {
    if (step === null) return;
    this.view.pointed = null;
    this.state.step = Math.max(0, Math.min(this.view.count - 1, step));
    this.moved();
  }

  /** @param {string} view @param {number} [step] the last one where it is negative */
  look(view, step) {
    this.places[this.state.view] = this.state.step;
    this.view.pointed = null;
    this.field.close();
    this.state.view = view;
    this.playback.play(false);
    const to = step ?? this.places[view] ?? this.view.opening;
    this.go(to < 0 ? this.view.count - 1 : to);
  }

  get actions() {
    const { state, sound, asked } = this, { x, y } = this.model.panels;
    const views = Object.fromEntries(Object.keys(this.views).map((name) => [name, () => { this.look(name); this.suggest(); }]));
    const ask = (/** @type {string} */ kind, /** @type {object} */ more) => () => this.send({ kind, ...more });
    const update = (/** @type {number} */ times) => ask("update", { times });
    const raise = (/** @type {number} */ by) => () => state.view === "find" && this.raise(state.threshold + by);
    return {
      ...views, stop: () => this.next(), edit: () => this.edit(), zoom: () => this.zoom(this.view.closer),
      left: ask("move", { by: -1 }), right: ask("move", { by: 1 }), lower: raise(-0.05), raise: raise(0.05),
      align: () => this.choose(...this.otherWay), future: () => this.choose("future", 1 - asked.of("future", this.model.header.reach.future)),
      update: update(1), ten: update(10), forget: update(0),
      weight: () => this.stage.rows.some(({ array }) => array === "w") && this.type({ array: "w", index: 0 }),
      by: () => { state.lines = 1 - state.lines; this.look("sequence", 0); },
      hear: () => sound.play(this.view.row("x", 0), peakOf(x.values, y.values)), hear_output: () => sound.play(y.values, peakOf(x.values, y.values)),
    };
  }

  /** The field that says causal or centred in this view, with its other value. @returns {[string, string]} */
  get otherWay() {
    const [name, view] = this.state.view === "reach" ? ["aligned", "reach"] : ["edges", "filter"];
    const { now } = this.model.header.choices[view].find((/** @type {any} */ one) => one.name === name);
    return [name, this.asked.of(name, now) === "causal" ? "centred" : "causal"];
  }

  /** @param {string} name @param {unknown} value */
  choose(name, value) { this.asked.note(name, value, this.send({ kind: "set", name, value })); }

  /** @param {number} to */
  raise(to) {
    this.state.threshold = Math.round(to * 20) / 20;
    this.moved();
  }

  /** @param {number} near */
  zoom(near) {
    if (!this.view.zooms) return false;
    this.state.near = near;
    this.moved();
    return true;
  }

  /** The next idea of the guided way: its settings, its view, its step. */
  next() {
    const { stops } = this.model.header, { set, view, step } = stops[this.idea];
    if (Object.keys(set).length) this.send({ kind: "stop", number: this.idea });
    this.idea = (this.idea + 1) % stops.length;
    this.look(view, step);
  }

  // ---- pointing and writing

  listen() {
    this.hand = new Handling(this.stage, {
      hover: (found) => this.hover(found), pin: (found) => this.pin(found),
      strip: (index) => this.go(this.view.pick({ key: "", y: 0, height: 0, values: [], kind: "sample", index })),
      drags: ({ kind }) => kind === "threshold" || (kind === "sample" && this.stage.digits),
      set: (found, value) => this.set(found, value), more: (found) => this.more(found), type: (found) => found.array && this.type(found),
      zooms: () => this.view.zooms, turn: (by) => this.zoom(Math.max(0, Math.min(2, this.state.near + by))), rest: () => this.schedule(),
    });
    this.find(".panel").addEventListener("click", (/** @type {any} */ { target }) => {
      const set = target.closest?.("[data-set]"), tile = target.closest?.("[data-array]");
      if (set) this.choose(set.dataset.set, set.dataset.value);
      else if (tile) this.type({ array: tile.dataset.array, index: Number(tile.dataset.index) });
    });
  }

  /** @param {{ array?: string, index: number }} found */
  type({ array = "", index }) { this.field.open({ array, index }); }

  /** @param {Found | null} found */
  hover(found) {
    const kind = found?.kind ?? "", pointed = found && POINTED.includes(kind) ? { kind, index: found.index, layer: found.layer } : null;
    if (found) this.playback.play(false);
    if (JSON.stringify(pointed) === JSON.stringify(this.view.pointed)) return;
    this.view.pointed = pointed;
    this.schedule();
  }

  /** @param {Found} found */
  pin(found) {
    if (found.kind === "weight" || found.kind === "goal") this.type(found);
    else if (found.kind !== "threshold") this.go(this.view.pick(found));
  }

  /** One more on a bar; a signal of 0 and 1 turns over. @param {Found} found */
  more({ array, index }) {
    if (!array) return;
    const { values } = this.model.panels[array], binary = values.every((value) => value === 0 || value === 1);
    this.field.put({ array, index }, binary ? 1 - values[index] : values[index] + 1);
  }

  /** @param {Found} found @param {number} value */
  set({ array, index }, value) {
    if (!array) this.raise(value);
    else if (value !== this.model.panels[array].values[index]) this.field.put({ array, index }, value);
  }

  /** The sample under the step is typed. */
  edit() {
    const array = this.view.signal, most = this.model.panels[array].columns - 1;
    if (this.stage.digits) this.type({ array, index: Math.max(0, Math.min(most, this.view.focus)) });
  }

  // ---- room and drawing

  /** @param {{ width: number, height: number }} room */
  layout({ width, height }) {
    const beside = this.phone ? 0 : this.presenting ? BESIDE + 64 : BESIDE, asks = this.state.hide ? 40 : 0;
    this.size = { width: width - beside, height: this.phone ? PHONE : Math.max(LEAST, height - REST - asks) };
    this.find(".stage").style.height = this.phone ? "auto" : `${this.size.height}px`;
  }

  draw() {
    const { stage, view, state, size } = this, learns = state.view === "learn";
    if (!size) return;
    const left = this.phone ? PHONE_NAMES[/** @type {"reach"} */ (state.view)] ?? 46 : 100;
    stage.begin(size, { ...view.part(size.width - left - 10), left, paper: learns ? "backward-paper" : "bg" });
    view.draw(stage, size);
    stage.tell();
    this.find(".stage").classList.toggle("backward", learns);
    refill(this.find(".panel"), view.side());
    press(this.section, ".views button", state.view);
    this.find(".where").textContent = view.where;
    this.find(".stop").textContent = `${this.words.facts.next} ${this.model.header.stops[this.idea].label} ›`;
  }

  sentence() { return this.view.sentence(); }
}

export default mount(Signals);
