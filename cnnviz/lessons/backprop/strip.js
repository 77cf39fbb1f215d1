// The strip is the timeline: out above, back below, every array a thumbnail of what is known by now.

import { format } from "../../player/js/numbers.js";
import { cssColour, inkOn } from "../../player/js/colour.js";
import { fitted } from "./slots.js";
import { sharp } from "./pictures.js";
import { STRIP, arrange, columnsOf, thumbBox } from "./layout.js";
import { Scrub } from "./scrub.js";

const DIGITS_FROM = 22; // a thumbnail's cell this large holds its number

export class Strip {
  constructor(player) {
    this.player = player;
    this.canvas = player.find("canvas.strip");
    this.widths = new Map();
    this.scrub = new Scrub(this);
  }

  // Design width of the strip; a phone shows a part of it.
  get width() { return this.player.phone ? Math.max(760, 74 * columnsOf(this.player.chain).length) : this.player.stripWidth; }

  draw() {
    const { player } = this, { frame, palette } = player, { moment } = frame;
    this.plan = arrange(player.chain, this.width, frame.slots);
    const g = (this.g = sharp(this.canvas, this.width, STRIP.height, player.zoom * player.stripZoom));
    g.fillStyle = palette.token("backward-paper");
    g.fillRect(0, STRIP.bottom - 2, this.width, STRIP.height);
    for (const lane of this.plan.lanes) this.chevron(lane, moment);
    this.turn(moment);
    for (const column of this.plan.columns) {
      this.thumb(column, column.panel, false);
      if (column.gradient) this.thumb(column, column.gradient, true);
    }
    this.playhead(moment);
    const { segment, k } = moment, count = segment.steps(moment.view);
    this.canvas.setAttribute("aria-valuemax", player.chain.count(moment.view) - 1);
    this.canvas.setAttribute("aria-valuenow", moment.step);
    this.canvas.setAttribute("aria-valuetext", `${segment.label}, ${k + 1} of ${count}`);
    this.follow();
  }

  colour(direction) { return this.player.palette.token(direction > 0 ? "forward" : "backward"); }

  chevron({ segment, from, to }, moment) {
    const { g } = this, { palette } = this.player, d = segment.direction, y = d > 0 ? STRIP.top : STRIP.bottom, h = STRIP.lane, tip = 9 * d;
    const state = Math.sign(segment.index - moment.segment.index), x0 = from + d * 1.5, x1 = to - d * 1.5;
    g.beginPath();
    for (const [x, dy] of [[x0, 0], [x1, 0], [x1 + tip, h / 2], [x1, h], [x0, h], [x0 + tip, h / 2]]) g.lineTo(x, y + dy);
    g.closePath();
    g.fillStyle = palette.surface;
    g.fill();
    g.fillStyle = g.strokeStyle = this.colour(d);
    g.globalAlpha = state < 0 ? 0.2 : state ? 0 : 1;
    g.fill();
    g.globalAlpha = state > 0 ? 0.35 : 0.9;
    g.lineWidth = 1;
    g.stroke();
    g.globalAlpha = 1;
    g.font = `${state ? 500 : 700} 16px ${palette.font}`;
    const { label } = segment;
    if (!this.widths.has(label)) this.widths.set(label, g.measureText(label).width * (state ? 1.06 : 1));
    if (this.widths.get(label) > Math.abs(x1 - x0) - 12) return;
    g.textAlign = "center";
    g.textBaseline = "middle";
    g.fillStyle = state ? (state < 0 ? palette.ink : palette.ink2) : palette.bg;
    g.fillText(label, (x0 + x1 + tip) / 2, y + h / 2 + 1);
  }

  turn({ segment }) {
    const { g } = this, x = this.plan.columns.at(-1).x + 16, y = STRIP.top + STRIP.lane / 2;
    const low = STRIP.bottom + STRIP.lane / 2, r = (low - y) / 2, here = segment.direction < 0 || segment.id === "loss";
    g.strokeStyle = g.fillStyle = here ? this.colour(segment.direction) : this.player.palette.line2;
    g.lineWidth = 4;
    g.beginPath();
    g.moveTo(x, y);
    g.lineTo(x + 8, y);
    g.arc(x + 8, y + r, r, -Math.PI / 2, Math.PI / 2);
    g.lineTo(x + 4, low);
    g.stroke();
    g.beginPath();
    g.moveTo(x + 5, low - 8);
    g.lineTo(x - 6, low);
    g.lineTo(x + 5, low + 8);
    g.fill();
  }

  thumb(column, panel, gradient) {
    const { g } = this, { palette, frame } = this.player, box = thumbBox(column, gradient);
    const slot = frame.slots.find((s) => s?.panel === panel);
    const known = this.player.knownOf(panel), any = known(0) || known(panel.values.length - 1) || frame.moment.segment.writes === panel.key;
    g.beginPath();
    g.roundRect(box.x - 4, box.y - 4, box.width + 8, box.height + 8, gradient ? 9 : 1.5);
    g.fillStyle = palette.token(gradient ? "backward-card" : "surface");
    g.fill();
    g.strokeStyle = palette.token(gradient ? "backward-line" : "line2");
    g.lineWidth = 1;
    g.setLineDash([]);
    g.stroke();
    this.cells(panel, box, column.thumb, known);
    if (slot) this.mark(slot, box, column.thumb, gradient);
    g.textAlign = "center";
    g.textBaseline = "alphabetic";
    g.font = `${slot ? 700 : 500} 16px ${palette.font}`;
    g.fillStyle = !any && !slot ? palette.ink2 : gradient ? this.colour(-1) : palette.ink;
    if (column.scale < 0.75 && !slot && column.thumb.width * column.scale < 26) return;
    const name = panel.key === "loss" ? "loss" : panel.name;
    g.fillText(name, column.x, gradient ? box.y + box.height + 20 : box.y - 9);
  }

