// The pooling player: what is on screen is a function of payload and state.

import { format, parseNumber } from "../../player/js/numbers.js";
import { halo } from "../../player/js/draw.js";
import { Shell, mounting } from "../../player/js/shell.js";
import { readPooling } from "./model.js";
import { viewMethods } from "./view.js";
import { captionMethods } from "./captions.js";
import { forwardMethods } from "./forward.js";
import { maskMethods } from "./mask.js";
import { backwardMethods } from "./backward.js";
import { shiftMethods } from "./shift.js";
import { benchMethods } from "./bench.js";
import { raceMethods } from "./race.js";
import { addsMethods } from "./adds.js";
import { beamMethods } from "./beams.js";
import { sentenceMethods } from "./sentences.js";
import { GRADIENTS, stepMethods } from "./steps.js";
import { pointingMethods } from "./pointing.js";

const LARGEST_GRADIENT = 1e8;

class PoolingPlayer extends Shell {
  constructor(root, send) {
    super(root, send);
    this.state = {
      view: "mask", tie: "first", dy: "ones", one: 1, shift: 1, pin: { row: 0, column: 0 }, zoom: "whole",
      hover: null, playing: false, speed: 1, rebuilt: false, forgotten: false,
    };
    [this.left, this.middle, this.right] = ["left", "middle", "right"].map((name) => this.find(`canvas.${name}`));
    this.boxes = {};
    this.bindSteps();
  }

  // ---- a new payload

  update(model) {
    const before = this.model, { state } = this;
    this.model = model;
    if (!before) {
      const { view, tie, dy, one, shift } = model.look;
      Object.assign(state, { view, tie, dy, one, shift });
    }
    if (before?.picture !== model.picture) this.restart(model.look);
    if (!model.shift && state.view === "shift") state.view = "mask";
    state.pin.row = Math.min(state.pin.row, model.outRows - 1);
    state.pin.column = Math.min(state.pin.column, model.outColumns - 1);
    state.hover = this.gradientOf = null;
    this.complaint = "";
    this.find(".sentence").classList.remove("wrong");
    this.answered();
    this.refresh();
  }

  restart({ row, column }) {
    clearTimeout(this.timer);
    const small = Math.max(this.model.rows, this.model.columns) <= 12;
    Object.assign(this.state, { pin: { row, column }, zoom: "whole", playing: false, speed: small ? 1 : 3 });
  }

  refresh() {
    this.findScheme();
    this.repaint();
    // Where the pictures keep their shape nothing is measured before they are drawn: that is quick.
    if (this.shape === this.shapeOf()) this.place();
    else this.layout();
    this.draw();
    this.saveSoon();
    setTimeout(() => this.resized());
  }

  // After a new payload the page above may have grown or shrunk.
  resized() {
    if (!this.model || !this.section.isConnected) return;
    const now = [this.section.clientWidth, innerHeight, this.topOfSection()].join();
    if (this.measured === now) return;
    this.measured = now;
    this.layout();
    this.draw();
  }

  findScheme() {
    const { palette } = this;
    super.findScheme();
    if (palette === this.palette) return;
    const style = getComputedStyle(this.section);
    [this.paper, this.card] = ["--paper-back", "--card-back"].map((name) => style.getPropertyValue(name).trim());
  }

  // ---- what is in focus

  get focus() { return this.state.hover?.kind === "output" ? this.state.hover : this.state.pin; }
  get gradients() { return this.model.routes.own ? GRADIENTS : GRADIENTS.slice(0, 2); }
  get editable() { return this.state.view === "route" && this.state.dy !== "ones"; }
  get silent() { return this.state.playing || this.state.hover?.kind === "output"; }

  // ---- drawing

