import assert from "node:assert/strict";
import { test } from "node:test";

import { inkOn, parseHex } from "../../cnnviz/player/js/colour.js";

const light = (rgb) => rgb.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, k) => sum + v * [0.2126, 0.7152, 0.0722][k], 0);
const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);

test("a number can be read on every grey and on every hue", () => {
  for (let v = 0; v < 256; v++)
    for (const rgb of [[v, v, v], [v, 60, 20], [20, v, 200], [v, 160, 90]]) assert.ok(contrast(rgb, parseHex(inkOn(rgb))) >= 4.45, `${rgb} ${inkOn(rgb)}`);
});
