// One array as it is shown: values by (channel, row, column), and how each of them is called.

import { format } from "./numbers.js";

export class Panel {
  /** @param {PanelHeader} header @param {Numbers} values */
  constructor(header, values) {
    this.header = header;
    this.key = header.key;
    this.kind = header.kind ?? "value";
    this.colour = header.colour;
    this.range = header.range;
    this.name = header.name ?? header.key;
    this.scale = 10 ** (header.unit ?? 0); // its numbers are shown in this unit
    this.values = values;
    // What stands before rows and columns is one run of channels: (filters, channels) of a weight, say.
    const [rows, columns] = [1, 1, ...values.shape].slice(-2);
    this.channels = values.shape.slice(0, -2).reduce((a, b) => a * b, 1);
    this.rows = rows;
    this.columns = columns;
    this.size = this.rows * this.columns;
  }

  /** @param {number} channel @param {number} row @param {number} column */
  flat(channel, row, column) { return (channel * this.rows + row) * this.columns + column; }

  /** @param {number} channel @param {number} row @param {number} column */
  at(channel, row, column) { return this.values[this.flat(channel, row, column)]; }

  /** Where a flat index stands. @param {number} flat */
  position(flat) {
    const channel = Math.floor(flat / this.size), rest = flat % this.size;
    return { channel, row: Math.floor(rest / this.columns), column: rest % this.columns };
  }

  /** An index as it is written: only the axes that are longer than one. @param {number} flat */
  index(flat) {
    const { channel, row, column } = this.position(flat);
    /** @type {[number, number][]} */
    const axes = [[channel, this.channels], [row, this.rows], [column, this.columns]];
    return axes.filter(([, length]) => length > 1).map(([at]) => at);
  }

  /** Its index in the array itself, which may have other axes than the panel: what NumPy needs. @param {number} flat */
  indices(flat) {
    const index = [];
    for (const length of [...(this.header.shape ?? this.values.shape)].reverse()) {
      index.unshift(flat % length);
      flat = Math.floor(flat / length);
    }
    return index;
  }

  /** "W[1, 2]", or "L" for a single number. @param {number} flat */
  title(flat) {
    const index = this.index(flat);
    return index.length ? `${this.name}[${index.join(", ")}]` : this.name;
  }

  /** @param {number} flat */
  text(flat) { return format(this.values[flat]); }
}

/** The panels of a payload by their keys. @param {{ header: { panels?: PanelHeader[] }, arrays:
 * Record<string, Numbers> }} payload @returns {Record<string, Panel>} */
export const panelsOf = ({ header: { panels = [] }, arrays }) =>
  Object.fromEntries(panels.map((panel) => [panel.key, new Panel(panel, arrays[panel.key])]));