  cells(panel, box, thumb, known) {
    const { player } = this;
    if (box.cell < 5 || panel.values.length > 400) return this.image(panel, box, thumb);
    for (let flat = 0; flat < panel.values.length; flat++) {
      const at = cellAt(panel, box, thumb, flat);
      if (!known(flat) || player.hides(panel, flat)) this.dot(at);
      else this.cell(panel, player.frame.moment.value(panel, flat), at);
    }
  }

  dot({ x, y, width, height }) {
    const { g } = this;
    g.fillStyle = this.player.palette.line2;
    g.beginPath();
    g.arc(x + width / 2, y + height / 2, 1.2, 0, 7);
    g.fill();
  }

  cell(panel, value, { x, y, width, height }) {
    const { g } = this, { palette } = this.player, colour = this.player.colourOf(panel, value), size = Math.min(width, height);
    g.fillStyle = cssColour(colour);
    if (panel.gradient && !value) return this.dot({ x, y, width, height });
    if (panel.gradient) {
      const radius = size >= DIGITS_FROM ? size * 0.46 : Math.max(0.24, 0.48 * Math.sqrt(Math.abs(value) / panel.range[1])) * size;
      g.beginPath();
      g.arc(x + width / 2, y + height / 2, Math.min(radius, size * 0.5), 0, 7);
      g.fill();
    } else g.fillRect(x + 0.5, y + 0.5, width - 1, height - 1);
    if (size < DIGITS_FROM) return;
    g.font = `500 16px ${palette.font}`;
    g.textAlign = "center";
    g.textBaseline = "middle";
    g.fillStyle = inkOn(colour);
    g.fillText(fitted(value, width, 16, format), x + width / 2, y + height / 2 + 1);
  }

  // Many small cells: one pixel each.
  image(panel, box, thumb) {
    const { player, g } = this;
    if (player.frame.moment.upTo(panel) === 0) return this.dot(box);
    for (let channel = 0; channel < panel.channels; channel++) {
      const at = cellAt(panel, box, thumb, channel * panel.size);
      player.pictures.draw(g, panel, channel, at.x, at.y, at.width, at.height);
    }
  }

  // What is read has a dashed frame, what is written a solid one; inside, the cells themselves.
  mark(slot, box, thumb, gradient) {
    const { g } = this, { palette, frame } = this.player, writes = slot.writes.size > 0;
    g.strokeStyle = writes ? this.colour(frame.direction) : palette.ink;
    g.lineWidth = writes ? 3 : 1.6;
    g.setLineDash(writes ? [] : [4, 3]);
    g.beginPath();
    g.roundRect(box.x - 4.5, box.y - 4.5, box.width + 9, box.height + 9, gradient ? 10 : 2);
    g.stroke();
    g.setLineDash([]);
    g.lineWidth = 1.8;
    for (const channel of slot.channels.slice(0, 16)) {
      const b = this.player.slots.bounds(slot, channel);
      if (!b) continue;
      const inside = (list, from, to) => list.slice(from, to + 1).filter((v) => v >= 0).sort((p, q) => p - q);
      const rows = inside(slot.rows, b[0], b[2]), columns = inside(slot.columns, b[1], b[3]);
      if (!rows.length || !columns.length || (rows.length === slot.panel.rows && columns.length === slot.panel.columns)) continue;
      const first = cellAt(slot.panel, box, thumb, slot.panel.flat(channel, rows[0], columns[0]));
      const last = cellAt(slot.panel, box, thumb, slot.panel.flat(channel, rows.at(-1), columns.at(-1)));
      g.strokeRect(first.x, first.y, last.x + last.width - first.x, last.y + last.height - first.y);
    }
  }

  playhead({ segment, k, view }) {
    const { g } = this, { from, to } = this.plan.lanes[segment.index], x = from + ((to - from) * (k + 0.5)) / segment.steps(view);
    const up = segment.direction > 0, y = up ? STRIP.top : STRIP.bottom + STRIP.lane, s = up ? 1 : -1;
    g.beginPath();
    for (const [dx, dy] of [[-8, -10], [8, -10], [8, -3], [0, 5], [-8, -3]]) g.lineTo(x + dx, y + s * dy);
    g.closePath();
    g.fillStyle = this.colour(segment.direction);
    g.fill();
    g.strokeStyle = this.player.palette.halo;
    g.lineWidth = 2;
    g.stroke();
  }

  // On a phone the strip scrolls to where the step is.
  follow() {
    if (!this.player.phone) return;
    const frame = this.canvas.parentElement, lane = this.plan.lanes[this.player.frame.moment.segment.index];
    if (frame.scrollWidth > frame.clientWidth + 4) frame.scrollLeft = (lane.from + lane.to) / 2 - frame.clientWidth / 2;
  }
}

function cellAt(panel, box, { across }, flat) {
  const { channel, row, column } = panel.place(flat), { cell, cellWidth } = box;
  return {
    x: box.x + (channel % across) * (panel.columns * cellWidth + 2) + column * cellWidth,
    y: box.y + Math.floor(channel / across) * (panel.rows * cell + 2) + row * cell, width: cellWidth, height: cell,
  };
}
