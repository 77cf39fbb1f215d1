// The training player: kernels that learn, in front of one's eyes; every moment of the run can be brought back.

import { Asked } from "../../player/js/asked.js";
import { paintNumbers } from "../../player/js/colour.js";
import { prepare } from "../../player/js/draw.js";
import { Lesson, mount } from "../../player/js/lesson.js";
import { fill, format, writeRich } from "../../player/js/numbers.js";
import { press } from "../../player/js/rich.js";
import { SPEEDS } from "../../player/js/playback.js";
import { fine, range, readBack, relate } from "../../player/js/text.js";
import { Chart } from "./chart.js";
import { Kernels } from "./kernels.js";
import { Run } from "./model.js";
import { Side, percent } from "./side.js";

const MORE_MS = 60; // while it is being trained
const SIDE_WIDE = 400; // px
const SIDES = ["picture", "draw", "mistakes"];
const FIRST_SPEED = 4; // where it begins: 16 steps a second

/** @extends {Lesson<Run>} */
export class Training extends Lesson {
  static keys = { r: "restart", s: "side", g: "gradients", a: "other", "[": "before", "]": "later" };

  /** @param {any} root @param {(event: object) => number} send */
  constructor(root, send) {
    super(root, send);
    this.playback.speed = FIRST_SPEED;
    /** The last moment that was shown: what comes after it is not told yet. */
    this.reached = 0;
    this.discs = true;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.again = undefined;
    /** The last message that asked for training. */
    this.trained = 0;
    this.asked = new Asked(this);
    this.kernels = new Kernels(this, this.find(".kernels > canvas"));
    this.side = new Side(this);
    this.accuracy = new Chart(this, this.find("[data-testid=accuracy]"));
    this.loss = new Chart(this, this.find("[data-testid=loss]"));
  }

  /** @param {Payload<any>} payload */
  read(payload) { return new Run(payload); }
  get said() { return this.words.training; }
  get moment() { return this.model.momentAt(this.state.step); }
  get wanted() { return Math.min(this.model.facts.count - 1, Math.ceil(this.state.step / this.model.facts.every)); }
  get place() { return Number(this.header.picture.split(" ")[2]); }
  /** The test picture that was asked for last. */
  get asksFor() { return this.asked.of("place", this.place); }
  get isDrawn() { return this.asked.of("drawn", this.header.picture.split(" ")[1] === "drawn"); }
  get silent() { return super.silent || this.kernels.over !== null; }

  /** @param {Run | null} before */
  arrived(before) {
    const { facts } = this.model;
    if (!before || before.facts.known > facts.known) this.reached = 0;
    this.reached = Math.max(this.reached, this.moment);
    this.kernels.over = null;
    this.side.arrived();
    if (!before && this.state.side !== "mistakes") this.state.side = this.isDrawn ? "draw" : "picture";
    if (before && before.header.turn < this.header.turn) this.experiment();
    clearTimeout(this.again);
    if (facts.running) this.again = setTimeout(() => this.ask("more"), MORE_MS);
    else if ((this.wanted > this.model.last || (!before && this.state.hide)) && !facts.problem) this.trainOn();
    if (facts.problem || (facts.over && this.state.step > this.model.steps(this.model.last))) this.state.step = this.model.steps(this.model.last);
    if (facts.problem) this.playback.play(false);
  }

  /** An experiment was chosen: its run is shown from the start. */
  experiment() {
    this.playback.speed = SPEEDS.length - 1;
    this.state.step = this.reached = 0;
    this.playback.play(true);
  }

  /** What is asked without that anybody does something. @param {"train" | "more"} kind */
  ask(kind) { return this.section.isConnected ? this.inquire({ kind }) : 0; }

  // ---- predict first: how many new pictures are right after the next epoch

  /** The moment at the end of the epoch that comes, if nobody has seen it. @returns {number | null} */
  get coming() {
    const { epoch, every, total } = this.model.facts, to = Math.ceil(((Math.floor(this.model.steps(this.moment) / epoch) + 1) * epoch) / every);
    return to > this.reached && to <= this.model.last && to * every <= total ? to : null;
  }

  get answer() {
    const { coming, model } = this;
    if (coming === null) return null;
    const text = percent(model.right(coming).tests);
    return { name: fill(this.said.predict, { epoch: Math.round(model.steps(coming) / model.facts.epoch) }), value: Number(text), text };
  }

  /** While a run goes on, more epochs become known. */
  get inQuestion() { return `${this.header.link} ${this.state.step}`; }

  revealed() {
    const { feedback } = this.predict;
    if (this.coming !== null) this.toMoment(this.coming);
    this.predict.feedback = feedback;
  }

  // ---- steps: the moments

