// All networks by two measures: a point is a network, a line a family, A and B stand out.

import { element, label } from "../../player/js/svg.js";
import { escape } from "../../player/js/text.js";

const BESIDE = 58; // px beside the points and under them
const UNDER = 46;
const LINE = 18;
const ABOVE = 26;
const RADIUS = 11;
const LETTER = 8.8; // px: one of a name, on average
const SMALL = ["neocognitron", "lenet"]; // families that would push all others into a corner
const VARIANTS = ["lenet-5-partly", "alexnet-halves"]; // which lie on their kin
const COUNTED = ["parameters", "work"];

/** @typedef {import("./model.js").Net} Net @typedef {import("./player.js").Architectures} Player */

/** A measure along an axis: logarithms, or years as they are. */
class Measured {
  /** @param {string} measure @param {Net[]} nets @param {number} from @param {number} to px */
  constructor(measure, nets, from, to) {
    this.plain = measure === "year";
    const values = nets.map((net) => this.of(Number(net[/** @type {"year"} */ (measure)])));
    const low = Math.min(...values), high = Math.max(...values), edge = (high - low) * 0.08 || 1;
    this.low = low - edge;
    this.high = high + edge;
    this.from = from;
    this.to = to;
  }

  /** @param {number} value */
  of(value) { return this.plain ? value : Math.log10(value); }
  /** @param {number} value */
  at(value) { return this.from + ((this.of(value) - this.low) / (this.high - this.low)) * (this.to - this.from); }

  /** Round values along it. @returns {number[]} */
  get ticks() {
    const { low, high } = this, found = [];
    if (this.plain) for (let year = Math.ceil(low / 10) * 10; year <= high; year += 10) found.push(year);
    else for (let power = Math.floor(low); power <= high; power++)
      for (const digit of high - low > 3 ? [1] : [1, 2, 5]) if (power + Math.log10(digit) >= low && power + Math.log10(digit) <= high) found.push(Math.round(digit * 10 ** power));
    return found;
  }
}

/** @param {number} value */
const tick = (value) => (value >= 1e9 ? `${value / 1e9} G` : value >= 1e6 ? `${value / 1e6} M` : value >= 1e4 ? `${value / 1e3} k` : String(value));

/** What stands in a point. @param {Net} net */
const tag = ({ name }) => /-(B?\d+)$/.exec(name)?.[1] ?? name[0];

/** @typedef {{ left: number, top: number, right: number, bottom: number }} Edges */

/** Where a name beside a point covers least of what is there. @param {number} cx @param {number} cy @param {number} wide px @param {Edges[]} taken
 * @param {number} width @param {number} bottom @returns {Edges} */
function free(cx, cy, wide, taken, width, bottom) {
  const boxes = [-14, 14, -30, 30, -48, 48].flatMap((down) => [RADIUS + 5, -RADIUS - 5 - wide, -wide / 2].filter((across) => across !== -wide / 2 || Math.abs(down) > 20)
    .map((across) => ({ left: cx + across, top: cy + down - 9, right: cx + across + wide, bottom: cy + down + 9 })));
  const covered = (/** @type {Edges} */ box) => taken.filter((one) => one.left < box.right && box.left < one.right && one.top < box.bottom && box.top < one.bottom).length;
  const inside = boxes.filter((box) => box.left > BESIDE && box.right < width && box.top > ABOVE && box.bottom < bottom);
  return inside.reduce((best, box) => (covered(box) < covered(best) ? box : best), inside[0] ?? boxes[0]);
}

/** @param {Player} lesson @param {{ width: number, height: number }} room */
export function chart({ state, words, net: a, other: b, model }, { width, height }) {
  const all = Object.values(model.nets), pair = [a.key, b.key], small = COUNTED.includes(state.x) || COUNTED.includes(state.y);
  const whole = !small || pair.some((key) => SMALL.includes(model.nets[key].family));
  const nets = all.filter((net) => pair.includes(net.key) || (!VARIANTS.includes(net.key) && (whole || !SMALL.includes(net.family))));
  const bottom = height - UNDER - (whole ? 0 : LINE);
  const x = new Measured(state.x, nets, BESIDE, width - 8), y = new Measured(state.y, nets, bottom, ABOVE);
  const place = (/** @type {Net} */ net) => [x.at(Number(net[/** @type {"year"} */ (state.x)])), y.at(Number(net[/** @type {"year"} */ (state.y)]))];
  let html = "";
  const last = width - 22; // px: a tick's text farther right would be cut
  for (const value of x.ticks) html += element("line", { x1: x.at(value), x2: x.at(value), y1: ABOVE, y2: bottom, class: "rule" }) + (x.at(value) > last ? "" : label(x.at(value), bottom + 14, tick(value), { size: 14, anchor: "middle" }));
  for (const value of y.ticks) html += element("line", { x1: BESIDE, x2: width - 8, y1: y.at(value), y2: y.at(value), class: "rule" }) + label(BESIDE - 8, y.at(value), tick(value), { size: 14, anchor: "end" });
  html += label(BESIDE, 10, `↑ ${words.measures[state.y]}`) + label(width - 8, bottom + UNDER - 10, `${words.measures[state.x]} →`, { anchor: "end" });
  for (const family of ["vgg", "resnet", "efficientnet"]) {
    const points = nets.filter((net) => net.family === family).map((net) => place(net).join(" "));
    html += element("path", { d: `M${points.join("L")}`, class: "kin" });
  }
  const order = [...nets].sort((p, q) => pair.indexOf(p.key) - pair.indexOf(q.key));
  for (const net of order) {
    const [cx, cy] = place(net), kind = net.key === b.key ? "b" : net.key === a.key ? "a" : "";
    html += element("g", { "data-dot": net.key, class: `dot ${kind} ${net.family}` }, `<title>${escape(net.name)}</title>` + element("circle", { cx, cy, r: RADIUS }) + element("text", { x: cx, y: cy, "font-size": 12.5, "text-anchor": "middle" }, escape(tag(net))));
  }
  const taken = nets.map(place).map(([cx, cy]) => ({ left: cx - RADIUS, top: cy - RADIUS, right: cx + RADIUS, bottom: cy + RADIUS }));
  for (const [net, kind] of /** @type {[Net, string][]} */ ([[a, "name"], [b, "here"]])) {
    const [cx, cy] = place(model.nets[net.key]), box = free(cx, cy, net.name.length * LETTER, taken, width, bottom);
    taken.push(box);
    html += label(box.left, (box.top + box.bottom) / 2, net.name, { size: 16, kind });
  }
  return html + (whole ? "" : label(width - 8, height - 8, words.outside, { size: 14, anchor: "end" }));
}
