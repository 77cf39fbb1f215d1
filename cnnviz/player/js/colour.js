// Values to colours. The ramps and tokens come from theme.py as CSS custom properties.

/** @typedef {[number, number, number]} Rgb */
/** @typedef {{ colour: string, range: number[], rows: number, columns: number, values: ArrayLike<number> }} Coloured */

export const STEPS = 256;

/** @type {(hex: string) => Rgb} */
export const parseHex = (hex) => /** @type {Rgb} */ ([1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16)));
/** @type {(rgb: Rgb) => number} */
export const luminance = ([r, g, b]) => 0.299 * r + 0.587 * g + 0.114 * b;
/** @type {(rgb: Rgb) => string} */
export const cssColour = ([r, g, b]) => `rgb(${r},${g},${b})`;
/** The light of a colour in WCAG 2.2. @param {Rgb} rgb */
const light = (rgb) => rgb.reduce((sum, value, k) => sum + LIGHT[k] * (value > 10 ? ((value / 255 + 0.055) / 1.055) ** 2.4 : value / 3294.6), 0);
const LIGHT = [0.2126, 0.7152, 0.0722];
const WHITE_UP_TO = 0.18;
const INK_FROM = 0.22; // between them only black has a contrast of 4.5
/** A text on a colour, with a contrast of at least 4.5. @type {(rgb: Rgb) => string} */
export const inkOn = (rgb) => {
  const there = light(rgb);
  return there <= WHITE_UP_TO ? "#FFFFFF" : there < INK_FROM ? "#000000" : "#16181D";
};
/** @type {(a: Rgb, b: Rgb, t: number) => Rgb} */
export const mix = (a, b, t) => /** @type {Rgb} */ (a.map((v, k) => Math.round(v + (b[k] - v) * t)));

export class Palette {
  /** @param {HTMLElement} root */
  constructor(root) {
    const style = getComputedStyle(root);
    /** @type {Record<string, string>} */
    const seen = {};
    const token = (/** @type {string} */ name) => (seen[name] ??= style.getPropertyValue("--" + name).trim());
    this.token = token;
    this.bg = token("bg");
    this.surface = token("surface");
    this.sunk = token("sunk");
    this.ink = token("ink");
    this.ink2 = token("ink2");
    this.line = token("line");
    this.line2 = token("line2");
    this.focus = token("focus");
    this.halo = token("halo");
    this.font = token("font");
    this.scheme = root.dataset.scheme;
    this.gridLow = parseHex(token("grid-low"));
    this.gridHigh = parseHex(token("grid-high"));
    /** @type {Rgb[]} */
    this.table = [];
    for (let k = -STEPS; k <= STEPS; k++) this.table.push(this.ramp(k / STEPS, token));
  }

  /** @param {number} t @param {(name: string) => string} token */
  ramp(t, token) {
    const stops = token(t < 0 ? "negative" : "positive").split(" ").map(parseHex);
    const at = Math.abs(t) * (stops.length - 1);
    const low = Math.min(Math.floor(at), stops.length - 2);
    return mix(stops[low], stops[low + 1], at - low);
  }

  /** @param {number} value @param {number} reach */
  signed(value, reach) {
    const k = Math.round((STEPS * value) / reach);
    return this.table[STEPS + Math.max(-STEPS, Math.min(STEPS, k || 0))];
  }

  /** The colour of one value of a panel; `rgb` pictures seen through one channel are tinted by it. @param {Pick<Coloured, "colour" | "range">}
   * panel @param {number} value @param {number} [channel] @returns {Rgb} */
  of(panel, value, channel) {
    if (panel.colour === "signed") return this.signed(value, panel.range[1]);
    const [low, high] = panel.range;
    const t = Math.max(0, Math.min(1, (value - low) / (high - low || 1))) || 0;
    if (panel.colour === "ink") return mix(this.gridLow, this.gridHigh, t);
    const v = Math.round(255 * t);
    if (panel.colour !== "rgb") return [v, v, v];
    return /** @type {Rgb} */ ([0, 1, 2].map((k) => Math.round(k === channel ? v : v * 0.25)));
  }

  /** A hue for each weight of a kernel, to be carried to what it multiplies. @param {number} tap @param {number} taps */
  hue(tap, taps) {
    return `hsl(${Math.round((360 * tap) / taps)} 85% 48%)`;
  }
}

/** A panel as a small off-screen picture, one pixel a value. @param {Coloured} panel @param {number} channel @param {Palette} palette */
export function paintPanel(panel, channel, palette) {
  const size = panel.rows * panel.columns, values = panel.values;
  if (panel.colour === "rgb")
    return paint(panel.columns, panel.rows, (k) => [values[k], values[size + k], values[2 * size + k]]);
  const start = channel * size;
  return paint(panel.columns, panel.rows, (k) => palette.of(panel, values[start + k], channel));
}

/** @param {number} width @param {number} height @param {(k: number) => number[]} colourAt */
export function paint(width, height, colourAt) {
  const canvas = blank(width, height);
  const image = new ImageData(width, height);
  for (let k = 0, p = 0; p < image.data.length; k++, p += 4) {
    const [r, g, b, a = 255] = colourAt(k);
    image.data[p] = r;
    image.data[p + 1] = g;
    image.data[p + 2] = b;
    image.data[p + 3] = a;
  }
  context(canvas).putImageData(image, 0, 0);
  return canvas;
}

/** Many numbers as a picture, by a table of colours: a photo is painted within a frame. @param {ArrayLike<number>} values @param {number} rows
 * @param {number} columns @param {Pick<Coloured, "colour" | "range">} panel one of one channel @param {Palette} palette */
export function paintNumbers(values, rows, columns, panel, palette) {
  const signed = panel.colour === "signed", [low, high] = panel.range, last = 2 * STEPS;
  const at = (/** @type {number} */ k) => (signed ? ((k - STEPS) / STEPS) * high : low + (k / last) * (high - low));
  const table = new Uint32Array(last + 1).map((_, k) => {
    const [r, g, b] = palette.of(panel, at(k), 0);
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  });
  const canvas = blank(columns, rows), image = new ImageData(columns, rows), pixels = new Uint32Array(image.data.buffer);
  const scale = signed ? STEPS / high : last / (high - low || 1), zero = signed ? STEPS : -low * scale;
  for (let k = 0; k < pixels.length; k++)
    pixels[k] = table[Math.max(0, Math.min(last, Math.round(values[k] * scale + zero)))];
  context(canvas).putImageData(image, 0, 0);
  return canvas;
}

/** @param {number} width @param {number} height */
export function blank(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

/** @param {HTMLCanvasElement} canvas */
export const context = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));

/** Thumbnails arrive as levels -127 ... 127 of their own range. @param {Numbers} levels @param {Palette} palette @param {number} gain */
export function paintLevels(levels, palette, gain) {
  const [rows, columns] = levels.shape;
  return paint(columns, rows, (k) => palette.signed(levels[k] * gain, 127));
}
