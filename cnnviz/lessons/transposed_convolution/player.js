// Transposed convolution: each input adds its multiple of the kernel; each output gathers what met there.

import { Board, spelled } from "../../player/js/board.js";
import { Lesson, mount } from "../../player/js/lesson.js";
import { factor, fill, format, writeRich } from "../../player/js/numbers.js";
import { panelsOf } from "../../player/js/panel.js";
import { stepping } from "../../player/js/playback.js";
import { Relation, products, terms, total } from "../../player/js/relation.js";
import { press } from "../../player/js/rich.js";
import { PLACES, Slot } from "../../player/js/slot.js";
import { asWritten } from "../../player/js/exact.js";
import { blockOf } from "../../player/js/text.js";

const BOARD = 1000; // px: the board is laid out at this width and zoomed to its room
const REST = 250; // px that all but the slots takes
const MOST_ZOOM = 1.6;

/** @param {Payload} payload */
function readModel({ header, arrays }) {
  const panels = panelsOf({ header, arrays }), [scatter, gather] = (header.relations ?? []).map((relation) => new Relation(relation, panels, arrays));
  return { panels, scatter, gather, bias: Number(/** @type {any} */ (header).bias ?? 0) };
}

/** @extends {Lesson<ReturnType<typeof readModel>>} */
class TransposedConvolution extends Lesson {
  static keys = { g: "view", o: "overlap" };

  channel = 0;
  overview = 170; // px: a photo is seen whole above its numbers
  board = new Board(/** @type {any} */ (this));
  /** The frame of the present step. @type {{ key: string, made: any } | undefined} */
  kept = undefined;
  /** The output as the present step has it. @type {{ key: string, sums: Float64Array } | undefined} */
  grown = undefined;

  /** @param {Payload} payload */
  read(payload) { return readModel(payload); }

  /** @param {{ picture: string } | any} before */
  arrived(before) {
    const { count } = this.steps;
    if (before && before.panels.y.values.length !== this.model.panels.y.values.length) this.state.step = 0;
    this.state.step = Math.min(this.state.step, count - 1);
  }

  // ---- steps: an input that scatters, or an output that gathers

  get scatters() { return this.state.view === "scatter"; }

  get steps() {
    const { state, words: { sentences } } = this, { x, y } = this.model.panels, across = this.scatters ? x : y, count = across.values.length;
    const set = (/** @type {number} */ step) => {
      state.step = step;
      this.moved();
    };
    const text = fill(this.scatters ? sentences.where_scatter : sentences.where_gather, { index: state.step + 1, count });
    return stepping({ count, index: state.step, text, set, columns: across.columns });
  }

  get actions() {
    return {
      view: () => this.look(this.scatters ? "gather" : "scatter"),
      scatter: () => this.look("scatter"), gather: () => this.look("gather"),
      overlap: () => this.toggle("overlap"),
    };
  }

  /** The other view of the same place: the output that this input reaches first, or the input that reaches this output. @param {string} view */
  look(view) {
    if (view === this.state.view) return;
    const { frame } = this;
    this.state.step = view === "gather" ? frame.flat ?? 0 : Math.max(0, frame.list[0]?.input ?? 0);
    this.state.view = view;
    this.moved();
  }

  /** @param {Panel} panel @param {number} flat */
  jump(panel, flat) {
    if (panel.key === "x") Object.assign(this.state, { view: "scatter", step: flat });
    else if (panel.key === "y") Object.assign(this.state, { view: "gather", step: flat });
    this.moved();
  }

  /** Another of the maps that are added up: the same input of it, or the part of the gathering that is in it. @param {number} channel */
  choose(channel) {
    const { x } = this.model.panels;
    if (this.scatters) this.state.step = channel * x.size + (this.state.step % x.size);
    this.channel = channel;
    this.moved();
  }
  pointed() { this.playback.play(false); }

  // ---- one step as data

