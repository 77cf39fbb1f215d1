// The layers as a table: what each gives, what it costs, what its units see.

import { fill } from "../../player/js/numbers.js";

export class LayerRows {
  /** @param {import("./player.js").Network} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    this.table = lesson.find("table.layers");
    this.table.addEventListener("click", (/** @type {any} */ event) => {
      const row = event.target.closest("tr[data-layer]");
      if (row) lesson.toLayer(Number(row.dataset.layer));
    });
  }

  update() { this.made = false; }

  make() {
    const { model, words: { heads } } = this.lesson;
    const sum = (/** @type {"parameters" | "work"} */ name) => model.layers.reduce((total, layer) => total + layer[name], 0);
    const whole = { parameters: sum("parameters"), work: sum("work") };
    const head = row("th", Object.values(heads).map(String));
    const body = model.layers.map((layer, k) => {
      const [maps, rows, columns] = layer.shape;
      const one = row("td", [`${k + 1} ${layer.label}`, layer.inputs.map((n) => (n < 0 ? this.lesson.said.first : String(n + 1))).join(", "),
        rows * columns === 1 ? counted(maps) : `${maps} × ${rows} × ${columns}`, counted(layer.parameters), counted(layer.work), this.seen(layer.field)]);
      [3, 4].forEach((at, n) => one.children[at].setAttribute("style", `--part:${(100 * layer[n ? "work" : "parameters"]) / (whole[n ? "work" : "parameters"] || 1)}%`));
      one.dataset.layer = String(k);
      return one;
    });
    const foot = row("td", ["", "", "", counted(whole.parameters), counted(whole.work), ""]);
    foot.className = "whole";
    this.table.replaceChildren(section("thead", [head]), section("tbody", [...body, foot]));
    this.made = true;
  }

  /** Rows and columns that a unit sees. @param {number[]} field */
  seen([rows, columns]) {
    return rows === undefined ? "" : rows === columns ? `${rows}²` : fill(this.lesson.said.size, { rows, columns });
  }

  draw() {
    if (!this.made) this.make();
    for (const one of this.table.querySelectorAll("tr[data-layer]")) {
      const on = Number(one.dataset.layer) === this.lesson.layer;
      if (on && !one.classList.contains("on")) one.scrollIntoView({ block: "nearest" });
      one.classList.toggle("on", on);
    }
  }
}

/** @param {number} count */
const counted = (count) => (count ? count.toLocaleString("en") : "");

/** @param {string} tag @param {string[]} texts */
function row(tag, texts) {
  const one = document.createElement("tr");
  one.append(...texts.map((text) => Object.assign(document.createElement(tag), { textContent: text })));
  return one;
}

/** @param {string} tag @param {HTMLElement[]} rows */
function section(tag, rows) {
  const one = document.createElement(tag);
  one.append(...rows);
  return one;
}
