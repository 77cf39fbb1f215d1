// What the picture is compared with: the menu, the numbers of an edit, and B's picture, on which a square is dragged.

import { paint } from "../../player/js/colour.js";
import { haloCells, prepare } from "../../player/js/draw.js";
import { fill } from "../../player/js/numbers.js";
import { pointing, walking } from "../../player/js/pointing.js";

const EDIT_MS = 140; // an edit that rests for so long is asked for
const STEPS_ACROSS = 56; // of a key across the picture

/** @typedef {{ kind: string, numbers: number[], name: string }} Draft */

export class Edit {
  /** @param {import("./compare.js").Compare} compare */
  constructor(compare) {
    this.compare = compare;
    this.lesson = compare.lesson;
    this.canvas = compare.find("canvas.after");
    this.menu = this.lesson.find(".against select");
    this.fields = this.lesson.find(".against .numbers");
    this.side = 100;
    /** What is being dragged, until its answer comes. @type {Draft | null} */
    this.draft = null;
    /** Where in the square it was taken. @type {[number, number]} */
    this.held = [0, 0];
    this.dragged = false;
    this.sent = 0;
    /** @type {{ of: Numbers, image: HTMLCanvasElement } | null} */
    this.image = null;
    this.menu.addEventListener("change", () => this.choose(this.menu.value));
    this.fields.addEventListener("change", () => this.typed());
    pointing(this.canvas, {
      grab: (at, event) => this.grab(at, event), drag: (at) => this.drag(at), drop: () => this.drop(),
    });
    walking(this.canvas, (down, across) => this.walk(down, across));
  }

  get data() { return this.compare.data; }
  get scale() { return this.lesson.model.square.shape[2] / this.side; }
  get movable() { return ["erase", "move"].includes(this.now?.kind ?? ""); }
  /** The edit as it is, or is just being made. @type {Draft | null} */
  get now() { return this.draft ?? this.data ?? null; }

  arrived() {
    if (!this.waiting && !this.dragged && this.lesson.answered(this.sent)) this.draft = null;
    this.options();
  }

  /** The menu with what can be chosen. */
  options() {
    const { data, menu } = this;
    if (!data) return;
    const { words } = this.compare, key = JSON.stringify([data.menu, data.text]), groups = data.menu;
    if (menu.dataset.key === key) return;
    menu.dataset.key = key;
    menu.replaceChildren(...Object.entries(groups).filter(([, list]) => Object.keys(list).length).map(([name, list]) => {
      const group = document.createElement("optgroup");
      group.label = words.groups[name];
      group.append(...Object.entries(list).map(([text, title]) => Object.assign(document.createElement("option"), { value: text, textContent: title, selected: this.same(text) })));
      return group;
    }));
  }

  /** Whether an option of the menu is what is shown. @param {string} text */
  same(text) {
    const { kind, text: shown } = this.data;
    return kind === "picture" || kind === "network" ? text === shown : text.split(",")[0] === kind;
  }

  /** @param {string} text */
  choose(text) {
    clearTimeout(this.waiting); // of what it takes the place of
    this.waiting = undefined;
    this.draft = null;
    this.sent = this.compare.ask(text);
  }

  /** @param {Draft} edit */
  textOf({ kind, numbers, name }) { return [kind, ...numbers, ...(kind === "erase" ? [name] : [])].join(); }

  // ---- changing it

  /** A number or the colour was written. */
  typed() {
    const { data } = this, numbers = [...data.numbers];
    for (const input of this.fields.querySelectorAll("input")) {
      const value = Math.round(input.valueAsNumber), k = Number(input.dataset.at);
      if (Number.isFinite(value)) input.value = String(numbers[k] = Math.max(Number(input.min), Math.min(Number(input.max), value)));
    }
    const name = this.fields.querySelector("select")?.value ?? data.name;
    this.make({ kind: data.kind, numbers, name }, 0);
  }

  /** @param {Draft} edit @param {number} [wait] */
  make(edit, wait = EDIT_MS) {
    this.draft = edit;
    this.lesson.playback.play(false);
    this.lesson.schedule();
    this.askSoon(wait);
  }

  /** @param {number} wait */
  askSoon(wait) {
    clearTimeout(this.waiting);
    this.waiting = undefined;
    const { draft } = this;
    if (!draft) return;
    this.waiting = setTimeout(() => {
      this.waiting = undefined;
      if (this.textOf(draft) === this.data?.text) this.draft = null;
      else if (this.lesson.section.isConnected) this.sent = this.compare.ask(this.textOf(draft));
      this.lesson.schedule();
    }, wait);
  }

  /** By whole steps. @param {number} down @param {number} across */
  walk(down, across) {
    const { now, movable } = this, { shape } = this.lesson.model.square, step = Math.max(1, Math.round(shape[2] / STEPS_ACROSS));
    if (!now || !movable) return;
    this.make(this.placed(now, now.kind === "erase" ? [now.numbers[1] + down * step, now.numbers[2] + across * step] : [now.numbers[0] + down * step, now.numbers[1] + across * step]));
  }

