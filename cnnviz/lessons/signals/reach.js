// Reach: a stack of dilated layers, the tree of what one output reads, and what moves when the future changes.

import { fill, format } from "../../player/js/numbers.js";
import { range } from "../../player/js/text.js";
import { cssColour } from "../../player/js/colour.js";
import { View } from "./view.js";

const MARK = 7; // px: the black triangle over what moved

export class ReachView extends View {
  signal = "r0";
  get facts() { return this.model.header.reach; }
  get layers() { return this.facts.sizes.length; }
  get length() { return this.model.panels.r0.values.length; }
  get count() { return this.length; }
  /** The time that the step stands at. */
  get now() { return Math.min(this.lesson.state.step, this.length - 1); }
  /** Layer and time in focus. */
  get node() {
    const { pointed } = this;
    if (pointed?.kind === "sample") return { layer: 0, at: pointed.index };
    return pointed?.kind === "node" ? { layer: pointed.layer ?? this.layers, at: pointed.index } : { layer: this.layers, at: this.now };
  }
  get opening() { return this.count - 1; } // where the tree is whole
  get focus() { return this.node.at; }
  get where() { return fill(this.words.sentences.time, { at: this.now, step: this.now + 1, count: this.length }); }
  /** @param {number} layer */
  axis(layer) { return this.model.relations[`r${layer}`].column; }
  /** The numbers of a layer, with the changed future where it is changed. @param {number} layer @returns {ArrayLike<number>} */
  values(layer) {
    const { arrays, panels } = this.model, n = this.length, { values } = panels[`r${layer}`];
    if (!this.facts.future) return values;
    const from = (this.now * (this.layers + 1) + layer) * n;
    return arrays.other.subarray(from, from + n);
  }
  /** Whether an output up to now has moved. @param {number} layer @param {number} at */
  moved(layer, at) { return this.facts.future && at <= this.now && this.values(layer)[at] !== this.model.panels[`r${layer}`].values[at]; }
  /** @param {number} layer @param {number} at */
  text(layer, at) { return this.hides(layer, at) ? "?" : format(this.values(layer)[at]); }
  /** @param {number} layer @param {number} at */
  hides(layer, at) { return this.lesson.predict.open && layer === this.layers && at === this.now; }
  get answer() { return { name: `y[${this.now}]`, value: this.values(this.layers)[this.now], text: format(this.values(this.layers)[this.now]) }; }

  /** What the focus reads in each layer below it; of a sample, what reads it above. @returns {{ nodes: Set<number>[], edges: number[][] }} */
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
  /** @param {number} layer @param {number} at */
  reads(layer, at) {
    const axis = this.axis(layer), found = range(axis.kernelSize).map((k) => axis.source(at, k)).filter((x) => x >= 0);
    return this.facts.residual && !found.includes(at) ? [...found, at] : found;
  }

  /** @param {any} found */
  clicked(found) {
    if (found.kind !== "node" && found.kind !== "sample") return false;
    this.lesson.go(found.index);
    return true;
  }