  get steps() {
    const { model: { facts, last }, moment, said } = this, count = facts.stopped >= 0 ? last + 1 : facts.count, ended = facts.over && moment >= last;
    const text = fill(said.where, { step: this.model.steps(moment), total: facts.total });
    return {
      count, index: moment, text, ended,
      go: (/** @type {number} */ to) => this.toMoment(to),
      step: (/** @type {1 | -1} */ by) => {
        if (by > 0 && ended) return false;
        if (by > 0 && moment >= last) this.trainOn();
        if (this.playback.playing && moment >= last) return true; // the next one is on its way
        this.toMoment(moment + by);
        return true;
      },
      row: (/** @type {1 | -1} */ by) => this.epochs(by),
    };
  }

  /** Whole epochs back or on. @param {number} by */
  epochs(by) {
    const { epoch, every } = this.model.facts, now = this.model.steps(this.moment), to = by > 0 ? Math.floor(now / epoch) + 1 : Math.ceil(now / epoch) - 1;
    this.toMoment(Math.ceil((to * epoch) / every));
  }

  /** To a moment; one that is not known yet is waited for. @param {number} moment */
  toMoment(moment) {
    const { every, count, total, over } = this.model.facts, to = Math.max(0, Math.min(over ? this.model.last : count - 1, moment));
    this.state.step = Math.min(total, to * every);
    this.reached = Math.max(this.reached, this.moment);
    if (to > this.model.last) this.trainOn();
    this.moved();
  }

  /** More moments are asked for, once until the server answers. */
  trainOn() {
    const { facts } = this.model;
    if (!facts.running && !facts.over && this.answered(this.trained)) this.trained = this.ask("train");
  }

  get actions() {
    return {
      play: () => { this.playback.play(!this.playback.playing); if (!this.playback.playing && (this.model.facts.running || !this.answered(this.trained))) this.send({ kind: "stop" }); },
      restart: () => { this.playback.play(false); this.toMoment(0); },
      picture: () => this.turn("picture"), draw: () => this.turn("draw"), mistakes: () => this.turn("mistakes"),
      side: () => this.turn(SIDES[(SIDES.indexOf(this.state.side) + 1) % SIDES.length]), clear: () => this.side.clear(),
      sees: () => this.show("sees"), a: () => this.show("a"), other: () => this.model.beside !== null && this.show(this.state.shown === "a" ? "sees" : "a"),
      gradients: () => { this.discs = !this.discs; this.schedule(); },
      before: () => this.look(this.asksFor - 1), later: () => this.look(this.asksFor + 1),
    };
  }

  /** What stands at the side; a drawing begins on an empty sheet. @param {string} side */
  turn(side) {
    this.state.side = side;
    if (side === "draw" && !this.isDrawn) this.side.clear();
    else if (side === "picture" && this.isDrawn) this.look(this.asksFor);
    this.moved();
  }

  /** @param {string} shown */
  show(shown) {
    this.state.shown = shown;
    this.moved();
  }

  /** Another test picture. @param {number} place */
  look(place) {
    if (place < 0 || place >= this.model.facts.tests) return false;
    this.state.side = "picture";
    this.seen(place, false, { kind: "look", place });
    return true;
  }

  /** What is asked for to be looked at. @param {number} place @param {boolean} drawn @param {object} event */
  seen(place, drawn, event) {
    const number = this.send(event);
    this.asked.note("place", place, number);
    this.asked.note("drawn", drawn, number);
    return number;
  }

  moved() {
    this.kernels.over = null;
    if (this.state.hide) this.trainOn();
    super.moved();
  }

  destroy() {
    clearTimeout(this.again);
    super.destroy();
  }

  // ---- how large everything is

  /** @param {{ width: number, height: number }} room */
  layout({ width, height }) {
    const { phone, short } = this, curves = phone ? 130 : short ? 104 : 190, side = phone ? width : short ? 340 : SIDE_WIDE;
    const rest = this.find(".told").offsetHeight + this.find(".transport").offsetHeight + 2 * 26 + 34;
    const stage = Math.max(250, height - rest - curves), left = phone ? width : width - side - 28;
    this.section.style.setProperty("--side", `${side}px`);
    this.section.style.setProperty("--stage", phone ? "auto" : `${stage + 26}px`);
    this.kernels.layout(left, stage);
    this.side.side = phone || short ? 130 : 160;
    this.section.style.setProperty("--seen", `${this.side.side}px`);
    this.accuracy.size = this.loss.size = { width: phone ? width : Math.floor((width - 20) / 2), height: curves };
  }

  // ---- drawing

