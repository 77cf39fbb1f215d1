// Backprop: every number from the picture to the loss, and every gradient back; all that shows follows from the step.

import { Board } from "../../player/js/board.js";
import { Lesson, mount } from "../../player/js/lesson.js";
import { mathml } from "../../player/js/mathml.js";
import { Motion } from "../../player/js/motion.js";
import { fill } from "../../player/js/numbers.js";
import { terms } from "../../player/js/relation.js";
import { escape } from "../../player/js/text.js";
import { otherView } from "./backward.js";
import { Check } from "./check.js";
import { Classes } from "./classes.js";
import { Edit } from "./edit.js";
import { frameOf, writerOf } from "./frame.js";
import { Chain } from "./model.js";
import { Large } from "./large.js";
import { Mistake } from "./mistake.js";
import { Moment } from "./moment.js";
import { sizes } from "./room.js";
import { Said } from "./said.js";
import { Strip } from "./strip.js";
import { Tour } from "./tour.js";
import { resultCard } from "./update.js";

const MISTAKEN = 36; // px of the bar that says what is wrong on purpose
const ASKING = 15; // px that the line for an answer takes from the slots
const MOST_SKIPPED = 400;

/** @extends {Lesson<Chain>} */
export class Backprop extends Lesson {
  static keys = {
    t: "turn", g: "view", s: "skip", e: "edit", Enter: "edit", c: "check", x: "large", o: "tour", "[": "channel-back", "]": "channel-next",
    PageDown: "next-layer", PageUp: "previous-layer",
  };

  /** @param {any} root @param {(event: object) => number} send */
  constructor(root, send) {
    super(root, send);
    this.channel = 0;
    this.tab = "numpy";
    this.skipping = false;
    this.sizes = sizes({ width: 1, height: 1, phone: false, presenting: false, asks: 0 }); // until there is room
    /** @type {import("../../player/js/motion.js").Kind | null} */
    this.due = null;
    /** @type {{ step: number, view: string, frame: import("./payload").Step } | null} */
    this.kept = null;
    this.tall = false; // whether there is room for an answer under the sentence
    this.board = new Board(this);
    this.motion = new Motion(this, this.find(".work"));
    this.strip = new Strip(this);
    this.edit = new Edit(this);
    this.check = new Check(this);
    this.mistake = new Mistake(this);
    this.large = new Large(this);
    this.tour = new Tour(this);
    this.classes = new Classes(this);
    this.section.addEventListener("pointerdown", (/** @type {any} */ { target }) => {
      if (!target.closest("[data-action=play]")) this.pointed();
    }, true);
  }

  /** @param {any} payload */
  read(payload) { return new Chain(payload); }

  /** @param {Chain | null} before */
  arrived(before) {
    const { state, model } = this;
    this.said = new Said(model);
    this.mistake.arrived(before?.header.mistake ?? "");
    if (before && before.shape !== model.shape) {
      state.step = 0;
      this.edit.close();
    }
    state.step = Math.min(state.step, model.count(state.view) - 1);
    this.tour.arrived(!before);
    this.classes.arrived();
    this.kept = null;
    this.edit.answered();
  }

  fill = fill;

  /** The step on screen as data. */
  get frame() {
    const { model, state: { step, view } } = this;
    if (this.kept && this.kept.step === step && this.kept.view === view) return this.kept.frame;
    const frame = frameOf(new Moment(model, step, view));
    if (frame.kind === "result") frame.card = resultCard(model);
    this.kept = { step, view, frame };
    return frame;
  }

  // ---- steps

  get steps() {
    const { model, state: { step, view }, words } = this, count = model.count(view);
    return {
      count, index: step, text: this.tour.on ? this.tour.text : fill(words.bar.where, { step: step + 1, count }), go: (/** @type {number} */ to) => this.go(to),
      step: (/** @type {1 | -1} */ by) => this.next(by), row: (/** @type {1 | -1} */ by) => this.row(by),
    };
  }

