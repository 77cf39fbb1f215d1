// The player of the equivariance page: what is on screen is a function of payload and state.

import { factor, fill, format, writeRich } from "../../player/js/numbers.js";
import { Shell, mounting, press } from "../../player/js/shell.js";
import { readSquare } from "./model.js";
import { SHEETS, Sheets } from "./sheets.js";
import { Scores } from "./score.js";
import { Moving } from "./moving.js";
import { Pointing } from "./pointing.js";
import { wayMethods } from "./ways.js";
import { roomMethods } from "./room.js";

const PLAYED = { down: 0, right: 1, angle: 15, scale: 150, view: "square" }; // as the settings have them

class Equivariance extends Shell {
  constructor(root, send) {
    super(root, send);
    this.state = { ...PLAYED, pin: null, hover: null, over: null, own: false, guess: false, guessed: "", guessedRight: false, playing: false };
    this.sheets = new Sheets(this);
    this.scores = new Scores(this);
    this.moving = new Moving(this);
    this.pointing = new Pointing(this);
    this.bind();
  }

  bind() {
    this.find(".view").addEventListener("click", (event) => { if (event.target.dataset.value) this.setView(event.target.dataset.value); });
    this.find(".own").addEventListener("click", () => this.toggle("own"));
    this.find(".guess").addEventListener("click", () => this.toggle("guess"));
    this.find(".ask").addEventListener("click", (event) => { if (event.target.dataset.value) this.guess(event.target.dataset.value === "yes"); });
    this.find(".quarter").addEventListener("click", () => this.quarter());
  }

  // ---- a new payload

  update(model) {
    const before = this.model;
    this.model = model;
    this.waiting = false;
    this.complaint = "";
    if (!before) this.open(model.start);
    if (before && before.picture_key !== model.picture_key) this.state.pin = null;
    const photo = model.colours.picture.colour === "grey"; // its differences are faint beside it
    if (!before || photo !== (before.colours.picture.colour === "grey")) this.state.own = photo;
    this.clampPin();
    this.findScheme();
    this.sheets.forget();
    this.scores.update();
    this.layout();
    this.follow();
    this.draw();
    this.saveAddress();
    this.answered();
  }

  // Where the link stands. Later answers change nothing of it: the person may have moved on.
  open({ at, ...played }) {
    Object.assign(this.state, played);
    if (at) this.state.pin = { row: at[0], column: at[1] };
  }

  clampPin() {
    const { pin } = this.state, [rows, columns] = this.model.out;
    this.state.hover = null;
    if (pin) this.state.pin = { row: Math.min(pin.row, rows - 1), column: Math.min(pin.column, columns - 1) };
  }

  // The frame of the present step; one that is not at hand is asked for.
  follow() {
    const step = this.here;
    if (step.frame >= 0) this.shown = step.frame;
    else {
      this.shown = Math.min(this.shown ?? 0, this.model.frames.length - 1);
      if (!this.waiting) setTimeout(() => this.ask());
      this.waiting = true;
    }
  }

  ask() {
    const { down, right, angle, scale, view } = this.state;
    this.send({ kind: "move", down, right, angle, scale, view });
  }

  // ---- what is in focus

  get here() { return this.model.steps[this.model.step(this.model.steps, this.model.move, this.state)]; }
  get focus() { return this.state.hover ?? this.state.pin; }
  get hidden() { return this.state.guess && this.state.guessed !== this.question; }
  get question() { return [this.model.subject.layer, this.here.name].join(); }
  get ownReach() { return this.model.frames[this.shown].everywhere[2] || 1; }
  get place() { return { down: this.state.down, right: this.state.right, column: this.moving.column }; }
  get silent() { return this.state.playing || Boolean(this.state.hover) || this.state.over !== null; }

  // ---- changes of state

  moveTo(change) {
    const { state } = this;
    if (Object.entries(change).every(([name, value]) => state[name] === value)) return;
    Object.assign(state, change);
    this.complain("");
    this.follow();
    this.schedule();
    this.saveSoon();
  }

  hover(cell) {
    const { hover } = this.state;
    if (hover?.row === cell?.row && hover?.column === cell?.column) return;
    this.state.hover = cell;
    this.schedule();
  }

