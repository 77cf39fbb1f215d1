// Reach: a stack of dilated layers, the tree of what one output reads, and what moves when the future changes.

import { cssColour } from "../../player/js/colour.js";
import { fill, fillCounted, format } from "../../player/js/numbers.js";
import { actButton, heading, labelled, note, tableRow } from "../../player/js/pieces.js";
import { range } from "../../player/js/text.js";
import { View } from "./view.js";

const MARK = 7; // px: the black triangle over what moved

/** @typedef {import("./view.js").Timeline} Timeline @typedef {{ nodes: Set<number>[], edges: number[][] }} Tree
 * @typedef {{ foot: (layer: number) => number, y: (layer: number) => number, tile: number, gap: number, tiles: boolean }} Plan */

export class ReachView extends View {
  signal = "r0";
  get numbered() { return range(this.layers + 1).map((layer) => `r${layer}`); }
  get facts() { return this.model.header.reach; }
  get layers() { return this.facts.sizes.length; }
  get count() { return this.length; }
  /** The time that the step stands at. */
  get now() { return Math.min(this.lesson.state.step, this.length - 1); }
  /** Layer and time in focus. */
  get node() {
    const { pointed, layers } = this;
    return pointed ? { layer: pointed.kind === "sample" ? 0 : pointed.layer ?? layers, at: pointed.index } : { layer: layers, at: this.now };
  }
  get opening() { return this.count - 1; } // where the tree is whole
  get focus() { return this.node.at; }
  get where() { return fill(this.words.sentences.time, { at: this.now, step: this.now + 1, count: this.length }); }
  /** @param {number} layer */
  axis(layer) { return this.model.relations[`r${layer}`].column; }
  /** The numbers of a layer, with the changed future where it is changed. @param {number} layer */
  values(layer) {
    const { arrays, panels } = this.model, n = this.length, from = (this.now * (this.layers + 1) + layer) * n;
    return this.facts.future ? arrays.other.subarray(from, from + n) : panels[`r${layer}`].values;
  }
  /** Whether an output up to now has moved. @param {number} layer @param {number} at */
  moved(layer, at) { return this.facts.future && at <= this.now && this.values(layer)[at] !== this.model.panels[`r${layer}`].values[at]; }
  /** @param {number} layer @param {number} at */
  text(layer, at) { return this.lesson.predict.open && layer === this.layers && at === this.now ? "?" : format(this.values(layer)[at]); }
  get answer() {
    const value = this.values(this.layers)[this.now];
    return { name: `y[${this.now}]`, value, text: format(value) };
  }

  /** What the focus reads in each layer below it; of a sample, what reads it above. @returns {Tree} */
  get tree() {
    const { layer, at } = this.node, nodes = range(this.layers + 1).map(() => /** @type {Set<number>} */ (new Set())), edges = [];
    nodes[layer].add(at);
    for (let l = layer; l > 0; l--) for (const t of nodes[l]) for (const below of this.reads(l, t)) {
      nodes[l - 1].add(below);
      edges.push([l, t, below]);
    }
    if (!layer) for (let l = 1; l <= this.layers; l++) for (const t of nodes[l - 1]) for (const above of this.axis(l).readers(t)) {
      nodes[l].add(above);
      edges.push([l, above, t]);
    }
    return { nodes, edges };
  }
  /** All that is read: layer, time, and time in the layer below. */
  get edges() {
    const of = (/** @type {number} */ l, /** @type {number} */ t) => this.reads(l, t).map((below) => [l, t, below]);
    return range(this.layers).flatMap((l) => range(this.length).flatMap((t) => of(l + 1, t)));
  }
  /** @param {number} layer @param {number} at */
  reads(layer, at) {
    const axis = this.axis(layer), found = range(axis.kernelSize).map((k) => axis.source(at, k)).filter((x) => x >= 0);
    return this.facts.residual && !found.includes(at) ? [...found, at] : found;
  }

  // ---- drawn

  /** @param {Timeline} stage @param {import("./view.js").Room} room */
  draw(stage, room) {
    const { palette } = this.lesson, tree = this.tree, { layer, at } = this.node, strip = this.overview(stage), top = strip + 20;
    const tiles = stage.digits || stage.pitch >= 14;
    const height = Math.round((room.height - strip) * 0.23), gap = (room.height - top - height - 24) / this.layers, tile = Math.min(36, gap * 0.5);
    const y = (/** @type {number} */ l) => top + height + 20 + l * gap - tile;
    const foot = (/** @type {number} */ l) => (l ? y(l) + tile : top + height + 20);
    const scale = this.signalBars(stage, top, height, { pale: (k) => (tree.nodes[0].has(k) ? 1 : tiles ? 0.45 : 0.8), values: this.values(0) });
    this.future(stage, top - 20, room.height, scale);
    const plan = { foot, y, tile, gap, tiles };
    if (tiles && stage.high - stage.low < 40) this.wires(stage, plan, this.edges, palette.line, 1);
    if (tiles) this.wires(stage, plan, tree.edges, palette.focus, 2);
    for (const l of range(this.layers)) this.layer(stage, l + 1, plan, tree.nodes[l + 1]);
    if (!tiles) this.wires(stage, plan, tree.edges, palette.focus, 1.2);
    const read = [...tree.nodes[0]];
    if (read.length) stage.window(Math.min(...read), Math.max(...read), top - 2, height + 22);
    if (!tiles && layer) stage.text(this.text(layer, at), stage.x(at) + 6, y(layer) - 4, { size: 20, weight: 700, colour: palette.focus, align: "left", halo: true });
  }

