// The player of the equivariance page: a picture taken both ways round a square, and what differs.

import { Asked } from "../../player/js/asked.js";
import { Lesson, mount } from "../../player/js/lesson.js";
import { factor, fill, format } from "../../player/js/numbers.js";
import { press } from "../../player/js/rich.js";
import { asWritten } from "../../player/js/exact.js";
import { Square } from "./model.js";
import { Sheets } from "./sheets.js";
import { Scores } from "./score.js";
import { Moving } from "./moving.js";
import { Facts } from "./facts.js";
import { drawWays } from "./ways.js";

/** @typedef {import("./model.js").Cell} Cell */

const SMALLEST = 120; // px of a picture
const LEAST_GAP = 52; // px between two pictures
const LEAST_TALL = 170; // px that the corners need
const FINE = 40; // pixels a side from which whole px look better

/** @extends {Lesson<Square>} */
export class Equivariance extends Lesson {
  static keys = { s: "view", o: "own", 0: "rest", y: "yes", n: "no" };

  /** @type {Cell | null} */
  hovered = null;
  own = false; // the difference on a scale of its own
  waiting = false;
  /** Whether the kernel is to turn too. */
  turning = new Asked(this);
  asked = "";
  shown = 0;
  moving = new Moving(this);
  sheets = new Sheets(this);
  scores = new Scores(this);
  facts = new Facts(this);

  /** @param {any} payload */
  read(payload) { return new Square(payload); }

  /** The px of a picture's pixel, of a picture, of the bars and of a map of scores: what `layout` measured. */
  cell = 0;
  box = { width: 0, height: 0 };
  chartHeight = 0;
  scoreSide = 0;

  /** @param {Square | null} before */
  arrived(before) {
    const { model, state, header } = this, photo = header.colours.picture.colour === "grey"; // its differences are faint beside it
    if (before && before.header.picture !== header.picture) state.at = null;
    if (!before || photo !== (before.header.colours.picture.colour === "grey")) this.own = photo;
    if (state.at) state.at = state.at.map((/** @type {number} */ place, /** @type {number} */ k) => Math.min(place, model.out[k] - 1));
    [this.hovered, this.waiting] = [null, false];
    this.sheets.forget();
    this.follow();
  }

  recoloured() { this.sheets.forget(); }

  /** The frame of the present step; one that is not at hand is asked for. */
  follow() {
    const { frame } = this.model.steps[this.moving.at];
    this.shown = frame < 0 || this.scoring ? Math.min(this.shown, this.model.frames.length - 1) : frame;
    if (frame >= 0 || this.scoring || this.waiting) return;
    this.waiting = true;
    const { down, right, angle, scale, view } = this.state;
    setTimeout(() => this.inquire({ kind: "move", down, right, angle, scale, view }));
  }

  // ---- what is in focus

  get scoring() { return this.state.view === "score"; }
  get steps() { return this.moving; }
  get frame() { return this.model.frames[this.shown]; }
  /** @returns {Cell | null} */
  get pinned() { return this.state.at && { row: this.state.at[0], column: this.state.at[1] }; }
  get focus() { return this.hovered ?? this.pinned; }
  get hidden() { return this.predict.open; }
  get silent() { return super.silent || Boolean(this.hovered) || this.scores.over !== null; }
  get question() { return this.scoring ? "" : this.moving.text; }

  get answer() {
    const { header: { score }, frame: { inside: [differing, cells] }, words } = this, [view, text] = [this.state.view, ""];
    if (!this.scoring && !cells) return null; // nothing was counted
    const agree = this.scoring ? score.pooled.different === 1 : !differing;
    return { name: fill(words.predict[view], { places: score.steps.length }), value: Number(agree), text, choice: agree ? "yes" : "no" };
  }

  revealed() { this.asked = this.question; }

  // ---- changes of state

  get actions() {
    return {
      square: () => this.look("square"), score: () => this.look("score"), view: () => this.look(this.scoring ? "square" : "score"),
      own: () => { this.own = !this.own; this.schedule(); }, quarter: () => this.quarter(), rest: () => this.moving.rest(),
      yes: () => this.hidden && this.predict.guess("yes"), no: () => this.hidden && this.predict.guess("no"),
    };
  }

  /** What was guessed stays known until another question is asked. */
  moved() {
    const { feedback } = this.predict;
    super.moved();
    if (this.state.hide && this.asked === this.question) this.predict.feedback = feedback;
  }

  /** @param {Record<string, unknown>} change */
  moveTo(change) {
    Object.assign(this.state, change);
    this.follow();
    this.moved();
  }

  /** @param {Cell | null} cell */
  hover(cell) {
    if (this.hovered?.row === cell?.row && this.hovered?.column === cell?.column) return;
    this.hovered = cell;
    this.schedule();
  }

  /** @param {Cell | null} cell */
  pin(cell) {
    this.state.at = cell && [cell.row, cell.column];
    this.hovered = cell && this.hovered;
    this.moved();
  }

  /** @param {string} view */
  look(view) {
    this.moveTo({ view });
    this.relayout();
  }

