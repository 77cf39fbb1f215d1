// A network as a profile: each mark is a layer, its side above the line, its kernel on it, what is measured below.

import { element, label } from "../../player/js/svg.js";

const LARGEST = 11; // a kernel
const PART = 0.8; // of a step that a mark is wide

/** @typedef {import("./model.js").Net} Net @typedef {{ width: number, height: number, step: number, side: number, top: number, metric: string, arc?: number, axis?: number, labels?: boolean, fresh?: boolean, on?: number, asked?: number, grows?: string[] }} Look */

export class Profile {
  /** @param {Net} net @param {Look} look */
  constructor(net, look) {
    const { height, arc = 14, axis = 16, labels } = look;
    this.net = net;
    this.look = look;
    this.up = (height - axis - arc - (labels ? 30 : 0)) * 0.47; // px of the largest side
    this.line = arc + (labels ? 14 : 0) + this.up; // where the sides stand
    this.middle = this.line + axis / 2;
    this.hung = this.line + axis; // where what is measured hangs
    this.down = height - this.hung - (labels ? 18 : 2);
    this.wide = Math.max(1.2, look.step * PART);
  }

  /** @param {number} slot */
  x(slot) { return (slot + 0.5) * this.look.step; }
  /** @param {number} slot */
  high(slot) { return Math.max(1.5, Math.sqrt(this.net.marks[slot].side / this.look.side) * this.up); }
  /** @param {number} slot */
  deep(slot) {
    const { metric, top } = this.look, value = this.net.below[metric][slot];
    return value ? Math.max(1, (value / (top || 1)) * this.down) : 0;
  }

  draw() {
    const { net, look } = this, end = net.marks.length * look.step;
    let html = element("line", { x1: 0, x2: end, y1: this.middle, y2: this.middle, class: "axis" });
    for (const mark of net.marks) html += this.mark(mark);
    for (const slot of net.gates) html += element("circle", { cx: this.x(slot), cy: this.hung + (look.labels ? 10 : 7), r: Math.min(4, look.step * 0.3), class: "gate" });
    for (const [first, last, learned] of net.arcs) html += this.arc(first, last, learned);
    if (look.labels) html += this.labels();
    if (look.on !== undefined) html += this.here(look.on);
    return html + this.grows();
  }

  /** @param {import("./model.js").Row} row */
  mark({ slot, kind, fresh }) {
    const x = this.x(slot) - this.wide / 2, high = this.high(slot), rx = this.wide > 5 ? 1.5 : 0, block = kind === "mean" ? "pool" : kind;
    const hot = this.look.fresh && fresh ? " fresh" : "";
    const above = element("rect", { x, y: this.line - high, width: this.wide, height: high, rx, class: `${block} above` });
    const below = element("rect", { x, y: this.hung, width: this.wide, height: this.deep(slot), rx, class: `${block}${kind === "dense" ? hot : ""}` });
    return above + below + this.kernel(slot, block, hot);
  }

  /** A square to scale; a dense layer is a bar, the mean of a whole map a dashed line. @param {number} slot @param {string} block @param
   * {string} hot */
  kernel(slot, block, hot) {
    const { size, groups, kind } = this.net.marks[slot], { look: { step, axis = 16 }, middle } = this, x = this.x(slot), high = axis - 2;
    if (kind === "input") return "";
    if (kind === "mean") return element("line", { x1: x, x2: x, y1: middle - high / 2, y2: middle + high / 2, class: `whole${hot}` });
    if (kind === "dense") return element("rect", { x: x - Math.min(2.5, this.wide / 2), y: middle - high / 2, width: Math.min(5, this.wide), height: high, rx: 1, class: `dense${hot}` });
    const side = Math.max(2, Math.min(size, LARGEST) * Math.min((axis - 4) / LARGEST, step / 7)), hollow = block === "pool" || groups > 2;
    const inset = hollow && side > 4 ? 0.75 : 0;
    return element("rect", { x: x - side / 2 + inset, y: middle - side / 2 + inset, width: side - 2 * inset, height: side - 2 * inset, class: `${block}${inset ? " hollow" : ""}${hot}` });
  }

  /** @param {number} first @param {number} last @param {number} learned */
  arc(first, last, learned) {
    const { look: { step, fresh, labels } } = this;
    let high = 0;
    for (let slot = first; slot <= last; slot++) high = Math.max(high, this.high(slot));
    const a = this.x(first) - step / 2, b = this.x(last) + step / 2, y = this.line - high - 2, lift = Math.min(labels ? 22 : 12, 5 + (b - a) * 0.3), bend = (b - a) * 0.18;
    return element("path", { d: `M${a} ${y}C${a + bend} ${y - lift} ${b - bend} ${y - lift} ${b} ${y}`, class: `arc${learned ? " learned" : ""}${fresh && this.net.family === "resnet" ? " fresh" : ""}` });
  }

  /** The side where it changes, and the channels where there are more than before; of what is asked for, none, nor of what follows. */
  labels() {
    const { look: { step, metric, asked } } = this, marks = this.net.marks.slice(0, asked);
    let html = "", side = 0, end = -99, most = 0, last = -99;
    for (const { slot, side: now, maps } of marks) {
      const x = this.x(slot) - this.wide / 2;
      if (now !== side && x > end) {
        html += label(x, 8, `${now}²`, { size: 14 });
        end = x + 40;
      }
      if (metric === "maps" && maps > most && x > last && step > 6) {
        html += label(x, Math.min(this.hung + this.down + 10, this.hung + this.deep(slot) + 10), String(maps), { size: 14, anchor: slot === this.net.marks.length - 1 ? "end" : "start" });
        last = x + String(maps).length * 8 + 6;
      }
      [side, most] = [now, Math.max(most, maps)];
    }
    return html;
  }

  /** @param {number} slot */
  here(slot) {
    const { step, axis = 16 } = this.look, high = this.high(slot), top = this.line - high - 3;
    return element("rect", { x: this.x(slot) - step / 2 - 1.5, y: top, width: step + 3, height: high + axis + Math.max(4, this.deep(slot)) + 6, rx: 4, class: "here" });
  }

  /** The three directions in which a family can grow. */
  grows() {
    const { look: { grows, step, width }, net, middle } = this, x = net.marks.length * step + 8;
    if (!grows || x + 90 > width) return "";
    const heads = ["M{x} {y}v-12m-5 5l5-5l5 5", "M{x} {y}h12m-5-5l5 5l-5 5", "M{x} {y}v12m-5-5l5 5l5-5"];
    return grows.map((word, k) => {
      const y = middle + (k - 1) * 22, at = heads[k].replace("{x}", String(x + (k === 1 ? 0 : 6))).replace("{y}", String(y - (k - 1) * 6));
      return element("path", { d: at, class: "arrow" }) + label(x + 20, y, word, { size: 15, kind: "here-text" });
    }).join("");
  }
}
