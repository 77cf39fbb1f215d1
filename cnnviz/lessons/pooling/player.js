// The pooling lesson: what is on screen is a function of payload and state.

import { fill, format, writeRich } from "../../player/js/numbers.js";
import { beam, spot } from "../../player/js/beam.js";
import { Lesson, mount } from "../../player/js/lesson.js";
import { stepping } from "../../player/js/playback.js";
import { plain } from "../../player/js/rich.js";
import { Adds } from "./adds.js";
import { Backward } from "./backward.js";
import { Bench } from "./bench.js";
import { Captions } from "./captions.js";
import { Forward } from "./forward.js";
import { Mask } from "./mask.js";
import { Gradient, PoolModel } from "./model.js";
import { Places } from "./places.js";
import { Pointer } from "./pointer.js";
import { Race } from "./race.js";
import { Sentences } from "./sentences.js";
import { Picture } from "./sheet.js";
import { Shift } from "./shift.js";
import { Typing } from "./typing.js";

const LABEL = 28; // px, the height of a label in the style sheet
const SMALL = 12; // up to this side one step a second is quick enough
const CHOICES = { view: ["mask", "route", "shift"], tie: ["first", "split", "all"], dy: ["ones", "cell", "own"], zoomed: ["whole", "pixels"] };

/** @typedef {{ row: number, column: number }} Place */

/** @extends {Lesson<PoolModel>} */
export class Pooling extends Lesson {
  static keys = { m: "view", e: "tie", d: "dy", u: "rebuild", w: "forgotten", Enter: "edit" };

  left = new Picture(this, this.find("canvas.left"));
  middle = new Picture(this, this.find("canvas.middle"));
  right = new Picture(this, this.find("canvas.right"));
  places = new Places(this);
  forward = new Forward(this);
  mask = new Mask(this);
  backward = new Backward(this);
  shift = new Shift(this);
  bench = new Bench(this);
  race = new Race(this);
  adds = new Adds(this);
  sentences = new Sentences(this);
  captions = new Captions(this);
  pointer = new Pointer(this);
  typing = new Typing(this);
  zoomed = "whole";
  rebuilt = false;
  forgets = false;
  /** What is pointed at: an output, or an input. @type {{ output?: number, input?: Place } | null} */
  hover = null;
  /** @type {{ key: string, gradient: Gradient } | null} */
  kept = null;
  /** Where beams end, until the next layout. @type {Record<string, import("../../player/js/beam.js").Box> | null} */
  spots = null;
  paper = "";
  card = "";

  // ---- a new payload

  /** @param {Payload} payload */
  read(payload) { return new PoolModel(payload); }

  /** @param {PoolModel | null} before */
  arrived(before) {
    const { model, state } = this, { header, output } = model;
    if (before?.output.rows !== output.rows || before.output.columns !== output.columns) this.typing.close(); // its place is another one
    if (before?.header.picture !== header.picture) {
      if (before) state.at = header.start;
      this.typing.close();
      this.zoomed = "whole";
      this.playback.play(false);
      this.playback.speed = Math.max(model.input.rows, model.input.columns) <= SMALL ? 1 : 3;
    }
    state.at = [Math.min(state.at[0], output.rows - 1), Math.min(state.at[1], output.columns - 1)];
    if (!header.shift && state.view === "shift") state.view = "mask";
    this.hover = null;
    this.typing.answered();
    this.repaint();
  }

  recoloured() {
    const style = getComputedStyle(this.section);
    [this.paper, this.card] = ["--paper-back", "--card-back"].map((name) => style.getPropertyValue(name).trim());
    this.repaint();
  }

  repaint() {
    this.kept = null;
    this.forward.repaint();
    this.mask.repaint();
  }

  // ---- what is in focus

  /** For tables of what differs on a phone. @returns {"phone" | "screen"} */
  get size() { return this.phone ? "phone" : "screen"; }
  get pin() { return this.model.at(this.state.at[0], this.state.at[1]); }
  get focus() { return this.predict.open ? this.pin : this.hover?.output ?? this.pin; }
  /** The input that is pointed at. */
  get pointed() { return this.predict.open ? null : this.hover?.input ?? null; }
  /** Whether the rebuilt input stands in the middle. */
  get rebuilds() { return this.rebuilt && this.state.view === "mask" && this.model.hasWinner; }
  get editable() { return this.state.view === "route" && this.state.dy !== "ones"; }
  get silent() { return this.playback.playing || this.hover?.output !== undefined; }
  get gradients() { return this.model.header.routes.own ? CHOICES.dy : CHOICES.dy.slice(0, 2); }

  get gradient() {
    const { state: { dy, tie, one }, pin } = this, key = [dy, tie, one, dy === "cell" && pin].join();
    if (this.kept?.key !== key) this.kept = { key, gradient: new Gradient(this.model, { dy, tie, one }, pin) };
    return this.kept.gradient;
  }

  get target() { return this.pointed ?? this.getsMost(this.focus); }

  /** The input in whose gradient a step ends: the winner, or the one that gets most. @param {number} output @returns {Place | null} */
  getsMost(output) {
    const { model, state } = this;
    if (model.hasWinner) return model.winner(output) < 0 ? null : model.input.position(model.winner(output));
    return model.shares(output, state.tie).reduce((/** @type {any} */ a, b) => (a && Math.abs(a.share) >= Math.abs(b.share) ? a : b), null);
  }

  /** "output[1, 2]" @param {number} output */
  name = (output) => fill("output[{row}, {column}]", this.model.place(output));

  // ---- predicting first