  /** @param {import("./stage.js").Stage} stage @param {{ width: number, height: number }} room */
  draw(stage, room) {
    const { palette } = this.lesson, { nodes, edges } = this.tree, { layer, at } = this.node, strip = this.overview(stage);
    const top = strip + 20, height = Math.round((room.height - strip) * 0.23), tiles = stage.pitch >= 14, rows = this.layers;
    const gap = (room.height - top - height - 24) / rows, tile = Math.min(36, gap * 0.5), y = (/** @type {number} */ l) => top + height + 20 + l * gap - tile;
    const pale = (/** @type {number} */ k) => (nodes[0].has(k) ? 1 : tiles ? 0.45 : 0.8);
    stage.name("x", top + height / 2, { small: this.hint(stage) });
    this.ghosts(stage, this.signalBars(stage, top, height, pale, this.values(0)));
    stage.indices(top + height + 12, 0, this.length - 1);
    this.future(stage, top - 20, room.height);
    const foot = (/** @type {number} */ l) => (l ? y(l) + tile : top + height + 20);
    if (tiles && stage.high - stage.low < 40) this.wires(stage, foot, y);
    const inside = ([, t, below] = /** @type {number[]} */ ([])) => stage.seen(t) || stage.seen(below);
    for (const [l, t, below] of tiles ? edges.filter(inside) : []) stage.line([stage.x(below), foot(l - 1)], [stage.x(t), y(l)], palette.focus, { width: 2 });
    for (let l = 1; l <= rows; l++) {
      const reach = this.model.panels[`r${l}`].range[1];
      stage.name("layer", y(l) + tile / 2, { small: fill(this.words.rows.dilation, { dilation: this.facts.dilations[l - 1] }), put: { layer: l } });
      this.layer(stage, l, { y: y(l), tile, gap, reach, tiles, nodes });
      stage.rows.push({ y: y(l) - 4, height: tile + 8, kind: "node", array: `r${l}`, layer: l, at: this.inside(this.length) });
      stage.row(`layer ${l}`, stage.texts(this.length, (k) => this.text(l, k)));
    }
    for (const [l, t, below] of tiles ? [] : edges.filter(inside)) {
      stage.line([stage.x(below), foot(l - 1)], [stage.x(t), foot(l - 1) + 8], palette.focus, { width: 1.2 });
      stage.line([stage.x(t), foot(l - 1) + 8], [stage.x(t), foot(l)], palette.focus, { width: 1.2 });
    }
    const read = [...nodes[0]];
    if (read.length) stage.window(Math.min(...read), Math.max(...read), top - 2, height + 22);
    if (!tiles && layer) stage.text(this.text(layer, at), stage.x(at) + 6, y(layer) - 4, { size: 20, weight: 700, colour: palette.focus, align: "left", halo: true });
  }

  /** One layer: tiles with numbers, or bars where samples lie close. @param {import("./stage.js").Stage} stage @param {number} l @param {any} place */
  layer(stage, l, { y, tile, gap, reach, tiles, nodes }) {
    const { palette } = this.lesson, values = this.values(l);
    if (!tiles) {
      const colour = (/** @type {number} */ value) => cssColour(palette.signed(Math.sign(value) * 0.5, 1));
      stage.bars(values, { y: y - gap * 0.25, height: tile + gap * 0.2, colour, scale: undefined });
    }
    for (let t = 0; t < this.length; t++) {
      if (!stage.seen(t)) continue;
      const here = nodes[l].has(t);
      if (tiles) stage.tile(t, { y, height: tile, value: values[t], text: this.text(l, t), range: reach, dim: !here && !this.moved(l, t), here });
      if (this.moved(l, t)) this.mark(stage, stage.x(t), y - 3);
    }
  }

  /** All wires, faint: only the tree is strong. @param {import("./stage.js").Stage} stage @param {(layer: number) => number} foot @param {(layer: number) => number} y */
  wires(stage, foot, y) {
    for (let l = 1; l <= this.layers; l++) for (let t = 0; t < this.length; t++) for (const below of this.reads(l, t))
      if (stage.seen(t) && stage.seen(below)) stage.line([stage.x(below), foot(l - 1)], [stage.x(t), y(l)], this.lesson.palette.line);
  }

  /** @param {import("./stage.js").Stage} stage @param {number} x @param {number} y */
  mark({ g }, x, y) {
    g.fillStyle = this.lesson.palette.ink;
    g.beginPath();
    for (const [u, v] of [[-MARK, 0], [MARK, 0], [0, -MARK]]) g.lineTo(x + u, y + v);
    g.fill();
  }

