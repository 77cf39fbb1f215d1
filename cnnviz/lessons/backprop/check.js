// Is this gradient right? The finite difference beside it, and the loss as the number is moved.

import { MINUS, fill, format } from "../../player/js/numbers.js";
import { fine } from "./formula.js";
import { sharp } from "./pictures.js";

export class Check {
  constructor(player) {
    this.player = player;
    this.card = player.find(".check");
    this.slider = this.card.querySelector("input");
    this.slider.addEventListener("input", () => this.plot());
  }

  // The gradient that this step wrote, as the engine names it.
  get subject() {
    const { frame } = this.player;
    const { panel, flat } = frame.tangent ?? frame;
    if (!panel?.gradient || !panel.array) return null;
    return { array: panel.array, index: unravel(flat, panel.shape), panel, flat };
  }

  ask() {
    const { subject } = this;
    if (!subject || this.player.predict.open) return;
    this.player.show("check");
    if (!this.fits(subject)) this.player.send({ kind: "check", array: subject.array, index: subject.index });
  }

  fits(subject) {
    const { check } = this.player.chain;
    return check && subject && check.array === subject.array && check.index.join() === subject.index.join();
  }

  draw() {
    const { subject, card } = this, fits = this.fits(subject), { check, words, report } = this.player.chain;
    card.querySelector(".ask").hidden = fits || !subject;
    card.querySelector(".found").hidden = !fits;
    card.querySelector(".none").hidden = Boolean(subject);
    card.querySelector(".report").textContent = report ? report.text : "";
    card.querySelector(".all").hidden = Boolean(report);
    card.scrollTop = 0;
    if (subject) card.querySelector(".ask b").textContent = this.player.chain.panels[subject.panel.of].title(subject.flat);
    if (!fits) return;
    this.offsets = this.player.chain.arrays["check:offsets"];
    this.losses = this.player.chain.arrays["check:losses"];
    const middle = this.losses.length >> 1;
    const judged = check.verdict !== "kink", measured = judged
      ? [["slope, measured", check.numeric]] : [["slope to the left", check.left], ["slope to the right", check.right]];
    const losses = [[`loss at +${check.step}`, check.loss_up], [`loss at ${MINUS}${check.step}`, check.loss_down]];
    const rows = losses.map(([name, value]) => [name, decimals(value, 9)]);
    rows.push(...[...measured, ["backprop", check.analytic]].map(([name, value]) => [name, decimals(value, 6)]));
    if (judged) rows.push(["relative error", error(check.relative_error)]);
    card.querySelector("dl").innerHTML = rows.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join("");
    const verdict = card.querySelector(".verdict");
    verdict.className = `verdict ${check.verdict}`;
    verdict.textContent = fill(words.verdicts[check.verdict], { kinks: check.kinks[0] ?? "" });
    if (this.shown !== check) [this.slider.max, this.slider.value, this.shown] = [this.offsets.length - 1, middle, check];
    this.plot();
  }

  // The loss along this one number, its tangent here, and where the slider has moved it.
  plot() {
    const { player, losses, offsets } = this, { palette } = player, { check } = player.chain;
    const width = 222, height = 42, g = sharp(this.card.querySelector("canvas"), width, height, player.scale);
    const middle = losses.length >> 1, here = losses[middle], least = Math.min(...losses);
    const span = Math.max(...losses) - least || 1;
    const x = (offset) => width / 2 + (offset / offsets.at(-1)) * (width / 2 - 6);
    const y = (loss) => height - 8 - ((loss - least) / span) * (height - 16);
    const path = (points, colour, dash) => {
      g.beginPath();
      for (const [a, b] of points) g.lineTo(x(a), y(b));
      g.strokeStyle = colour;
      g.setLineDash(dash);
      g.lineWidth = 2;
      g.stroke();
    };
    path([...offsets].map((offset, k) => [offset, losses[k]]), palette.ink, []);
    const slope = check.analytic;
    if (check.verdict !== "kink") path([offsets[0], offsets.at(-1)].map((o) => [o, here + o * slope]), palette.token("backward"), [5, 4]);
    const at = Number(this.slider.value), panel = player.chain.panels[this.subject.panel.of];
    g.setLineDash([]);
    g.beginPath();
    g.arc(x(offsets[at]), y(losses[at]), 5.5, 0, 7);
    g.fillStyle = palette.token("backward");
    g.fill();
    g.strokeStyle = palette.surface;
    g.stroke();
    const moved = `${panel.title(this.subject.flat)} = ${fine(check.value + offsets[at])}`;
    this.card.querySelector(".moved").textContent = `${moved}: loss ${fine(losses[at])}`;
  }
}

// The indices of a flat index in an array of this shape.
function unravel(flat, shape) {
  const index = [];
  for (const length of [...shape].reverse()) {
    index.unshift(flat % length);
    flat = Math.floor(flat / length);
  }
  return index;
}

const error = (value) => (Number(value) ? Number(value).toExponential(0).replace("-", MINUS) : "0");

// So many decimals as are needed, and two numbers that differ by little still differ.
function decimals(value, most) {
  if (typeof value === "string" || Math.abs(value) < 1e-4) return format(Number(value));
  return value.toFixed(most).replace("-", MINUS).replace(/\.?0+$/, "");
}
