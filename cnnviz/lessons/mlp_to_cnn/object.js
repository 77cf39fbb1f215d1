// The one object: x on top, W under it, y beside it; below, the kernel where its copies end, or the pictures.

import { format } from "../../player/js/numbers.js";
import { range } from "../../player/js/text.js";
import { changeGuise } from "./motion.js";
import { cell, coloured, element, frame, label, runs, tile, tint } from "../../player/js/svg.js";

const LARGEST_CELL = 56; // px: a cell
const MARGIN = 84;
const ROOM_FOR_NONE = 300; // px beside the missing kernel
const THREADS = 20; // px: cells that are large enough for threads

/** What a step looks at: inputs, cells of W, outputs and weights. @typedef {{ x: number[], cells: [number, number][], y: number[], w: number[] }} Focus */

export class Stage {
  /** @type {{ key: string, html: string }} */
  base = { key: "", html: "" };
  /** Width and height, px. */
  size = { width: 0, height: 0 };
  cell = 0;
  small = 0; // px: a cell of the pictures below
  left = MARGIN;

  /** @param {import("./player.js").FromMlp} lesson */
  constructor(lesson) { this.lesson = lesson; }

  get two() { return this.lesson.model.shapes.x.length === 3; }
  get rows() { return this.lesson.model.tap.shape[0]; }
  get columns() { return this.lesson.model.tap.shape[1]; }
  /** How many numbers of x stand in a group: a channel, or a row of a picture. */
  get group() { return this.lesson.model.shapes.x.at(-1) ?? 1; }
  /** How many rows of W stand in a group: those of one filter, or of one row of y. */
  get band() { return this.lesson.model.shapes.y.at(-1) ?? 1; }

  /** @param {number} width @param {number} height 0 for as high as it needs */
  fit(width, height) {
    const { rows, columns, two } = this, phone = this.lesson.phone;
    this.left = phone ? 22 : two || columns > 20 ? 40 : MARGIN;
    const gaps = (columns / this.group - 1) * 0.2, across = columns + gaps + (phone ? 1.4 : 2.9);
    const down = rows + (rows / this.band - 1) * 0.2 + (two ? 1.9 : 2.2 + this.blocks[0]);
    const high = height ? (two ? height * 0.55 : height - 16 - (this.columns > 30 ? 24 : 0)) / down : Infinity;
    this.cell = Math.max(2, Math.min(LARGEST_CELL, two ? 40 : LARGEST_CELL, (width - this.left) / across, high));
    if (this.cell > 8) this.cell = Math.floor(this.cell);
    this.size = { width, height: this.bottom + (two ? this.fitPictures(width, height) : this.tapSize * this.blocks[0] + this.cell * 0.7) };
  }

  /** Px of a cell of the kernel of a signal: large enough for a number. */
  get tapSize() { return Math.max(this.cell, 24); }
  /** Rows and columns of blocks in the kernel: filters and channels. */
  get blocks() { return this.lesson.model.shapes.w.slice(0, 2); }

  /** @param {number} width @param {number} height */
  fitPictures(width, height) {
    const { x, w, y } = this.lesson.model.shapes, most = Math.max(x[1], w[2] * w[0], y[1] * y[0]);
    const across = x[2] * x[0] + w[3] * w[1] + y[2] + 3.4, room = height ? height - this.bottom - 32 : Infinity;
    this.small = Math.floor(Math.max(4, Math.min(46, (width - this.left) / across, room / most)));
    return this.small * most + 34;
  }

  /** @param {number} c */
  columnX(c) { return this.left + c * this.cell + Math.floor(c / this.group) * this.cell * 0.2; }
  get top() { return this.two || this.blocks[1] > 1 ? 18 : 2; }
  /** @param {number} r */
  rowY(r) { return this.top + this.cell * 1.45 + r * this.cell + Math.floor(r / this.band) * this.cell * 0.2; }
  get right() { return this.columnX(this.columns - 1) + this.cell; }
  get yX() { return this.right + this.cell * 0.5; }
  get bottom() { return this.rowY(this.rows - 1) + this.cell; }

  /** Whether the layer has a weight there. @param {number} r @param {number} c */
  has(r, c) { return this.lesson.state.guise === "dense" || this.lesson.model.tap[r * this.columns + c] >= 0; }

  /** Hue and shade of a shared weight. @param {number} m */
  hued(m) {
    const { hue, shade } = this.lesson.model;
    return { hue: hue[m], shade: shade[m] };
  }

  // ---- drawn