  /** The edit at another place, inside the picture. @param {Draft} edit @param {number[]} place @returns {Draft} */
  placed({ kind, numbers, name }, [row, column]) {
    const [, rows, columns] = this.lesson.model.square.shape, between = (/** @type {number} */ v, /** @type {number} */ low, /** @type {number} */ high) => Math.max(low, Math.min(high, Math.round(v)));
    if (kind === "erase") return { kind, numbers: [numbers[0], between(row, 0, rows - numbers[0]), between(column, 0, columns - numbers[0])], name };
    return { kind, numbers: [between(row, 1 - rows, rows - 1), between(column, 1 - columns, columns - 1)], name };
  }

  /** @param {[number, number]} at @param {PointerEvent} event */
  grab([x, y], event) {
    const { now, scale } = this;
    if (!now || !this.movable) return false;
    const at = [y * scale, x * scale], from = now.kind === "erase" ? now.numbers.slice(1) : now.numbers;
    const size = now.kind === "erase" ? now.numbers[0] : 0, inside = at.every((v, k) => v >= from[k] && v < from[k] + size);
    if (event.pointerType === "touch" && now.kind === "erase" && !inside) return false;
    // What is taken beside the square brings its middle there.
    this.held = now.kind === "erase" && !inside ? [size / 2, size / 2] : [at[0] - from[0], at[1] - from[1]];
    event.preventDefault();
    this.canvas.focus({ preventScroll: true });
    this.dragged = true;
    this.drag([x, y]);
    return true;
  }

  /** @param {[number, number]} at */
  drag([x, y]) {
    const { now, scale, held } = this;
    if (!now) return;
    this.draft = this.placed(now, [y * scale - held[0], x * scale - held[1]]);
    this.lesson.schedule();
  }

  drop() {
    this.dragged = false;
    this.askSoon(0);
  }

  // ---- drawing

  /** @param {number} side */
  layout(side) { this.side = side; }

  draw() {
    this.drawFields();
    this.drawPicture();
  }

  drawFields() {
    const { data, fields } = this, { words } = this.compare;
    this.lesson.find(".against").toggleAttribute("hidden", !data);
    if (!data) return;
    const key = JSON.stringify([data.kind, data.limits]), numbers = this.now?.numbers ?? [];
    if (fields.dataset.key !== key) {
      fields.dataset.key = key;
      fields.replaceChildren(...data.limits.map((/** @type {any} */ [name, k, low, high]) => {
        const label = document.createElement("label"), input = Object.assign(document.createElement("input"), { type: "number", min: low, max: high, step: 1 });
        input.dataset.at = String(k);
        label.append(`${words.fields[name]} `, input);
        return label;
      }));
      if (data.kind === "erase") fields.append(this.fills());
    }
    for (const input of fields.querySelectorAll("input")) if (input !== this.lesson.root.activeElement) input.value = String(numbers[Number(input.dataset.at)]);
    const select = fields.querySelector("select");
    if (select) select.value = this.now?.name ?? "";
  }

  fills() {
    const { words } = this.compare, select = document.createElement("select");
    select.setAttribute("aria-label", words.fields.fill);
    select.append(...Object.entries(words.fills).map(([value, textContent]) => Object.assign(document.createElement("option"), { value, textContent })));
    return select;
  }

  drawPicture() {
    const { lesson, side, data, draft, canvas } = this, { model, palette } = lesson, shown = model.arrays["after:square"];
    const g = prepare(canvas, side, side), [, rows, columns] = (draft ? model.square : shown ?? model.square).shape, cell = side / Math.max(rows, columns);
    if (!data?.answers) return;
    g.imageSmoothingEnabled = cell < 1;
    if (!draft) g.drawImage(this.painted(shown), 0, 0, cell * columns, cell * rows);
    else this.drawDraft(g, draft, cell);
    const now = /** @type {Draft} */ (this.now);
    if (now.kind === "erase") {
      const [size, top, left] = now.numbers;
      haloCells(g, palette, { x: left * cell, y: top * cell, width: size * cell, height: size * cell }, 10);
    }
    const hint = this.compare.words.drag[data.kind] ?? "";
    this.compare.find(".square .size").textContent = data.second ? fill(lesson.said.pixels, { rows, columns }) : hint;
    canvas.style.cursor = this.movable ? "move" : "";
    canvas.style.touchAction = this.movable ? "none" : "";
    canvas.setAttribute("aria-label", fill(this.compare.words.picture_name, { title: data.title, hint }));
  }

  /** Before its answer is here: the picture of A, with what is just being done to it. @param {CanvasRenderingContext2D} g @param {Draft} draft
   * @param {number} cell */
  drawDraft(g, { kind, numbers, name }, cell) {
    const image = /** @type {HTMLCanvasElement} */ (this.lesson.picture.image), width = image.width * cell, height = image.height * cell;
    if (kind === "move") {
      g.drawImage(image, numbers[1] * cell, numbers[0] * cell, width, height);
      return;
    }
    g.drawImage(image, 0, 0, width, height);
    if (kind !== "erase") return;
    g.fillStyle = name;
    g.fillRect(numbers[2] * cell, numbers[1] * cell, numbers[0] * cell, numbers[0] * cell);
  }

  /** The second picture. @param {Numbers} square */
  painted(square) {
    if (this.image?.of !== square) {
      const [count, rows, columns] = square.shape, size = rows * columns;
      this.image = { of: square, image: paint(columns, rows, (k) => [0, 1, 2].map((channel) => square[Math.min(channel, count - 1) * size + k])) };
    }
    return this.image.image;
  }
}
