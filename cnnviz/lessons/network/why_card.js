// One reason beside the others: its title, its picture, its number on the square, what it means and its check.

import { haloCells, prepare } from "../../player/js/draw.js";
import { fill, format, writeRich } from "../../player/js/numbers.js";
import { pointing, walking } from "../../player/js/pointing.js";

const PALE = 0.5; // of the photo under the heat

export class ReasonCard {
  /** @param {import("./why.js").Why} why @param {string} name */
  constructor(why, name) {
    this.why = why;
    this.name = name;
    const card = document.createElement("article");
    card.className = `card ${name}`;
    card.innerHTML = `<h3></h3><select hidden></select><canvas tabindex="0" role="img"></canvas><p class="value"><b></b><span class="dim unit"></span><span class="dim reach"></span></p><div class="words"><b class="whose"></b><p class="full dim"></p><p class="about"></p><p class="check"></p></div>`;
    why.box.append(card);
    for (const kind of ["pointerdown", "focusin"]) card.addEventListener(kind, () => why.tell(name));
    const canvas = /** @type {HTMLCanvasElement} */ (card.querySelector("canvas"));
    canvas.dataset.testid = name;
    pointing(canvas, { hover: (at) => why.hover(at && why.squareAt(at)), pin: (at) => why.pin(why.squareAt(at)) });
    walking(canvas, (down, across) => why.walk(down, across));
    this.card = card;
    this.canvas = canvas;
  }

  draw() {
    const { name, card, canvas, why, why: { lesson, words, known, side } } = this, g = prepare(canvas, side, side);
    const find = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (card.querySelector(selector));
    const title = name === "pixels" ? words.pixel_titles[lesson.state.kind] : words.titles[name];
    find("h3").textContent = title;
    find(".whose").textContent = title;
    card.classList.toggle("told", why.told === name);
    this.menu(/** @type {HTMLSelectElement} */ (find("select")));
    g.globalAlpha = PALE;
    g.imageSmoothingEnabled = lesson.model.square.shape[2] > side; // a small picture keeps its cells
    g.drawImage(/** @type {HTMLCanvasElement} */ (why.grey()), 0, 0, side, side);
    g.globalAlpha = 1;
    if (!known) return [".value b", ".unit", ".full", ".reach", ".about", ".check"].forEach((part) => { find(part).textContent = part === ".about" && !why.problem ? words.waits : ""; });
    const told = why.reasons[/** @type {"pixels" | "maps" | "cover" | "shares"} */ (name)](g);
    this.mark(g);
    const value = told.value === null ? "…" : `${told.value > 0 ? "+" : ""}${format(told.value)}`;
    find(".value b").textContent = value;
    find(".value b").dataset.sign = told.value === null || !told.value ? "" : told.value > 0 ? "plus" : "minus";
    find(".unit").textContent = told.unit;
    find(".full").textContent = `${value} ${told.unit}`;
    find(".reach").textContent = told.reach ? `± ${format(told.reach)}` : "";
    find(".about").textContent = told.about;
    writeRich(find(".check"), told.check);
    find(".check").classList.toggle("good", Boolean(told.good));
    canvas.setAttribute("aria-label", fill(words.card, { title, value, unit: told.unit }));
  }

  /** @param {HTMLSelectElement} select */
  menu(select) {
    const { name, why: { lesson, words, known, data, reasons } } = this, heats = name === "maps" ? reasons.heats : null;
    const list = !known ? [] : name === "pixels" ? data.kinds : heats ? heats.methods : [], key = list.join();
    select.hidden = list.length < 2;
    const field = name === "pixels" ? "kind" : "method", names = name === "pixels" ? words.kinds : words.methods;
    if (select.dataset.key !== key) {
      select.dataset.key = key;
      select.name = field;
      select.setAttribute("aria-label", words.titles[name]);
      select.replaceChildren(...list.map((/** @type {string} */ one) => new Option(names[one], one)));
    }
    select.value = list.includes(lesson.state[field]) ? lesson.state[field] : list[0] ?? "";
  }

  /** @param {CanvasRenderingContext2D} g */
  mark(g) {
    const { why, why: { lesson, side } } = this, [r0, r1, c0, c1] = why.boxOf(why.square), px = side / lesson.model.square.shape[2];
    haloCells(g, lesson.palette, { x: c0 * px, y: r0 * px, width: (c1 - c0 + 1) * px, height: (r1 - r0 + 1) * px }, 10);
  }
}
