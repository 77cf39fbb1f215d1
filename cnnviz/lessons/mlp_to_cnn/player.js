// From MLP to CNN: one layer as a matrix that is dense, local or shared, looked at in five ways.

import { Lesson, mount } from "../../player/js/lesson.js";
import { fill, format, writeRich } from "../../player/js/numbers.js";
import { panelsOf } from "../../player/js/panel.js";
import { stepping } from "../../player/js/playback.js";
import { press } from "../../player/js/rich.js";
import { range } from "../../player/js/text.js";
import { Edit } from "./edit.js";
import { Stage } from "./object.js";
import { cell, element, tile, tint } from "../../player/js/svg.js";
import { learn, loops, move, multiply, patches } from "./views.js";

const VIEWS = ["multiply", "move", "learn", "loops", "patches"];
const GUISES = ["dense", "local", "shared"];
const DRAW = { multiply, move, learn, patches };
const AROUND = 196; // px that cards, sentence and bar take
const LONG = 12; // letters: what a formula leaves beside it
const LEAST_STAGE = 300; // px: the stage
const WIDE = [0.5, 0.62]; // of the width: the object of a signal, of a picture

/** @typedef {import("./object.js").Focus} Focus @typedef {"dense" | "local" | "shared"} Guise */

/** @param {Payload<any>} payload */
function readModel({ header, arrays }) {
  const { tap, reads, weights, hue, shade } = arrays;
  return { header, arrays, panels: panelsOf({ header, arrays }), tap, reads, weights, hue, shade, shapes: header.shapes, groups: header.groups, guises: header.guises };
}

/** @extends {Lesson<ReturnType<typeof readModel>>} */
export class FromMlp extends Lesson {
  static keys = { 1: "dense", 2: "local", 3: "shared", v: "view", n: "idea", t: "teach", e: "edit" };

  stage = new Stage(this);
  edit = new Edit(this);
  /** The step that is pointed at. @type {number | null} */
  pointed = null;
  /** The input that is pointed at. @type {number | null} */
  input = null;
  dragging = false;
  number = 0; // of the payload: what is drawn of another one is drawn anew

