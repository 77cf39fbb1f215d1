// Steps: forwards, back, anywhere; by mouse, by key, or by themselves. Nothing here asks the server.

import { parseNumber } from "../js/numbers.js";
import { press } from "../js/shell.js";
import { Keys } from "../js/keys.js";
import { bindTransport, drawTransport } from "../js/transport.js";

const SPEEDS = [1, 2, 4, 8, 16, 40];
const KEYS = [
  ["Space", "play, pause"], ["→ ←", "one step forward, back"], ["↑ ↓", "one row up, down"],
  ["Home End", "first, last step"], ["+ −", "faster, slower"], ["Z", "whole picture, closer, pixels"],
  ["T", "one step is a pixel, or a product"], ["1 2 3", "show this channel"], ["H", "a hue for each weight"],
  ["U", "how often each input is used"], ["Click", "pin a pixel"], ["Double click", "zoom in there"], ["?", "these keys"],
];

export class Timeline {
  constructor(player) {
    this.player = player;
    this.bind();
  }

  bind() {
    const { player } = this, { state } = player;
    const actions = {
      first: () => this.go(0, 0), last: () => this.go(Infinity), back: () => this.step(-1), forward: () => this.step(1),
      play: () => this.play(!state.playing), slower: () => this.changeSpeed(-1), faster: () => this.changeSpeed(1),
    };
    bindTransport(player, actions, () => this.play(false), (index) => {
      state.trail = true;
      this.go(index);
    });
    player.find(".where").addEventListener("change", () => this.jump());
    player.find(".by").addEventListener("click", (event) => { if (event.target.dataset.value) this.setBy(event.target.dataset.value); });
    player.keys = new Keys(player, KEYS, () => this.deeds());
  }

  get count() { return this.player.model.relation.count; }
  get index() { return this.player.state.pin.row * this.player.model.relation.column.outputs + this.player.state.pin.column; }

  // Pin output `index`; by product, show `done` of its products (all unless said).
  go(index, done) {
    const { player } = this, { state } = player, columns = player.model.relation.column.outputs;
    const k = Math.max(0, Math.min(this.count - 1, index));
    state.pin = { row: Math.floor(k / columns), column: k % columns };
    state.done = state.by === "product" ? done ?? Infinity : Infinity;
    state.hover = null;
    player.view.follow(state.pin.row, state.pin.column);
    player.pinned();
  }

  // One step; false where there is none left.
  step(direction) {
    const { player } = this, { state } = player;
    state.trail = true;
    if (state.by === "pixel") {
      const next = this.index + direction;
      this.go(next);
      return next >= 0 && next < this.count;
    }
    const total = player.pinnedTerms().length, done = Math.min(state.done, total) + direction;
    if (done > total) {
      if (this.index === this.count - 1) return false;
      this.go(this.index + 1, 1);
    } else if (done < 1 && this.index > 0) this.go(this.index - 1, total);
    else this.go(this.index, Math.max(0, done));
    this.showChannel();
    return true;
  }

  // By product, the grids show the channel that the newest product belongs to.
  showChannel() {
    const { player } = this, terms = player.pinnedTerms();
    const newest = terms[Math.min(player.state.done, terms.length) - 1];
    if (newest && newest.channel !== player.state.channel) player.setChannel(newest.channel);
  }

  row(direction) {
    const { state, model } = this.player, next = state.pin.row + direction;
    if (next >= 0 && next < model.relation.row.outputs) this.go(this.index + direction * model.relation.column.outputs);
  }

  play(on) {
    const { state } = this.player;
    clearTimeout(this.timer);
    if (on && this.index === this.count - 1 && this.player.reached >= this.player.terms.length) this.go(0, 0);
    state.playing = on;
    this.draw();
    if (on) this.timer = setTimeout(() => this.tick(), 1000 / SPEEDS[state.speed]);
  }

  tick() {
    if (!this.player.state.playing) return;
    if (!this.player.section.isConnected || !this.step(1)) {
      this.play(false);
      return;
    }
    this.timer = setTimeout(() => this.tick(), 1000 / SPEEDS[this.player.state.speed]);
  }

  changeSpeed(by) {
    const { state } = this.player;
    state.speed = Math.max(0, Math.min(SPEEDS.length - 1, state.speed + by));
    this.draw();
  }

  setBy(by) {
    const { state, model } = this.player;
    if (!model.relation.weight) return; // a maximum has no products
    state.by = by;
    state.trail = by === "product";
    this.go(this.index, 0);
  }

  jump() {
    const { player } = this, { relation } = player.model;
    const [row, column] = [".where .row", ".where .column"].map((name) => parseNumber(player.find(name).value));
    if (row !== null && column !== null) {
      const r = Math.max(0, Math.min(relation.row.outputs - 1, Math.round(row)));
      const c = Math.max(0, Math.min(relation.column.outputs - 1, Math.round(column)));
      this.go(r * relation.column.outputs + c);
    }
    this.draw(true);
  }

  // What each key does.
  deeds() {
    const { player } = this, { state } = player;
    const stop = (act) => () => { this.play(false); act(); };
    const channels = player.model.relation.input.channels;
    return {
      " ": () => this.play(!state.playing),
      ArrowRight: stop(() => this.step(1)), ArrowLeft: stop(() => this.step(-1)),
      ArrowUp: stop(() => this.row(-1)), ArrowDown: stop(() => this.row(1)),
      Home: stop(() => this.go(0, 0)), End: stop(() => this.go(Infinity)),
      "+": () => this.changeSpeed(1), "=": () => this.changeSpeed(1), "-": () => this.changeSpeed(-1),
      z: () => player.cycleZoom(), t: () => this.setBy(state.by === "pixel" ? "product" : "pixel"),
      h: () => player.toggle("hues"), u: () => player.toggle("coverage"), Escape: () => player.hover(null),
      ...Object.fromEntries(Array.from({ length: Math.min(channels, 9) }, (_, k) => [k + 1, () => player.setChannel(k)])),
    };
  }

  draw(force) {
    const { player } = this, { state, focus, section } = player;
    drawTransport(player, this.count, this.index, `row ${state.pin.row}, column ${state.pin.column}`);
    for (const axis of ["row", "column"]) {
      const input = player.find(`.where .${axis}`);
      if (force || player.root.activeElement !== input) input.value = focus[axis];
    }
    player.find(".speed output").textContent = SPEEDS[state.speed] + "/s";
    press(section, ".by button", state.by);
  }
}