  draw() {
    const { state } = this;
    this.section.dataset.view = state.view;
    this.section.dataset.pool = this.model.pool;
    this.section.classList.toggle("editable", this.editable);
    this.section.classList.toggle("pointing", state.hover?.kind === "input");
    if (state.view === "mask") this.drawForward();
    else if (state.view === "route") this.drawBackward();
    else this.drawShift();
    this.captions();
    if (this.drag) this.drawDragged();
    this.drawBench();
    this.drawSentence();
    this.drawSteps();
    this.drawBeams();
  }

  drawDragged() {
    const { left, right, top, bottom } = this.draggedBox, g = this.left.getContext("2d");
    halo(g, this.palette, this.x(left), this.y(top), (right - left + 1) * this.cell, (bottom - top + 1) * this.cell, 3);
  }

  // ---- changes of state

  hover(target) {
    if (JSON.stringify(target) === JSON.stringify(this.state.hover)) return;
    if (target) this.complain("");
    this.state.hover = target;
    if (target && this.state.playing) this.play(false);
    this.schedule();
  }

  pin(row, column) {
    Object.assign(this.state, { pin: { row, column }, hover: null });
    if (this.state.zoom === "pixels") this.place();
  }

  moved() {
    this.complain("");
    this.schedule();
    this.saveSoon();
  }

  set(name, value) {
    if (this.state[name] === value) return;
    if (name === "view" && value === "shift" && !this.model.shift) return;
    this.play(false);
    this.state[name] = value;
    this.state.hover = this.spots = null;
    if (name === "zoom") this.place();
    if (name === "view" && value === "shift" && this.state.zoom !== "whole") this.set("zoom", "whole");
    this.moved();
  }

  toggle(name) {
    this.state[name] = !this.state[name];
    if (name === "forgotten") this.state.rebuilt = false;
    if (name === "rebuilt") this.state.forgotten = false;
    this.moved();
  }

  // Type the gradient of the pinned output into its disc.
  editPut() {
    if (!this.editable || this.find(".pixel input")) return;
    const strong = this.find(".pixel strong"), { row, column } = this.state.pin;
    const old = format(this.gradient.put(row, column));
    const input = Object.assign(document.createElement("input"), { value: old, inputMode: "decimal", ariaLabel: "Gradient of this output" });
    strong.replaceChildren(input);
    input.select();
    const close = () => {
      if (input.isConnected) strong.textContent = old; // which also takes the focus from it
      this.schedule();
    };
    input.addEventListener("blur", close, { once: true });
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter") this.put(input.value, row, column, old);
      if (event.key === "Enter" || event.key === "Escape") input.blur();
    });
  }

  put(text, row, column, old) {
    const value = parseNumber(text, LARGEST_GRADIENT);
    if (value === null) return this.complain(`The gradient stays ${old}: write a number such as −1 or 2.5.`);
    if (this.state.dy === "cell") {
      this.state.one = value;
      this.moved();
    } else this.send({ kind: "gradient", row, column, value });
  }

  query() {
    const { state, model } = this, parts = model.link ? [model.link] : [];
    parts.push(`at=${state.pin.row},${state.pin.column}`);
    if (state.view !== "mask") parts.push(`view=${state.view}`);
    if (state.tie !== "first") parts.push(`tie=${state.tie}`);
    if (state.dy !== "ones") parts.push(`dy=${state.dy}`);
    if (state.one !== 1) parts.push(`one=${state.one}`);
    if (state.shift !== 1) parts.push(`shift=${state.shift}`);
    return "?" + parts.join("&");
  }

  destroy() {
    clearTimeout(this.timer);
    super.destroy();
  }
}

const PARTS = [
  viewMethods, captionMethods, forwardMethods, maskMethods, backwardMethods, shiftMethods, benchMethods, raceMethods,
  addsMethods, beamMethods, sentenceMethods, stepMethods, pointingMethods,
];

// Getters must survive the copy, so descriptors are copied and not values.
for (const methods of PARTS)
  Object.defineProperties(PoolingPlayer.prototype, Object.getOwnPropertyDescriptors(methods));

export default mounting(PoolingPlayer, readPooling);
