// Why the network answers so: four reasons beside each other, on the same square of the picture, each with its own check.

import { paint } from "../../player/js/colour.js";
import { haloCells, prepare } from "../../player/js/draw.js";
import { asWritten } from "../../player/js/exact.js";
import { fill, format, writeRich } from "../../player/js/numbers.js";
import { pointing, walking } from "../../player/js/pointing.js";
import { press } from "../../player/js/rich.js";
import { percent } from "./answer.js";

const ASK_AGAIN_MS = 500; // while something is being worked out
const CARDS = ["pixels", "maps", "cover", "shares"];
const PALE = 0.5; // of the photo under the heat
const STRONGEST = 0.62; // of the ramp: the ends of both hues look black
const SMALL = 160; // px: pictures that get so small have their words beside them all
const WORDS = 250; // px: at least, for these
const CARD_GAP = 18;
const TITLE_AND_VALUE = 64; // px of a card whose words are beside
const UNDER = 168; // px: title, number, sentence and check of a card
const DISC = 0.52; // of the distance between two, for the largest

/** @typedef {{ value: number | null, unit: string, reach: number, about: string, check: string, good?: boolean }} Told */

export class Why {
  /** @param {import("./player.js").Network} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    this.box = lesson.find(".why");
    this.side = 200;
    this.told = CARDS[0];
    /** The square that is pointed at. @type {number | null} */
    this.pointed = null;
    /** The photo without its colours. @type {{ of: Numbers, image: HTMLCanvasElement } | null} */
    this.greyed = null;
    /** Maps of pixels as they were painted. @type {WeakMap<Numbers, { palette: Palette, image: HTMLCanvasElement }>} */
    this.heated = new WeakMap();
    /** @type {{ card: HTMLElement, canvas: HTMLCanvasElement }[]} */
    this.cards = CARDS.map((name) => this.make(name));
    this.box.addEventListener("change", (/** @type {any} */ event) => lesson.set(event.target.name, event.target.value));
    this.ask = lesson.find(".asking input");
    this.ask.addEventListener("change", () => this.named());
    lesson.find(".asking select").addEventListener("change", (/** @type {any} */ event) => lesson.set("versus", Number(event.target.value)));
  }

  /** @param {string} name */
  make(name) {
    const card = document.createElement("article");
    card.className = `card ${name}`;
    card.innerHTML = `<h3></h3><select hidden></select><canvas tabindex="0" role="img"></canvas><p class="value"><b></b><span class="dim unit"></span><span class="dim reach"></span></p><div class="words"><b class="whose"></b><p class="full dim"></p><p class="about"></p><p class="check"></p></div>`;
    this.box.append(card);
    for (const kind of ["pointerdown", "focusin"]) card.addEventListener(kind, () => this.tell(name));
    const canvas = /** @type {HTMLCanvasElement} */ (card.querySelector("canvas"));
    canvas.dataset.testid = name;
    pointing(canvas, { hover: (at) => this.hover(at && this.squareAt(at)), pin: (at) => this.pin(this.squareAt(at)) });
    walking(canvas, (down, across) => this.walk(down, across));
    return { card, canvas };
  }

  /** Whose words stand beside the pictures, where there is no room for them under each. @param {string} name */
  tell(name) {
    if (this.told === name) return;
    this.told = name;
    this.lesson.schedule();
  }

  get data() { return this.lesson.header.why; }
  get words() { return this.lesson.words.why; }
  /** Whether the first numbers are here. */
  get known() { return this.data?.rows !== undefined && this.current; }
  /** Whether what came answers what is asked. */
  get current() {
    const { data } = this, { label, versus, shuffled } = this.question;
    return Boolean(data) && data.label === label && data.versus === versus && data.shuffled === shuffled;
  }
  get question() {
    const { state, model } = this.lesson, label = state.ask ? state.ask - 1 : model.answers[0].number;
    return { label, versus: state.versus && state.versus - 1 !== label ? state.versus - 1 : -1, shuffled: Boolean(state.shuffle) };
  }
  get across() { return this.data.columns.length; }
  get count() { return this.known ? this.data.rows.length * this.across : 1; }

  /** The square that is looked at: pointed at, chosen, or that which matters most. */
  get square() {
    if (this.pointed !== null) return this.pointed;
    const { state } = this.lesson;
    if (state.square && state.square <= this.count) return state.square - 1;
    const { arrays } = this.lesson.model, drops = arrays["why:drops"], slopes = arrays["squares:gradient"];
    let best = 0;
    const at = (/** @type {number} */ k) => (Number.isNaN(drops[0]) || this.data.done < this.count ? Math.abs(slopes[k]) : drops[k]);
    for (let k = 1; k < this.count; k++) if (at(k) > at(best)) best = k;
    return best;
  }

  /** First and last row, first and last column. @param {number} square @returns {[number, number, number, number]} */
  boxOf(square) {
    const { rows, columns, size } = this.data, top = rows[Math.floor(square / this.across)], left = columns[square % this.across];
    const { shape } = this.lesson.model.square;
    return [top, Math.min(top + size, shape[1]) - 1, left, Math.min(left + size, shape[2]) - 1];
  }

  // ---- what is asked of the server

  arrived() {
    clearTimeout(this.again);
    if (this.lesson.state.view !== "why") return;
    if (!this.current || this.data.running) this.again = setTimeout(() => this.send(), this.current ? ASK_AGAIN_MS : 0);
    else this.measureSoon();
  }

  send() {
    if (this.lesson.section.isConnected && this.lesson.state.view === "why") this.lesson.send({ kind: "why", ...this.question });
  }

  /** A square that is looked at for a moment is really made brighter. */
  measureSoon() {
    clearTimeout(this.measuring);
    if (!this.known || this.lesson.state.kind !== "gradient" || this.data.measured?.square === this.square || this.pointed !== null) return;
    this.measuring = setTimeout(() => {
      if (this.known && !this.lesson.playback.playing && this.lesson.state.view === "why") this.lesson.send({ kind: "measure", square: this.square });
    }, ASK_AGAIN_MS);
  }

  /** A class by its name. */
  named() {
    const { lesson } = this, wanted = this.ask.value.trim().toLowerCase();
    const names = this.data?.names ?? [], at = names.findIndex((/** @type {string} */ name) => name.toLowerCase() === wanted);
    if (at >= 0) lesson.set("ask", at + 1);
    else if (wanted) lesson.complain(this.words.unknown);
  }

  /** @param {number | null} square */
  hover(square) {
    if (square === this.pointed || this.lesson.playback.playing) return;
    this.pointed = square;
    this.lesson.schedule();
  }

  /** @param {number | null} square */
  pin(square) {
    if (square === null) return;
    this.lesson.playback.play(false);
    this.lesson.state.square = square + 1;
    this.pointed = null;
    this.lesson.moved();
    this.measureSoon();
  }

  /** @param {number} down @param {number} across */
  walk(down, across) {
    if (!this.known) return;
    const row = Math.floor(this.square / this.across) + down, column = (this.square % this.across) + across;
    if (row >= 0 && column >= 0 && row < this.data.rows.length && column < this.across) this.pin(row * this.across + column);
  }

  /** The square whose middle is nearest. @param {[number, number]} at */
  squareAt([x, y]) {
    if (!this.known) return null;
    const { rows, columns, size } = this.data, px = this.lesson.model.square.shape[2] / this.side;
    const nearest = (/** @type {number[]} */ starts, /** @type {number} */ place) =>
      starts.reduce((best, start, k) => (Math.abs(start + size / 2 - place) < Math.abs(starts[best] + size / 2 - place) ? k : best), 0);
    return nearest(rows, y * px) * this.across + nearest(columns, x * px);
  }

  /** @param {number} width @param {number} height */
  layout(width, height) {
    const { phone } = this.lesson, each = phone ? Math.min(width, 340) : (width - 3 * 24) / 4, under = Math.floor(Math.min(each, phone ? each : height - UNDER));
    const beside = !phone && under < SMALL;
    this.side = beside ? Math.floor(Math.min((width - WORDS) / 4 - CARD_GAP, height - TITLE_AND_VALUE)) : under;
    this.box.classList.toggle("beside", beside);
    this.box.style.setProperty("--side", `${this.side}px`);
    this.box.style.setProperty("--words", `${width - 4 * (this.side + CARD_GAP)}px`);
  }

  // ---- what is drawn

  draw() {
    const { lesson, words, data, known } = this;
    this.controls();
    lesson.find(".progress").hidden = !data?.running;
    lesson.find(".progress .told").textContent = !known ? (data?.ahead ? fill(words.queue, { count: data.ahead }) : words.waits)
      : data.done < this.count ? fill(words.squares, { done: data.done, count: this.count }) : fill(words.points, { done: data.points_done, count: data.points });
    this.cards.forEach(({ card, canvas }, k) => this.drawCard(CARDS[k], card, canvas));
  }

  controls() {
    const { lesson, words, data } = this, { model } = lesson, select = lesson.find(".asking select"), { label, versus } = this.question;
    const others = model.answers.filter((/** @type {any} */ a) => a.number !== label), key = JSON.stringify([others, label, versus, data?.names?.length]);
    press(lesson.section, ".weights button", lesson.state.shuffle);
    if (select.dataset.key === key) return;
    select.dataset.key = key;
    const extra = versus >= 0 && !others.some((/** @type {any} */ a) => a.number === versus) ? [{ number: versus, name: data?.other ?? "" }] : [];
    select.replaceChildren(option("0", words.alone), ...[...others, ...extra].map((a) => option(String(a.number + 1), a.name)));
    select.value = String(versus + 1);
    const known = [...model.answers, ...(data ? [{ number: data.label, name: data.name }] : [])].find((/** @type {any} */ a) => a.number === label);
    this.ask.value = known?.name ?? data?.names?.[label] ?? "";
    lesson.find("#classes").replaceChildren(...(data?.names ?? []).map((/** @type {string} */ name) => Object.assign(document.createElement("option"), { value: name })));
  }

  /** @param {string} name @param {HTMLElement} card @param {HTMLCanvasElement} canvas */
  drawCard(name, card, canvas) {
    const { lesson, words, known, side } = this, g = prepare(canvas, side, side);
    const find = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (card.querySelector(selector));
    const title = name === "pixels" ? words.pixel_titles[lesson.state.kind] : words.titles[name];
    find("h3").textContent = title;
    find(".whose").textContent = title;
    card.classList.toggle("told", this.told === name);
    this.menu(name, /** @type {HTMLSelectElement} */ (find("select")));
    g.globalAlpha = PALE;
    g.imageSmoothingEnabled = lesson.model.square.shape[2] > side; // a small picture keeps its cells
    g.drawImage(/** @type {HTMLCanvasElement} */ (this.grey()), 0, 0, side, side);
    g.globalAlpha = 1;
    if (!known) return [".value b", ".unit", ".full", ".reach", ".about", ".check"].forEach((part) => { find(part).textContent = part === ".about" ? words.waits : ""; });
    const told = this[/** @type {"pixels" | "maps" | "cover" | "shares"} */ (name)](g);
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

  /** @param {string} name @param {HTMLSelectElement} select */
  menu(name, select) {
    const { lesson, words, known, data } = this, heats = name === "maps" ? this.heats : null;
    const list = !known ? [] : name === "pixels" ? data.kinds : heats ? heats.methods : [], key = list.join();
    select.hidden = list.length < 2;
    const field = name === "pixels" ? "kind" : "method", names = name === "pixels" ? words.kinds : words.methods;
    if (select.dataset.key !== key) {
      select.dataset.key = key;
      select.name = field;
      select.setAttribute("aria-label", words.titles[name]);
      select.replaceChildren(...list.map((/** @type {string} */ one) => option(one, names[one])));
    }
    select.value = list.includes(lesson.state[field]) ? lesson.state[field] : list[0] ?? "";
  }

  /** The photo without colours. */
  grey() {
    const { model } = this.lesson, { square } = model;
    if (this.greyed?.of !== square) {
      const [count, rows, columns] = square.shape, size = rows * columns, weights = count === 3 ? [0.299, 0.587, 0.114] : [1];
      const image = paint(columns, rows, (k) => { const v = Math.round(weights.reduce((sum, w, c) => sum + w * square[c * size + k], 0)); return [v, v, v]; });
      this.greyed = { of: square, image };
    }
    return this.greyed.image;
  }

  /** @param {CanvasRenderingContext2D} g */
  mark(g) {
    const [r0, r1, c0, c1] = this.boxOf(this.square), px = this.side / this.lesson.model.square.shape[2];
    haloCells(g, this.lesson.palette, { x: c0 * px, y: r0 * px, width: (c1 - c0 + 1) * px, height: (r1 - r0 + 1) * px }, 10);
  }

  // ---- the four reasons

  /** A map of pixels in cells. @param {CanvasRenderingContext2D} g @param {Numbers} cells */
  cells(g, cells) {
    const { palette } = this.lesson, known = this.heated.get(cells), heated = known?.palette === palette ? known : { palette, image: this.heat(cells) };
    this.heated.set(cells, heated);
    g.imageSmoothingEnabled = false;
    g.drawImage(heated.image, 0, 0, this.side, this.side);
  }

  /** Its picture. @param {Numbers} cells */
  heat(cells) {
    const { palette } = this.lesson, sizes = Array.from(cells, Math.abs).sort((a, b) => a - b), reach = sizes[Math.floor(sizes.length * 0.99)] || 1;
    return paint(cells.shape[1], cells.shape[0], (k) => {
      const part = Math.min(1, Math.abs(cells[k]) / reach);
      return [...palette.signed(Math.sign(cells[k]) * STRONGEST, 1), Math.round(255 * Math.sqrt(part) * (part > 0.06 ? 1 : 0))];
    });
  }

  /** @param {CanvasRenderingContext2D} g @returns {Told} */
  pixels(g) {
    const { lesson: { model: { arrays }, state }, data, words } = this, kind = data.kinds.includes(state.kind) ? state.kind : "gradient";
    this.cells(g, arrays[`why:${kind}`]);
    const squares = arrays[`squares:${kind}`], value = squares[this.square], { measured } = data;
    const check = kind !== "gradient" ? this.like(kind) || this.kept(kind) : measured?.square === this.square ? fill(words.check_gradient, { foretold: `*${signed(measured.foretold)}*`, measured: `*${signed(measured.measured)}*` }) : "…";
    return { value, unit: kind === "gradient" ? words.unit_gradient : words.unit_pixels, reach: most(squares), about: words.about[kind], check };
  }

  /** The layer whose maps are told of: the chosen one, or the last before it with places on the picture. */
  get heats() {
    const { data, lesson } = this, places = Object.keys(data?.classes ?? {}).map(Number), there = places.filter((place) => !lesson.state.layer || place <= lesson.layer);
    const at = there.length ? Math.max(...there) : places[0];
    return at === undefined ? null : { at, ...data.classes[at] };
  }

  /** @param {CanvasRenderingContext2D} g @returns {Told} */
  maps(g) {
    const { lesson, words, side } = this, { model, state, palette } = lesson, heats = this.heats;
    if (!heats) return { value: null, unit: "", reach: 0, about: "", check: "" };
    const method = heats.methods.includes(state.method) ? state.method : "grad_cam", heat = model.arrays[`heat:${heats.at}:${method}`];
    const px = side / model.square.shape[2], reach = most(heat), largest = Math.min(...heats.jump) * px * DISC;
    heats.rows.forEach((/** @type {number} */ row, /** @type {number} */ i) => heats.columns.forEach((/** @type {number} */ column, /** @type {number} */ j) => {
      const value = heat[i * heats.columns.length + j];
      g.fillStyle = `rgb(${palette.signed(Math.sign(value) * STRONGEST, 1).join()})`;
      g.beginPath();
      g.arc((column + 0.5) * px, (row + 0.5) * px, Math.max(0, largest * Math.sqrt(Math.abs(value) / (reach || 1))), 0, 7);
      g.fill();
    }));
    const [r0, r1, c0, c1] = this.boxOf(this.square), nearest = (/** @type {number[]} */ centres, /** @type {number} */ at) => centres.reduce((best, c, k) => (Math.abs(c - at) < Math.abs(centres[best] - at) ? k : best), 0);
    const value = heat[nearest(heats.rows, (r0 + r1) / 2) * heats.columns.length + nearest(heats.columns, (c0 + c1) / 2)];
    const put = { total: `*${format(heats.total)}*`, product: `*${format(heats.product)}*` };
    const check = state.shuffle ? this.like(this.layerName(heats.at)) : method === "grad_cam" ? fill(words.check_maps, put) : "";
    return { value, unit: heats.size.every((/** @type {number} */ n, /** @type {number} */ k) => n >= model.square.shape[k + 1]) ? words.unit_whole : fill(words.unit_disc, { rows: heats.size[0], columns: heats.size[1] }), reach, about: words.about[method], check, good: heats.even && method === "grad_cam" && !state.shuffle };
  }

  /** @param {number} at */
  layerName(at) { return this.lesson.model.layers[at].name; }

  /** @param {CanvasRenderingContext2D} g @returns {Told} */
  cover(g) {
    const { lesson, data, words, side } = this, { model: { arrays, square }, palette, state } = lesson, drops = arrays["why:drops"], left = arrays["why:left"];
    const reach = most(drops), px = side / square.shape[2], { rows, columns, size } = data, step = columns.length > 1 ? columns[1] - columns[0] : size, inner = (size - step) / 2;
    rows.forEach((/** @type {number} */ row, /** @type {number} */ i) => columns.forEach((/** @type {number} */ column, /** @type {number} */ j) => {
      const value = drops[i * columns.length + j];
      if (Number.isNaN(value)) return;
      g.globalAlpha = 0.85 * Math.min(1, Math.abs(value) / (reach || 1));
      g.fillStyle = `rgb(${palette.signed(Math.sign(value) * STRONGEST, 1).join()})`;
      g.fillRect((column + inner) * px, (row + inner) * px, step * px, step * px);
    }));
    g.globalAlpha = 1;
    const value = drops[this.square], known = !Number.isNaN(value), rank = known ? 1 + Array.from(drops).filter((v) => v > value).length : 0;
    const check = !known ? "…" : state.shuffle && this.data.likeness.cover !== undefined ? this.like("cover")
      : fill(words.check_cover, { name: data.name, before: percent(data.share), after: `*${percent(left[this.square])}*`, rank: `*${rank}*`, count: this.count });
    return { value: known ? value : null, unit: known && value < 0 ? words.unit_cover_up : words.unit_cover, reach, about: words.about.cover, check };
  }

  /** @param {CanvasRenderingContext2D} g @returns {Told} */
  shares(g) {
    const { lesson: { model: { arrays }, state }, data, words } = this, about = words.about.shares;
    if (data.points_done === 0 || data.points_done < data.points) return { value: null, unit: "", reach: 0, about, check: data.points ? fill(words.points, { done: data.points_done, count: data.points }) : "…" };
    this.cells(g, arrays["why:gains"]);
    const squares = arrays["squares:gains"], total = format(data.total), gain = format(data.gain);
    const check = state.shuffle && data.likeness.shares !== undefined ? this.like("shares")
      : data.complete ? fill(words.check_shares, { total: `*${total}*`, gain, same: total === gain ? asWritten([[total]], [[gain]]) : "≈" }) : fill(words.incomplete, { count: data.points });
    return { value: squares[this.square], unit: words.unit_shares, reach: most(squares), about, check, good: data.complete && !state.shuffle };
  }

  /** How much of the score the pixels got. @param {string} kind */
  kept(kind) {
    const { data, words } = this;
    return kind === "relevance" ? fill(words.check_relevance, { total: `*${format(data.sums.relevance)}*`, score: format(data.score) }) : "";
  }

  /** How like it is to that of the trained weights. @param {string} name */
  like(name) {
    const value = this.data.likeness[name];
    return this.lesson.state.shuffle && value !== undefined ? fill(this.words.likeness, { value: `*${format(value)}*` }) : "";
  }

  sentence() {
    const { data, words, known } = this;
    if (data?.problem && this.current) return data.problem;
    if (!known) return words.waits;
    const [top, bottom, left, right] = this.boxOf(this.square), square = fill(words.square, { top, bottom, left, right });
    return fill(data.versus >= 0 ? words.asks_rather : words.asks, { name: data.name, other: data.other, score: format(data.score), square });
  }
}

/** @param {number} value */
const signed = (value) => `${value > 0 ? "+" : ""}${format(value)}`;
/** The largest magnitude. @param {ArrayLike<number>} values */
const most = (values) => Array.from(values).reduce((m, v) => Math.max(m, Number.isNaN(v) ? 0 : Math.abs(v)), 0);
/** @param {string} value @param {string} text */
const option = (value, text) => Object.assign(document.createElement("option"), { value, textContent: text });
