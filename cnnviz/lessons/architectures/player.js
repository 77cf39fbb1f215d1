// Famous networks: all on one scale, one opened to its layers, two beside each other.

import { Lesson, mount } from "../../player/js/lesson.js";
import { fill } from "../../player/js/numbers.js";
import { stepping } from "../../player/js/playback.js";
import { press } from "../../player/js/rich.js";
import { readModel, slotAt } from "./model.js";
import { One } from "./one.js";
import { all } from "./rows.js";
import { Two } from "./two.js";

const VIEWS = ["all", "one", "compare"];
const METRICS = ["maps", "parameters", "work", "field"];
const TABS = ["idea", "blocks", "depth", "run"];
const AROUND = 102; // px that the bar of steps and all gaps take
const AGAIN_MS = 400;
const LEAST = 384; // px: rows, or drawing and table

/** @typedef {import("./model.js").Net} Net */

/** @extends {Lesson<ReturnType<typeof readModel>>} */
export class Architectures extends Lesson {
  static keys = { n: "onward", v: "view", m: "metric", d: "tab", Enter: "open" };

  /** The layer that is pointed at, as its line in the table. @type {number | null} */
  pointed = null;
  wanted = ""; // the network that was asked for and is not here yet
  asked = 0; // by which message
  painted = "";
  one = new One(this);
  two = new Two(this);

