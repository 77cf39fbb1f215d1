// Steps and keys. Nothing here asks the server.

import { writeRich } from "../../player/js/numbers.js";
import { Keys } from "../../player/js/keys.js";
import { bindTransport, drawTransport } from "../../player/js/transport.js";

const SPEEDS = [1, 2, 4, 8, 16, 40];
const VIEWS = ["mask", "route", "shift"];
const TIES = ["first", "split", "all"];
export const GRADIENTS = ["ones", "cell", "own"];
const KEYS = [
  ["Space", "play, pause"], ["→ ←", "one step forward, back"], ["↑ ↓", "one row up, down"], ["Home End", "first, last step"],
  ["+ −", "faster, slower"], ["M", "forward mask, backward route, shift"], ["T", "who gets the gradient of a tie"],
  ["G", "ones, one cell, own gradient"], ["U", "rebuild the input from the mask"], ["F", "what is forgotten"], ["Z", "whole picture, pixels"],
  ["Click", "pin an output; type its gradient"], ["?", "these keys"],
];

export const stepMethods = {
  bindSteps() {
    const on = (selector, event, act) => this.find(selector).addEventListener(event, act);
    const actions = {
      first: () => this.go(0), last: () => this.go(Infinity), back: () => this.step(-1), forward: () => this.step(1),
      play: () => this.play(!this.state.playing), slower: () => this.changeSpeed(-1), faster: () => this.changeSpeed(1),
    };
    bindTransport(this, actions, () => this.play(false), (index) => this.go(index));
    for (const [group, name] of [["views", "view"], ["ties", "tie"], ["gradients", "dy"], ["zoom", "zoom"]])
      on(`.${group}`, "click", (event) => { if (event.target.dataset.value) this.set(name, event.target.dataset.value); });
    on(".rebuild", "click", () => this.toggle("rebuilt"));
    on(".facts", "click", (event) => { if (event.target.closest("[data-action]")) this.toggle("forgotten"); });
    on(".pixel", "click", () => this.editPut());
    this.keys = new Keys(this, KEYS, () => this.deeds());
    this.bindPictures();
  },

  // ---- steps

  get steps() { return this.state.view === "shift" ? this.model.shift.mean.max.length : this.model.count; },
  get index() { return this.state.view === "shift" ? this.shiftNow : this.model.output(this.state.pin.row, this.state.pin.column); },

  go(index) {
    const k = Math.max(0, Math.min(this.steps - 1, index)), { state, model } = this;
    if (state.view === "shift") state.shift = k;
    else this.pin(Math.floor(k / model.outColumns), k % model.outColumns);
    state.hover = null;
    this.moved();
  },

  step(direction) {
    const next = this.index + direction;
    this.go(next);
    return next >= 0 && next < this.steps;
  },

  row(direction) {
    const next = this.state.pin.row + direction;
    if (this.state.view !== "shift" && next >= 0 && next < this.model.outRows) this.go(this.index + direction * this.model.outColumns);
  },

  play(on) {
    const { state } = this;
    clearTimeout(this.timer);
    if (on && this.index === this.steps - 1) this.go(0);
    state.playing = on;
    this.schedule();
    if (on) this.timer = setTimeout(() => this.tick(), 1000 / SPEEDS[state.speed]);
  },

  tick() {
    if (!this.state.playing) return;
    if (!this.section.isConnected || !this.step(1)) return this.play(false);
    this.timer = setTimeout(() => this.tick(), 1000 / SPEEDS[this.state.speed]);
  },

  changeSpeed(by) {
    this.state.speed = Math.max(0, Math.min(SPEEDS.length - 1, this.state.speed + by));
    this.schedule();
  },

  drawSteps() {
    const { state } = this;
    const where = state.view === "shift" ? `shift *${this.index}* of ${this.steps - 1} px`
      : `output *${state.pin.row}, ${state.pin.column}*` + (this.phone ? "" : `  step ${this.index + 1} of ${this.steps}`);
    drawTransport(this, this.steps, this.index, where.replaceAll("*", ""));
    writeRich(this.find(".where"), where);
    this.find(".speed output").textContent = SPEEDS[state.speed] + "/s";
  },

  // ---- keys

  cycle(name, values) { this.set(name, values[(values.indexOf(this.state[name]) + 1) % values.length]); },

  // What each key does.
  deeds() {
    const stop = (act) => () => { this.play(false); act(); };
    return {
      " ": () => this.play(!this.state.playing),
      ArrowRight: stop(() => this.step(1)), ArrowLeft: stop(() => this.step(-1)),
      ArrowUp: stop(() => this.row(-1)), ArrowDown: stop(() => this.row(1)),
      Home: stop(() => this.go(0)), End: stop(() => this.go(Infinity)),
      "+": () => this.changeSpeed(1), "=": () => this.changeSpeed(1), "-": () => this.changeSpeed(-1),
      m: () => this.cycle("view", VIEWS), t: () => this.cycle("tie", TIES), g: () => this.cycle("dy", this.gradients),
      u: () => this.toggle("rebuilt"), f: () => this.toggle("forgotten"), z: () => this.set("zoom", this.state.zoom === "whole" ? "pixels" : "whole"),
      Enter: () => this.editPut(), Escape: () => this.hover(null),
    };
  },
};
