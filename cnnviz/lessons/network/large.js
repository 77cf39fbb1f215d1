// One map in large, and the place on it that is looked at.

import { paintNumbers } from "../../player/js/colour.js";
import { haloCells, prepare } from "../../player/js/draw.js";
import { Grid } from "../../player/js/grid.js";
import { fill, format } from "../../player/js/numbers.js";
import { pointing, walking } from "../../player/js/pointing.js";

const LEAST_MARK = 12;
const BAR = 12; // px: the scale under the map
const DIGITS = 24; // px: cells that have room for their number

export class LargeMap {
  /** @param {import("./player.js").Network} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    this.canvas = lesson.find(".large canvas");
    this.side = 100;
    /** @type {{ of: unknown[], image: HTMLCanvasElement } | null} */
    this.painted = null;
    pointing(this.canvas, {
      hover: (at) => lesson.touch(at && this.hit(at)),
      pin: (at) => { const place = this.hit(at); if (place) lesson.pin(place); },
    });
    walking(this.canvas, (down, across) => this.walk(down, across));
  }

  /** @param {number} side */
  layout(side) { this.side = side; }

  get cell() {
    const { shape: [, rows, columns] } = this.lesson;
    return (this.side - BAR - 26) / Math.max(rows, columns);
  }

  /** @param {[number, number]} at */
  hit([x, y]) {
    const { shape: [, rows, columns] } = this.lesson, row = Math.floor(y / this.cell), column = Math.floor(x / this.cell);
    return row >= 0 && column >= 0 && row < rows && column < columns && rows * columns > 1 ? { row, column } : null;
  }

  /** @param {number} down @param {number} across */
  walk(down, across) {
    const { place, shape: [, rows, columns] } = this.lesson, row = place.row + down, column = place.column + across;
    if (row >= 0 && column >= 0 && row < rows && column < columns) this.lesson.pin({ row, column });
  }

  draw() {
    const { lesson, cell } = this, { said, palette, shape: [, rows, columns], looked, exact } = lesson;
    const width = Math.max(cell * columns, this.side - BAR - 26), g = prepare(this.canvas, width, cell * rows + BAR + 26);
    const shown = exact && looked === lesson.map;
    lesson.find(".large .title").textContent = (shown && lesson.model.unit.name) || fill(rows * columns === 1 ? said.unit : said.map, { number: looked });
    const order = lesson.order(lesson.layer);
    lesson.find(".large .size").textContent = lesson.byClass.ranks(looked) || fill(said.rank, { rank: order.indexOf(looked) + 1, count: order.length });
    const reach = this.reach();
    if (shown) {
      const { values } = lesson.model.panels.y, grid = new Grid(g, palette, { x: 0, y: 0, cell, rows, columns, frame: { row: cell * rows, column: cell * columns } });
      const panel = /** @type {any} */ ({ colour: "signed", range: [-reach, reach] });
      grid.image(this.image(values, panel));
      grid.lines();
      if (cell >= DIGITS && !lesson.predict.open) grid.numbers((r, c) => values[r * columns + c], panel, 0.5, 0.82);
    } else lesson.atlas(lesson.layer).draw(g, looked, { x: 0, y: 0, width: cell * columns, height: cell * rows });
    if (rows * columns > 1 && looked === lesson.map) {
      const { row, column } = lesson.place;
      haloCells(g, palette, { x: column * cell, y: row * cell, width: cell, height: cell }, LEAST_MARK);
    }
    this.scale(g, reach, cell * rows + 8, cell * columns);
    this.canvas.setAttribute("aria-label", fill(said.map_name, { title: lesson.find(".large .title").textContent, rows, columns, sentence: lesson.sum.spoken }));
  }

  /** The map's picture, painted again only where it changed. @param {Numbers} values @param {Panel} panel */
  image(values, panel) {
    const { palette, shape: [, rows, columns] } = this.lesson, now = [values, panel.range[1], palette];
    if (!this.painted?.of.every((one, k) => one === now[k])) this.painted = { of: now, image: paintNumbers(values, rows, columns, panel, palette) };
    return this.painted.image;
  }

  reach() {
    const { lesson } = this;
    if (lesson.state.scale === "same") return lesson.atlases.reach(lesson.layer);
    return lesson.model.glance(lesson.layer)?.peak[lesson.looked] || 1;
  }

  /** The largest magnitude on the map, where its numbers are here. */
  most() {
    const { exact, model: { panels: { y } } } = this.lesson;
    return exact ? Array.from(y.values).reduce((most, value) => Math.max(most, Math.abs(value)), 0) : 0;
  }

  /** The colours from one end to the other. @param {CanvasRenderingContext2D} g @param {number} reach @param {number} y @param {number} width */
  scale(g, reach, y, width) {
    const { lesson } = this, { palette } = lesson, most = this.most(), ends = [`${most > reach ? "≤ " : ""}${format(-reach)}`, `${most > reach ? "≥ " : ""}${format(reach)}`];
    g.font = `14px ${palette.font}`;
    g.fillStyle = palette.ink2;
    g.textBaseline = "middle";
    const [left, right] = ends.map((text) => g.measureText(text).width + 8), room = width - left - right;
    g.textAlign = "left";
    g.fillText(ends[0], 0, y + BAR / 2);
    g.textAlign = "right";
    g.fillText(ends[1], width, y + BAR / 2);
    for (let k = 0; k < room; k++) {
      g.fillStyle = `rgb(${palette.signed(k / room * 2 - 1, 1).join()})`;
      g.fillRect(left + k, y, 1, BAR);
    }
  }
}
