import assert from "node:assert/strict";
import { test } from "node:test";

import { inkOn, parseHex } from "../../cnnviz/player/js/colour.js";
import { Grid } from "../../cnnviz/player/js/grid.js";

const light = (rgb) => rgb.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, k) => sum + v * [0.2126, 0.7152, 0.0722][k], 0);
const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);

test("a number can be read on every grey and on every hue", () => {
  for (let v = 0; v < 256; v++)
    for (const rgb of [[v, v, v], [v, 60, 20], [20, v, 200], [v, 160, 90]]) assert.ok(contrast(rgb, parseHex(inkOn(rgb))) >= 4.45, `${rgb} ${inkOn(rgb)}`);
});

test("a number stays clear of the edges of its cell, unless it would be too small to read", () => {
  const written = (cell, text) => new Grid({ fillText() {} }, { font: "sans" }, { x: 0, y: 0, cell, rows: 1, columns: 1, frame: { row: 500, column: 500 } }).digits(() => [text, ""]);
  assert.equal(written(60, "8"), 30); // the largest digits
  assert.equal(written(40, "\u221232").toFixed(6), ((40 * 0.88) / 1.74).toFixed(6)); // widths in parts of a digit's height: 0.6 + 2 times 0.57
  assert.equal(written(29, "\u221232"), 16); // the smallest that can be read: 27.84 of 29 px
  assert.equal(written(28, "\u221232"), 0);
});