  get frame() {
    const { state } = this, key = [state.step, state.view, this.section.dataset.rev].join();
    if (this.kept?.key !== key) this.kept = { key, made: this.scatters ? this.scattered(state.step) : this.gathered(state.step) };
    return this.kept.made;
  }

  /** @param {number} at the input */
  scattered(at) {
    const { panels: { x, w, y }, scatter } = this.model, all = terms(scatter, "output", at), pushes = products(all, "output", x, "weight", w);
    const into = new Slot(y, { rows: scatter.row.padded, columns: scatter.column.padded, cropped: true });
    const list = pushes.map((term) => ({ ...term, padding: !term.inside }));
    into.lightAll(list, PLACES.padded(scatter)).frame(list, PLACES.padded(scatter));
    list.forEach((term) => into.writes.add(into.key(0, term.p, term.q)));
    const from = new Slot(x).lightFlat(at, 0), kernel = new Slot(w, { notch: true }).lightAll(list, PLACES.kernel(scatter));
    from.channel = kernel.channel = x.position(at).channel; // where there is no room for all maps
    const met = list.filter((term) => term.inside), flat = this.followed(met, at);
    const sum = flat === undefined ? [] : this.meeting(flat, at);
    return {
      slots: [from, kernel, into], signs: ["→", "→"], list: sum, met, panel: y, flat, at,
      terms: { list, groups: 1, rows: w.rows, columns: w.columns, pushes: true, label: this.counted(list.length) },
    };
  }

  /** @param {number} at the output */
  gathered(at) {
    const { panels: { x, flipped, y }, gather } = this.model, { sentences } = this.words;
    const list = products(terms(gather, "output", at), "input", x, "weight", flipped).map((term) => ({ ...term, padding: !term.inside }));
    const zeros = gather.row.padded.includes(-2) || gather.column.padded.includes(-2) ? sentences.spread : sentences.around;
    const read = new Slot(x, { rows: gather.row.padded, columns: gather.column.padded, zeros });
    read.lightAll(list, PLACES.padded(gather)).frame(list, PLACES.padded(gather));
    const kernel = new Slot(flipped, { notch: true, turned: true, note: sentences.flipped }).lightAll(list, PLACES.kernel(gather));
    return {
      slots: [read, kernel, new Slot(y).write(at)], signs: ["→", "→"], list: list.filter((term) => term.inside), met: list, panel: y, flat: at, at,
      terms: { list, groups: x.channels, rows: flipped.rows, columns: flipped.columns, adds: true, bias: this.model.bias || undefined, label: this.counted(list.length) },
      text: format(y.values[at]),
    };
  }

  /** @param {number} count */
  counted(count) { return fill(this.words.sentences.products, { count }); }

  /** What the inputs up to `at` have added to one output. @param {number} flat @param {number} at */
  meeting(flat, at) {
    const { panels: { x, flipped }, gather } = this.model;
    return products(terms(gather, "output", flat), "input", x, "weight", flipped).filter((term) => term.inside && term.input <= at);
  }

  /** The output that is told of: where most inputs have met by now. @param {Term[]} met @param {number} at */
  followed(met, at) {
    let best, most = 0;
    for (const { input } of met) {
      const count = this.meeting(input, at).length;
      if (count > most) [best, most] = [input, count];
    }
    return best;
  }

  // ---- what the board asks

  get boardWidth() { return this.room.width / (this.scale ?? 1); }
  get hidden() { return this.predict.open; }
  /** @param {Panel} panel @param {number} flat */
  hides(panel, flat) { return this.hidden && panel.key === "y" && flat === this.frame.flat; }
  /** @param {Panel} panel @param {number} flat */
  known(panel, flat) { return panel.key !== "y" || this.scatters || flat <= this.state.step; }
  /** @param {Panel} panel @param {number} flat */
  numberAt(panel, flat) {
    if (panel.key !== "y") return panel.values[flat];
    if (this.state.overlap) return this.model.panels.overlap.values[flat];
    return this.scatters ? this.soFar()[flat] : panel.values[flat];
  }
  /** @param {Panel} panel @param {number} value */
  colourOf(panel, value) {
    return this.palette?.of(this.state.overlap && panel.key === "y" ? this.model.panels.overlap : panel, value, 0) ?? [0, 0, 0];
  }
  writer() { return format; }

