// What joins the pictures: arrows that name what happens on each, the kernel, the facts, the bars.

import { MINUS, format, writeRich } from "../../player/js/numbers.js";
import { cssColour, inkOn, paint } from "../../player/js/colour.js";
import { prepare } from "../../player/js/draw.js";

const SVG = "http://www.w3.org/2000/svg";
// From which picture to which, and what happens on the way.
const WAYS = [
  ["picture", "moved", "move"], ["moved", "before", "layer"], ["before", "difference", ""],
  ["picture", "map", "layer"], ["map", "after", "move"], ["after", "difference", MINUS],
];

export const wayMethods = {
  drawWays() {
    const svg = this.find(".ways"), frame = svg.getBoundingClientRect();
    const box = (name) => {
      const r = this.sheets.canvases[name].getBoundingClientRect();
      return { left: r.left - frame.left, right: r.right - frame.left, middle: r.top - frame.top + r.height / 2 };
    };
    svg.replaceChildren(...WAYS.flatMap(([from, to, name]) => {
      const a = box(from), b = box(to), x0 = a.right + 8, x1 = b.left - 10;
      const up = b.middle - a.middle, far = 22 * Math.sign(up);
      const y0 = a.middle + (from === "picture" ? far : 0), y1 = b.middle - (to === "difference" ? far : 0);
      return this.way(x0, y0, x1, y1, name);
    }));
  },

  way(x0, y0, x1, y1, name) {
    const element = (kind, attributes, text) => {
      const node = document.createElementNS(SVG, kind);
      for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
      if (text) node.textContent = text;
      return node;
    };
    const middle = (x0 + x1) / 2;
    const line = element("path", { d: `M${x0},${y0} C${middle},${y0} ${middle},${y1} ${x1},${y1}` });
    const head = element("path", { class: "head", d: `M${x1 + 4},${y1} l-9,-5 v10 z` });
    if (!name) return [line, head];
    const y = (y0 + y1) / 2;
    if (name !== MINUS) return [line, head, element("text", { x: middle, y: y - (y0 === y1 ? 8 : -5) }, name)];
    return [line, head, element("circle", { cx: middle, cy: y, r: 12 }), element("text", { x: middle, y: y + 7, class: "sign" }, name)];
  },

  drawKernel() {
    const { kernel: still, kernel_turned } = this.model.arrays, slot = this.find(".corner.kernel");
    slot.hidden = !still;
    if (!still) return;
    const { turned, move, layer } = this.model.subject, along = turned && this.moving.step.angle === 90;
    const kernel = along ? kernel_turned : still, [rows, columns] = kernel.shape;
    const reach = Math.max(...kernel.map(Math.abs)) || 1;
    this.find(".kernel .label span").textContent = this.model.kernel_title + (along ? ", turned" : "") + (this.model.divisor === 1 ? "" : `, ÷ ${format(this.model.divisor)}`);
    const cells = this.find(".kernel .cells");
    cells.hidden = rows > 3 || columns > 5;
    cells.style.gridTemplateColumns = `repeat(${columns}, auto)`;
    cells.replaceChildren(...Array.from(kernel, (weight) => {
      const span = document.createElement("span"), rgb = this.palette.signed(weight, reach);
      span.textContent = format(weight);
      span.style.background = cssColour(rgb);
      span.style.color = inkOn(rgb);
      return span;
    }));
    const button = this.find(".quarter");
    button.hidden = move !== "turn" || layer !== "convolution";
    button.setAttribute("aria-pressed", along);
  },

  drawFacts() {
    const facts = this.model.frames[this.shown];
    for (const name of ["inside", "everywhere"]) {
      const row = this.find(`.facts .${name}`), [differing, cells, largest] = facts[name];
      row.classList.toggle("agree", differing === 0 && cells > 0 && !this.hidden);
      const differ = cells > 9999 ? "" : " differ"; // as much as has room
      writeRich(row.querySelector(".count"), this.hidden ? "?" : `*${differing}* of ${cells}${differ}`);
      writeRich(row.querySelector(".largest"), this.hidden ? "?" : `*${format(largest)}*`);
    }
  },

  // Guess first: the difference and its counts stay covered until yes or no is said.
  drawGuess() {
    this.find(".ask").hidden = !this.hidden;
    this.find(".ask p").textContent = this.model.words.ask;
  },

  // The colours of the difference and the ends of their scale.
  drawLegend() {
    const [low, high] = this.sheets.panel("difference").range, canvas = this.find(".legend canvas"), steps = 128;
    canvas.width = steps;
    canvas.height = 1;
    canvas.getContext("2d").drawImage(paint(steps, 1, (k) => this.palette.signed(k - steps / 2, steps / 2)), 0, 0);
    this.find(".legend .low").textContent = format(low);
    this.find(".legend .high").textContent = format(high);
  },

  // The largest difference away from the border, for every step along the slider.
  drawChart() {
    const { model, palette, moving } = this, canvas = this.find(".bars"), width = this.box.width, height = this.chartHeight;
    const g = prepare(canvas, width, height), first = moving.k - moving.column, each = width / moving.count;
    const bars = Array.from({ length: moving.count }, (_, k) => model.steps[first + k]);
    const values = bars.map((step) => {
      const [, cells, largest] = step.frame < 0 ? [0, 0] : model.frames[step.frame].inside;
      return cells ? largest : null; // not sent, or every cell reads beyond the border
    });
    const most = Math.max(...values.filter((v) => v !== null), 0) || 1, base = height - 22;
    g.font = `14px ${palette.font}`;
    g.textAlign = "center";
    g.textBaseline = "alphabetic";
    bars.forEach((step, k) => {
      const here = k === moving.column, x = k * each;
      if (values[k] !== null && !this.hidden) {
        const tall = Math.max((values[k] / most) * (base - 4), 2);
        g.fillStyle = here ? palette.focus : palette.line2;
        g.fillRect(x + each * 0.18, base - tall, each * 0.64, tall);
      }
      const text = this.tick(step);
      if (!here && bars.length > 9 && k % 2) return;
      g.fillStyle = here ? palette.focus : palette.ink2;
      g.font = `${here ? 700 : 400} 14px ${palette.font}`;
      g.fillText(text, x + each / 2, height - 5);
    });
    const what = { shift: "shift", turn: "angle", scale: "size in %" }[model.move];
    this.find(".chart .label span").textContent = `Largest difference by ${what}`;
  },

  tick(step) {
    return { shift: format(step.right), turn: String(step.angle), scale: String(step.scale) }[this.model.move];
  },
};