  pin(cell) {
    this.state.pin = cell;
    this.state.hover = cell && this.state.hover;
    this.schedule();
    this.saveSoon();
  }

  overScore(place) {
    if (this.state.over === place) return;
    this.state.over = place;
    this.schedule();
  }

  setView(view) {
    this.state.view = view;
    this.layout();
    this.schedule();
    this.saveSoon();
  }

  toggle(what) {
    this.state[what] = !this.state[what];
    this.state.guessed = "";
    this.schedule();
  }

  // Picture and kernel make a quarter turn together, or the picture alone.
  quarter() {
    const along = this.model.subject.turned && this.state.angle === 90;
    this.moveTo({ angle: 90 });
    this.send({ kind: "quarter", turned: !along });
  }

  guess(yes) {
    const { inside } = this.model.frames[this.shown];
    this.state.guessed = this.question;
    this.state.guessedRight = yes === (inside[0] === 0);
    this.schedule();
  }

  query() {
    const { state, model } = this, parts = model.link ? [model.link] : [];
    for (const [name, usual] of Object.entries(PLAYED)) if (state[name] !== usual) parts.push(`${name}=${state[name]}`);
    if (state.pin) parts.push(`at=${state.pin.row},${state.pin.column}`);
    return parts.length ? "?" + parts.join("&") : "";
  }

  resized() {
    if (!this.model || (this.section.clientWidth === this.width && innerHeight === this.height)) return;
    this.height = innerHeight;
    this.layout();
    this.draw();
  }

  // ---- drawing

  draw() {
    const { state } = this, score = state.view === "score";
    press(this.section, ".view button", state.view);
    for (const name of ["own", "guess"]) this.find(`.${name}`).setAttribute("aria-pressed", state[name]);
    this.moving.draw();
    if (score) this.scores.draw();
    else this.drawSquare();
    const sentence = score ? this.scores.sentence() : this.sentence();
    if (!this.complaint) writeRich(this.find(".sentence"), sentence);
    this.speak(sentence.replaceAll("*", ""));
  }

  drawSquare() {
    this.captions();
    this.sheets.draw();
    this.drawKernel();
    this.drawFacts();
    this.drawGuess();
    this.drawLegend();
    this.drawChart();
    if (this.relaid) this.drawWays();
    this.relaid = false;
  }

  captions() {
    const { model } = this, step = this.here;
    const put = (name, text) => { this.find(`.${name} figcaption span`).textContent = text; };
    put("picture", model.shape.join(" × "));
    put("map", model.out.join(" × "));
    put("moved", step.name);
    for (const name of SHEETS)
      this.sheets.canvases[name].setAttribute("aria-label", `${this.find(`.${name} figcaption b`).textContent}: ${model.about}, ${step.name}`);
  }

  sentence() {
    if (this.hidden) return this.model.words.guess;
    if (!this.focus) return this.judged() + this.model.frames[this.shown].verdict;
    const { model, shown: frame } = this, { row, column } = this.focus, { words } = model;
    const number = (sheet) => format(model.value(sheet, frame, row, column));
    return fill(words.cell, {
      row, column, before: number("before"), after: number("after"), difference: number("difference"),
      border: model.inside(frame, row, column) ? "" : words.border, between: this.between(row, column),
    });
  }

  judged() {
    const { state, model } = this;
    if (!state.guess) return "";
    return state.guessedRight ? model.words.right : model.words.wrong;
  }

  // How a number between the cells of the map was made of them: two with their shares.
  between(row, column) {
    const { model, shown: frame } = this, cells = model.shares(frame, row, column).filter((cell) => cell.share > 0);
    if (cells.length < 2 || !cells.every((cell) => model.within([cell.row, cell.column]))) return "";
    const number = (cell) => factor(model.value("map", frame, cell.row, cell.column));
    if (cells.length > 2) return fill(model.words.between_more, { terms: cells.map(number).join(", ") });
    return fill(model.words.between_two, { terms: cells.map((cell) => `${format(cell.share)} · ${number(cell)}`).join(" + ") });
  }

  destroy() {
    this.moving.play(false);
    super.destroy();
  }
}

Object.assign(Equivariance.prototype, wayMethods, roomMethods);

export default mounting(Equivariance, readSquare);