  /** One layer: tiles with numbers, or bars where samples lie close. @param {Timeline} stage @param {number} l @param {Plan} plan @param {Set<number>} nodes */
  layer(stage, l, { y, tile, gap, tiles }, nodes) {
    const { palette } = this.lesson, values = this.values(l);
    const small = fill(this.words.rows.dilation, { dilation: this.facts.dilations[l - 1] });
    const range = this.model.panels[`r${l}`].range[1];
    const name = { key: "layer", put: { layer: l }, told: `layer ${l}`, small }, text = (/** @type {number} */ t) => this.text(l, t);
    const row = { ...name, values, y: y(l), height: tile, text, kind: "node", layer: l, above: 4, below: 4 };
    if (tiles) stage.tiles(row, (t) => ({ range, here: nodes.has(t), dim: !nodes.has(t) && !this.moved(l, t) }));
    else stage.bars({ ...row, y: y(l) - gap * 0.25, height: tile + gap * 0.2 }, { colour: (value) => cssColour(palette.signed(Math.sign(value) * 0.5, 1)) });
    for (const t of stage.inView({ values })) {
      const x = stage.x(t), above = y(l) - 3;
      if (this.moved(l, t)) stage.area([[x - MARK, above], [x + MARK, above], [x, above - MARK]], palette.ink);
    }
  }

  /** What reads what; where samples lie close, up and across. @param {Timeline} stage @param {Plan} plan @param {number[][]} edges @param {string} colour @param
   * {number} width */
  wires(stage, { foot, y, tiles }, edges, colour, width) {
    for (const [l, t, below] of edges) {
      const from = foot(l - 1), [x, u] = [stage.x(below), stage.x(t)];
      if (stage.seen(t) || stage.seen(below)) stage.line(tiles ? [[x, from], [u, y(l)]] : [[x, from], [u, from + 8], [u, foot(l)]], colour, { width });
    }
  }

  /** What is after now, hatched, and what it was before it was changed. @param {Timeline} stage @param {number} top @param {number} bottom @param
   * {import("../../player/js/track.js").Scale} scale */
  future(stage, top, bottom, scale) {
    if (!this.facts.future) return;
    const { palette } = this.lesson, x = stage.x(this.now) + stage.pitch / 2, { rows } = this.words, { values } = this.model.panels.r0;
    if (stage.digits) for (let t = this.now + 1; t < this.length; t++) stage.ghost(t, values[t], scale, palette.ink2);
    if (!stage.seen(this.now)) return;
    stage.hatch([{ x, y: top + 20, width: stage.end - x, height: bottom - top - 20 }], 0.5);
    stage.line([[x, top], [x, bottom]], palette.ink, { width: 2, dash: [6, 5] });
    stage.text(rows.now, x - 6, top + 8, { align: "right", weight: 650 });
    if (stage.end - x > 60) stage.text(rows.changed, x + 6, top + 8, { align: "left", weight: 650 });
  }

  // ---- what is said

  sentence() {
    const { layer, at } = this.node, { sentences } = this.words, { nodes } = this.tree, read = [...nodes[0]];
    const moved = this.model.arrays.moved?.[this.now];
    const put = { layer, at, value: this.text(layer, at) };
    if (!layer) return fill(sentences.signal, { ...put, layer: this.layers, count: nodes[this.layers].size });
    const verdict = moved ? sentences.knew : sentences.causal;
    if (this.facts.future && !this.pointed) return fill(sentences.moved, { at: this.now, moved, count: this.now + 1, verdict });
    return fill(sentences.reads, { ...put, samples: this.samples(read.length), first: Math.min(...read), last: Math.max(...read) });
  }

  side() {
    const { facts } = this.words, { sizes, weights, plain, terms, future } = this.facts, shown = this.node.layer || this.layers;
    const count = this.tree.nodes[0].size, { now } = this;
    const formula = terms.split(" + ").slice(0, shown + 1).join(" + ");
    const tiles = range(this.model.panels.rw.columns).map((k) => this.tile("rw", k)).join("");
    const moved = future ? fill(facts.moved, { moved: this.model.arrays.moved[now], count: now + 1 }) : "";
    return [
      heading(facts.reads), `<p><b class="large">${sizes[shown - 1]}</b> ${fillCounted(facts, "samples", { count: sizes[shown - 1], terms: formula })}</p>`, this.table(shown),
      actButton("future", future ? facts.restore : facts.change, "first"), future ? `<p><b class="large">${moved}</b> ${fill(facts.moved_text, { at: now })}</p>` : "",
      this.choices("reach"), labelled(facts.w, tiles), this.node.layer && count < sizes[shown - 1] ? note(fill(facts.short, { count })) : "",
      note(fill(facts.weights, {
        weights: fillCounted(facts, "weight", { count: weights }), size: sizes[sizes.length - 1], layers: fillCounted(facts, "plain", { count: this.layers }), plain,
      })),
    ];
  }

  /** How much each layer reads. @param {number} shown the layer in focus */
  table(shown) {
    const { facts } = this.words, { sizes, dilations } = this.facts, most = Math.max(...sizes);
    const rows = sizes.map((/** @type {number} */ size, /** @type {number} */ k) => {
      const bar = `<span class="bar" style="width:${Math.max(3, (90 * size) / most)}px"></span>`;
      return tableRow(String(k + 1), [dilations[k], bar, String(size)], k + 1 === shown ? "here" : "");
    });
    return `<table>${tableRow(facts.layer, [facts.dilation, "", facts.size])}${rows.join("")}</table>`;
  }
}
