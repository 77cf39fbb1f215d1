// The player: its state is the step, the view and what is hidden; all it shows follows from them.

import { fill, writeRich } from "../../player/js/numbers.js";
import { Palette } from "../../player/js/colour.js";
import { copyText, mounting } from "../../player/js/shell.js";
import { readChain } from "./model.js";
import { Moment } from "./moment.js";
import { escape, fine, mathml } from "./formula.js";
import { frameOf } from "./frame.js";
import { Said } from "./said.js";
import { Slots } from "./slots.js";
import { Products } from "./products.js";
import { Pictures } from "./pictures.js";
import { Bench } from "./bench.js";
import { Strip } from "./strip.js";
import { Motion } from "./motion.js";
import { Transport } from "./transport.js";
import { Edit } from "./edit.js";
import { Predict } from "./predict.js";
import { Check } from "./check.js";
import { Update } from "./update.js";
import { Screen } from "./screen.js";

class ChainPalette extends Palette {
  constructor(root) {
    super(root);
    const style = getComputedStyle(root), seen = {};
    this.token = (name) => (seen[name] ??= style.getPropertyValue("--" + name).trim());
  }
}

class Backprop extends Screen {
  constructor(root, send) {
    super(root, send);
    this.state = { step: 0, view: "gather", hide: false, skip: false, channel: 0 };
    this.tab = "numpy";
    this.slots = new Slots(this);
    this.products = new Products(this);
    this.motion = new Motion(this);
    this.pictures = new Pictures(this);
    this.strip = new Strip(this);
    this.edit = new Edit(this);
    this.predict = new Predict(this);
    this.check = new Check(this);
    this.resultCard = new Update(this);
    this.bench = new Bench(this);
    this.transport = new Transport(this);
  }

  get silent() { return Boolean(this.transport.playing); }

  update(chain) {
    this.findScheme();
    const before = this.chain;
    this.chain = chain;
    this.said = new Said(chain);
    if (!before) {
      const { step, view, hide } = chain.start;
      Object.assign(this.state, { step, view, hide });
    } else {
      if (before.shape !== chain.shape) this.state.step = 0;
      this.saveSoon();
    }
    this.predict.reset();
    this.resized();
    this.answered();
    this.draw();
  }

  // The board hears the keys, so it is what takes them.
  takeKeys() {
    super.takeKeys();
    if (document.activeElement === document.body) this.find(".board").focus({ preventScroll: true });
  }

  findScheme() {
    const before = this.palette;
    super.findScheme();
    if (this.palette !== before) this.palette = new ChainPalette(this.section);
  }

  toggle(name) {
    this.state[name] = !this.state[name];
    this.predict.reset();
    this.draw();
    if (name === "hide") this.saveSoon();
  }

  // ---- what a frame needs to know of the player

  knownOf(panel) {
    if (!this.known.has(panel)) this.known.set(panel, this.frame.moment.known(panel));
    return this.known.get(panel);
  }

  get hidden() { return this.predict.open; }
  hides(panel, flat) { return this.hidden && panel === this.frame.panel && flat === this.frame.flat; }

  colourOf(panel, value, gain = 1) {
    if (panel.colour !== "signed" || !Number.isFinite(value)) return this.palette.of(panel, value, 0);
    const reach = panel.range[1], part = Math.min(1, Math.abs(value) / reach);
    return this.palette.signed(value ? Math.sign(value) * (0.1 + 0.4 * part) * gain : 0, 1);
  }

  // The channel of a slot that shows one of several.
  channelOf(slot) { return slot.channels[Math.min(this.state.channel, slot.channels.length - 1)]; }

  turnChannel(by) {
    const most = Math.max(...this.frame.slots.map((slot) => slot?.channels.length ?? 1));
    this.state.channel = (this.state.channel + by + most) % most;
    this.draw();
  }

  // ---- drawing

