// All maps of a layer on one sheet: the first ones large, the rest as large as fits.

import { halo, inset, prepare } from "../../player/js/draw.js";
import { fill } from "../../player/js/numbers.js";
import { pointing } from "../../player/js/pointing.js";

const LABEL_FONT = 14; // px
const SUM_FONT = 12; // where a sum with its sign would not fit otherwise
export const LABEL = 18; // px under a large map
const GAP = 6;
const FEW = 40; // maps that are all shown alike
const FIRST = 7; // of many: large, with number and strength
const SECOND = 14; // and then of medium size
const LEAST_LABELLED = 44; // px: a map that has room for its number

/** @typedef {{ number: number, x: number, y: number, side: number, labelled: boolean }} Spot */

export class MapSheet {
  /** @param {import("./player.js").Network} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    this.canvas = lesson.find(".sheet canvas");
    /** @type {Spot[]} */
    this.spots = [];
    /** The maps without marks, and what they were painted from. @type {{ of: unknown[], canvas: HTMLCanvasElement } | null} */
    this.painted = null;
    pointing(this.canvas, {
      hover: (at) => lesson.pointAt(at && this.hit(at)),
      pin: (at) => { const number = this.hit(at); if (number !== null) lesson.choose(number); },
    });
  }

  /** @param {[number, number]} at @returns {number | null} */
  hit([x, y]) {
    const found = this.spots.find((spot) => x >= spot.x && y >= spot.y && x < spot.x + spot.side && y < spot.y + spot.side + (spot.labelled ? LABEL : 0));
    return found ? found.number : null;
  }

  /** How many maps stand in a row, for the keys up and down. */
  get across() { return this.columns ?? 1; }

  /** @param {number} width @param {number} height */
  layout(width, height) {
    const order = this.lesson.order(this.lesson.layer);
    this.size = { width, height };
    this.spots = order.length <= FEW ? this.alike(order, width, height) : this.ranked(order, width, height);
  }

  /** @param {number[]} order @param {number} width @param {number} height @returns {Spot[]} */
  alike(order, width, height) {
    let best = 0, columns = 1;
    for (let c = 1; c <= order.length; c++) {
      const rows = Math.ceil(order.length / c), side = Math.min((width - (c - 1) * GAP) / c, (height - rows * LABEL - (rows - 1) * GAP) / rows);
      if (side > best) [best, columns] = [side, c];
    }
    const side = Math.floor(Math.min(best, 180));
    this.columns = columns;
    return order.map((number, k) => ({ number, side, labelled: side >= LEAST_LABELLED,
      x: (k % columns) * (side + GAP), y: Math.floor(k / columns) * (side + GAP + LABEL) }));
  }

  /** @param {number[]} order @param {number} width @param {number} height @returns {Spot[]} */
  ranked(order, width, height) {
    const large = Math.floor((width - (FIRST - 1) * GAP) / FIRST), medium = Math.floor((width - (SECOND - 1) * 4) / SECOND);
    const top = large + LABEL + GAP, below = top + medium + GAP, rest = order.length - FIRST - SECOND, room = Math.max(20, height - below);
    let small = medium;
    while (small > 2 && Math.ceil(rest / Math.floor(width / small)) * small > room) small -= small > 8 ? 1 : 0.5;
    const each = Math.floor(width / small);
    this.columns = FIRST;
    return order.map((number, k) => {
      if (k < FIRST) return { number, x: k * (large + GAP), y: 0, side: large, labelled: true };
      if (k < FIRST + SECOND) return { number, x: (k - FIRST) * (medium + 4), y: top, side: medium, labelled: false };
      const n = k - FIRST - SECOND;
      return { number, x: (n % each) * small, y: below + Math.floor(n / each) * small, side: small - (small > 6 ? 1 : 0), labelled: false };
    });
  }

  draw() {
    const { lesson, size } = this;
    if (!size) return;
    const bottom = this.spots.reduce((most, s) => Math.max(most, s.y + s.side + (s.labelled ? LABEL : 0)), 0);
    const height = Math.max(bottom + 3, 40), g = prepare(this.canvas, size.width, height), { palette } = lesson;
    g.drawImage(this.base(size.width, height), 0, 0, size.width, height);
    this.canvas.setAttribute("aria-label", this.name());
    for (const [number, colour] of [[lesson.pointed, palette.focus], [lesson.map, palette.ink]]) {
      const spot = this.spots.find((s) => s.number === number);
      if (spot) halo(g, palette, inset({ ...spot, width: spot.side, height: spot.side }, spot.side > 20 ? 1.5 : 0), spot.side > 20 ? 3 : 2, String(colour));
    }
  }

  /** All maps without marks, painted again only where they changed: there may be over a thousand. @param {number} width @param {number} height */
  base(width, height) {
    const { lesson } = this, atlas = lesson.atlas(lesson.layer), now = [atlas, this.spots, lesson.state.sort, lesson.palette, width, height, devicePixelRatio];
    if (this.painted?.of.every((one, k) => one === now[k])) return this.painted.canvas;
    const canvas = document.createElement("canvas"), g = prepare(canvas, width, height);
    g.font = `14px ${lesson.palette.font}`;
    for (const spot of this.spots) {
      atlas.draw(g, spot.number, { x: spot.x, y: spot.y, width: spot.side, height: spot.side });
      if (spot.labelled) this.label(g, spot);
    }
    this.painted = { of: now, canvas };
    return canvas;
  }

  /** @param {CanvasRenderingContext2D} g @param {Spot} spot */
  label(g, { number, x, y, side }) {
    const { lesson } = this, { palette } = lesson, value = lesson.byClass.written(lesson.strength(lesson.layer, number));
    const name = String(number);
    g.fillStyle = palette.ink2;
    g.textBaseline = "top";
    const sizes = lesson.byClass.on ? [LABEL_FONT, SUM_FONT] : [LABEL_FONT], fits = sizes.find((size) => {
      g.font = `${size}px ${palette.font}`;
      return g.measureText(name + value).width <= side - 6;
    });
    g.font = `${fits ?? LABEL_FONT}px ${palette.font}`;
    g.textAlign = "left";
    g.fillText(name, x, y + side + 2);
    if (!fits) return;
    g.textAlign = "right";
    g.fillText(value, x + side, y + side + 2);
  }

  /** How it is called for those who hear it. */
  name() {
    const { lesson } = this, { network } = lesson.words, order = lesson.order(lesson.layer);
    const rank = fill(network.rank, { rank: order.indexOf(lesson.map) + 1, count: order.length });
    return fill(network.sheet_name, { count: order.length, place: lesson.layer + 1, number: lesson.map, rank });
  }
}
