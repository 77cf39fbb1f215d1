// The receptive-field player: what is on screen is a function of the payload and of this state.

import { fill } from "../../player/js/numbers.js";
import { Shell, mounting, press } from "../../player/js/shell.js";
import { listOf, readField, sameUnit, unitOf } from "./model.js";
import { PhotoView } from "./photo.js";
import { SideView } from "./side.js";
import { MapsView } from "./maps.js";
import { LayerTable } from "./table.js";
import { FieldWords } from "./says.js";
import { placing } from "./placing.js";
import { pointing } from "./pointing.js";

const REST_MS = 180;
const LEAST_CLOSE = 170;
const HINTS = { see: "click a unit to keep it", reach: "the units reached" };

class FieldPlayer extends Shell {
  constructor(root, send) {
    super(root, send);
    this.state = { pin: null, hover: null, at: [0, 0], hoverAt: null, mode: "see", view: "box", lock: null };
    this.photo = new PhotoView(this);
    this.side = new SideView(this);
    this.maps = new MapsView(this);
    this.table = new LayerTable(this);
    this.words = new FieldWords(this);
    this.bind();
  }

  // ---- a new payload

  update(model) {
    const before = this.model;
    this.model = model;
    this.findScheme();
    this.keys.write(model.keys);
    this.section.classList.remove("busy");
    this.requested = null;
    if (before?.start.fresh === model.start.fresh && before.stages.length) this.stay(before);
    else this.place(before ? { ...model.start, mode: this.state.mode, view: this.state.view } : model.start);
    this.state.hover = this.state.hoverAt = null;
    this.looked = false;
    this.photo.repaint();
    this.maps.update();
    this.layout();
    this.table.update();
    this.draw();
    this.saveAddress();
    this.askSoon();
    this.answered();
  }

  place({ unit, pixel, lock, mode, view }) {
    Object.assign(this.state, { pin: unitOf(unit), at: pixel, lock: lock && unitOf(lock), mode, view });
  }

  // After an edit: the same layer, and the unit that lies nearest the same place.
  stay(before) {
    const { state, model } = this, { pin, lock } = state;
    const layer = this.goesToEnd ? model.last : Math.min(pin.layer, model.last);
    this.goesToEnd = false;
    const scale = model.shape.map((n, k) => n / before.shape[k]);
    const moved = (pixel) => pixel.map((v, k) => v * scale[k]);
    if (layer >= 0) state.pin = model.nearest(layer, moved(before.exists(pin) ? before.centre(pin) : state.at));
    state.at = moved(state.at).map(Math.floor);
    const kept = model.exists(lock) && before.exists(lock) && JSON.stringify(before.box(lock)) === JSON.stringify(model.box(lock));
    state.lock = kept ? lock : null;
  }

  // ---- what is in focus

  get focus() { return this.state.hover ?? this.state.pin; }
  get pixel() { return this.state.hoverAt ?? this.state.at; }
  get layer() { return this.state.mode === "see" ? this.focus.layer : this.state.pin.layer; }
  get answeredUnit() { return this.model.effective && unitOf(this.model.effective.unit); }
  get weighs() { return this.state.mode === "see" && this.state.view === "effective"; }
  get heated() { return this.weighs && this.model.strength !== null && sameUnit(this.answeredUnit, this.focus); }
  get asks() { return this.weighs && Boolean(this.model.effective?.why) && sameUnit(this.answeredUnit, this.focus); }
  get waits() { return this.weighs && !this.heated && !this.asks && sameUnit(this.focus, this.state.pin); }

  shared(a, b) {
    return this.model.clipped(a.map(([first, last], k) => [Math.max(first, b[k][0]), Math.min(last, b[k][1])]));
  }

  // ---- drawing

  draw() {
    const { model, state } = this, some = model.stages.length > 0;
    this.section.dataset.mode = state.mode;
    this.section.dataset.view = state.view;
    this.photo.draw();
    this.side.draw();
    this.find(".photo .size").textContent = `${model.shape[0]} × ${model.shape[1]}`;
    this.find(".side .row").textContent = `a cut along row ${this.side.row}`;
    this.find(".legend").hidden = !this.weighs;
    this.find(".views").style.visibility = state.mode === "see" ? "visible" : "hidden";
    this.find(".progress").hidden = !this.waits;
    press(this.section, ".mode button", state.mode);
    press(this.section, ".views button", state.view);
    this.find(".right").style.visibility = some ? "visible" : "hidden";
    if (some) this.drawRight();
    this.words.draw();
    this.table.draw();
    this.drawBeam();
  }