  /** What the future was before it was changed: dashed. @param {import("./stage.js").Stage} stage @param {import("./stage.js").Scale} scale */
  ghosts(stage, scale) {
    if (!this.facts.future || !stage.digits) return;
    const { values } = this.model.panels.r0, wide = stage.pitch * 0.62;
    stage.g.setLineDash([4, 3]);
    for (let t = this.now + 1; t < this.length; t++) {
      const tall = Math.abs(values[t]) * scale.height, y = values[t] > 0 ? scale.y - tall : scale.y;
      if (tall && stage.seen(t)) stage.stroke({ x: stage.x(t) - wide / 2, y, width: wide, height: tall }, this.lesson.palette.ink2, 1.5);
    }
    stage.g.setLineDash([]);
  }

  /** What is after now, hatched. @param {import("./stage.js").Stage} stage @param {number} top @param {number} bottom */
  future(stage, top, bottom) {
    if (!this.facts.future || !stage.seen(this.now)) return;
    const { palette } = this.lesson, x = stage.x(this.now) + stage.pitch / 2, { rows } = this.words;
    stage.hatch([{ x, y: top + 20, width: stage.end - x, height: bottom - top - 20 }], 0.5);
    stage.line([x, top], [x, bottom], palette.ink, { width: 2, dash: [6, 5] });
    stage.text(rows.now, x - 6, top + 8, { align: "right", weight: 650 });
    if (stage.end - x > 60) stage.text(rows.changed, x + 6, top + 8, { align: "left", weight: 650 });
  }

  // ---- what is said

  sentence() {
    const { layer, at } = this.node, { sentences } = this.words, read = [...this.tree.nodes[0]], { arrays } = this.model;
    const put = { layer, at, value: this.text(layer, at) };
    if (!layer) return fill(sentences.signal, { ...put, layer: this.layers, count: this.tree.nodes[this.layers].size });
    if (this.facts.future && !this.pointed) {
      const moved = arrays.moved[this.now];
      return fill(sentences.moved, { at: this.now, moved, count: this.now + 1, verdict: moved ? sentences.knew : sentences.causal });
    }
    return fill(sentences.reads, { ...put, samples: this.samples(read.length), first: Math.min(...read), last: Math.max(...read) });
  }

  side() {
    const { facts } = this.words, { sizes, weights, plain, terms } = this.facts, shown = this.node.layer || this.layers;
    const count = this.tree.nodes[0].size, formula = terms.split(" + ").slice(0, shown + 1).join(" + "), size = sizes[sizes.length - 1];
    const tiles = range(this.model.panels.rw.columns).map((k) => this.weight("rw", k)).join("");
    return [
      this.title(facts.reads), `<p><b class="large">${sizes[shown - 1]}</b> ${fill(facts.samples, { terms: formula })}</p>`, this.table(shown), this.leak(),
      this.choices("reach"), this.labelled(facts.w, tiles), this.node.layer && count < sizes[shown - 1] ? this.note(fill(facts.short, { count })) : "",
      this.note(fill(facts.weights, { weights, size, layers: this.layers, plain })),
    ].join("");
  }

  /** How much each layer reads. @param {number} shown the layer in focus */
  table(shown) {
    const { facts } = this.words, { sizes, dilations } = this.facts, most = Math.max(...sizes);
    const rows = sizes.map((/** @type {number} */ size, /** @type {number} */ k) => {
      const bar = `<span class="bar" style="width:${Math.max(3, (90 * size) / most)}px"></span>`;
      return this.tableRow(String(k + 1), [dilations[k], bar, String(size)], k + 1 === shown ? "here" : "");
    });
    return `<table>${this.tableRow(facts.layer, [facts.dilation, "", facts.size])}${rows.join("")}</table>`;
  }

  /** The button that changes the future, and what moved. */
  leak() {
    const { facts } = this.words, { future } = this.facts, button = this.button("future", future ? facts.restore : facts.change, "first");
    if (!future) return button;
    const moved = fill(facts.moved, { moved: this.model.arrays.moved[this.now], count: this.now + 1 });
    return `${button}<p><b class="large">${moved}</b> ${fill(facts.moved_text, { at: this.now })}</p>`;
  }
}
