// The bench: three slots with their signs, the terms beside them, and what lights up under the pointer.

import { cssColour } from "../../player/js/colour.js";
import { escape } from "./formula.js";
import { ROOM_HEIGHT } from "./slots.js";
import { sharp } from "./pictures.js";

const VIEWS = 68; // height of the switch between the two views

export class Bench {
  constructor(player) {
    this.player = player;
    this.root = player.find(".bench");
    this.listen();
  }

  draw() {
    const { player, root: bench } = this, { frame } = player;
    if (frame.result) {
      bench.innerHTML = player.resultCard.html();
      return;
    }
    const terms = player.products.html(frame), views = frame.moment.segment.scatter && !frame.moment.segment.forced;
    const plans = player.slots.plan(frame.slots, this.room(frame), player.phone ? 176 : ROOM_HEIGHT + player.extra, views ? VIEWS : 0);
    const parts = frame.slots.map((slot, place) => (slot ? player.slots.html(slot, plans[place], place) : ""));
    if (frame.curve && !parts[1]) parts[1] = curveOf(frame);
    bench.innerHTML = parts[0] + sign(frame.signs[0], parts[0]) + parts[1] + sign(frame.signs[1], parts[1]) + parts[2] + terms;
    this.plans = plans;
    this.finish();
  }

  // What the slots may take: the bench without its terms and signs.
  room(frame) {
    const { player } = this;
    if (player.phone) return 1.5 * (player.width - 60);
    const signs = frame.signs.reduce((sum, s) => sum + (s.length > 2 ? 84 : 32), 0), curve = frame.curve && !frame.slots[1] ? 166 : 0;
    return player.benchWidth - 28 - 48 - player.products.width(frame) - signs - curve;
  }

  finish() {
    const { player, root: bench } = this, { frame } = player, views = frame.moment.segment.scatter && !frame.moment.segment.forced;
    if (views) bench.querySelector(".slot.middle")?.insertAdjacentHTML("beforeend", viewButtons(player.state.view));
    for (const button of bench.querySelectorAll("[data-view]"))
      button.onclick = () => { if (button.dataset.view !== player.state.view) player.toggleView(); };
    for (const button of bench.querySelectorAll("[data-channel]"))
      button.onclick = () => { player.state.channel = Number(button.dataset.channel); player.draw(); };
    frame.slots.forEach((slot, place) => { if (slot && this.plans[place].lens) this.overview(slot, this.plans[place], place); });
    player.products.paint(frame);
  }

  // The whole map above its lens, with the lens as a box on it.
  overview(slot, plan, place) {
    const { player } = this, canvas = player.find(`canvas.overview[data-slot="${place}"]`), [channel] = plan.channels;
    const rows = slot.rows.length, columns = slot.columns.length, cell = Math.min(plan.over / rows, 150 / columns);
    const g = sharp(canvas, columns * cell, rows * cell, player.scale);
    this.inside(g, slot, channel, cell);
    g.strokeStyle = player.palette.ink;
    g.lineWidth = 2;
    g.strokeRect(plan.columns[0] * cell, plan.rows[0] * cell, plan.columns.length * cell, plan.rows.length * cell);
    canvas.onclick = (event) => {
      const box = canvas.getBoundingClientRect(), at = (v, length) => Math.max(0, Math.min(length - 1, Math.floor(v * length)));
      const row = at((event.clientY - box.top) / box.height, rows), column = at((event.clientX - box.left) / box.width, columns);
      const flat = slot.flat(channel, row, column);
      if (flat >= 0) player.jump(slot.panel, flat);
    };
  }

