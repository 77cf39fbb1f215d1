// The receptive-field player: what a unit sees of the photo, and where a pixel goes.

import { opened } from "../../player/js/address.js";
import { sideBeam, spot } from "../../player/js/beam.js";
import { Lesson, mount } from "../../player/js/lesson.js";
import { fill } from "../../player/js/numbers.js";
import { stepping } from "../../player/js/playback.js";
import { pointing } from "../../player/js/pointing.js";
import { plain, press } from "../../player/js/rich.js";
import { Field, listOf, sizesOf, unitOf } from "./field.js";
import { Formulas } from "./formulas.js";
import { Gradient } from "./gradient.js";
import { MapsView } from "./maps.js";
import { PhotoView } from "./photo.js";
import { asked, sentence } from "./sentences.js";
import { SideView } from "./side.js";
import { enlarged, sizes } from "./sizes.js";
import { LayerTable } from "./table.js";

const LEAST_CLOSE = 195; // px: its caption

/** @extends {Lesson<Field>} */
export class ReceptiveField extends Lesson {
  static keys = { "[": "lower", "]": "upper", e: "view", d: "direction", l: "lock" };

  /** @param {any} root @param {(event: object) => number} send */
  constructor(root, send) {
    super(root, send);
    /** What is pointed at. @type {{ unit?: import("./field.js").Unit, pixel?: number[] } | null} */
    this.pointed = null;
    /** The event that adds a layer, to go there with its answer unless somebody goes elsewhere; 0 for none. */
    this.added = 0;
    this.looked = false;
    this.gradient = new Gradient(this);
    this.photo = new PhotoView(this, this.find("canvas.picture"));
    this.side = new SideView(this, this.find("canvas.cone"));
    this.maps = new MapsView(this);
    this.table = new LayerTable(this);
    this.formulas = new Formulas(this);
    this.listen();
  }

  /** @param {Payload<any>} payload */
  read(payload) { return new Field(payload); }
  get notes() { return this.words.notes; }

  // ---- a new payload

  /** @param {Field | null} before */
  arrived(before) {
    const { state: { mode, view }, model, section } = this, waited = section.classList.contains("busy"), waits = !this.answered(this.table.number);
    section.classList.toggle("busy", waits);
    this.gradient.requested = "";
    if (before && before.fresh === model.fresh && before.stages.length) this.stay(before);
    else this.reopen(before ? { mode, view } : {});
    if (this.answered(this.added)) this.added = 0;
    if (before?.shapes !== model.shapes) this.pointed = null;
    if (before?.why !== model.why || (waited && !waits)) this.looked = false; // an edit may fit as little as the one before
    this.photo.repaint();
    this.maps.update();
    this.table.update();
    this.gradient.askSoon();
    this.gradient.lookAgain();
    this.predict.draw(); // it takes room that is measured next
  }

  /** @param {object} kept what stays as it was */
  reopen(kept) {
    const state = opened(this.header.state), { unit, lock } = /** @type {any} */ (state);
    Object.assign(this.state, state, { unit: unitOf(unit), lock: lock && unitOf(lock), hide: this.state.hide ?? state.hide }, kept);
  }

  /** After an edit: the same layer, and the unit that lies nearest the same place. @param {Field} before */
  stay(before) {
    const { state, model } = this, { unit, lock } = state, ends = this.added && this.answered(this.added), layer = ends ? model.last : Math.min(unit.layer, model.last);
    const moved = (/** @type {number[]} */ pixel) => pixel.map((v, k) => (v * model.shape[k]) / before.shape[k]);
    if (layer >= 0) state.unit = model.nearest(layer, moved(before.exists(unit) ? before.centre(unit) : state.pixel));
    state.pixel = moved(state.pixel).map(Math.floor);
    const kept = model.exists(lock) && before.exists(lock) && JSON.stringify(before.box(lock)) === JSON.stringify(model.box(lock));
    state.lock = kept ? lock : null;
  }

  // ---- what is in focus

  get some() { return this.model.stages.length > 0; }
  get focus() { return this.pointed?.unit ?? this.state.unit; }
  get pixel() { return this.pointed?.pixel ?? this.state.pixel; }
  get layer() { return this.state.mode === "see" ? this.focus.layer : this.state.unit.layer; }
  get silent() { return super.silent || this.pointed !== null; }
  get answer() { return this.some ? asked(this) : null; }
  /** Whether the number of this layer is asked for now. @param {number} layer */
  hides(layer) { return this.predict.open && layer === this.layer; }

