// Maps too large for cells: one pixel a number, painted once and shown as far as they are known.

import { paint } from "../../player/js/colour.js";

// A canvas as sharp as the screen, also on a board that is zoomed; cleared, in the board's px.
export function sharp(canvas, width, height, zoom) {
  const ratio = (window.devicePixelRatio || 1) * zoom, w = Math.round(width * ratio), h = Math.round(height * ratio);
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  const g = canvas.getContext("2d");
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  g.clearRect(0, 0, width, height);
  return g;
}

export class Pictures {
  constructor(player) {
    this.player = player;
    this.kept = new Map();
  }

  // A channel of a panel with all of its numbers.
  whole(panel, channel) {
    const { section } = this.player, key = `${panel.key}:${channel}`, stamp = `${section.dataset.rev}:${section.dataset.scheme}`;
    const kept = this.kept.get(key);
    if (kept?.panel === panel && kept.stamp === stamp) return kept.image;
    const image = this.painted(panel, channel, (flat) => panel.values[flat]);
    this.kept.set(key, { panel, stamp, image });
    return image;
  }

  painted(panel, channel, value) {
    const from = channel * panel.size;
    return paint(panel.columns, panel.rows, (k) => {
      const at = value(from + k);
      return at === undefined ? [0, 0, 0, 0] : this.player.colourOf(panel, at, 1.5);
    });
  }

  // What of a channel is known at this step; `width` and `height` are those of one cell.
  draw(g, panel, channel, x, y, width, height) {
    const { player } = this, { moment } = player.frame, done = moment.upTo(panel);
    g.imageSmoothingEnabled = Math.min(width, height) < 1;
    if (done === null) {
      const known = player.knownOf(panel), value = (flat) => (known(flat) ? moment.value(panel, flat) : undefined);
      const image = this.painted(panel, channel, value);
      g.drawImage(image, x, y, panel.columns * width, panel.rows * height);
    } else {
      const count = Math.max(0, Math.min(panel.size, done - channel * panel.size));
      this.part(g, panel, this.whole(panel, channel), count, x, y, width, height);
    }
    const { row, column, channel: own } = panel.place(player.frame.flat ?? 0);
    if (own === channel && player.hides(panel, player.frame.flat)) g.clearRect(x + column * width, y + row * height, width, height);
  }

  // Its first numbers in reading order: whole rows, then a part of one.
  part(g, panel, image, count, x, y, width, height) {
    const { columns } = panel, rows = Math.floor(count / columns), rest = count % columns;
    if (rows) g.drawImage(image, 0, 0, columns, rows, x, y, columns * width, rows * height);
    if (rest) g.drawImage(image, 0, rows, rest, 1, x, y + rows * height, rest * width, height);
  }
}