  get actions() {
    const { playback } = this;
    const byHand = (/** @type {() => unknown} */ act) => () => { playback.play(false); return act(); };
    const channel = (/** @type {number} */ by) => byHand(() => this.turnChannel(by));
    return {
      next: (/** @type {any} */ event) => { playback.play(false); if (!this.next(1, !event.repeat)) this.again(); },
      "next-layer": byHand(() => this.layer(1)), "previous-layer": byHand(() => this.layer(-1)),
      turn: byHand(() => this.go(this.model.from(this.model.segments.findIndex(({ direction }) => direction < 0), this.state.view), "fly")),
      view: byHand(() => this.look(this.state.view === "gather" ? "scatter" : "gather")),
      gather: () => this.look("gather"), scatter: () => this.look("scatter"),
      skip: () => { this.skipping = !this.skipping; this.schedule(); },
      edit: byHand(() => this.edit.begin()), check: byHand(() => this.check.ask()), "check-all": () => this.send({ kind: "check_all" }),
      touring: () => this.tour.show(true), every: () => this.tour.show(false), tour: () => this.tour.show(!this.tour.on),
      large: () => this.large.show(!this.large.open),
      right: () => this.send({ kind: "right" }),
      "take-1": () => this.send({ kind: "update", times: 1 }), "take-10": () => this.send({ kind: "update", times: 10 }),
      "channel-next": channel(1), "channel-back": channel(-1),
      numpy: () => this.show("numpy"), "check-tab": () => this.show("check"),
      ...this.classes.actions,
      latex: () => void this.copy("latex", (this.latex ?? []).join(" ").trim()),
    };
  }

  /** @param {number} step @param {import("../../player/js/motion.js").Kind | null} motion */
  go(step, motion = null) {
    const { state, model } = this, to = Math.max(0, Math.min(model.count(state.view) - 1, step));
    this.large.left = false;
    if (to === state.step && !this.complaint && !state.large && !state.teach) return;
    state.step = to;
    state.large = 0;
    if (state.teach) this.classes.show(false);
    this.channel = 0;
    this.due = motion;
    if (this.phone && !this.reached) this.section.scrollIntoView({ block: "start" }); // no room for the page's head above it
    this.reached = true;
    this.moved();
  }

  /** @param {1 | -1} direction @param {boolean} motion @returns {boolean} whether there was a step to take */
  next(direction, motion = true) {
    if (this.tour.on) return this.tour.next(direction, motion);
    let step = this.beside(this.state.step, direction);
    for (let tries = 0; this.skipping && tries < MOST_SKIPPED && this.isZero(step); tries++) step = this.beside(step, direction);
    if (step === this.state.step) return false;
    this.go(step, motion && direction > 0 ? this.moves(step) : null);
    return true;
  }

  again() {
    if (this.tour.on) this.tour.go(1);
    else this.go(0);
  }

  /** The step that "next number" leads to: in a long segment only the strongest ones. @param {number} step @param {1 | -1} direction */
  beside(step, direction) {
    const { model, state: { view } } = this, { segment, k } = model.locate(step, view), to = segment.beside(k, direction, view);
    if (to !== null) return model.from(segment.index, view) + to;
    const other = model.segments[segment.index + direction];
    if (!other) return step;
    return model.from(other.index, view) + (direction > 0 ? other.entry(view) : other.exit(view));
  }

  /** @param {number} step */
  isZero(step) {
    const { model, state: { view } } = this;
    if (step <= 0 || step >= model.count(view) - 1) return false;
    const parts = frameOf(new Moment(model, step, view)).terms;
    return Boolean(parts) && !parts?.rule && Boolean(parts?.list.every((term) => !term.value));
  }

  /** One row down or up in the map that is written, and on into the layers beside it. @param {1 | -1} direction */
  row(direction) {
    const { segment, k, seen, layer, view, written } = this.frame.moment, map = seen === "scatter" ? this.model.panels[layer.y] : written;
    const to = k + direction * (map?.columns ?? 1);
    if (to < 0 || to >= segment.steps(view) || !map) this.layer(direction);
    else this.go(this.state.step + to - k, "fly");
  }

  /** @param {1 | -1} direction */
  layer(direction) {
    const { model, state: { view } } = this, { segment, k } = this.frame.moment;
    const target = direction < 0 && k > segment.entry(view) ? segment : model.segments[segment.index + direction];
    if (!target) return this.go(direction > 0 ? Infinity : 0);
    const step = model.from(target.index, view) + target.entry(view);
    this.go(step, direction > 0 ? this.moves(step) : null);
  }

