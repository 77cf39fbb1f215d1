// One coordinate system for the three pictures: the same place is the same pixel in each.

export const LEAST_PHONE_FONT = 13;
const PHONE = 720;
const SHORT = 780;
const GAP = 40;
const PHONE_GAP = 8;
const LEAST_SIDE = 200;
const MOST_SIDE = 440;
const CLOSE_CELL = 44;
const PHONE_LINE = 22;

export const viewMethods = {
  layout() {
    const width = this.section.clientWidth;
    if (!width) return;
    this.width = width;
    this.shape = this.shapeOf();
    this.spots = null;
    this.phone = width <= PHONE;
    this.short = !this.phone && innerHeight <= SHORT;
    this.section.classList.toggle("phone", this.phone);
    this.section.classList.toggle("short", this.short);
    this.bench = this.short ? 112 : 150;
    this.find(this.phone ? ".second .under" : ".third .under").append(this.find(".outcome"));
    const { row, column } = this.model.places;
    const ratio = Math.max(0.5, Math.min(2, (column[1] - column[0]) / (row[1] - row[0])));
    const gap = this.phone ? PHONE_GAP : GAP;
    const wide = this.phone ? (width - gap) / 2 : (width - 2 * gap) / 3;
    const high = this.phone ? Infinity : this.room();
    const side = Math.floor(Math.min(wide, high * ratio));
    this.area = { column: side, row: Math.floor(side / ratio), phoneFont: LEAST_PHONE_FONT };
    this.section.style.setProperty("--wide", this.area.column + "px");
    this.section.style.setProperty("--after", Math.floor((width - 2 * gap) / 3 + gap - side) + "px");
    this.section.style.setProperty("--tall", this.area.row + "px");
    if (this.phone) this.bench = Math.max(64, this.area.row - 28 - 4 * PHONE_LINE);
    this.section.style.setProperty("--bench", this.bench + "px");
    this.place();
  },

  // The height that is left for the pictures when all of the player is to be seen without scrolling.
  room() {
    const rest = (this.short ? 40 : 46) + 34 + (this.short ? 10 : 24) + 28 + this.bench + (this.short ? 42 : 74) + 52 + 12;
    return Math.max(LEAST_SIDE, Math.min(innerHeight - this.topOfSection() - rest, MOST_SIDE));
  },

  topOfSection() {
    const scroller = (this.root.host ?? this.section).closest?.("[data-testid=stMain]");
    return Math.round(this.section.getBoundingClientRect().top + (scroller?.scrollTop ?? 0));
  },

  shapeOf() { return JSON.stringify(this.model.places); },

  // Size of a cell and place of the origin, for the zoom that is chosen.
  place() {
    const { row, column } = this.model.places, { area: frame } = this;
    const extent = { row: row[1] - row[0], column: column[1] - column[0] };
    this.fit = Math.min(frame.row / extent.row, frame.column / extent.column);
    if (!this.zooms) this.state.zoom = "whole";
    this.cell = this.state.zoom === "pixels" ? CLOSE_CELL : this.fit;
    this.origin = {};
    for (const axis of ["row", "column"]) {
      const length = extent[axis] * this.cell, room = frame[axis], start = this.model.places[axis][0];
      const reach = this.model[axis], i = this.state.pin[axis];
      const middle = (reach.first[i] + reach.taps[i] / 2 - start) * this.cell;
      const offset = length <= room + 0.5 ? (room - length) / 2
        : Math.min(0, Math.max(room - length, room / 2 - middle));
      this.origin[axis] = offset - start * this.cell;
    }
  },

  // Where the digits can be read, there is nothing to zoom into.
  get zooms() { return this.fit < (this.phone ? 20 : CLOSE_CELL * 0.66); },

  x(place) { return this.origin.column + place * this.cell; },
  y(place) { return this.origin.row + place * this.cell; },

  windowBox(r, c) {
    const { row, column } = this.model;
    return {
      x: this.x(column.first[c]), y: this.y(row.first[r]),
      width: column.taps[c] * this.cell, height: row.taps[r] * this.cell,
    };
  },

  // Where a stride is larger than its window, the outer outputs can stand out and are cut off.
  outputBox(r, c) {
    const { row, column, places } = this.model;
    const right = Math.min(places.column[1], column.left[c] + column.width[c]);
    const bottom = Math.min(places.row[1], row.left[r] + row.width[r]);
    const x = this.x(Math.max(places.column[0], column.left[c])), y = this.y(Math.max(places.row[0], row.left[r]));
    return { x, y, width: this.x(right) - x, height: this.y(bottom) - y };
  },

  // The input cell, or the output cell, under a point of a picture; null outside.
  hitInput(x, y) {
    const r = Math.floor((y - this.origin.row) / this.cell), c = Math.floor((x - this.origin.column) / this.cell);
    return r >= 0 && c >= 0 && r < this.model.rows && c < this.model.columns ? { row: r, column: c } : null;
  },

  hitOutput(x, y) {
    const find = (axis, place) => {
      for (let i = 0; i < axis.outputs; i++)
        if (place >= axis.left[i] && place < axis.left[i] + axis.width[i]) return i;
      return -1;
    };
    const r = find(this.model.row, (y - this.origin.row) / this.cell);
    const c = find(this.model.column, (x - this.origin.column) / this.cell);
    return r >= 0 && c >= 0 ? { row: r, column: c } : null;
  },
};
