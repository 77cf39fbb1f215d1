// Which of many pictures excite a map most: of each of the nine best the part that the unit saw, cut from its picture.

import { paint } from "../../player/js/colour.js";
import { haloCells, prepare } from "../../player/js/draw.js";
import { fill, format } from "../../player/js/numbers.js";
import { choose, wait } from "../../player/js/place.js";
import { plain, press } from "../../player/js/rich.js";

const ASK_SOON_MS = 140; // a map that is looked at for so long is asked for
const ASK_MORE_MS = 400; // while something is being worked out
const ACROSS = 3;
const CAPTION = 40; // px: title and groups
const TEXT = 104; // px beside a patch
const AROUND = 56; // px: the whole picture, where there is room for it
const LEAST_BOX = 6;
const TEXT_BELOW = 72; // px under it, on a phone
const LEAST_PATCH = 56;
const LEAST_PHOTOS = 2;

/** @typedef {{ picture: string, title: string, value: number, row: number, column: number, rows: [number, number], columns: [number, number],
 *   cut: boolean, whole: boolean }} Cell */

export class Exciting {
  /** @param {import("./player.js").Network} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    this.box = lesson.find(".exciting");
    this.list = this.box.querySelector("ol");
    this.side = 100;
    /** How many photos of one's own there were. @type {number | null} */
    this.own = null;
    /** @type {unknown[]} */
    this.drawn = [];
    this.list.addEventListener("click", (/** @type {any} */ event) => {
      const button = event.target.closest("button");
      if (button) this.open(this.data.cells[Number(button.dataset.place)]);
    });
  }

  /** @returns {any} */
  get data() { return this.lesson.header.excited; }
  get words() { return this.lesson.words.exciting; }
  get shown() { return this.lesson.state.view === "pictures"; }
  /** Whether what came belongs to the map and the pictures that are chosen. */
  get current() {
    const { data, lesson } = this;
    return Boolean(data) && data.layer === lesson.layer && data.map === lesson.map && data.group === lesson.state.group;
  }
  get few() { return this.lesson.state.group === "own" && this.current && this.data.count < LEAST_PHOTOS; }

  get actions() {
    const { lesson } = this, group = (/** @type {string} */ name) => () => lesson.set("group", name);
    return { given: group("given"), mine: group("own"), more: () => { lesson.state.group = "own"; choose(); } };
  }

  // ---- what is asked of the server

  arrived() {
    const own = this.data?.sizes.own ?? this.own;
    if (this.own !== null && own > this.own) this.lesson.state.group = "own";
    this.own = own;
    wait(this.shown ? "" : null);
    this.askSoon();
  }

  askSoon() {
    clearTimeout(this.asking);
    const again = this.current && this.data.running;
    if (this.shown && (!this.current || again)) this.asking = setTimeout(() => this.ask(), again ? ASK_MORE_MS : ASK_SOON_MS);
  }

  ask() {
    const { lesson } = this, { layer, map, state: { group } } = lesson;
    if (lesson.section.isConnected && this.shown) lesson.inquire({ kind: "pictures", layer, map: lesson.model.glance(layer) || lesson.state.map ? map : -1, group });
  }

  /** The picture, at the unit that is largest there. @param {Cell} cell */
  open({ picture, row, column }) {
    const { lesson } = this;
    Object.assign(lesson.state, { view: "maps", layer: lesson.layer + 1, map: lesson.map + 1, row: row + 1, column: column + 1 });
    wait(null);
    lesson.moved();
    lesson.relayout();
    lesson.send({ kind: "open", picture });
  }

  // ---- what is drawn

  /** @param {number} width @param {number} height */
  layout(width, height) {
    const { phone } = this.lesson, high = (height - CAPTION) / ACROSS - 8;
    const each = width / ACROSS - 12;
    this.side = Math.max(LEAST_PATCH, Math.floor(phone ? each : Math.min(high, each - TEXT - 10)));
    this.roomy = !phone && each - this.side >= TEXT + AROUND + 20;
    this.box.style.setProperty("--patch", `${this.side}px`);
    this.box.style.setProperty("--cell", `${phone ? this.side + TEXT_BELOW : this.side}px`);
  }

  draw() {
    const { lesson, words, data, current, box } = this;
    press(lesson.section, ".groups button", lesson.state.group);
    const title = this.title;
    box.querySelector(".title").textContent = fill(words.title, { title });
    for (const [name, key] of [["given", "given"], ["own", "mine"]]) {
      const button = box.querySelector(`[data-action=${key}]`);
      button.dataset.name ??= button.textContent;
      button.textContent = data ? fill(words.counted, { name: button.dataset.name, count: data.sizes[name] }) : button.dataset.name;
    }
    const running = current && data.running;
    lesson.find(".progress").hidden = !running;
    if (running) lesson.find(".progress .told").textContent = data.ahead ? fill(lesson.words.why.queue, { count: data.ahead }) : fill(words.progress, { done: data.done, count: data.count });
    box.querySelector(".invite").hidden = !this.few;
    box.querySelector(".chip").hidden = this.few || lesson.state.group !== "own";
    box.classList.toggle("old", !current);
    this.cells();
  }

  /** What the map is called. */
  get title() {
    const { said, model, map, exact, shape: [, rows, columns] } = this.lesson;
    return (exact && model.unit.name) || fill(rows * columns === 1 ? said.unit : said.map, { number: map });
  }

  cells() {
    const { lesson, data, side } = this, cells = data && !this.few && lesson.state.group === data.group ? data.cells : [], now = [data, cells.length, side, lesson.palette];
    if (this.drawn.every((one, k) => one === now[k]) && this.drawn.length) return;
    this.drawn = now;
    this.list.replaceChildren(...cells.map((/** @type {Cell} */ cell, /** @type {number} */ k) => this.cell(cell, k)));
  }

  /** @param {Cell} cell @param {number} k */
  cell(cell, k) {
    const { words, side } = this, item = document.createElement("li"), button = document.createElement("button"), canvas = document.createElement("canvas");
    button.dataset.place = String(k);
    const [top, bottom] = cell.rows, [left, right] = cell.columns, value = format(cell.value);
    const name = fill(words.cell, { rank: k + 1, value, title: cell.title, top, bottom, left, right });
    button.setAttribute("aria-label", cell.cut ? fill(words.cell_cut, { cell: name }) : name);
    const size = fill(words.size, { rows: bottom - top + 1, columns: right - left + 1 });
    const lines = [[`${k + 1}`, "rank"], [value, "value"], [cell.title, "of"], [cell.whole ? words.whole : cell.cut ? fill(words.cut, { size }) : size, "dim"]];
    const text = document.createElement("span");
    text.className = "text";
    text.append(...lines.map(([line, kind]) => Object.assign(document.createElement("span"), { textContent: line, className: kind, title: kind === "of" ? line : "" })));
    button.append(canvas, text);
    item.append(button);
    const { arrays } = this.lesson.model, around = arrays[`around:${k}`];
    this.pixels(canvas, arrays[`patch:${k}`], side);
    if (around && this.roomy) button.append(this.around(around, cell));
    return item;
  }

  /** The whole picture, with what the unit saw. @param {Numbers} pixels @param {Cell} cell */
  around(pixels, { rows, columns }) {
    const canvas = document.createElement("canvas"), [, high, wide] = this.lesson.model.square.shape, scale = AROUND / Math.max(high, wide);
    const g = this.pixels(canvas, pixels, AROUND), box = { x: columns[0] * scale, y: rows[0] * scale, width: (columns[1] - columns[0] + 1) * scale, height: (rows[1] - rows[0] + 1) * scale };
    haloCells(g, this.lesson.palette, box, LEAST_BOX);
    canvas.className = "around";
    return canvas;
  }

  /** Its pixels, as large as the square has room for. @param {HTMLCanvasElement} canvas @param {Numbers} pixels @param {number} side */
  pixels(canvas, pixels, side) {
    const [channels, rows, columns] = pixels.shape, size = rows * columns, scale = side / Math.max(rows, columns);
    const image = paint(columns, rows, (k) => [0, 1, 2].map((c) => pixels[Math.min(c, channels - 1) * size + k]));
    const g = prepare(canvas, columns * scale, rows * scale);
    g.imageSmoothingEnabled = scale < 1;
    g.drawImage(image, 0, 0, columns * scale, rows * scale);
    return g;
  }

  sentence() {
    const { words, data, current } = this;
    if (!current) return this.lesson.said.waits;
    if (data.problem) return data.problem;
    if (this.few) return plain(data.count ? words.few : words.invite);
    if (data.done && data.silent === data.done && !data.running) return fill(words.none, { count: data.done });
    const notes = [data.silent ? fill(words.silent, { count: data.silent }) : "", data.tied > 1 ? fill(words.tied, { count: data.tied }) : ""];
    return [fill(words.said, { title: this.title, count: data.done }), ...notes].filter(Boolean).join(" ");
  }

  destroy() {
    clearTimeout(this.asking);
    wait(null);
  }
}