  draw() {
    const { model, moment, said } = this, { facts } = model, { tests } = model.right(moment);
    this.reached = Math.max(this.reached, moment);
    this.find(".score b").textContent = `${percent(tests)} %`;
    this.find(".score .of").textContent = fill(said.of_tests, { count: facts.tests });
    this.find(".kernels .title").textContent = facts.kernels === 1 ? said.one : fill(said.kernels, { count: facts.kernels });
    this.find(".kernels .about").textContent = this.kernels.plan.below ? said.under : said.beside;
    this.find(".shown").hidden = !model.beside;
    this.find(".kernels .about").hidden = Boolean(model.beside);
    press(this.section, ".shown button", this.state.shown);
    this.find("[data-action=gradients]").setAttribute("aria-pressed", String(this.discs));
    this.legend();
    this.kernels.draw();
    this.side.draw();
    for (const text of this.all(".legend-text")) text.textContent = model.beside ? fill(said.legend_a, model.beside.facts) : said.legend;
    this.drawCurves();
    const step = model.steps(moment);
    writeRich(this.find(".where"), fill(said.epoch_step, { epoch: Math.floor(step / facts.epoch), step }));
  }

  legend() {
    const { scale } = this.model.facts, canvas = this.find(".legend canvas"), g = prepare(canvas, 84, 10), values = range(85).map((k) => (k / 42 - 1) * scale);
    g.drawImage(paintNumbers(values, 1, 85, { colour: "signed", range: [-scale, scale] }, this.palette), 0, 0, 84, 10);
    this.find(".legend .low").textContent = format(-scale);
    this.find(".legend .high").textContent = `+${format(scale)}`;
  }

  drawCurves() {
    const { model, reached, said } = this, { facts } = model, text = (/** @type {number} */ share) => `${percent(share)} %`;
    /** @type {import("./chart.js").Series[]} */
    const shares = [{ run: model, at: (k) => model.right(k).seen, look: "thin" }, { run: model, at: (k) => model.right(k).tests, look: "strong" }], a = model.beside;
    if (a) shares.unshift({ run: a, at: (k) => a.right(k).tests, look: "beside" });
    this.accuracy.draw({ low: 0, high: 1, marks: [0, 0.5, 1], text, dotted: 1 / model.header.classes.length, name: said.accuracy_name, series: shares });
    const of = (/** @type {Run} */ run, /** @type {number} */ which) => (/** @type {number} */ k) => run.at("loss", k)[which];
    let most = facts.guessing;
    for (let k = 0; k <= reached; k++) most = Math.max(most, Math.min(of(model, 2)(k) || 0, 5 * facts.guessing));
    /** @type {import("./chart.js").Series[]} */
    const losses = [{ run: model, at: of(model, 1), look: "thin" }, { run: model, at: of(model, 2), look: "strong" }];
    if (a) losses.unshift({ run: a, at: of(a, 2), look: "beside" });
    const high = Math.max(Math.ceil(most * 1.05), 1), marks = range(high + 1).filter((k) => k % Math.ceil(high / 4) === 0);
    this.loss.draw({ low: 0, high, marks, text: (value) => format(value), dotted: facts.guessing, name: said.loss_name, series: losses });
  }

  // ---- what is said

  sentence() {
    const { model, moment, said } = this, { facts } = model, step = model.steps(moment);
    if (this.kernels.over) return this.weightSaid(this.kernels.over);
    if (this.state.hide && this.predict.feedback) return this.predict.feedback;
    if (facts.problem) return fill(said.broken, { step, problem: facts.problem });
    const { expects, found } = this.header.experiment;
    if (found && moment === model.last) return found;
    if (facts.stopped >= 0 && step === facts.stopped) return fill(Number.isFinite(model.at("loss", moment)[0]) ? said.stopped : said.no_number, { step, bound: fine(2 * facts.guessing) });
    if (facts.ahead) return fill(said.queue, { count: facts.ahead });
    if (expects && (step === 0 || !found)) return expects;
    if (moment < this.wanted && facts.running && !this.playback.playing) return said.waits;
    if (step === 0) return facts.kernels === 1 ? said.begins_one : fill(said.begins, { kernels: fill(said.kernels, { count: facts.kernels }) });
    const times = Math.floor(step / facts.epoch), changed = facts.kernels === 1 ? said.only : fill(said.most, { kernel: model.at("moved", moment)[0] + 1 });
    return fill(said.learns, { times: times > 1 ? fill(said.times[0], { count: times }) : said.times[times ? 1 : 2], changed, what: said.wanted[model.header.colour] });
  }

  /** One weight's step as arithmetic. @param {import("./kernels.js").Weight} weight */
  weightSaid({ kernel, row, column }) {
    const { model, moment, said } = this, { size, every, rate, plain } = model.facts, at = (kernel * size + row) * size + column;
    const value = model.at("weight", moment)[at], slope = model.at("slope", moment)[at], put = { kernel: kernel + 1, row, column, value: fine(value), slope: fine(slope) };
    if (moment >= model.last || every > 1) return fill(said.weight_last, put);
    const next = model.at("weight", moment + 1)[at], taken = readBack(fine(value)) - rate * readBack(fine(slope));
    const equation = plain ? fill(said.step_of, { value: fine(value), rate, slope: slope < 0 ? `(${fine(slope)})` : fine(slope), same: relate(taken, readBack(fine(next))) }) : "";
    return fill(said.weight, { ...put, equation, next: fine(next) });
  }
}

export default mount(Training);