  draw() {
    const { lesson, size } = this, svg = lesson.find(".object svg"), { state } = lesson;
    const { guise, view } = state, rest = [lesson.number, lesson.section.dataset.scheme, view, this.cell, this.small, size.width].join(), key = rest + guise;
    if (this.base.key !== key) this.base = { key, html: this.matrix() };
    svg.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
    Object.assign(svg.style, { width: `${size.width}px`, height: `${size.height}px` });
    const { focus } = lesson, [behind, matrix, live] = svg.querySelectorAll("g.layer");
    if (matrix.dataset.key !== key) {
      const before = matrix.dataset.rest === rest && lesson.further(matrix.dataset.guise) ? matrix.cloneNode(true) : null;
      matrix.innerHTML = this.base.html;
      Object.assign(matrix.dataset, { key, rest, guise });
      if (before) changeGuise(matrix, before, lesson.palette);
    }
    const below = this.two ? this.pictures(focus) : this.kernelRow(focus);
    behind.innerHTML = lesson.input === null ? this.beams(focus) : "";
    live.innerHTML = this.inputs() + this.outputs() + below + this.marks(focus);
  }

  /** W, cell by cell. */
  matrix() {
    const { lesson: { model, state, words: { titles } } } = this, learns = state.view === "learn", shared = state.guise === "shared";
    const panel = model.panels[learns ? "dW" : `${state.view === "move" ? "V" : "W"}:${state.guise}`];
    let html = shared && !this.two && this.cell >= THREADS && this.blocks[0] === 1 ? this.threads() : "";
    for (const r of range(this.rows)) for (const c of range(this.columns)) {
      const flat = r * this.columns + c, m = model.tap[flat], place = { x: this.columnX(c), y: this.rowY(r), w: this.cell }, at = `W:${r}:${c}`;
      if (!this.has(r, c)) html += this.cell >= 8 ? element("circle", { cx: place.x + this.cell / 2, cy: place.y + this.cell / 2, r: 1.6, class: "dot" }) : "";
      else {
        const value = panel.values[flat], look = learns ? coloured(this.lesson, panel, value) : {};
        html += tile(place, format(value), { ...look, ...(shared ? this.hued(m) : {}), at, pale: state.view === "move" && !value });
      }
    }
    const name = this.lesson.phone ? "" : learns ? titles.gradient : "W", { guises } = model, card = guises.find((/** @type {any} */ g) => g.guise === state.guise);
    const middle = (this.rowY(0) + this.bottom) / 2, beside = this.left === MARGIN && !learns;
    html += label(0, beside ? middle - 8 : middle, name, { size: 20, kind: learns ? "plum-name" : "name" });
    return html + (beside ? label(0, middle + 14, card.size) + label(0, middle + 34, `${card.here} ${titles.weights}`) : "");
  }

  /** A line through all copies of a weight to the weight itself. */
  threads() {
    const { weights, reads } = this.lesson.model, half = this.cell / 2;
    return this.kernelPlaces().map((place, m) => {
      const points = range(weights.length).filter((k) => weights[k] === m && reads[k] >= 0).map((k) =>
        `${this.columnX(reads[k]) + half},${this.rowY(Math.floor(k / reads.shape[1])) + half}`);
      const { hue, shade } = this.hued(m);
      return element("polyline", { points: [...points, `${place.x + half},${place.y + half}`].join(" "), class: "thread", style: tint(hue, shade) });
    }).join("");
  }

  inputs() {
    const { lesson } = this, { model, phone } = lesson, [panel, from] = lesson.source;
    let html = phone ? "" : label(0, this.top + this.cell / 2, "x", { size: 20, kind: "name" });
    for (const c of range(this.columns)) html += cell(lesson, panel, from + c, { x: this.columnX(c), y: this.top, w: this.cell }, { at: `x:${c}` });
    if (this.top < 10 || phone || this.cell * this.group < 60) return html;
    const says = model.groups;
    return html + says.map((/** @type {string} */ text, /** @type {number} */ k) =>
      label(this.columnX(k * this.group) + (this.group * this.cell) / 2, 8, text, { size: 13, anchor: "middle" })).join("");
  }