  /** @param {any} root @param {(event: object) => number} send */
  constructor(root, send) {
    super(root, send);
    this.section.addEventListener("change", (/** @type {any} */ event) => this.chosen(event.target));
    for (const input of this.all("input.own")) input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.typing(event, input));
    this.find(".chart").addEventListener("click", (/** @type {any} */ event) => {
      const dot = event.target.closest("[data-dot]");
      if (dot) this.go(Object.keys(this.model.nets).indexOf(dot.dataset.dot));
    });
    this.find(".all").addEventListener("click", (/** @type {any} */ event) => {
      const row = event.target.closest("[data-row]");
      if (row && !event.target.closest("select")) this.openRow(Number(row.dataset.row));
    });
    for (const kind of ["input", "click"]) this.find(".knobs").addEventListener(kind, (/** @type {any} */ event) => {
      const at = event.target.closest("[data-knob]");
      if (at && (kind === "input") === (at.tagName === "INPUT")) this.knob(at.dataset.knob, Number(at.dataset.value ?? at.value));
    });
    const layers = this.find(".layers"), profile = this.find(".whole-profile");
    const line = (/** @type {any} */ event) => Number(event.target.closest?.("[data-line]")?.dataset.line ?? NaN);
    const slot = (/** @type {any} */ event) => this.net.rows.findIndex((row) => row.slot === slotAt(event.clientX - profile.getBoundingClientRect().left, this.one.step, this.net.marks.length) && row.place === "main");
    for (const [part, at] of /** @type {[HTMLElement, (event: any) => number][]} */ ([[layers, line], [profile, slot]])) {
      part.addEventListener("pointermove", (event) => event.pointerType !== "touch" && this.point(at(event)));
      part.addEventListener("pointerleave", () => this.point(NaN));
      part.addEventListener("click", (event) => at(event) >= 0 && this.go(this.net.rows[at(event)].slot));
    }
  }

  /** @param {Payload<any>} payload */
  read(payload) { return readModel(payload); }

  arrived() {
    this.askAgain();
    if (this.answered(this.asked)) this.wanted = "";
    this.pointed = null;
    this.painted = "";
    this.state.step = Math.min(this.state.step, this.steps.count - 1);
    for (const input of this.all("input.own")) if (input !== this.root.activeElement) input.value = this.net[/** @type {"side" | "classes"} */ (input.dataset.size)].toLocaleString("en");
  }

  /** While a network runs, the server is asked how far it is. */
  askAgain() {
    clearTimeout(this.again);
    if (this.model.header.run.running) this.again = setTimeout(() => { if (this.section.isConnected) this.inquire({ kind: "run" }); }, AGAIN_MS);
  }

  destroy() {
    clearTimeout(this.again);
    super.destroy();
  }

  /** The network that is looked at. @returns {Net} */
  get net() { return this.wanted && this.wanted !== this.model.own.key ? this.model.nets[this.wanted] : this.model.own; }
  /** B. @returns {Net} */
  get other() {
    const nets = Object.values(this.model.nets);
    return nets[Math.min(this.state.step, nets.length - 1)];
  }
  /** One network of each family. @returns {Net[]} */
  get shown() {
    const { state, model: { nets, header: { families } } } = this;
    return Object.keys(families).map((family) => nets[state[family] ?? families[family][0]]);
  }

  // ---- steps

  get count() { return { all: this.shown.length + 1, one: this.net.marks.length, compare: Object.keys(this.model.nets).length }[/** @type {"all"} */ (this.state.view)]; }

  get steps() {
    const { state: { view, step }, words, count } = this, overview = view === "all" && !step;
    const text = fill(words.where[overview ? "overview" : view], { step: view === "compare" ? step + 1 : step, count: view === "compare" ? count : count - 1 });
    return stepping({ count, index: Math.min(step, count - 1), text, set: (to) => this.go(to) });
  }

  /** @param {number} step */
  go(step) {
    this.state.step = step;
    this.pointed = null;
    this.moved();
  }

  /** The mark that is shown: pointed at, or where one stands. */
  get slot() { return this.line.slot; }
  get line() { return this.net.rows[this.at]; }
  /** The line of the table that is shown. */
  get at() { return this.pointed ?? Math.max(0, this.net.rows.findIndex((row) => row.slot === this.state.step && row.place === "main")); }

  get actions() {
    const { state } = this, after = (/** @type {string[]} */ list, /** @type {string} */ now) => list[(list.indexOf(now) + 1) % list.length];
    return {
      ...Object.fromEntries(VIEWS.map((view) => [view, () => this.look(view)])),
      ...Object.fromEntries(METRICS.map((metric) => [metric, () => this.measure(metric)])),
      ...Object.fromEntries(TABS.map((tab) => [tab, () => this.turn(tab)])), tab: () => this.turn(after(TABS, state.tab)),
      view: () => this.look(after(VIEWS, state.view)), metric: () => this.measure(after(METRICS, state.metric)),
      onward: () => this.onward(), open: () => (state.view === "all" && state.step ? this.openRow(state.step - 1) : false), swap: () => this.swap(), draw: () => this.send({ kind: "draw" }), begin: () => this.send({ kind: "begin" }), stop: () => this.send({ kind: "stop" }),
    };
  }

  /** @param {string} metric */
  measure(metric) {
    this.state.metric = metric;
    this.moved();
  }

  /** @param {string} tab */
  turn(tab) {
    this.state.tab = tab;
    this.moved();
  }

  /** @param {string} name @param {number} at */
  knob(name, at) {
    this.state[name] = at;
    this.moved();
  }

  /** @param {string} view */
  look(view) {
    const keys = Object.keys(this.model.nets), at = keys.indexOf(this.net.key);
    this.state.view = view;
    this.go(view === "compare" ? (at + 1) % keys.length : view === "one" ? 1 : 0);
  }

  /** @param {string} key */
  want(key) {
    this.wanted = key;
    this.asked = this.send({ kind: "network", key });
  }

  /** @param {number} k */
  openRow(k) {
    this.want(this.shown[k].key);
    this.look("one");
  }

  /** On along the way: what hangs below the line, network by network, two beside each other. */
  onward() {
    const { state, shown } = this, families = shown.map((net) => net.family), k = families.indexOf(this.net.family);
    if (state.view === "all") return state.step ? this.openRow(state.step - 1) : this.measure(METRICS[(METRICS.indexOf(state.metric) + 1) % METRICS.length]);
    if (state.view === "compare" || k === families.length - 1) return this.look(state.view === "compare" ? "all" : "compare");
    this.openRow(k + 1);
  }

  swap() {
    const { net, other } = this;
    this.want(other.key);
    this.go(Object.keys(this.model.nets).indexOf(net.key));
  }

  /** A network was chosen in a list, or a size was typed. @param {any} target */
  chosen(target) {
    const { choose, size } = target.dataset;
    if (size) return this.send({ kind: "size", [size]: target.value });
    if (!choose) return;
    if (choose === "network") {
      this.want(target.value);
      if (this.state.view === "one") this.go(1);
    } else if (choose === "other") this.go(Object.keys(this.model.nets).indexOf(target.value));
    else this.state[choose] = target.value;
    this.moved();
  }

  /** @param {KeyboardEvent} event @param {any} input */
  typing(event, input) {
    event.stopPropagation();
    if (event.key === "Enter" || event.key === "Escape") {
      if (event.key === "Escape") input.value = String(this.net[/** @type {"side" | "classes"} */ (input.dataset.size)]);
      input.blur();
    }
  }

  // ---- pointing and predicting

  /** @param {number} line */
  point(line) {
    const pointed = Number.isInteger(line) && line >= 0 ? line : null;
    if (pointed === this.pointed) return;
    if (pointed !== null) this.playback.play(false);
    this.pointed = pointed;
    this.schedule();
  }

  get silent() { return super.silent || this.pointed !== null; }
  get hidden() { return this.predict.open && this.pointed === null; }
  get answer() {
    const { state: { view }, words, line } = this;
    if (view !== "one" || !line || line.kind === "input") return null;
    const flat = line.kind === "dense" || line.place === "gate", shape = flat ? [line.maps] : [line.maps, line.side, line.side];
    return { name: fill(flat ? words.length_of : words.shape_of, line), value: NaN, text: shape.join(" × "), shape };
  }

  // ---- drawing

  /** @param {{ width: number, height: number }} room */
  layout({ width, height }) {
    this.wide = width;
    this.tall = height;
    this.painted = "";
  }

  draw() {
    const { state: { view, metric }, section } = this;
    for (const name of VIEWS) this.find(`.${name}`).hidden = name !== view;
    this.find(".legend").hidden = view !== "all";
    this.find(".scale").textContent = this.words.scales[metric];
    this.find(".sizes").hidden = view !== "one";
    this.around = this.lines;
    this.high = this.phone ? 0 : Math.max(LEAST, (this.tall ?? 0) - AROUND - this.around);
    press(section, ".views button", view);
    press(section, ".metrics button", metric);
    ({ all: () => this.drawAll(), one: () => this.one.draw(), compare: () => this.two.draw() })[/** @type {"all"} */ (view)]();
    this.find(".where").textContent = this.steps.text;
    this.find(".badge").textContent = this.badge;
    this.find(".next b").textContent = this.invitation;
    queueMicrotask(() => { if (!this.phone && this.around !== this.lines) this.schedule(); }); // once the sentence is written
  }

  /** Px of controls and sentence, which may take several lines. */
  get lines() { return this.find(".controls").offsetHeight + this.find(".say").offsetHeight; }

  /** Write a part of the page anew where what it shows is another thing. @param {string} key @param {() => void} paint */
  anew(key, paint) {
    const whole = [key, this.wide, this.high, this.section.dataset.scheme].join();
    if (this.painted === whole) return;
    this.painted = whole;
    paint();
  }

  drawAll() {
    const { state, shown } = this, room = { width: this.wide ?? 0, height: this.high ?? 0 };
    this.anew(["all", state.metric, ...shown.map((net) => net.key)].join(), () => { this.find(".all").innerHTML = all(this, room); });
    for (const row of this.all(".family")) row.classList.toggle("on", Number(row.dataset.row) === state.step - 1);
  }

  // ---- what is said

  get badge() {
    const { state: { view, step }, words, shown } = this, years = shown.map((net) => net.year);
    if (view === "all" && step) return String(years[step - 1]);
    return fill(words.badge[view], { first: years[0], last: years[years.length - 1] });
  }

  get invitation() {
    const { state: { view, step, metric }, words, shown } = this, k = shown.map((net) => net.family).indexOf(this.net.family);
    if (view === "all") return step ? fill(words.open, shown[step - 1]) : words.questions[metric];
    return view === "compare" ? words.back : k < shown.length - 1 ? fill(words.next, shown[k + 1]) : words.to_compare;
  }

  sentence() {
    const { state: { view, step, metric }, words, model: { header } } = this;
    if (view === "all") return step ? this.shown[step - 1].told : words.overview[metric];
    if (this.net !== this.model.own) return "";
    return view === "compare" ? header.against[this.other.key].said : header.said[this.at][metric === "work" ? 1 : 0];
  }
}

export default mount(Architectures);
