// Four reasons for an answer: what each says of a square of the picture, and the check that it stands.

import { paint } from "../../player/js/colour.js";
import { asWritten } from "../../player/js/exact.js";
import { fill, format } from "../../player/js/numbers.js";
import { percent } from "./answer.js";

const STRONGEST = 0.62; // of the ramp: the ends of both hues look black
const DISC = 0.52; // of the distance between two, for the largest

/** @typedef {{ value: number | null, unit: string, reach: number, about: string, check: string, good?: boolean }} Told */

export class Reasons {
  /** @param {import("./why.js").Why} why */
  constructor(why) {
    this.why = why;
    /** Maps of pixels as they were painted. @type {WeakMap<Numbers, { palette: Palette, image: HTMLCanvasElement }>} */
    this.heated = new WeakMap();
  }

  get data() { return this.why.data; }
  get words() { return this.why.words; }
  get lesson() { return this.why.lesson; }

  /** A map of pixels in cells. @param {CanvasRenderingContext2D} g @param {Numbers} cells */
  cells(g, cells) {
    const { palette } = this.lesson, known = this.heated.get(cells), heated = known?.palette === palette ? known : { palette, image: this.heat(cells) };
    this.heated.set(cells, heated);
    g.imageSmoothingEnabled = false;
    g.drawImage(heated.image, 0, 0, this.why.side, this.why.side);
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
    const squares = arrays[`squares:${kind}`], value = squares[this.why.square], { measured } = data;
    const check = kind !== "gradient" ? this.like(kind) || this.kept(kind) : measured?.square === this.why.square ? measured.problem || fill(words.check_gradient, { foretold: `*${signed(measured.foretold)}*`, measured: `*${signed(measured.measured)}*` }) : "…";
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
    const { lesson, words, why: { side } } = this, { model, state, palette } = lesson, heats = this.heats;
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
    const [r0, r1, c0, c1] = this.why.boxOf(this.why.square), nearest = (/** @type {number[]} */ centres, /** @type {number} */ at) => centres.reduce((best, c, k) => (Math.abs(c - at) < Math.abs(centres[best] - at) ? k : best), 0);
    const value = heat[nearest(heats.rows, (r0 + r1) / 2) * heats.columns.length + nearest(heats.columns, (c0 + c1) / 2)];
    const put = { total: `*${format(heats.total)}*`, product: `*${format(heats.product)}*` };
    const check = state.shuffle ? this.like(this.layerName(heats.at)) : method === "grad_cam" ? fill(words.check_maps, put) : "";
    return { value, unit: heats.size.every((/** @type {number} */ n, /** @type {number} */ k) => n >= model.square.shape[k + 1]) ? words.unit_whole : fill(words.unit_disc, { rows: heats.size[0], columns: heats.size[1] }), reach, about: words.about[method], check, good: heats.even && method === "grad_cam" && !state.shuffle };
  }

  /** @param {number} at */
  layerName(at) { return this.lesson.model.layers[at].name; }

  /** @param {CanvasRenderingContext2D} g @returns {Told} */
  cover(g) {
    const { lesson, data, words, why, why: { side } } = this, { model: { arrays, square }, palette, state } = lesson, drops = arrays["why:drops"], left = arrays["why:left"];
    const reach = most(drops), px = side / square.shape[2], { rows, columns, size } = data, step = columns.length > 1 ? columns[1] - columns[0] : size, inner = (size - step) / 2;
    rows.forEach((/** @type {number} */ row, /** @type {number} */ i) => columns.forEach((/** @type {number} */ column, /** @type {number} */ j) => {
      const value = drops[i * columns.length + j];
      if (Number.isNaN(value)) return;
      g.globalAlpha = 0.85 * Math.min(1, Math.abs(value) / (reach || 1));
      g.fillStyle = `rgb(${palette.signed(Math.sign(value) * STRONGEST, 1).join()})`;
      g.fillRect((column + inner) * px, (row + inner) * px, step * px, step * px);
    }));
    g.globalAlpha = 1;
    const value = drops[why.square], known = !Number.isNaN(value), rank = known ? 1 + Array.from(drops).filter((v) => v > value).length : 0;
    const check = !known ? "…" : state.shuffle && this.data.likeness.cover !== undefined ? this.like("cover")
      : fill(words.check_cover, { name: data.name, before: percent(data.share), after: `*${percent(left[why.square])}*`, rank: `*${rank}*`, count: why.count });
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
    return { value: squares[this.why.square], unit: words.unit_shares, reach: most(squares), about, check, good: data.complete && !state.shuffle };
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
}

/** @param {number} value */
const signed = (value) => `${value > 0 ? "+" : ""}${format(value)}`;
/** The largest magnitude. @param {ArrayLike<number>} values */
const most = (values) => Array.from(values).reduce((m, v) => Math.max(m, Number.isNaN(v) ? 0 : Math.abs(v)), 0);