  draw() {
    if (!this.chain) return;
    this.motion.rest();
    const { state } = this;
    state.step = Math.max(0, Math.min(this.chain.count(state.view) - 1, state.step));
    const moment = new Moment(this.chain, state.step, state.view);
    this.frame = frameOf(moment);
    this.known = new Map();
    this.section.classList.toggle("back", moment.segment.direction < 0);
    this.drawWords();
    this.bench.draw();
    this.strip.draw();
    this.predict.draw();
    this.drawAside();
    this.transport.draw();
    this.motion.start(this.motionDue);
    this.motionDue = null;
  }

  drawWords() {
    const { frame, said, chain } = this;
    const sentence = this.hidden ? fill(chain.words.sentences.predict, { name: frame.panel.title(frame.flat) }) : said.sentence(frame);
    this.find(".way").textContent = frame.direction > 0 ? "forward" : frame.moment.segment.kind === "update" ? "update" : "backward";
    const element = this.find(".sentence");
    element.classList.toggle("wrong", Boolean(this.complaint));
    writeRich(element, this.complaint || sentence);
    this.speak(sentence.replaceAll("*", ""));
    const next = said.then(frame);
    this.find(".then span").textContent = next && (next.endsWith("?") ? next : `${next}.`);
    const [letters, numbers] = (this.latex = said.formula(frame, this.hidden)), zeros = said.zeros(frame), both = this.adjoint(frame);
    this.find(".letters").innerHTML = mathml(letters) + (both ? `<small>${both}</small>` : "");
    this.find(".numbers").innerHTML = (numbers ? mathml(numbers) : "") + (zeros ? `<small>${zeros}</small>` : "");
  }

  // Both views and the adjoint: the same numbers, so the same product.
  adjoint({ moment }) {
    if (!moment.segment.scatter || !moment.layer.adjoint) return "";
    const { layer, segment } = moment, [left, right] = layer.adjoint.map((value) => fine(Number(value)));
    const [x, y, w] = [layer.x, layer.y, layer.weight].map((key) => moment.panel(key).name);
    const forward = left === right ? "" : `${left}, `, product = `⟨${w}∗${x}, ∂${y}⟩ = ${forward}⟨${x}, ∂${x}⟩ = ${right}`;
    return `both views${segment.count < 100 && !w[1] ? `: the same ${segment.count} numbers` : ""}: ${product}`;
  }

  drawAside() {
    const checking = this.tab === "check";
    this.find(".numpy").hidden = checking;
    this.find(".check").hidden = !checking;
    this.find('[data-action="numpy"]').setAttribute("aria-pressed", !checking);
    this.find('[data-action="check-tab"]').setAttribute("aria-pressed", checking);
    const code = this.said.code(this.frame);
    if (this.find(".numpy").textContent !== code) this.find(".numpy").textContent = code;
    if (checking) this.check.draw();
  }

  show(tab) {
    this.tab = tab;
    this.drawAside();
  }

  leave() {
    this.complain("");
    if (this.presenting) this.present();
    this.draw();
  }

  // ---- address, keys

  query() {
    const { link } = this.chain, { step, view, hide } = this.state;
    return `?${link ? link + "&" : ""}step=${step}${view === "scatter" ? "&view=scatter" : ""}${hide ? "&hide=1" : ""}`;
  }

  async copyLatex() {
    const button = this.find(".tex"), [letters, numbers] = this.latex;
    button.textContent = (await copyText(`${letters} ${numbers}`.trim())) ? "Copied" : "No clipboard";
    setTimeout(() => { button.textContent = "LaTeX"; }, 1500);
  }

  showKeys() {
    const dialog = this.find("dialog.keys");
    const rows = this.chain.words.keys.map(([key, what]) => `<dt>${escape(key)}</dt><dd>${escape(what)}</dd>`);
    dialog.querySelector("dl").innerHTML = rows.join("");
    dialog.showModal();
  }

  destroy() {
    this.transport.play(false);
    super.destroy();
  }
}

export default mounting(Backprop, readChain);