  /** The kernel turns where a segment of gathering begins; elsewhere the sum flies to its cell. @param {number} step @returns
   * {import("../../player/js/motion.js").Kind} */
  moves(step) {
    const { view } = this.state, { segment, k } = this.model.locate(step, view);
    return segment.twoViews && segment.layer.mistake !== "flip" && segment.seen(view) === "gather" && k === segment.entry(view) ? "turn" : "fly";
  }

  /** To the step that writes a number. @param {Panel} panel @param {number} flat */
  jump(panel, flat) {
    const { model, state: { view } } = this, segment = model.writer(panel.key);
    if (!segment) return this.complain(panel.header.editable ? this.words.editing.how : "");
    const from = model.from(segment.index, view), { kind, layer } = segment;
    if (kind === "flatten" || kind === "unflatten") return this.go(from);
    if (kind === "route") {
      const [reader] = terms(layer.relation, "input", flat);
      return reader && this.go(from + reader.output, "fly");
    }
    if (segment.seen(view) === "gather") return this.go(from + flat, "fly");
    this.go(segment.forced ? from : otherView(new Moment(model, model.from(segment.index, "gather") + flat, "gather")));
  }

  /** The other view of the same number; back from it where one was. @param {string} view */
  look(view) {
    const { state, model, frame: { moment } } = this, { segment, k, step } = moment;
    if (view === state.view) return;
    const back = this.pinned && this.pinned.step === step ? this.pinned.from : otherView(moment);
    state.view = view;
    state.step = segment.twoViews ? back : model.from(segment.index, state.view) + k;
    this.pinned = { step: state.step, from: step };
    this.due = view === "gather" ? "turn" : null;
    this.moved();
  }

  /** @param {number} channel */
  choose(channel) {
    this.channel = channel;
    this.schedule();
  }

  /** @param {number} by */
  turnChannel(by) {
    const most = Math.max(...this.frame.slots.map((slot) => slot?.channels.length ?? 1));
    this.choose((this.channel + by + most) % most);
  }

  /** From a pixel back to the picture; from the picture back to the steps. */
  leave() {
    const { open, left } = this.large;
    if (this.classes.open) this.classes.show(false);
    else if (open || left) this.large.show(!open);
    else super.leave();
  }

  pointed() { this.playback.play(false); }

  // ---- what the board asks

  get hidden() { return this.predict.open; }
  get answer() {
    const { total, text, name, terms: parts } = this.frame;
    if (this.tour.sentence) return null;
    return total === undefined || !parts ? null : { name, value: total, text: text ?? "" };
  }
  revealed() { this.due = "fly"; }
  /** @param {Panel} panel @param {number} flat */
  hides(panel, flat) { return this.hidden && panel === this.frame.panel && flat === this.frame.flat; }
  /** @param {Panel} panel @param {number} flat */
  known(panel, flat) { return this.frame.moment.known(panel)(flat); }
  /** @param {Panel} panel */
  upTo(panel) { return this.frame.moment.upTo(panel); }
  /** @param {Panel} panel @param {number} flat */
  numberAt(panel, flat) { return this.frame.moment.value(panel, flat); }
  /** @param {Panel} panel */
  writer(panel) { return writerOf(panel.key === "shares" ? "softmax" : panel.key, panel); }
  /** @param {Panel} panel @param {number} value @param {number} gain */
  colourOf(panel, value, gain = 1) {
    const { palette } = this;
    if (panel.colour !== "signed" || !Number.isFinite(value)) return palette.of(panel, value, 0);
    const part = Math.min(1, Math.abs(value) / panel.range[1]);
    return palette.signed(value ? Math.sign(value) * (0.1 + 0.4 * part) * gain : 0, 1);
  }

  // ---- room

  /** @param {{ width: number, height: number }} room */
  layout(room) {
    const { phone, presenting, asks } = this, screen = { width: innerWidth, height: innerHeight };
    this.sizes = sizes({ ...(presenting ? screen : room), phone, presenting, asks });
    this.section.classList.toggle("narrow", this.sizes.narrow);
    const board = this.find(".board");
    board.style.zoom = this.sizes.zoom;
    board.style.setProperty("--extra", `${this.boardHeight}px`);
    this.find(".track").style.zoom = this.sizes.stripZoom;
    this.find(".work").style.zoom = this.sizes.benchZoom;
  }