  get answer() {
    const { state: { view }, model, pin } = this, target = view === "route" && this.getsMost(pin);
    if (view === "mask") return { name: this.name(pin), value: model.output.values[pin], text: model.output.text(pin) };
    if (!target) return null;
    const value = this.gradient.at(model.input.flat(0, target.row, target.column));
    return { name: fill("∂L/∂input[{row}, {column}]", target), value, text: format(value) };
  }

  /** The first output that is not to be seen yet. */
  get hiddenFrom() { return this.predict.asks ? this.pin + Number(!this.predict.open) : Infinity; }
  /** @param {number} output */
  hides(output) { return output >= this.hiddenFrom; }
  /** Whether an input's gradient is still open. @param {number} row @param {number} column */
  secret(row, column) { return this.hiddenFrom < Infinity && this.model.readers(row, column).some((output) => this.hides(output)); }
  /** Whether this input's gradient is asked for. @param {number} row @param {number} column */
  asked(row, column) { return this.predict.open && this.target?.row === row && this.target.column === column; }

  /** Covers what is not to be seen yet. @param {Picture} sheet @param {(output: number) => Box} boxOf */
  cover(sheet, boxOf) {
    const { model, hiddenFrom, places } = this, { columns } = model.output, next = (Math.floor(hiddenFrom / columns) + 1) * columns;
    if (hiddenFrom < model.count) sheet.cover(boxOf(hiddenFrom), next < model.count ? boxOf(next).y : places.area.row);
  }

  // ---- room and drawing

  /** @param {{ width: number, height: number }} room */
  layout(room) {
    this.spots = null;
    this.find(this.phone ? ".second .under" : ".third .under").append(this.find(".outcome"));
    this.places.layout(room);
  }

  draw() {
    const { state, section, model } = this;
    const parts = { mask: [this.forward, this.bench], route: [this.backward, this.adds], shift: [this.shift, { draw: () => this.shift.bench() }] };
    const [pictures, below] = parts[/** @type {keyof typeof parts} */ (state.view)];
    Object.assign(section.dataset, { view: state.view, pool: model.header.pool });
    section.classList.toggle("editable", this.editable);
    section.classList.toggle("pointing", Boolean(this.pointed));
    pictures.draw();
    this.captions.draw(); // they say how the numbers are written
    this.pointer.draw();
    below.draw();
    this.beams();
    writeRich(this.find(".where"), this.where);
    this.find(".badge").textContent = this.words.notes[`badge_${state.view}`];
  }

  sentence() { return this.sentences.text(); }

  /** From the window to its enlargement and from the output to its number. */
  beams() {
    const { section, bench } = this, none = this.phone || this.state.view === "shift";
    this.spots ??= Object.fromEntries([".left", ".right", ".pixel", ".first .label"].map((name) => [name, spot(section, this.find(name))]));
    const { ".left": left, ".right": right, ".pixel": pixel, ".first .label": { x, y } } = this.spots;
    beam(this.find(".from-left"), none ? null : this.left.box, left, { x, y: y + LABEL, width: bench.width, height: 0 }, this.left.written);
    beam(this.find(".from-right"), none ? null : this.right.box, right, pixel, this.right.written);
  }

  // ---- steps and actions

  get steps() {
    const { shift, model, pin } = this, moves = this.state.view === "shift", set = (/** @type {number} */ to) => {
      if (moves) this.state.shift = to;
      else this.state.at = [model.place(to).row, model.place(to).column];
      if (this.zoomed === "pixels") this.places.place();
      this.hover = null;
      this.moved();
    };
    const text = plain(this.where);
    if (moves) return stepping({ count: shift.count, index: shift.now, text, set });
    return stepping({ count: model.count, index: pin, text, set, columns: model.output.columns });
  }

  get where() {
    const { state, model, shift, pin, words: { notes } } = this;
    if (state.view === "shift") return fill(notes.where_shift, { index: shift.now, count: shift.count - 1 });
    return fill(notes.where, model.place(pin)) + (this.phone ? "" : fill(notes.step, { index: pin + 1, count: model.count }));
  }

  get actions() {
    const next = (/** @type {keyof typeof CHOICES} */ name, choices = CHOICES[name]) => () =>
      this.set(name, choices[(choices.indexOf(this.chosen(name)) + 1) % choices.length]);
    return {
      view: next("view"), tie: next("tie"), dy: next("dy", this.gradients), zoom: next("zoomed"), edit: () => this.typing.begin(),
      choose: (/** @type {any} */ event) => this.set(event.target.dataset.name, event.target.dataset.value),
      rebuild: () => this.switch("rebuilt", "forgets"), forgotten: () => this.switch("forgets", "rebuilt"),
    };
  }

  /** @param {string} name */
  chosen(name) { return name === "zoomed" ? this.zoomed : this.state[name]; }

  /** @param {string} name @param {string} value */
  set(name, value) {
    if (this.chosen(name) === value || (value === "shift" && !this.model.header.shift)) return;
    this.playback.play(false);
    this.typing.close();
    this.hover = this.spots = null;
    if (name === "zoomed") this.zoomed = value;
    else this.state[name] = value;
    if (this.state.view === "shift") this.zoomed = "whole";
    this.places.place();
    this.moved();
  }

  /** One of two ways to look at the mask, without the other. @param {"rebuilt" | "forgets"} name @param {"rebuilt" | "forgets"} other */
  switch(name, other) {
    if (name === "forgets" && !Object.keys(this.words.forgotten).length) return;
    this[name] = !this[name];
    this[other] = false;
    this.moved();
  }

  /** @param {string} name */
  toggle(name) {
    super.toggle(name);
    this.relayout(); // the line of the answer takes its room
  }

  leave() {
    this.hover = null;
    super.leave();
  }
}

export default mount(Pooling);