  /** y, and beside it what it is compared with. */
  outputs() {
    const { lesson } = this, { state, model: { panels }, words: { titles } } = lesson, { view, guise } = state;
    const place = (/** @type {number} */ r, by = 0) => ({ x: this.yX + by * this.cell, y: this.rowY(r), w: this.cell });
    const name = view === "learn" ? titles.error : "y", middle = this.yX + this.cell / 2;
    let html = label(middle, this.top + this.cell / 2, name, { size: 20, kind: view === "learn" ? "plum-name" : "name", anchor: "middle" });
    for (const r of range(this.rows)) html += lesson.output(r, place(r));
    const wide = !lesson.phone && this.cell >= 14, beside = this.yX + this.cell * 1.6;
    if (wide && view === "move") {
      const share = panels[`share:${guise}`], from = lesson.step * this.rows;
      html += label(beside, this.top + this.cell / 2, titles.softmax, { size: 13 });
      for (const r of range(this.rows)) {
        const part = share.values[from + r], y = this.rowY(r) + this.cell / 2;
        html += frame({ x: beside - 6, y: y - this.cell * 0.35, w: 2 + part * this.cell * 0.5, h: this.cell * 0.7 }, "bar");
        html += label(beside + this.cell * 0.6, y, `${Math.round(100 * part)} %`, { size: Math.min(15, this.cell * 0.45) });
      }
    } else if (wide && view === "multiply" && guise === "shared") {
      html += label(place(0, 1.75).x + this.cell / 2, this.top + this.cell / 2, titles.slid, { size: 13, anchor: "middle" });
      for (const r of range(this.rows)) {
        html += label(this.yX + this.cell * 1.38, this.rowY(r) + this.cell / 2, "=", { anchor: "middle", kind: "name" });
        html += cell(lesson, panels.slid, r, place(r, 1.75), { fill: "", ink: "", kind: "own", pale: r > lesson.step, ...lesson.asked(r) });
      }
    }
    return html;
  }

  /** Where the kernel's own cells stand. @returns {{ x: number, y: number, w: number }[]} */
  kernelPlaces() {
    const { w } = this.lesson.model.shapes, [filters, channels] = w, gap = this.cell * 0.25, taps = w.slice(2);
    const size = this.two ? this.small : this.tapSize, wide = taps.at(-1) ?? 1, tall = this.two ? taps[0] : 1;
    const full = channels * wide * size + (channels - 1) * gap;
    const [x0, y0] = this.two ? [this.kernelX, this.bottom + 28] : [this.right - full + (filters > 1 ? 0 : size), this.bottom + this.cell * 0.5];
    return range(filters * channels * tall * wide).map((m) => {
      const column = m % wide, row = Math.floor(m / wide) % tall, channel = Math.floor(m / (wide * tall)) % channels, f = Math.floor(m / (wide * tall * channels));
      return { x: x0 + channel * (wide * size + gap) + column * size, y: y0 + (f * tall + row) * size + (this.two ? f * gap : 0), w: size };
    });
  }

  get kernelX() {
    const { x } = this.lesson.model.shapes;
    return this.left + x[0] * (x[2] * this.small + 6) + this.small * 1.1;
  }

  /** @param {Focus} focus */
  kernel(focus) {
    const { lesson } = this, { state, model: { panels } } = lesson, shared = state.guise === "shared", learns = state.view === "learn";
    const panel = learns ? panels.dw : state.view === "move" ? panels.learned : panels.w;
    return this.kernelPlaces().map((place, m) => {
      if (!shared) return frame({ ...place, x: place.x + 2, y: place.y + 2, w: place.w - 4 }, "missing");
      const look = learns ? { ...coloured(lesson, panel, panel.values[m]), pale: m > lesson.step } : {};
      const hidden = learns && lesson.hidden && m === lesson.step;
      return tile(place, hidden ? "?" : format(panel.values[m]), { ...look, ...(hidden ? { disc: 0 } : {}), ...this.hued(m), at: `w:${m}` }) + (learns && focus.w.includes(m) ? frame(place, "ring") : "");
    }).join("");
  }

  /** @param {Focus} focus */
  kernelRow(focus) {
    const { lesson: { state, words: { titles }, phone } } = this, places = this.kernelPlaces(), shared = state.guise === "shared";
    const none = places[0].x > ROOM_FOR_NONE ? titles.none : titles.none_short, says = shared ? (state.view === "learn" ? titles.kernel_gradient : titles.kernel) : none;
    const kind = state.view === "learn" && shared ? "plum-name" : shared ? "name" : "note", y = places[0].y + this.tapSize / 2;
    if (phone && !shared) return "";
    return label(places[0].x - 12, y, says, { size: shared ? 17 : 15, kind, anchor: "end" }) + this.kernel(focus);
  }