  get asks() { return (this.state.hide ? ASKING : 0) + (this.model?.header.mistake ? MISTAKEN : 0); }
  get scale() { return this.sizes.zoom * this.sizes.benchZoom; }
  get boardWidth() { return this.sizes.boardWidth; }
  get boardHeight() { return this.sizes.boardHeight; }

  // ---- drawing

  draw() {
    const { frame, section, state } = this;
    if (section.classList.toggle("asking", Boolean(state.hide)) !== this.tall) {
      this.tall = Boolean(state.hide);
      this.layout(this.room);
    }
    this.motion.rest();
    section.classList.toggle("back", frame.moment.segment.direction < 0);
    this.drawWords();
    this.board.draw();
    this.strip.draw();
    this.mistake.draw();
    this.large.draw();
    this.classes.draw();
    this.tour.draw();
    this.drawAside();
    this.drawBar();
    this.motion.start(this.due);
    this.due = null;
  }

  sentence() { return this.classes.sentence || this.tour.sentence || (this.said?.sentence(this.frame) ?? ""); }

  drawWords() {
    const { frame, said, tour, words: { bar } } = this, next = (tour.on ? tour.coming : said?.then(frame)) ?? "", { kind, direction } = frame.moment.segment;
    this.find(".way").textContent = kind === "update" ? bar.update : direction > 0 ? bar.forward : bar.backward;
    this.find(".then span").textContent = next && (next.endsWith("?") ? next : `${next}.`);
    if (!said) return;
    const [letters, numbers] = (this.latex = said.formula(frame, this.hidden)), notes = [said.adjoint(frame), said.zeros(frame)];
    const [both, zeros] = notes.map((note) => (note ? `<small>${escape(note)}</small>` : ""));
    this.find(".letters").innerHTML = mathml(letters) + both;
    this.find(".numbers").innerHTML = (numbers ? mathml(numbers) : "") + zeros;
  }

  drawAside() {
    const checking = this.tab === "check", code = this.find(".numpy");
    for (const [name, on] of /** @type {[string, boolean][]} */ ([["numpy", !checking], ["check", checking]])) this.find(`.${name}`).hidden = !on;
    for (const [name, on] of [["numpy", !checking], ["check-tab", checking]]) this.find(`[data-action="${name}"]`).setAttribute("aria-pressed", on);
    const text = this.said?.code(this.frame) ?? "";
    if (code.textContent !== text) code.textContent = text;
    if (checking) this.check.draw();
  }

  /** What the next step is stands on its button. */
  drawBar() {
    const { frame, words: { bar }, playback: { playing }, model } = this, { segment, k, view } = frame.moment;
    const following = model.segments[segment.index + 1];
    const { tour } = this, last = tour.on ? !tour.coming : frame.kind === "result";
    const next = last ? bar.again : tour.on ? fill(bar.next, { label: tour.coming }) : segment.beside(k, 1, view) !== null ? bar.number
      : fill(following.direction === segment.direction ? bar.next : bar.turn, { label: following.label });
    const sign = playing ? bar.pause : bar.play;
    for (const [action, text] of [["next", next], ["play", this.phone ? sign.split(" ")[0] : sign]]) {
      const button = this.find(`.transport [data-action=${action}]`);
      if (button.textContent !== text) button.textContent = text;
    }
    this.find("[data-action=play]").setAttribute("aria-pressed", String(playing));
    this.find("[data-action=skip]").setAttribute("aria-pressed", String(this.skipping));
    const count = segment.numbers(view), { label } = segment;
    this.find(".count").textContent = count > 1 && frame.kind !== "result" ? fill(bar.count, { label, index: k + 1, count }) : "";
    this.find(".where").textContent = this.steps.text;
  }

  /** @param {string} tab */
  show(tab) {
    this.tab = tab;
    this.drawAside();
  }

  destroy() {
    this.classes.destroy();
    super.destroy();
  }
}

export default mount(Backprop);
