// Maps too large for cells: one pixel a number, painted once and shown as far as they are known.

import { paint } from "./colour.js";

export class Maps {
  /** @param {BoardLesson} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    /** @type {Map<string, { panel: Panel, scheme: string, image: HTMLCanvasElement }>} */
    this.kept = new Map();
  }

  /** A channel of a panel with all of its numbers. @param {Panel} panel @param {number} channel */
  whole(panel, channel) {
    const key = `${panel.key}:${channel}`, kept = this.kept.get(key), { scheme } = this.lesson.palette;
    if (kept?.panel === panel && kept.scheme === scheme) return kept.image;
    const image = this.painted(panel, channel, (flat) => panel.values[flat]);
    this.kept.set(key, { panel, scheme, image });
    return image;
  }

  /** @param {Panel} panel @param {number} channel @param {(flat: number) => number | undefined} value */
  painted(panel, channel, value) {
    const from = channel * panel.size;
    return paint(panel.columns, panel.rows, (k) => {
      const at = value(from + k);
      return at === undefined ? [0, 0, 0, 0] : this.lesson.colourOf(panel, at, 1.5);
    });
  }

  /** What of a channel is known at this step, in cells of this size. @param {CanvasRenderingContext2D} g @param {Panel} panel @param {number}
   * channel @param {{ x: number, y: number, width: number, height: number }} first its first cell */
  draw(g, panel, channel, { x, y, width, height }) {
    const { lesson } = this, { frame } = lesson, done = lesson.upTo?.(panel) ?? null;
    g.imageSmoothingEnabled = Math.min(width, height) < 1;
    if (done === null) {
      const image = this.painted(panel, channel, (flat) => (lesson.known(panel, flat) ? lesson.numberAt(panel, flat) : undefined));
      g.drawImage(image, x, y, panel.columns * width, panel.rows * height);
    } else {
      const count = Math.max(0, Math.min(panel.size, done - channel * panel.size));
      const rows = Math.floor(count / panel.columns), rest = count % panel.columns;
      const image = this.whole(panel, channel); // its first numbers in reading order: whole rows, then a part of one
      if (rows) g.drawImage(image, 0, 0, panel.columns, rows, x, y, panel.columns * width, rows * height);
      if (rest) g.drawImage(image, 0, rows, rest, 1, x, y + rows * height, rest * width, height);
    }
    if (frame.panel !== panel || frame.flat === undefined || !lesson.hides(panel, frame.flat)) return;
    const { row, column, channel: own } = panel.position(frame.flat);
    if (own === channel) g.clearRect(x + column * width, y + row * height, width, height);
  }
}
