// One step as data: three slots (input, parameter, output), the terms between them, what was written.

export class Slot {
  constructor(panel, { rows, columns, channels, ...options } = {}) {
    this.panel = panel;
    this.rows = rows ?? range(panel.rows);
    this.columns = columns ?? range(panel.columns);
    this.channels = channels ?? range(panel.channels);
    this.lit = new Map();
    this.writes = new Set();
    this.marks = new Set();
    Object.assign(this, options);
  }

  key(channel, row, column) { return (channel * this.rows.length + row) * this.columns.length + column; }

  // Flat index behind a displayed cell, or what kind of zero stands there (negative).
  flat(channel, row, column) {
    const r = this.rows[row], c = this.columns[column];
    return r < 0 || c < 0 ? Math.min(r, c) : this.panel.flat(channel, r, c);
  }

  light(channel, row, column, term) {
    this.lit.set(this.key(channel, row, column), term);
    return this;
  }

  // Light a number by its flat index, where the slot shows the panel as it is.
  lightFlat(flat, term) {
    const { channel, row, column } = this.panel.place(flat);
    return this.light(channel, this.rows.indexOf(row), this.columns.indexOf(column), term);
  }

  lightAll() {
    for (let flat = 0; flat < this.panel.values.length; flat++) this.lightFlat(flat, flat);
    return this;
  }

  write(flat) {
    const { channel, row, column } = this.panel.place(flat);
    this.writes.add(this.key(channel, this.rows.indexOf(row), this.columns.indexOf(column)));
    this.channel ??= channel;
    return this;
  }
}

export const range = (length) => Array.from({ length }, (_, k) => k);

// A number times another: what a cell of the products shows.
export function pair(a, b, more = {}) {
  return { a, b, value: a * b, zero: a === 0 || b === 0, ...more };
}

// The frame of a moment: `build` of its kind fills slots, terms and words in.
export function frameOf(moment) {
  const frame = {
    moment, kind: moment.kind, direction: moment.segment.direction,
    slots: [null, null, null], signs: ["", ""], terms: null, variant: moment.kind, said: {}, put: {}, code: {},
  };
  FRAMES[moment.kind](moment, frame);
  return frame;
}

// Products in groups (one a channel), each laid out as the map that is read.
export function sum(frame, list, groups, rows, columns, more = {}) {
  frame.terms = { list, groups, rows, columns, ...more };
}

export function wrote(frame, panel, flat) {
  frame.panel = panel;
  frame.flat = flat;
  frame.total = frame.moment.value(panel, flat);
  frame.name = panel.title(flat);
  Object.assign(frame.said, { name: frame.name });
  Object.assign(frame.put, { at: panel.index(flat).join(",") });
  Object.assign(frame.code, { at: panel.full(flat) });
}

export const FRAMES = {};