  // ---- steps: the units of a layer in reading order, or the pixels of the photo

  get steps() {
    if (!this.some) return super.steps;
    const { state, model } = this, reach = state.mode === "reach", [rows, columns] = reach ? model.shape : model.stages[state.unit.layer].shape;
    const [row, column] = reach ? state.pixel : state.unit.at, count = rows * columns, index = row * columns + column;
    const set = (/** @type {number} */ k) => {
      const at = [Math.floor(k / columns), k % columns];
      this.pin(reach ? { pixel: at } : { unit: { layer: state.unit.layer, at } });
    };
    const text = fill(reach ? this.notes.where_reach : this.notes.where_see, { index: index + 1, count });
    return stepping({ count, index, text, set, columns });
  }

  get actions() {
    const { state } = this, change = (/** @type {object} */ values) => () => { Object.assign(state, values); this.moved(); };
    return {
      lower: () => this.toLayer(state.unit.layer - 1), upper: () => this.toLayer(state.unit.layer + 1),
      see: () => this.setMode("see"), reach: () => this.setMode("reach"), direction: () => this.setMode(state.mode === "see" ? "reach" : "see"),
      box: change({ view: "box" }), effective: change({ view: "effective" }), view: change({ view: state.view === "box" ? "effective" : "box" }),
      lock: () => state.mode === "see" && this.some && change({ lock: state.lock ? null : state.unit })(),
      predict: () => { this.toggle("hide"); this.predict.draw(); this.relayout(); },
      add: () => this.table.add(), sure: () => this.gradient.askSoon(true), halt: () => this.gradient.halt(),
    };
  }

  moved() {
    this.looked = true;
    this.pointed = null;
    super.moved();
    this.gradient.askSoon();
  }

  /** @param {number} layer */
  toLayer(layer) {
    if (layer < 0 || layer > this.model.last) return false;
    this.pin({ unit: this.model.nearest(layer, this.model.centre(this.state.unit)) });
    return true;
  }

  /** @param {string} mode */
  setMode(mode) {
    const { state, model } = this;
    if (mode === state.mode || !this.some) return;
    if (mode === "reach") state.pixel = this.inside(model.centre(state.unit));
    state.mode = mode;
    this.moved();
  }

  /** @param {number[]} pixel */
  inside(pixel) { return pixel.map((v, k) => Math.max(0, Math.min(this.model.shape[k] - 1, Math.round(v)))); }

  // ---- pointing: while steps play, or a number is asked for, nothing but a click changes what is shown

  listen() {
    const { photo, side } = this, picture = this.find("canvas.picture"), cone = this.find("canvas.cone");
    const below = (/** @type {[number, number]} */ at) => this.target([this.rowBelow(), photo.pixelAt(at)[1]], side.layerAt(at[1]));
    pointing(picture, {
      hover: (at) => this.hover(at && this.target(photo.pixelAt(at), this.state.unit.layer)),
      pin: (at, { shiftKey }) => {
        if (shiftKey) this.setMode("reach");
        this.keep(this.target(photo.pixelAt(at), this.state.unit.layer));
      },
    });
    pointing(cone, { hover: (at) => this.hover(at && below(at)), pin: (at) => this.keep(below(at)) });
  }

  /** The row of the photo that the side view is cut along while nothing is pointed at. */
  rowBelow() { return this.state.mode === "reach" || !this.some ? this.state.pixel[0] : this.model.centre(this.state.unit)[0]; }

  /** The pixel, or the unit of a layer, at a place of the photo. @param {number[]} pixel @param {number | null} layer */
  target(pixel, layer) {
    if (!this.some || layer === null) return null;
    if (this.state.mode === "reach") return { pixel: this.inside(pixel) };
    return layer < 0 ? null : { unit: this.model.nearest(layer, pixel) };
  }

  /** @param {{ unit?: import("./field.js").Unit, pixel?: number[] } | null} target */
  hover(target) {
    if (JSON.stringify(target) === JSON.stringify(this.pointed) || this.playback.playing || this.predict.asks) return;
    this.pointed = target;
    this.looked ||= target !== null;
    this.schedule();
  }

  /** @param {{ unit?: import("./field.js").Unit, pixel?: number[] } | null} target */
  pin(target) {
    if (!target) return;
    if (target.unit) this.added = 0;
    Object.assign(this.state, target);
    this.moved();
  }