  // The map in its padding; where zeros lie between its numbers, each number by itself.
  inside(g, slot, channel, cell) {
    const { pictures } = this.player, { panel } = slot, first = (list) => list.findIndex((at) => at >= 0);
    if (slot.rows.includes(-2) || slot.columns.includes(-2) || slot.turned) {
      const known = this.player.knownOf(panel);
      slot.rows.forEach((r, y) => slot.columns.forEach((c, x) => {
        if (r < 0 || c < 0 || !known(panel.flat(channel, r, c))) return;
        g.fillStyle = cssColour(this.player.colourOf(panel, panel.values[panel.flat(channel, r, c)], 1.5));
        g.fillRect(x * cell, y * cell, cell, cell);
      }));
    } else pictures.draw(g, panel, channel, first(slot.columns) * cell, first(slot.rows) * cell, cell, cell);
  }

  // ---- pointing: a term lights up everywhere, and play rests

  listen() {
    const { player, root: bench } = this;
    bench.addEventListener("pointerover", (event) => {
      if (player.transport.playing) player.transport.play(false);
      this.light(event.target.closest("[data-k]")?.dataset.k);
    });
    bench.addEventListener("pointerleave", () => this.light(undefined));
    bench.addEventListener("click", (event) => {
      const at = event.target.closest("[data-at]")?.dataset.at, cut = at?.lastIndexOf(":");
      if (at) player.jump(player.chain.panels[at.slice(0, cut)], Number(at.slice(cut + 1)));
    });
    player.section.addEventListener("pointerdown", () => player.transport.play(false), true);
  }

  light(term) {
    if (term === this.lighted) return;
    this.lighted = term;
    const { player, root: bench } = this;
    for (const element of bench.querySelectorAll(".lighted")) element.classList.remove("lighted");
    if (term !== undefined) for (const element of bench.querySelectorAll(`[data-k="${term}"]`)) element.classList.add("lighted");
    const label = bench.querySelector(".head span");
    if (label) label.textContent = term === undefined ? player.products.label(player.frame) : player.products.opened(player.frame, term);
  }
}

const sign = (text, before) => {
  if (!text) return before ? `<div class="sign none"></div>` : "";
  const arrow = { "→": "M0 7H14V0L26 11L14 22V15H0Z", "←": "M26 7H12V0L0 11L12 22V15H26Z" }[text];
  const inner = arrow ? `<svg width="24" height="20" viewBox="0 0 26 22"><path d="${arrow}" fill="currentColor"/></svg>` : escape(text);
  return `<div class="sign${text.length > 2 ? " long" : ""}" aria-hidden="true">${inner}</div>`;
};

function viewButtons(view) {
  const button = (name, title) => `<button data-view="${name}" aria-pressed="${name === view}">${title}</button>`;
  const both = button("gather", "Gather") + button("scatter", "Scatter");
  return `<div class="views" role="group" aria-label="Two views of the same numbers">${both}</div>`;
}

// An activation's curve, with this number on it and, on the way back, its tangent.
function curveOf({ curve: { layer, x, y, slope, tangent } }) {
  const count = layer.curve.length / 2, xs = layer.curve.subarray(0, count), ys = layer.curve.subarray(count);
  const w = 150, h = 110, [first, last] = [xs[0], xs.at(-1)], low = Math.min(...ys, 0), high = Math.max(...ys, low + 1e-9);
  const px = (v) => (6 + ((v - first) / (last - first)) * (w - 12)).toFixed(1);
  const py = (v) => (h - 6 - ((v - low) / (high - low)) * (h - 12)).toFixed(1);
  const line = [...xs].map((v, k) => `${k ? "L" : "M"}${px(v)} ${py(ys[k])}`).join(""), reach = (last - first) / 7;
  const ends = [x - reach, x + reach].map((v) => `${px(v)} ${py(y + slope * (v - x))}`);
  return `<svg class="curve" width="${w}" height="${h}">
    <path class="axis" d="M0 ${py(0)}H${w}M${px(0)} 0V${h}"/><path d="${line}"/>
    ${tangent ? `<path class="tangent" d="M${ends.join("L")}"/>` : ""}<circle cx="${px(x)}" cy="${py(y)}" r="6"/></svg>`;
}
