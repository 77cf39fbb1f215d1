// The strip is the timeline: forward above, back below, every array a thumbnail of what is known by now.
// Drag along a lane to scrub; click a cell of a thumbnail to jump to the step that writes it.

import { cssColour, inkOn } from "../../player/js/colour.js";
import { COMMON_KEYS } from "../../player/js/keyboard.js";
import { format } from "../../player/js/numbers.js";
import { pointing } from "../../player/js/pointing.js";
import { circle, prepare, write } from "../../player/js/draw.js";
import { fitted } from "../../player/js/slots.js";
import { STRIP, arrange, cellAt, columnsOf, flatAt, leastWidth, thumbBox } from "./layout.js";

/**
 * @typedef {import("./layout.js").Column} Column
 * @typedef {import("./layout.js").Box} Box
 * @typedef {import("./moment.js").Moment} Moment
 */

const DIGITS_FROM = 22; // a thumbnail's cell this large holds its number
const MOST_CELLS = 400; // of more numbers each is one pixel

export class Strip {
  /** @param {import("./player.js").Backprop} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    /** @type {HTMLCanvasElement} */
    this.canvas = lesson.find("canvas.strip");
    this.g = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    /** @type {Map<string, number>} */
    this.widths = new Map();
    this.lane = 0; // of a drag: 1 forward, -1 back
    /** @type {ReturnType<typeof arrange>} */
    this.plan = { columns: [], lanes: [] };
    /** @param {[number, number]} point @param {(x: number, y: number) => any} act */
    const scaled = ([x, y], act) => {
      const scale = this.width / this.canvas.getBoundingClientRect().width;
      return act(x * scale, y * scale);
    };
    pointing(this.canvas, {
      grab: (at) => scaled(at, (x, y) => this.grab(x, y)),
      drag: (at) => scaled(at, (x) => this.scrub(this.stepAt(x, this.lane > 0 ? STRIP.top + 4 : STRIP.bottom + 4))),
      pin: (at) => scaled(at, (x, y) => {
        const found = this.thumbAt(x, y);
        if (found) lesson.jump(found.panel, found.flat);
      }),
      hover: (at) => at && scaled(at, (x, y) => this.point(x, y)),
    });
    this.canvas.addEventListener("keydown", (event) => {
      if (/^Arrow/.test(event.key) && lesson.act(COMMON_KEYS[event.key], event)) event.preventDefault();
    });
  }

  /** Design width of the strip; a phone shows a part of it, and of a long row of layers any screen. */
  get width() {
    const { phone, model, sizes: { stripWidth } } = this.lesson;
    return phone ? Math.max(760, 74 * columnsOf(model).length) : Math.max(stripWidth, leastWidth(model));
  }

  draw() {
    const { lesson } = this, { frame: { moment, slots }, palette, model } = lesson, { segment, k, view } = moment;
    this.plan = arrange(model, this.width, slots);
    const g = prepare(this.canvas, this.width, STRIP.height, lesson.sizes.zoom * lesson.sizes.stripZoom);
    g.fillStyle = palette.token("backward-paper");
    g.fillRect(0, STRIP.bottom - 2, this.width, STRIP.height);
    for (const lane of this.plan.lanes) this.chevron(lane, segment.index);
    this.turn(segment);
    for (const column of this.plan.columns) {
      this.thumb(column, column.panel, false);
      if (column.gradient) this.thumb(column, column.gradient, true);
    }
    this.playhead(moment);
    const { bar } = lesson.words, text = moment.kind === "result" ? bar.done : bar.count, { label } = segment;
    this.canvas.setAttribute("aria-valuemax", String(model.count(view) - 1));
    this.canvas.setAttribute("aria-valuenow", String(moment.step));
    this.canvas.setAttribute("aria-valuetext", lesson.fill(text, { label, index: k + 1, count: segment.numbers(view) }));
    this.follow(segment.index);
  }

  /** @param {number} direction */
  colour(direction) { return this.lesson.palette.token(direction > 0 ? "forward" : "backward"); }

  /** @param {number[][]} points */
  polygon(points) {
    this.g.beginPath();
    for (const [x, y] of points) this.g.lineTo(x, y);
    this.g.closePath();
  }

  /** @param {{ segment: any, from: number, to: number }} lane @param {number} here the segment of the step */
  chevron({ segment, from, to }, here) {
    const { g, lesson: { palette } } = this, { direction: d, label } = segment, y = d > 0 ? STRIP.top : STRIP.bottom, h = STRIP.lane;
    const state = Math.sign(segment.index - here), x0 = from + d * 1.5, x1 = to - d * 1.5, tip = 9 * d;
    this.polygon([[x0, y], [x1, y], [x1 + tip, y + h / 2], [x1, y + h], [x0, y + h], [x0 + tip, y + h / 2]]);
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
    const width = this.widths.get(label) ?? g.measureText(label).width * (state ? 1.06 : 1);
    this.widths.set(label, width);
    if (width > Math.abs(x1 - x0) - 12) return;
    this.write(label, (x0 + x1 + tip) / 2, y + h / 2 + 1, state ? (state < 0 ? palette.ink : palette.ink2) : palette.bg);
  }

  /** @param {string} text @param {number} x @param {number} y @param {string} ink @param {CanvasTextBaseline} baseline */
  write(text, x, y, ink, baseline = "middle") {
    write(this.g, text, x, y, { font: this.g.font, colour: ink, baseline });
  }

  /** The arrow that turns round, from the loss to the way back. @param {Moment["segment"]} segment */
  turn({ direction, id }) {
    const { g, plan } = this, x = (plan.columns.at(-1)?.x ?? 0) + 16;
    const y = STRIP.top + STRIP.lane / 2, low = STRIP.bottom + STRIP.lane / 2, r = (low - y) / 2;
    g.strokeStyle = g.fillStyle = direction < 0 || id === "loss" ? this.colour(direction) : this.lesson.palette.line2;
    g.lineWidth = 4;
    g.beginPath();
    g.moveTo(x, y);
    g.lineTo(x + 8, y);
    g.arc(x + 8, y + r, r, -Math.PI / 2, Math.PI / 2);
    g.lineTo(x + 4, low);
    g.stroke();
    this.polygon([[x + 5, low - 8], [x - 6, low], [x + 5, low + 8]]);
    g.fill();
  }

  /** @param {Column} column @param {Panel} panel @param {boolean} gradient */
  thumb(column, panel, gradient) {
    const { g, lesson } = this, { palette, frame } = lesson, box = thumbBox(column, gradient), slot = frame.slots.find((one) => one?.panel === panel);
    this.rounded(box, 4, gradient ? 9 : 1.5);
    g.fillStyle = palette.token(gradient ? "backward-card" : "surface");
    g.fill();
    g.strokeStyle = palette.token(gradient ? "backward-line" : "line2");
    g.lineWidth = 1;
    g.stroke();
    this.cells(panel, box, column.thumb);
    if (slot) this.mark(slot, box, column.thumb, gradient);
    if (column.scale < 0.75 && !slot && box.width < 26) return;
    const known = lesson.known(panel, 0) || lesson.known(panel, panel.values.length - 1) || frame.moment.segment.writes === panel.key;
    g.font = `${slot ? 700 : 500} 16px ${palette.font}`;
    const ink = !known && !slot ? palette.ink2 : gradient ? this.colour(-1) : palette.ink;
    this.write(panel.header.about === "loss" ? "loss" : panel.name, column.x, gradient ? box.y + box.height + 20 : box.y - 9, ink, "alphabetic");
  }

  /** @param {Box} box @param {number} by @param {number} radius */
  rounded({ x, y, width, height }, by, radius) {
    this.g.beginPath();
    this.g.roundRect(x - by, y - by, width + 2 * by, height + 2 * by, radius);
  }

  /** @param {Panel} panel @param {Box} box @param {Column["thumb"]} thumb */
  cells(panel, box, thumb) {
    const { lesson, g } = this, { length } = panel.values;
    if (box.cell >= 5 && length <= MOST_CELLS)
      for (let flat = 0; flat < length; flat++) {
        const at = cellAt(panel, box, thumb, flat);
        if (!lesson.known(panel, flat) || lesson.hides(panel, flat)) this.dot(at);
        else this.cell(panel, lesson.numberAt(panel, flat), at);
        if (lesson.mistake.found(panel, flat) !== undefined) this.wrong(at);
      }
    else if (lesson.upTo(panel) === 0) this.dot(box);
    else
      for (let channel = 0; channel < panel.channels; channel++)
        lesson.board.maps.draw(g, panel, channel, cellAt(panel, box, thumb, channel * panel.size));
  }

  /** @param {{ x: number, y: number, width: number, height: number }} box */
  dot({ x, y, width, height }) { circle(this.g, x + width / 2, y + height / 2, 1.2, this.lesson.palette.line2); }

  /** @param {{ x: number, y: number, width: number, height: number }} box */
  wrong({ x, y, width, height }) {
    this.g.strokeStyle = this.lesson.palette.token("wrong");
    this.g.lineWidth = 1.6;
    this.g.strokeRect(x + 1, y + 1, width - 2, height - 2);
  }

  /** @param {Panel} panel @param {number} value @param {{ x: number, y: number, width: number, height: number }} box */
  cell(panel, value, box) {
    const { g, lesson } = this, { x, y, width, height } = box, colour = lesson.colourOf(panel, value), size = Math.min(width, height);
    if (panel.kind === "gradient" && !value) return this.dot(box);
    if (panel.kind === "gradient") {
      const radius = size >= DIGITS_FROM ? size * 0.46 : Math.max(0.24, 0.48 * Math.sqrt(Math.abs(value) / panel.range[1])) * size;
      circle(g, x + width / 2, y + height / 2, Math.min(radius, size * 0.5), cssColour(colour));
    } else {
      g.fillStyle = cssColour(colour);
      g.fillRect(x + 0.5, y + 0.5, width - 1, height - 1);
    }
    if (size < DIGITS_FROM) return;
    g.font = `500 16px ${lesson.palette.font}`;
    this.write(fitted(value, width, 16, format), x + width / 2, y + height / 2 + 1, inkOn(colour));
  }

  /** What is read has a dashed frame, what is written a solid one; inside, the cells themselves. @param {Slot}
   * slot @param {Box} box @param {Column["thumb"]} thumb @param {boolean} gradient */
  mark(slot, box, thumb, gradient) {
    const { g, lesson } = this, { panel } = slot, writes = slot.writes.size > 0;
    g.strokeStyle = writes ? this.colour(lesson.frame.moment.segment.direction) : lesson.palette.ink;
    g.lineWidth = writes ? 3 : 1.6;
    g.setLineDash(writes ? [] : [4, 3]);
    this.rounded(box, 4.5, gradient ? 10 : 2);
    g.stroke();
    g.setLineDash([]);
    g.lineWidth = 1.8;
    for (const channel of slot.channels.slice(0, 16)) {
      const bounds = lesson.board.slots.bounds(slot, channel);
      if (!bounds) continue;
      /** @param {number[]} list @param {number} from @param {number} to */
      const inside = (list, from, to) => list.slice(from, to + 1).filter((v) => v >= 0).sort((p, q) => p - q);
      const rows = inside(slot.rows, bounds[0], bounds[2]), columns = inside(slot.columns, bounds[1], bounds[3]);
      if (!rows.length || !columns.length || (rows.length === panel.rows && columns.length === panel.columns)) continue;
      const [first, last] = [0, -1].map((end) => cellAt(panel, box, thumb, panel.flat(channel, rows.at(end) ?? 0, columns.at(end) ?? 0)));
      g.strokeRect(first.x, first.y, last.x + last.width - first.x, last.y + last.height - first.y);
    }
  }

  /** The pointer at the step, never half outside the strip. @param {Moment} moment */
  playhead({ segment, k, view }) {
    const { g } = this, { from, to } = this.plan.lanes[segment.index], at = from + ((to - from) * (k + 0.5)) / segment.steps(view);
    const up = segment.direction > 0, y = up ? STRIP.top : STRIP.bottom + STRIP.lane, s = up ? 1 : -1;
    const x = Math.max(10, Math.min(this.width - 10, at));
    this.polygon([[-8, -10], [8, -10], [8, -3], [0, 5], [-8, -3]].map(([dx, dy]) => [x + dx, y + s * dy]));
    g.fillStyle = this.colour(segment.direction);
    g.fill();
    g.strokeStyle = this.lesson.palette.halo;
    g.lineWidth = 2;
    g.stroke();
  }

  /** A strip that is wider than the screen scrolls to where the step is. @param {number} index */
  follow(index) {
    const frame = this.canvas.parentElement, { from, to } = this.plan.lanes[index];
    if (frame && frame.scrollWidth > frame.clientWidth + 4) frame.scrollLeft = (from + to) / 2 - frame.clientWidth / 2;
  }

  // ---- pointing

  /** @param {number} x @param {number} y */
  grab(x, y) {
    const step = this.stepAt(x, y);
    this.lane = y > STRIP.bottom - 2 ? -1 : 1;
    return this.scrub(step);
  }

  /** @param {number | null} step */
  scrub(step) {
    if (step !== null) this.lesson.go(step);
    return step !== null;
  }

  /** What is under the pointer: where room is short, its name is not written on it. @param {number} x @param {number} y */
  point(x, y) {
    const step = this.stepAt(x, y), panel = this.thumbAt(x, y)?.panel, { model, state, words } = this.lesson;
    this.canvas.style.cursor = step !== null ? "ew-resize" : panel ? "pointer" : "";
    const named = panel ? [panel.header.title ?? panel.name, panel.header.about].filter(Boolean).join(", ") : words.bar.timeline;
    this.canvas.title = step !== null ? model.locate(step, state.view).segment.label : named;
  }

  /** @param {number} x @param {number} y */
  stepAt(x, y) {
    const d = y >= STRIP.top - 2 && y < STRIP.bottom - 2 ? 1 : y >= STRIP.bottom - 2 && y <= STRIP.bottom + STRIP.lane ? -1 : 0;
    const { model, state: { view } } = this.lesson;
    const lane = this.plan.lanes.find(({ segment, from, to }) => segment.direction === d && (x - from) * (x - to) <= 0);
    if (!lane) return null;
    const count = lane.segment.steps(view), k = Math.floor(((x - lane.from) / (lane.to - lane.from)) * count);
    return model.from(lane.segment.index, view) + Math.max(0, Math.min(count - 1, k));
  }

  /** @param {number} x @param {number} y */
  thumbAt(x, y) {
    for (const column of this.plan.columns)
      for (const panel of [column.panel, column.gradient]) {
        if (!panel) continue;
        const box = thumbBox(column, panel === column.gradient);
        if (x < box.x - 4 || x > box.x + box.width + 4 || y < box.y - 4 || y > box.y + box.height + 4) continue;
        return { panel, flat: flatAt(panel, box, column.thumb, x, y) };
      }
    return null;
  }
}
