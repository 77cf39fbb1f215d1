// The layers and what reads what, as a drawing: from left to right, a lane for each branch; a long network in blocks, of which one is open.

import { cssColour } from "../../player/js/colour.js";
import { fill } from "../../player/js/numbers.js";
import { walking } from "../../player/js/pointing.js";
import { element, label } from "../../player/js/svg.js";

const LEAST_WIRE = 11; // px
const MOST_WIRE = 96;
const MOST_LANE = 22;
const ROOM = 62; // px: the height of one lane and its names
const NAMED = 54; // px: steps that have room for a layer's kind
const NUMBERED = 20; // and for a block's number
const LARGEST_MARK = 7; // px: the radius of a mark
const WIRE_EDGE = 16; // px at both ends

/** @typedef {{ layers: number[], steps: number[], lanes: number[], edges: [number, number, number][], label: string }} Group */
/** @typedef {{ layer: number, layers: number[], x: number, y: number, lane: number, label: string }} Mark a layer, or a block by its last one */

export class Wires {
  /** @param {import("./player.js").Network} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    this.box = lesson.find(".wires");
    this.stage = this.box.querySelector(".stage");
    /** @type {Mark[]} */
    this.marks = [];
    /** The mark that the keys have come to. @type {number | null} */
    this.at = null;
    /** What was drawn last, and the layer that was shown. */
    this.drawn = "";
    this.shown = -1;
    this.step = MOST_WIRE;
    this.width = 600;
    this.height = 100;
    this.stage.addEventListener("click", (/** @type {any} */ event) => this.open(this.markOf(event)));
    this.stage.addEventListener("pointerover", (/** @type {any} */ event) => lesson.light(this.markOf(event)?.layers ?? []));
    this.stage.addEventListener("pointerleave", () => lesson.light([]));
    this.stage.addEventListener("blur", () => this.come(null));
    walking(this.stage, (down, across) => this.walk(down, across));
    this.stage.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      this.open(this.marks[this.current]);
      event.preventDefault();
      event.stopPropagation();
    });
  }

  get words() { return this.lesson.words.layers; }
  get wiring() { return this.lesson.model.wiring; }

  /** @param {any} event @returns {Mark | undefined} */
  markOf(event) {
    const one = event.target.closest("[data-at]");
    return one ? this.marks[Number(one.dataset.at)] : undefined;
  }

  /** @param {Mark | undefined} mark */
  open(mark) {
    this.come(null);
    if (mark) this.lesson.toLayer(mark.layer);
  }

  update() { this.drawn = ""; }

  /** No more height than the branches need. @param {number} width @param {number} most px */
  layout(width, most) {
    const lanes = this.wiring.groups.flatMap((/** @type {Group} */ { lanes: own, edges }) => [...own, ...edges.map((edge) => edge[2])]);
    const span = Math.max(0, ...lanes) - Math.min(0, ...lanes);
    Object.assign(this, { width, height: Math.min(most, ROOM + span * MOST_LANE) });
  }

  // ---- keys

  /** The mark that the keys have come to, else the one that is chosen. */
  get current() { return this.at ?? this.marks.findIndex(({ layers }) => layers.includes(this.lesson.layer)); }

  /** @param {number} down @param {number} across */
  walk(down, across) {
    const here = this.marks[this.current], lane = (/** @type {Mark} */ mark) => (down ? (mark.lane - here.lane) * down : 1);
    const ahead = down ? this.marks.filter((mark) => lane(mark) > 0 && Math.abs(mark.x - here.x) <= 2 * this.step) : [];
    const near = (/** @type {Mark} */ mark) => lane(mark) * 1e4 + Math.abs(mark.x - here.x);
    const next = down ? ahead.reduce((/** @type {Mark | null} */ best, mark) => (best && near(best) <= near(mark) ? best : mark), null) : this.marks[this.current + across];
    if (next) this.come(this.marks.indexOf(next));
  }

  /** @param {number | null} at */
  come(at) {
    this.at = at;
    this.lesson.light(at === null ? [] : this.marks[at].layers);
    this.stage.querySelector(".at")?.classList.remove("at");
    if (at === null) return this.pointed();
    const one = this.stage.querySelector(`[data-at="${at}"]`);
    one.classList.add("at");
    one.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.pointed();
  }

  pointed() { this.stage.setAttribute("aria-activedescendant", `mark-${this.current}`); }

  // ---- drawing

  /** @param {Group} group */
  opened(group) { return !this.wiring.long || group.layers.length === 1 || group.layers.includes(this.lesson.layer); }

  draw() {
    const { lesson } = this, { groups } = this.wiring, open = groups.map((/** @type {Group} */ group) => this.opened(group));
    const key = [this.width, this.height, open.map(Number).join(""), lesson.state.tint, lesson.model.times?.done, lesson.palette.scheme].join();
    if (key !== this.drawn) {
      this.place(open);
      this.drawn = key;
    }
    for (const [k, one] of this.stage.querySelectorAll("[data-at]").entries()) {
      const on = this.marks[k].layers.includes(lesson.layer);
      one.setAttribute("aria-selected", String(on));
      if (on && this.shown !== lesson.layer) this.centre(this.marks[k].x);
    }
    this.shown = lesson.layer;
    this.pointed();
    this.tell();
  }

  /** @param {number} x */
  centre(x) { this.stage.scrollLeft = x - this.stage.clientWidth / 2; }

  /** Places and draws all marks and lines. @param {boolean[]} open */
  place(open) {
    const { groups } = this.wiring, { lesson, width, height } = this, shown = groups.filter((/** @type {Group} */ _, /** @type {number} */ k) => open[k]);
    const long = groups.reduce((/** @type {number} */ sum, /** @type {Group} */ group, /** @type {number} */ k) => sum + (open[k] ? Math.max(...group.steps) : 1), 0);
    this.step = Math.max(LEAST_WIRE, Math.min(MOST_WIRE, (width - 2 * WIRE_EDGE - 12) / Math.max(1, long)));
    const lanes = shown.flatMap((/** @type {Group} */ { lanes: own, edges }) => [...own, ...edges.map((edge) => edge[2])]);
    const low = Math.min(0, ...lanes), high = Math.max(0, ...lanes), named = this.step >= NAMED ? 22 : 0;
    const lane = Math.min(MOST_LANE, (height - 2 * LARGEST_MARK - 8 - named) / Math.max(1, high - low)), middle = (height - named - (high + low) * lane) / 2;
    const y = (/** @type {number} */ n) => middle + n * lane, radius = Math.min(LARGEST_MARK, this.step * 0.4, Math.max(3, lane * 0.45));
    /** @type {string[]} */
    const lines = [], frames = [];
    this.marks = [];
    let left = WIRE_EDGE;
    for (const [k, group] of groups.entries()) {
      if (open[k]) lines.push(...this.lines(group, left, y));
      else lines.push(element("path", { d: `M${left} ${y(0)}h${this.step}` }));
      const wide = (open[k] ? Math.max(...group.steps) : 1) * this.step;
      if (open[k]) group.layers.forEach((layer, n) => this.marks.push({ layer, layers: [layer], x: left + group.steps[n] * this.step, y: y(group.lanes[n]), lane: group.lanes[n], label: lesson.model.layers[layer].label }));
      else this.marks.push({ layer: group.layers[group.layers.length - 1], layers: group.layers, x: left + this.step, y: y(0), lane: 0, label: group.label });
      if (open[k] && this.wiring.long && group.layers.length > 1)
        frames.push(element("rect", { class: "opened", x: left + this.step * 0.45, y: 1, width: wide + this.step * 0.1, height: height - 2, rx: 8 }));
      left += wide;
    }
    const first = element("rect", { class: "first", x: WIRE_EDGE - 5, y: y(0) - 5, width: 10, height: 10, rx: 2 });
    const marks = this.marks.map((mark, k) => this.mark(mark, k, radius, named));
    this.stage.innerHTML = element("svg", { width: Math.max(left + 2 * WIRE_EDGE, 40), height, role: "presentation" }, `${frames.join("")}<g class="lines">${lines.join("")}</g>${first}${marks.join("")}`);
  }

  /** The lines of an open group. @param {Group} group @param {number} left @param {(lane: number) => number} y @returns {string[]} */
  lines({ layers, steps, lanes, edges }, left, y) {
    const at = (/** @type {number} */ layer) => layers.indexOf(layer);
    return edges.map(([source, target, lane]) => {
      const s = at(source), t = at(target), from = s < 0 ? 0 : steps[s], a = y(s < 0 ? 0 : lanes[s]), b = y(lanes[t]);
      return element("path", { d: wire(left + from * this.step, a, left + steps[t] * this.step, b, y(lane), this.step, steps[t] - from) });
    });
  }

  /** @param {Mark} mark @param {number} k @param {number} radius @param {number} named */
  mark({ layer, layers, x, y, label: name, lane }, k, radius, named) {
    const { lesson, step } = this, { tint } = lesson, block = layers.length > 1;
    const fillIn = tint.on ? `fill:${cssColour(tint.colour(layers))}` : "", plain = `mark ${lesson.model.layers[layer].parameters ? "" : "light"}`;
    const shape = block ? element("rect", { class: "mark", style: fillIn, x: x - step * 0.36, y: y - 11, width: step * 0.72, height: 22, rx: 6 }) : element("circle", { class: plain, style: fillIn, cx: x, cy: y, r: radius });
    const text = block && step >= NUMBERED ? label(x, y + 27, name, { size: 13, kind: "name", anchor: "middle" }) : named && !block && lane >= 0 ? label(x, y + radius + 17, name, { size: 14, kind: "name", anchor: "middle" }) : "";
    const touch = element("rect", { class: "touch", x: x - step / 2, y: y - Math.max(12, radius + 3), width: step, height: 2 * Math.max(12, radius + 3) });
    return element("g", { id: `mark-${k}`, role: "option", "data-at": k, "aria-label": this.named(layers) }, touch + shape + text);
  }

  /** @param {number[]} layers */
  named(layers) {
    const { words, lesson } = this;
    if (layers.length > 1) return `${this.block(layers)}; ${words.opens}`;
    const [layer] = layers, { table, model } = lesson;
    return `${fill(words.row, { place: layer + 1 })}, ${model.layers[layer].label}: ${this.facts(layer)}; ${fill(words.reads, { names: table.reads(model.layers[layer].inputs) })}`;
  }

  /** @param {number[]} layers */
  block(layers) {
    const group = this.wiring.groups.find((/** @type {Group} */ one) => one.layers.includes(layers[0]));
    return fill(this.words.block, { label: group?.label, count: layers.length });
  }

  /** @param {number} layer */
  facts(layer) {
    const { words, lesson } = this, { shape: [maps, rows, columns], parameters, work } = lesson.model.layers[layer], { said } = lesson;
    const counts = [fill(words.weights, { count: parameters.toLocaleString("en") }), fill(words.adds, { count: work.toLocaleString("en") })];
    const stack = rows * columns === 1 ? fill(said.numbers, { count: maps.toLocaleString("en") }) : fill(words.stack, { count: maps.toLocaleString("en"), size: fill(said.size, { rows, columns }) });
    return [stack, ...counts.filter((_, k) => [parameters, work][k])].join(", ");
  }

  // ---- what is pointed at

  /** @param {Set<number>} layers */
  light(layers) {
    for (const [k, one] of this.stage.querySelectorAll("[data-at]").entries())
      one.classList.toggle("lit", this.marks[k].layers.some((layer) => layers.has(layer)));
    this.tell();
  }

  /** What is said of the layer or block that is pointed at, or chosen. */
  tell() {
    const { lesson } = this, lit = [...lesson.lit], many = lit.length > 1, layer = lit.length ? lit[0] : lesson.layer;
    this.box.querySelector(".title").textContent = many ? this.block(lit) : `${layer + 1} ${lesson.model.layers[layer].label}`;
    this.box.querySelector(".facts").textContent = many ? "" : this.facts(layer);
  }
}

/** A line that leaves its lane, goes along another one, and comes back. @param {number} x @param {number} a @param {number} to @param {number} b
 * @param {number} along px @param {number} step @param {number} steps */
function wire(x, a, to, b, along, step, steps) {
  if (steps === 1) return a === b ? `M${x} ${a}H${to}` : `M${x} ${a}C${x + step / 2} ${a} ${x + step / 2} ${b} ${to} ${b}`;
  const out = a === along ? "" : `C${x + step / 2} ${a} ${x + step / 2} ${along} ${x + step} ${along}`;
  const back = b === along ? `H${to}` : `H${to - step}C${to - step / 2} ${along} ${to - step / 2} ${b} ${to} ${b}`;
  return `M${x} ${a}${out}${back}`;
}
