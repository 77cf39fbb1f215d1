import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { factor, fill, fillCounted, format, parseNumber, tenths } from "../../cnnviz/player/js/numbers.js";

const cases = JSON.parse(readFileSync(new URL("../numbers.json", import.meta.url), "utf-8"));

test("a number is written as the table says, which Python runs too", () => {
  for (const [value, text] of cases) assert.equal(format(value), text);
  assert.deepEqual([Infinity, -Infinity, NaN, undefined, null].map(format), ["∞", "\u2212∞", "NaN", "", ""]);
});

test("what is written is read back", () => {
  for (const [, text] of cases) assert.equal(format(parseNumber(text)), text);
});

test("a cell with little room has one digit after the point, and 0 only for 0", () => {
  assert.deepEqual([1.81, -0.38, 0.04, -0.04, 0, 0.96, -17].map(tenths), ["1.8", "\u2212.4", "≈0", "≈0", "0", "1", "\u221217"]);
});

test("a negative factor stands in brackets", () => {
  assert.deepEqual([-2, 2, -0].map(factor), ["(\u22122)", "2", "0"]);
});

test("what is no number is refused, and one beyond the limit too", () => {
  assert.deepEqual(["", "x", "1,250", "--1", "1e400", "0x10", " 2.5 ", "\u22123", ".5"].map((t) => parseNumber(t)),
    [null, null, null, null, null, null, 2.5, -3, 0.5]);
  assert.deepEqual(["0,5", "\u22121,25", ",5", "1,2,3", "0,125", "1/9", "-1,5/3", "1/0", "1/", "1/2/3"].map((t) => parseNumber(t)),
    [0.5, -1.25, 0.5, null, 0.125, 1 / 9, -0.5, null, null, null]);
  assert.deepEqual([parseNumber("100", 100), parseNumber("101", 100)], [100, null]);
});

test("a template is filled by name", () => {
  assert.equal(fill("{a} and {b}{missing}", { a: 1, b: "two" }), "1 and two");
});

test("a count of one has words of its own where there are any", () => {
  const words = { maps: "{count} maps", maps_one: "1 map", terms: "terms: {count}" };
  assert.deepEqual([0, 1, 2, "1"].map((count) => fillCounted(words, "maps", { count })), ["0 maps", "1 map", "2 maps", "1 map"]);
  assert.equal(fillCounted(words, "terms", { count: 1 }), "terms: 1");
});