  /** The output as far as the inputs up to this one have made it. */
  soFar() {
    const { scatter, panels: { x, w, y } } = this.model, key = [this.section.dataset.rev, this.state.step].join();
    if (this.grown?.key === key) return this.grown.sums;
    const sums = new Float64Array(y.values.length).fill(this.model.bias);
    for (let k = 0; k <= this.state.step; k++)
      for (const term of terms(scatter, "output", k)) if (term.inside) sums[term.input] += x.values[k] * w.values[term.weight];
    this.grown = { key, sums };
    return sums;
  }

  get answer() {
    const { frame, model: { bias } } = this, value = frame.flat === undefined ? 0 : total(frame.list) + bias;
    return frame.flat === undefined ? null : { name: frame.panel.title(frame.flat), value, text: format(value) };
  }

  // ---- drawing

  /** @param {{ width: number, height: number }} room */
  layout({ width, height }) {
    const wide = this.presenting ? 900 : BOARD;
    this.scale = this.phone ? 1 : Math.max(1, Math.min(this.presenting ? 3 : MOST_ZOOM, width / wide, (height - REST) / 226));
    this.boardHeight = this.phone ? 0 : Math.max(0, Math.min(110, (height - REST) / this.scale - 226));
    const bench = this.find(".bench");
    bench.style.zoom = this.scale;
    bench.style.setProperty("--extra", `${this.boardHeight}px`);
  }

  draw() {
    const { state, words: { notes } } = this;
    this.board.draw();
    press(this.section, ".look button", state.view);
    this.find("[data-action=overlap]").setAttribute("aria-pressed", String(Boolean(state.overlap)));
    writeRich(this.find(".size"), notes.size);
    writeRich(this.find(".adjoint"), notes.adjoint);
    this.find(".where").textContent = this.steps.text;
    this.find(".numpy pre").textContent = this.code();
  }

  sentence() {
    const { frame, state, words: { sentences, notes }, model: { bias } } = this, { x, y, overlap } = this.model.panels;
    /** @type {ReturnType<typeof products>} */
    const list = frame.list;
    const name = frame.flat === undefined ? "" : y.title(frame.flat);
    if (state.overlap && frame.flat !== undefined) return fill(sentences.overlap, { name, count: overlap.values[frame.flat], cure: notes.cure });
    const own = bias ? [{ value: bias }] : [], sum = total(list) + bias;
    const terms = spelled([...list.map((t) => ({ ...t, zero: false })), ...own]);
    const put = { name, terms, same: asWritten([...list.map((t) => [t.a, t.b]), [bias]], [[sum]]), total: format(sum), count: list.length };
    if (!this.scatters) return fill(list.length ? sentences.gather : sentences.gather_none, put);
    const value = x.values[frame.at], { channel: map } = x.position(frame.at), from = { from: x.title(frame.at), value: format(value), factor: factor(value), map };
    if (!frame.met.length) return fill(sentences.outside, from);
    const [top, left, bottom, right] = blockOf(frame.met.map((/** @type {any} */ { row, column }) => [row, column]));
    return fill(sentences.scatter, { ...put, ...from, top, left, bottom, right });
  }

  /** The step as a line of NumPy, on the output with its padding or on the spread input. */
  code() {
    const { frame, scatters, model: { scatter, gather } } = this, { sentences } = this.words, relation = scatters ? scatter : gather;
    const panel = scatters ? this.model.panels.x : this.model.panels.y, { channel: map, row, column } = panel.position(frame.at);
    const put = { map, at: `${row}, ${column}`, rows: relation.row.window(row), columns: relation.column.window(column) };
    return fill(scatters ? sentences.numpy_scatter : sentences.numpy_gather, put);
  }
}

export default mount(TransposedConvolution);