  leave() {
    if (!this.presenting) this.state.at = null;
    super.leave();
  }

  /** Picture and kernel make a quarter turn together, or the picture alone. */
  quarter() {
    const turned = !(this.turning.of("turned", this.header.subject.turned) && this.state.angle === 90);
    this.moveTo({ angle: 90 });
    this.turning.note("turned", turned, this.send({ kind: "quarter", turned }));
  }

  // ---- room: two rows of pictures, the sentence and the bar need no scrolling

  /** @param {{ width: number, height: number }} room */
  layout({ width, height }) {
    const { phone, short, scoring, header: { places: { length: [high, wide] } } } = this;
    this.section.classList.toggle("scoring", scoring);
    this.find(".square").hidden = scoring;
    this.find(".scores").hidden = !scoring;
    const [caption, gap, margin] = short ? [24, 6, 24] : [28, 12, 32], lines = this.presenting ? 102 : short ? 48 : 54;
    const room = height - lines - margin - this.find(".transport").offsetHeight, half = (room - 2 * caption - gap) / 2;
    const across = (phone ? (width - 14) / 2 : (width - 3 * LEAST_GAP) / 4) / wide;
    const exact = Math.min(across, phone ? Infinity : Math.max(SMALLEST, half) / high), whole = Math.floor(exact);
    // A photo is shown in whole px where that loses little room.
    this.cell = whole >= 2 && whole > exact * 0.93 && Math.max(high, wide) > FINE ? whole : exact;
    this.box = { width: Math.floor(wide * this.cell), height: Math.floor(high * this.cell) };
    const tall = phone ? this.box.height : Math.max(this.box.height, LEAST_TALL);
    const corner = (2 * tall - this.box.height + caption + gap) / 2; // above and below the middle
    this.chartHeight = phone ? 96 : Math.max(44, Math.min(110, Math.floor(corner - 60)));
    const third = (width - 120) / 3, spread = third < 400 ? 54 : 30; // px below a map: two lines, or one
    this.scoreSide = Math.floor(phone ? width : Math.min(third, Math.max(SMALLEST, room - 46 - spread - caption)));
    const between = Math.floor((width - 4 * this.box.width) / 3);
    for (const [name, value] of Object.entries({ wide: this.box.width, tall, gap: between, score: this.scoreSide }))
      this.section.style.setProperty(`--${name}`, `${value}px`);
    this.relaid = true;
  }

  // ---- drawing

  draw() {
    const { model, scoring } = this;
    press(this.section, ".view button", this.state.view);
    this.find("[data-action=own]").setAttribute("aria-pressed", String(this.own));
    this.section.classList.toggle("asking", this.hidden);
    this.find(".amount").textContent = this.moving.text;
    this.find(".rise").hidden = this.moving.kind !== "shift";
    this.find(".rise output").textContent = format(this.moving.move.down);
    if (scoring) return this.scores.draw();
    /** @param {number[]} shape */
    const size = ([rows, columns]) => fill(this.words.sentences.size, { rows, columns });
    for (const [name, text] of [["picture", size(model.shape)], ["map", size(model.out)], ["moved", this.moving.text]])
      this.find(`.${name} span`).textContent = text;
    this.sheets.draw();
    this.facts.draw();
    if (this.relaid) drawWays(this.find(".ways"), this.sheets.all, this.words.sentences);
    this.relaid = false;
  }

  // ---- what is said

  sentence() {
    const told = this.state.hide ? this.predict.feedback ?? "" : "";
    return told + (this.scoring ? this.scores.sentence() : this.focus ? this.ofCell(this.focus) : this.frame.verdict);
  }

  /** @param {Cell} cell */
  ofCell(cell) {
    const { model, shown, words: { sentences } } = this, { row, column } = cell;
    const sheets = /** @type {const} */ (["before", "after", "difference"]), at = row * model.out[1] + column;
    const [before, after, difference] = sheets.map((sheet) => format(model.values(sheet, shown)[at]));
    const border = model.inside(shown, row, column) ? "" : sentences.border;
    return fill(sentences.cell, { row, column, before, after, difference, border, name: this.moving.text, between: this.between(cell, after) });
  }

  /** How a number between the cells of the map was made of them: two with their shares. @param {Cell} cell @param {string} after */
  between(cell, after) {
    const { model, shown, words: { sentences } } = this, cells = model.shares(shown, cell).filter(({ share }) => share > 0);
    if (cells.length < 2 || !cells.every((of) => model.within(of))) return "";
    const parts = cells.map(({ row, column, share }) => ({ share, value: model.arrays.map[row * model.out[1] + column] }));
    if (parts.length > 2) return fill(sentences.between_more, { terms: parts.map(({ value }) => factor(value)).join(", ") });
    const terms = parts.map(({ share, value }) => fill(sentences.share, { share: format(share), value: factor(value) })).join(" + ");
    return fill(sentences.between_two, { same: asWritten(parts.map(({ share, value }) => [share, value]), [[after]]), terms });
  }
}

export default mount(Equivariance);