  /** @param {any} root @param {(event: object) => number} send */
  constructor(root, send) {
    super(root, send);
    const stage = this.find(".stage"), at = (/** @type {any} */ event) => event.target.closest?.("[data-at]")?.dataset.at ?? "";
    stage.addEventListener("pointerover", (/** @type {PointerEvent} */ event) => this.over(at(event), event));
    stage.addEventListener("pointerleave", () => this.over("", null));
    stage.addEventListener("click", (/** @type {any} */ event) => this.choose(at(event)));
    stage.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
      this.dragging = !event.button && this.state.view === "move" && at(event).startsWith("x");
      if (this.dragging) event.preventDefault();
    });
    stage.addEventListener("pointerup", () => { this.dragging = false; });
  }

  /** @param {Payload<any>} payload */
  read(payload) {
    this.number++;
    return readModel(payload);
  }

  arrived() {
    this.edit.answered();
    this.pointed = this.input = null;
    if (this.state.view === "patches") this.state.guise = "shared";
    this.state.step = Math.min(this.state.step, this.steps.count - 1);
  }

  // ---- steps

  get drawn() { return this.model.header.drawn; }
  /** What is said at each step: sentence, name and value. @returns {[string, string | null, number | null][]} */
  get said() { return this.drawn ? this.model.header.said[this.state.view][this.state.guise] : this.model.header.said; }
  /** The step that is shown: what is pointed at, or else where one stands. */
  get step() { return Math.min(this.pointed ?? this.state.step, this.said.length - 1); }

  get steps() {
    const { state, words } = this, count = this.said.length, rows = state.view === "learn" && state.guise !== "shared";
    const text = !this.drawn ? "" : fill(words.where[state.view], { at: state.step, step: state.step + 1, count, what: rows ? words.titles.a_row : words.titles.a_weight });
    return stepping({ count, index: state.step, text, set: (step) => this.go(step), columns: state.view === "loops" ? this.perOutput : 1 });
  }

  /** How many executed lines one output takes. */
  get perOutput() { return this.drawn ? Math.max(1, Math.floor(this.said.length / this.stage.rows)) : 1; }

  /** @param {number} step */
  go(step) {
    Object.assign(this.state, { step });
    this.pointed = this.input = null;
    this.moved();
  }

  get actions() {
    const { state } = this, view = VIEWS[(VIEWS.indexOf(state.view) + 1) % VIEWS.length];
    const each = Object.fromEntries(VIEWS.map((name) => [name, () => this.look(name, state.guise)]));
    const guises = Object.fromEntries(GUISES.map((name) => [name, () => this.look(state.view, name)]));
    return {
      ...each, ...guises, view: () => this.look(view, state.guise), idea: () => this.follow(this.idea), edit: () => this.edit.begin(),
      teach: () => (state.view === "move" ? this.send({ kind: "teach", place: state.step }) : false), forget: () => this.send({ kind: "forget" }),
    };
  }

  /** The next idea of the way through the lesson: after the one that is shown, or else further on in this view. @returns {[string, string, string]} */
  get idea() {
    const { header: { ideas }, state } = this;
    const here = ideas.findIndex((/** @type {string[]} */ [, guise, view]) => guise === state.guise && view === state.view);
    const later = ideas.findIndex((/** @type {string[]} */ [, guise, view]) => view === state.view && GUISES.indexOf(guise) > GUISES.indexOf(state.guise));
    return ideas[here >= 0 ? (here + 1) % ideas.length : later];
  }

  /** Whether the guise that is shown cuts or shares more than another one. @param {string} other */
  further(other) { return GUISES.indexOf(this.state.guise) > GUISES.indexOf(other); }

  /** On to an idea; the last one leads to the other number of dimensions. @param {[string, string, string]} idea */
  follow(idea) {
    if (idea === this.header.ideas.at(-1)) this.send({ kind: "turn" });
    this.look(idea[2], idea[1]);
  }

  /** Another view or guise, at the same place where there is one. @param {string} view @param {string} guise */
  look(view, guise) {
    const { state, focus } = this, before = this.said.length, output = focus.y[0] ?? 0;
    Object.assign(state, { view, guise: view === "patches" ? "shared" : guise });
    if (!this.drawn) return this.go(0);
    const run = this.model.arrays[`run:${state.guise}`], weights = view === "learn" && guise === "shared";
    const first = range(run.length / 3).findIndex((k) => run[k * 3 + 1] === output && run[k * 3 + 2] >= 0);
    const step = view === "loops" ? Math.max(0, first) : weights ? Math.min(state.step, this.said.length - 1) : output;
    this.go(before === this.said.length ? state.step : Math.min(step, this.said.length - 1));
  }

  // ---- what a step looks at

  /** @returns {Focus} */
  get focus() {
    const { state: { view, guise }, step } = this;
    if (!this.drawn) return { x: [], cells: [], y: [], w: [] };
    if (view === "learn" && guise === "shared") return this.copies(step);
    if (view === "loops") return this.line(step);
    if (view !== "patches") return this.row(step);
    const { filters, count } = this.patches, rows = range(filters).map((f) => this.row(f * count + step));
    return { x: rows[0].x, cells: rows.flatMap(({ cells }) => cells), y: rows.flatMap(({ y }) => y), w: rows.flatMap(({ w }) => w) };
  }

  get patches() {
    const filters = this.model.shapes.w[0];
    return { filters, count: this.stage.rows / filters };
  }

  /** @param {number} r @returns {Focus} */
  row(r) {
    const { reads, weights } = this.model, { guise } = this.state, taps = reads.shape[1], there = range(taps).filter((k) => reads[r * taps + k] >= 0);
    const dense = guise === "dense" && this.state.view !== "move", x = dense ? range(this.stage.columns) : there.map((k) => reads[r * taps + k]);
    return { x, cells: x.map((c) => [r, c]), y: [r], w: guise === "shared" ? there.map((k) => weights[r * taps + k]) : [] };
  }

  /** @param {number} m @returns {Focus} */
  copies(m) {
    const { tap } = this.model, { columns } = this.stage, flat = range(tap.length).filter((k) => tap[k] === m);
    /** @type {[number, number][]} */
    const cells = flat.map((k) => [Math.floor(k / columns), k % columns]);
    return { cells, x: cells.map(([, c]) => c), y: cells.map(([r]) => r), w: [m] };
  }

  /** @param {number} s @returns {Focus} */
  line(s) {
    const { model: { arrays, reads, weights }, state: { guise } } = this, run = arrays[`run:${guise}`], [, i, k] = run.subarray(s * 3, s * 3 + 3);
    if (i === undefined || i < 0) return { x: [], cells: [], y: [], w: [] };
    const at = i * reads.shape[1] + k, c = k < 0 ? -1 : guise === "dense" ? k : reads[at];
    return { x: c < 0 ? [] : [c], cells: c < 0 ? [] : [[i, c]], y: [i], w: k >= 0 && guise === "shared" ? [weights[at]] : [] };
  }

  /** x as this view has it: a panel, and where in it. @returns {[Panel, number]} */
  get source() {
    const { panels } = this.model;
    return this.state.view === "move" ? [panels.moved, this.step * this.stage.columns] : [panels.x, 0];
  }

  get hidden() { return this.predict.open && this.pointed === null; }
  get answer() {
    const [, name, value] = this.said[this.state.step] ?? ["", null, null];
    return name === null || value === null ? null : { name, value, text: format(value) };
  }

  /** @param {number} r */
  asked(r) { return this.hidden && r === this.step ? { ink: "transparent" } : {}; }

  /** One output in its cell, as far as it is known at this step. @param {number} r @param {{ x: number, y: number, w: number }} place */
  output(r, place) {
    const { state: { view, guise }, step, model: { panels, arrays } } = this, at = `y:${r}`;
    if (view === "learn") return cell(this, panels.error, r, place, { at });
    if (view === "move") return this.hidden ? tile(place, "?") : cell(this, panels[`found:${guise}`], step * this.stage.rows + r, place, { at });
    if (view === "loops") return this.stepped(r, place, arrays[`run:${guise}`]);
    const here = view === "patches" ? r % this.patches.count : r;
    if (this.hidden && here === step) return tile(place, "?", { at });
    return here > step ? tile(place, format(panels[`y:${guise}`].values[r]), { at, pale: true }) : cell(this, panels[`y:${guise}`], r, place, { at });
  }

  /** @param {number} r @param {{ x: number, y: number, w: number }} place @param {Numbers} run */
  stepped(r, place, run) {
    const { step, model: { header, panels, arrays } } = this, { guise } = this.state, i = run[step * 3 + 1], known = arrays[`known:${guise}`][r] <= step;
    if (known && !(this.hidden && r === i)) return cell(this, panels[header.hidden && guise === "shared" ? "hidden" : `y:${guise}`], r, place, { at: `y:${r}` });
    return r === i ? tile(place, this.hidden ? "?" : format(arrays[`z:${guise}`][step]), { at: `y:${r}` }) : tile(place, "·", { at: `y:${r}` });
  }

  // ---- the pointer

  /** The step that a cell stands for, or null. @param {string} at */
  stepOf(at) {
    const { state: { view, guise }, model } = this, [kind, ...place] = at.split(":"), [a, b] = place.map(Number);
    if (kind === "P") return a;
    if (view === "loops" || !at) return null;
    if (view === "learn" && guise === "shared") return kind === "w" ? a : kind === "W" ? model.tap[a * this.stage.columns + b] : null;
    if (kind === "W" || kind === "y") return view === "patches" ? a % this.patches.count : view === "move" && kind === "y" ? null : a;
    return view === "move" && kind === "x" ? this.nearest(a) : null;
  }

  /** The place whose window has an input nearest to its middle. @param {number} i */
  nearest(i) {
    const { reads } = this.model, taps = this.model.shapes.w.slice(2).reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b, 1), all = reads.shape[1];
    const off = (/** @type {number} */ p) => {
      const k = range(taps).findIndex((tap) => reads[p * all + tap] === i);
      return k < 0 ? all + Math.abs(reads[p * all + Math.floor(taps / 2)] - i) : Math.abs(k - Math.floor(taps / 2));
    };
    return range(this.said.length).reduce((best, p) => (off(p) < off(best) ? p : best), 0);
  }

  /** @param {string} at @param {PointerEvent | null} event */
  over(at, event) {
    const step = this.drawn ? this.stepOf(at) : null;
    if (this.dragging && event?.buttons) return void (at.startsWith("x") && step !== null && step !== this.state.step && this.go(step));
    this.dragging = false;
    const pointed = step === null || step < 0 || this.state.view === "move" || event?.pointerType === "touch" ? null : step;
    const input = this.drawn && ["multiply", "patches"].includes(this.state.view) && at.startsWith("x:") && event?.pointerType !== "touch" ? Number(at.slice(2)) : null;
    if (pointed === this.pointed && input === this.input) return;
    if (pointed !== null || input !== null) this.playback.play(false);
    Object.assign(this, { pointed, input });
    this.schedule();
  }

  /** @param {string} at */
  choose(at) {
    const step = this.drawn ? this.stepOf(at) : null, guise = at.split(":")[2];
    if (this.state.view === "move" && at.startsWith("P") && guise) this.state.guise = guise;
    if (step !== null && step >= 0) this.go(step);
  }

  get silent() { return super.silent || this.pointed !== null || this.input !== null; }

  // ---- drawing

  /** @param {{ width: number, height: number }} room */
  layout({ width, height }) {
    const { stage, phone } = this, part = WIDE[stage.two ? 1 : 0], section = this.section;
    this.high = phone ? 0 : Math.max(LEAST_STAGE, Math.min(height - AROUND, 720));
    section.style.setProperty("--object", `${part}fr`);
    section.style.setProperty("--beside", `${1 - part}fr`);
    this.wide = phone ? width : (width - 32) * (1 - part);
    if (this.drawn) stage.fit(phone ? width : (width - 32) * part, this.high);
    this.find(".stage").style.minHeight = phone ? "" : `${this.high}px`;
  }

  draw() {
    const { state: { view, guise, step }, words, section, model } = this;
    section.classList.toggle("learning", view === "learn");
    section.classList.toggle("moving", view === "move");
    press(section, ".guise", guise);
    press(section, ".views button", view);
    this.cards();
    this.find(".next b").textContent = this.idea[0];
    this.find(".where").textContent = this.steps.text;
    this.find(".stage").hidden = !this.drawn;
    if (!this.drawn) return;
    this.stage.draw();
    const room = { width: this.wide ?? 0, height: this.phone ? 400 : (this.high ?? 0) - 100 }, work = this.find(".work"), code = this.find(".code");
    code.hidden = view !== "loops";
    work.toggleAttribute("hidden", view === "loops");
    if (view === "loops") code.innerHTML = loops(this);
    else this.paint(work, DRAW[/** @type {keyof typeof DRAW} */ (view)](this, room), room.width);
    writeRich(this.find(".caption"), words.captions[view][guise]);
    this.find(".acts").hidden = view !== "move";
    this.find(".primary").disabled = model.header.taught.includes(step);
    const line = words.numpy[view === "learn" && guise === "shared" ? "copies" : view] ?? "";
    this.find(".numpy").hidden = !line;
    this.find(".numpy code").textContent = fill(line, { i: this.step });
  }

  /** @param {SVGElement} svg @param {string} html @param {number} width */
  paint(svg, html, width) {
    svg.innerHTML = html;
    const { y, height } = /** @type {any} */ (svg).getBBox();
    const tall = Math.ceil(y + height) + 4;
    svg.setAttribute("viewBox", `0 0 ${width} ${tall}`);
    Object.assign(svg.style, { width: `${width}px`, height: `${tall}px` });
  }

  /** The three guises: their counts, and W in small. */
  cards() {
    const { guises } = this.model;
    for (const { guise, here, formula, mine } of guises) {
      const card = this.find(`.guise[data-value=${guise}]`), svg = card.querySelector("svg");
      card.querySelector(".here b").textContent = here;
      card.querySelector(".mine i").textContent = `${formula} = `;
      card.querySelector(".mine b").textContent = mine;
      card.querySelector(".about").hidden = formula.length > LONG;
      const key = this.number + this.section.dataset.scheme;
      if (svg.dataset.key === key) continue;
      svg.dataset.key = key;
      svg.innerHTML = this.drawn ? this.thumbnail(guise) : "";
      if (this.drawn) svg.setAttribute("viewBox", `0 0 ${this.stage.columns} ${this.stage.rows}`);
    }
  }

  /** @param {string} guise */
  thumbnail(guise) {
    const { stage, model: { tap, hue } } = this;
    return range(tap.length).filter((k) => guise === "dense" || tap[k] >= 0).map((k) => {
      const shared = guise === "shared", place = { x: (k % stage.columns) + 0.08, y: Math.floor(k / stage.columns) + 0.08, width: 0.84, height: 0.84 };
      return element("rect", { ...place, class: shared ? "strong" : "grey", style: shared ? tint(hue[tap[k]], 1) : "" });
    }).join("");
  }

  sentence() { return this.input === null ? this.said[this.step]?.[0] ?? "" : this.header.readers[this.state.guise][this.input]; }
}

export default mount(FromMlp);