  /** A click keeps what it hits, and ends the play. @param {Parameters<ReceptiveField["pin"]>[0]} target */
  keep(target) {
    this.playback.play(false);
    this.pin(target);
  }

  // ---- what the server is asked

  /** @param {object[]} layers */
  edit(layers) {
    this.section.classList.add("busy");
    return this.send({ kind: "stack", layers });
  }

  get values() {
    const { unit, pixel, lock, mode } = this.state;
    return { ...this.state, unit: this.some ? listOf(unit) : null, pixel: mode === "reach" ? pixel : null, lock: lock && listOf(lock) };
  }

  destroy() {
    this.gradient.stop();
    super.destroy();
  }

  // ---- how large everything is

  /** @param {{ width: number, height: number }} room */
  layout(room) {
    const { wide, right, row, map } = sizes(this, room);
    for (const [name, px] of [["photo", wide], ["row", row]]) this.section.style.setProperty(`--${name}`, `${px}px`);
    this.photo.layout(wide);
    this.side.layout(row);
    this.maps.layout(right, map);
    this.close = enlarged(this, right);
  }

  // ---- drawing

  draw() {
    const { model, state, notes, some } = this;
    Object.assign(this.section.dataset, { mode: state.mode, view: state.view });
    this.photo.draw();
    this.side.draw();
    this.find(".photo .size").textContent = model.shape.join(" × ");
    this.find(".side .row").textContent = fill(notes.cut, { row: this.side.row });
    this.find(".legend").hidden = !this.gradient.weighs;
    this.find(".progress").hidden = !this.gradient.waits;
    this.find(".sure").hidden = !(this.gradient.asks && model.effective.sure);
    this.find(".halt").hidden = !this.gradient.runs;
    this.find(".views").style.visibility = state.mode === "see" ? "visible" : "hidden";
    this.find(".right").style.visibility = some ? "visible" : "hidden";
    this.find(".where").textContent = this.steps.text;
    press(this.section, ".mode button", state.mode);
    press(this.section, ".views button", state.view);
    this.table.draw();
    if (some) this.drawRight();
    this.drawBeam();
  }

  drawRight() {
    const { model, state, notes, close = 0, predict, gradient: { heated } } = this, reach = state.mode === "reach";
    const size = predict.open ? "? × ?" : sizesOf(model.box(this.focus)).join(" × ");
    this.maps.draw();
    this.formulas.draw();
    this.find(".close-up").style.width = `${Math.max(close + 5, LEAST_CLOSE)}px`;
    this.find(".right .weights").textContent = this.header.weights;
    this.find(".hint").textContent = notes[`hint_${state.mode}`];
    if (reach) this.maps.drawLarge(this.find("canvas.view"), close);
    else this.photo.drawView(this.find("canvas.view"), close);
    const averaged = heated && model.effective.maps > 1 ? fill(notes.maps, model.effective) : "";
    this.find(".view-title").textContent = reach ? fill(notes.reached, { layer: this.layer + 1 }) : heated ? notes.weighed : notes.view;
    this.find(".view-size").textContent = reach ? "" : heated ? averaged : size;
  }

  /** From the right side of the box, or of the pixel, to what shows it in large. */
  drawBeam() {
    const shown = !this.phone && this.some;
    this.find(".beams").toggleAttribute("hidden", !shown);
    if (!shown) return;
    const [picture, view] = ["picture", "view"].map((name) => spot(this.section, this.find(`canvas.${name}`)));
    const box = this.state.mode === "reach" ? this.pixel.map((/** @type {number} */ k) => [k, k]) : this.model.box(this.focus);
    sideBeam(this.find(".beams polygon"), this.photo.rect(box), picture, view, 4);
  }

  sentence() {
    const wrong = Boolean(this.header.why) && !this.looked;
    this.find(".sentence").classList.toggle("wrong", wrong);
    if (wrong) return this.header.why;
    return this.some ? sentence(this) : this.words.sentences.empty;
  }

  asking() { return asked(this)?.question ?? ""; }

  say() {
    super.say();
    const { notes } = this, said = plain(this.find(".sentence").dataset.text);
    const names = { picture: fill(notes.name_photo, this.header), cone: fill(notes.name_side, { row: this.side.row, sentence: said }),
      view: fill(notes.name_view, { title: this.find(".view-title").textContent, sentence: said }) };
    for (const [name, text] of Object.entries(names)) this.find(`canvas.${name}`).setAttribute("aria-label", text);
  }
}

export default mount(ReceptiveField);