  /** x, kernel and y as pictures. @param {Focus} focus */
  pictures(focus) {
    const { lesson } = this, { shapes } = lesson.model, { words: { titles } } = lesson, [panel, from] = lesson.source, size = this.small, y0 = this.bottom + 28;
    let html = label(this.left, this.bottom + 14, titles.picture, { size: 14 });
    for (const i of range(this.columns)) html += cell(lesson, panel, from + i, this.pictureCell(i), { at: `x:${i}` });
    html += this.kernel(focus);
    const kernels = this.kernelPlaces(), end = Math.max(...kernels.map(({ x }) => x)) + size, middle = y0 + (Math.min(shapes.x[1], 3) * size) / 2;
    const shared = lesson.state.guise === "shared", learns = lesson.state.view === "learn", from_y = end + size * 1.1;
    html += label(kernels[0].x, this.bottom + 14, shared ? (learns ? titles.kernel_gradient : titles.kernel) : lesson.phone ? titles.none_short : titles.none, { size: 14 });
    html += label(this.kernelX - size * 0.55, middle, shared && !learns ? "∗" : "", { size: 22, anchor: "middle" });
    if (!shared) return html;
    html += label(end + size * 0.55, middle, learns ? "" : "=", { size: 22, anchor: "middle" });
    for (const r of range(this.rows)) {
      const row = Math.floor(r / this.band), place = { x: from_y + (r % this.band) * size, y: y0 + row * size + Math.floor(row / shapes.y[1]) * 6, w: size };
      html += lesson.output(r, place) + (focus.y.includes(r) ? frame(place) : "");
    }
    return html;
  }

  /** @param {number} i */
  pictureCell(i) {
    const { x } = this.lesson.model.shapes, column = i % x[2], row = Math.floor(i / x[2]) % x[1], channel = Math.floor(i / (x[1] * x[2])), size = this.small;
    return { x: this.left + channel * (x[2] * size + 6) + column * size, y: this.bottom + 28 + row * size, w: size };
  }

  // ---- marks: what is read, and what is written

  /** @param {Focus} focus */
  beams({ x, y, cells }) {
    if (y.length !== 1 || !cells.length) return "";
    const bottom = this.rowY(y[0]), above = this.top + this.cell, middle = bottom + this.cell * 0.2;
    const down = x.map((c) => frame({ x: this.columnX(c), y: above, w: this.cell, h: bottom - above }, "beam")).join("");
    const last = this.columnX(Math.max(...x)) + this.cell;
    return down + frame({ x: last, y: middle, w: this.yX - last, h: this.cell * 0.6 }, "beam");
  }

  /** @param {Focus} focus */
  marks(focus) {
    const none = { x: [], cells: [], y: [], w: [] }, { x, cells, y, w } = this.lesson.input === null ? focus : none;
    const { cell: size } = this, together = (/** @type {number} */ a, /** @type {number} */ b) => Math.floor(a / this.group) === Math.floor(b / this.group);
    const across = (/** @type {number} */ at, /** @type {number[]} */ columns) => runs([...new Set(columns)].sort((a, b) => a - b), together)
      .map(([a, b]) => frame({ x: this.columnX(a), y: at, w: this.columnX(b) + size - this.columnX(a), h: size })).join("");
    let html = across(this.top, x);
    for (const r of new Set(cells.map(([row]) => row))) html += across(this.rowY(r), cells.filter(([row]) => row === r).map(([, column]) => column));
    const { input } = this.lesson; // all that reads it
    if (input !== null) html += frame({ x: this.columnX(input), y: this.top, w: size }, "thin");
    if (input !== null) for (const r of range(this.rows)) if (this.has(r, input))
      html += frame({ x: this.columnX(input), y: this.rowY(r), w: size }, "thin") + frame({ x: this.yX, y: this.rowY(r), w: size }, "thin");
    for (const r of y) html += frame({ x: this.yX, y: this.rowY(r), w: size });
    const places = this.lesson.state.guise === "shared" ? this.kernelPlaces() : [];
    const learns = this.lesson.state.view === "learn", { x: shape, w: kernel } = this.lesson.model.shapes, size_of = (/** @type {number[]} */ n) => n.reduce((a, b) => a * b, 1);
    if (!learns && places.length) html += around(w, size_of(kernel.slice(2)), (m) => places[m]);
    if (this.two) html += learns ? x.map((i) => frame(this.pictureCell(i), "thin")).join("") : around(x, size_of(shape.slice(1)), (i) => this.pictureCell(i));
    return html;
  }
}

/** A frame around the marked cells of each block of so many. @param {number[]} marked @param {number} block @param {(k: number) => { x: number,
 * y: number, w: number }} place */
function around(marked, block, place) {
  return [...new Set(marked.map((k) => Math.floor(k / block)))].map((at) => {
    const cells = marked.filter((k) => Math.floor(k / block) === at).map(place), x = Math.min(...cells.map((c) => c.x)), y = Math.min(...cells.map((c) => c.y));
    const { w } = cells[0];
    return frame({ x, y, w: Math.max(...cells.map((c) => c.x)) + w - x, h: Math.max(...cells.map((c) => c.y)) + w - y });
  }).join("");
}