  drawRight() {
    const { model, state } = this, reach = state.mode === "reach";
    this.maps.draw();
    this.find(".close-up").style.width = `${Math.max(this.close + 5, LEAST_CLOSE)}px`;
    this.find(".weights").textContent = model.weights;
    this.find(".hint").textContent = HINTS[state.mode];
    if (reach) this.maps.drawLarge(this.find("canvas.view"), this.close);
    else this.photo.drawView(this.close);
    const [height, width] = model.box(this.focus).map(([first, last]) => last - first + 1);
    this.find(".view-title").textContent = reach ? `Its units in layer ${this.layer + 1}` : this.heated ? "As the unit weighs it" : "This unit’s view";
    const maps = this.heated && model.effective.maps > 1 ? fill(model.words.maps, model.effective) : "";
    this.find(".view-size").textContent = reach ? "" : this.heated ? maps : `${height} × ${width}`;
  }

  // ---- changes of state

  hoverUnit(unit) {
    const { state } = this;
    if (state.mode === "reach") return;
    if (sameUnit(unit, state.hover) || (!unit && !state.hover)) return;
    state.hover = unit;
    this.looked ||= Boolean(unit);
    this.schedule();
  }

  keepUnit(unit) {
    const { state } = this;
    this.looked = true;
    if (state.mode === "reach") state.pin = { layer: unit.layer, at: unit.at };
    else Object.assign(state, { pin: unit, hover: null });
    this.kept();
  }

  keepPixel(pixel) {
    this.looked = true;
    Object.assign(this.state, { at: pixel, hoverAt: null });
    this.kept();
  }

  toLayer(layer) {
    if (layer < 0 || layer > this.model.last) return;
    this.keepUnit(this.model.nearest(layer, this.model.centre(this.state.pin)));
  }

  setMode(mode) {
    const { state, model } = this;
    if (mode === state.mode || !model.stages.length) return;
    if (mode === "reach") state.at = this.model.centre(state.pin).map((v, k) => Math.max(0, Math.min(model.shape[k] - 1, Math.round(v))));
    Object.assign(state, { mode, hover: null, hoverAt: null });
    this.kept();
  }

  setView(view) {
    this.state.view = view;
    this.kept();
  }

  toggleLock() {
    const { state } = this;
    if (state.mode === "reach" || !this.model.stages.length) return;
    state.lock = state.lock ? null : state.pin;
    this.kept();
  }

  move(step) {
    const { state, model } = this;
    if (!model.stages.length) return;
    const moved = (at, shape) => at.map((v, k) => Math.max(0, Math.min(shape[k] - 1, v + step[k])));
    if (state.mode === "reach") return this.keepPixel(moved(state.at, model.shape));
    this.keepUnit({ layer: state.pin.layer, at: moved(state.pin.at, model.stages[state.pin.layer].shape) });
  }

  kept() {
    this.schedule();
    this.saveSoon();
    this.askSoon();
  }

  // Once a unit rests, its gradient is followed on the server; everything else is looked up here.
  askSoon(sure = false) {
    clearTimeout(this.asking);
    if (!this.weighs || !this.model.stages.length) return;
    const unit = listOf(this.state.pin), key = JSON.stringify([unit, sure]);
    if (!sure && sameUnit(this.answeredUnit, this.state.pin)) return;
    if (key === this.requested) return;
    this.asking = setTimeout(() => {
      this.requested = key;
      this.send({ kind: "effective", unit, sure });
    }, sure ? 0 : REST_MS);
  }

  busy(on) { this.section.classList.toggle("busy", on); }

  query() {
    const { state, model } = this, parts = model.link ? [model.link] : [];
    if (model.stages.length) parts.push(`unit=${listOf(state.pin)}`);
    if (state.mode === "reach") parts.push(`mode=reach&pixel=${state.at}`);
    if (state.view === "effective") parts.push("view=effective");
    if (state.lock) parts.push(`lock=${listOf(state.lock)}`);
    return "?" + parts.join("&");
  }

  get silent() { return Boolean(this.state.hover || this.state.hoverAt); }

  destroy() {
    clearTimeout(this.asking);
    super.destroy();
  }
}

Object.assign(FieldPlayer.prototype, placing, pointing);

export default mounting(FieldPlayer, readField);
