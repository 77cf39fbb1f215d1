// One small map a layer: point at a unit, click to keep it; what the unit reads is marked below it.

import { paint, paintLevels } from "../../player/js/colour.js";
import { prepare } from "../../player/js/draw.js";

const MAP_GAP = 8;
const SMALLEST = { phone: 48, desk: 28 };
const FULL_NAME = 110;
const SHORT_NAME = 86;
const COUNT_NAME = 66;

export class MapsView {
  constructor(player) {
    this.player = player;
    this.list = player.find(".maps");
  }

  // A canvas and a caption for each layer, made anew only when their number changes.
  update() {
    const { stages } = this.player.model;
    if (this.list.children.length !== stages.length)
      this.list.replaceChildren(...stages.map((_, layer) => this.make(layer)));
    this.images = stages.map((stage) => this.paint(stage));
  }

  make(layer) {
    const item = document.createElement("div"), canvas = document.createElement("canvas"), name = document.createElement("span");
    item.className = "map";
    canvas.setAttribute("role", "img");
    canvas.dataset.layer = layer + 1;
    item.append(canvas, name);
    const unitAt = (event) => {
      const box = canvas.getBoundingClientRect(), { shape } = this.player.model.stages[layer];
      const [y, x] = [(event.clientY - box.top) / box.height, (event.clientX - box.left) / box.width];
      return { layer, at: [y, x].map((t, k) => Math.max(0, Math.min(shape[k] - 1, Math.floor(t * shape[k])))) };
    };
    canvas.addEventListener("pointermove", (event) => event.pointerType !== "touch" && this.player.hoverUnit(unitAt(event)));
    canvas.addEventListener("pointerleave", () => this.player.hoverUnit(null));
    canvas.addEventListener("click", (event) => this.player.keepUnit(unitAt(event)));
    return item;
  }

  paint(stage) {
    const { palette, model } = this.player, { levels } = stage;
    if (!levels) return null;
    if (model.signed) return paintLevels(levels, palette, 1);
    const [rows, columns] = levels.shape;
    return paint(columns, rows, (k) => Array(3).fill(Math.max(0, 2 * levels[k])));
  }

  layout(wide, most) {
    const count = this.player.model.stages.length;
    const room = Math.floor((wide - MAP_GAP * (count - 1)) / Math.max(1, count));
    this.side = Math.max(SMALLEST[this.player.phone ? "phone" : "desk"], Math.min(most, room));
  }

  draw() {
    const { player } = this, { model, state } = player, reach = state.mode === "reach";
    const sets = [0, 1].map((axis) => (reach ? model.reaches(player.pixel, axis) : model.sees(player.focus, axis)));
    [...this.list.children].forEach((item, layer) => {
      const stage = model.stages[layer], [rows, columns] = stage.shape, cell = this.side / Math.max(rows, columns);
      const g = prepare(item.firstChild, columns * cell, rows * cell);
      item.style.width = `${columns * cell}px`;
      const marked = sets.map((levels) => levels[layer + 1] ?? []);
      this.drawMap(g, layer, rows, columns, cell, reach || layer <= player.focus.layer ? 1 : 0.45);
      if (marked[0].length && marked[1].length) this.mark(g, marked, cell, layer);
      if (state.lock?.layer === layer && !reach) this.frame(g, state.lock.at.map((k) => [k, k]), cell, player.palette.ink);
      item.classList.toggle("on", layer === player.layer);
      item.lastChild.textContent = this.caption(layer, marked, reach);
    });
  }

  drawMap(g, layer, rows, columns, cell, alpha) {
    const { palette } = this.player, image = this.images[layer];
    g.fillStyle = palette.sunk;
    g.fillRect(0, 0, columns * cell, rows * cell);
    g.globalAlpha = alpha;
    g.imageSmoothingEnabled = image ? columns * cell < image.width : false;
    if (image) g.drawImage(image, 0, 0, columns * cell, rows * cell);
    g.globalAlpha = 1;
    if (cell >= 5) this.grid(g, rows, columns, cell);
  }

  grid(g, rows, columns, cell) {
    g.strokeStyle = this.player.palette.bg;
    g.globalAlpha = 0.4;
    g.lineWidth = 0.8;
    g.beginPath();
    for (let k = 1; k < columns; k++) { g.moveTo(k * cell, 0); g.lineTo(k * cell, rows * cell); }
    for (let k = 1; k < rows; k++) { g.moveTo(0, k * cell); g.lineTo(columns * cell, k * cell); }
    g.stroke();
    g.globalAlpha = 1;
  }

  mark(g, [rows, columns], cell, layer) {
    const { player } = this, { palette } = player, reach = player.state.mode === "reach";
    g.fillStyle = palette.focus;
    g.globalAlpha = reach ? 0.6 : layer === player.focus.layer ? 1 : 0.42;
    for (const [r0, r1] of runs(rows)) for (const [c0, c1] of runs(columns))
      g.fillRect(c0 * cell, r0 * cell, Math.max(1, (c1 - c0 + 1) * cell), Math.max(1, (r1 - r0 + 1) * cell));
    g.globalAlpha = 1;
    this.frame(g, [rows, columns].map((list) => [list[0], list.at(-1)]), cell, palette.focus);
  }

  frame(g, [[r0, r1], [c0, c1]], cell, colour) {
    const wide = Math.max(8, (c1 - c0 + 1) * cell + 3), tall = Math.max(8, (r1 - r0 + 1) * cell + 3);
    const x = ((c0 + c1 + 1) * cell - wide) / 2, y = ((r0 + r1 + 1) * cell - tall) / 2;
    for (const [style, line] of [[this.player.palette.halo, 4], [colour, 2]]) {
      g.strokeStyle = style;
      g.lineWidth = line;
      g.strokeRect(x, y, wide, tall);
    }
  }

  caption(layer, [rows, columns], reach) {
    if (reach && this.side >= COUNT_NAME) return rows.length && columns.length ? `${rows.length} × ${columns.length}` : "none";
    const { title, shape: [high, wide] } = this.player.model.stages[layer];
    if (this.side < SHORT_NAME) return `${layer + 1}`;
    if (this.side < FULL_NAME) return `${layer + 1} ${title}`;
    return `${layer + 1} ${title} ${high === wide ? `${high}²` : `${high} × ${wide}`}`;
  }

  // The kept layer in large, with the units that a pixel reaches.
  drawLarge(canvas, side) {
    const { player } = this, { model } = player, { layer } = player, [rows, columns] = model.stages[layer].shape;
    const cell = side / Math.max(rows, columns), g = prepare(canvas, columns * cell, rows * cell);
    this.drawMap(g, layer, rows, columns, cell, 1);
    const marked = [0, 1].map((axis) => model.reaches(player.pixel, axis)[layer + 1]);
    if (marked[0].length && marked[1].length) this.mark(g, marked, cell, layer);
  }
}

// Runs of neighbours in a rising list, as [first, last].
export function runs(list) {
  const found = [];
  for (const k of list)
    if (found.length && found.at(-1)[1] === k - 1) found.at(-1)[1] = k;
    else found.push([k, k]);
  return found;
}
