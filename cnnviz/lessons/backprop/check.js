// Is this gradient right? The finite difference beside it, and the loss as the number is moved.

import { MINUS, fill, format } from "../../player/js/numbers.js";
import { escape, fine } from "../../player/js/text.js";
import { Curves } from "../../player/js/curves.js";
import { circle } from "../../player/js/draw.js";

const WIDTH = 222; // px
const HEIGHT = 42;

export class Check {
  /** @param {import("./player.js").Backprop} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    /** @type {HTMLElement} */
    this.card = lesson.find(".check");
    this.slider = this.find("input");
    this.slider.addEventListener("input", () => this.plot());
    /** The check that the slider was set for. */
    this.shown = "";
  }

  /** @param {string} selector @returns {any} */
  find(selector) { return this.card.querySelector(selector); }

  /** The gradient that this step wrote. */
  get subject() {
    const { frame } = this.lesson, { panel, flat = 0 } = frame.tangent ?? frame;
    if (panel?.kind !== "gradient" || !panel.header.array) return null;
    return { array: panel.header.array, index: panel.indices(flat), name: this.lesson.model.panels[panel.header.of ?? ""].title(flat) };
  }

  /** What was found of this gradient, if it was checked. */
  get found() {
    const { check } = this.lesson.model.header, { subject } = this;
    return check && subject && check.array === subject.array && check.index.join() === subject.index.join() ? check : null;
  }

  ask() {
    const { subject, lesson } = this;
    if (!subject || lesson.predict.open) return false;
    lesson.show("check");
    if (!this.found) lesson.send({ kind: "check", array: subject.array, index: subject.index });
  }

  draw() {
    const { subject, lesson } = this, { report } = lesson.model.header, found = lesson.predict.open ? null : this.found;
    const visible = { ask: subject && !found, found, none: !subject, all: !report };
    for (const [name, on] of Object.entries(visible)) this.find(`.${name}`).hidden = !on;
    this.find(".report").textContent = report?.text ?? "";
    this.find(".both").textContent = found ? "" : lesson.mistake.sentence;
    this.find(".both").hidden = Boolean(found) || !lesson.mistake.sentence;
    this.card.scrollTop = 0;
    if (subject) this.find(".ask b").textContent = subject.name;
    if (found) this.tell(found);
  }

  /** @param {import("./payload").Checked} check */
  tell(check) {
    const { check: words, verdicts } = this.lesson.words, judged = check.verdict !== "kink";
    const slopes = judged ? [[words.slope, check.numeric]] : [[words.left, check.left], [words.right, check.right]];
    const ends = [[`+${check.step}`, check.loss_up], [`${MINUS}${check.step}`, check.loss_down]];
    const rows = [
      ...ends.map(([offset, loss]) => [fill(words.loss, { offset }), decimals(loss, 9)]),
      ...[...slopes, [words.backprop, check.analytic]].map(([name, value]) => [name, decimals(value, 6)]),
      ...(judged ? [[words.error, scientific(Number(check.relative_error))]] : []),
    ];
    this.find("dl").innerHTML = rows.map(([name, value]) => `<dt>${escape(name)}</dt><dd>${value}</dd>`).join("");
    const verdict = this.find(".verdict");
    verdict.className = `verdict ${check.verdict}`;
    verdict.textContent = fill(verdicts[check.verdict], { kinks: check.kinks[0] ?? "" });
    const { length } = this.losses, shown = JSON.stringify(check);
    if (this.shown !== shown) [this.slider.max, this.slider.value, this.shown] = [length - 1, length >> 1, shown];
    this.plot();
  }

  get losses() { return [...this.lesson.model.arrays["check:losses"]]; }

  /** The loss along this one number, its tangent here, and where the slider has moved it. */
  plot() {
    const { lesson, losses, found, subject } = this, { palette } = lesson, offsets = [...lesson.model.arrays["check:offsets"]];
    if (!found || !subject) return;
    const curves = new Curves(this.find("canvas"), WIDTH, HEIGHT, palette, lesson.scale), { g } = curves, here = losses[losses.length >> 1], least = Math.min(...losses);
    const span = Math.max(...losses) - least || 1, most = offsets[offsets.length - 1];
    const x = (/** @type {number} */ offset) => WIDTH / 2 + (offset / most) * (WIDTH / 2 - 6);
    const y = (/** @type {number} */ loss) => HEIGHT - 8 - ((loss - least) / span) * (HEIGHT - 16);
    /** @param {number[]} at @param {(offset: number, k: number) => number} loss @returns {[number, number][]} */
    const points = (at, loss) => at.map((offset, k) => [x(offset), y(loss(offset, k))]);
    curves.line(points(offsets, (_, k) => losses[k]), palette.ink, { width: 2 });
    const tangent = points([offsets[0], most], (offset) => here + offset * Number(found.analytic)), colour = palette.token("backward");
    if (found.verdict !== "kink") curves.line(tangent, colour, { width: 2, dash: [5, 4] });
    const at = Number(this.slider.value);
    circle(g, x(offsets[at]), y(losses[at]), 5.5, colour);
    g.strokeStyle = palette.surface;
    g.stroke();
    const moved = { name: subject.name, value: fine(found.value + offsets[at]), loss: fine(losses[at]) };
    this.find(".moved").textContent = fill(lesson.words.check.moved, moved);
  }
}

/** @param {number} value */
const scientific = (value) => (value ? value.toExponential(0).replace("-", MINUS) : "0");

/** As many decimals as are needed, and two numbers that differ by little still differ. @param {any} value @param {number} most */
function decimals(value, most) {
  if (typeof value === "string" || Math.abs(value) < 1e-4) return format(Number(value));
  return value.toFixed(most).replace("-", MINUS).replace(/\.?0+$/, "");
}
