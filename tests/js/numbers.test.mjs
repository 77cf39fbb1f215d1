import assert from "node:assert/strict";
import { test } from "node:test";
import { factor, fill, format, parseNumber } from "../../cnnviz/player/js/numbers.js";

const WRITTEN = [
  [0, "0"], [-0, "0"], [7, "7"], [-3, "−3"], [0.125, "0.13"], [-0.125, "−0.13"], [0.005, "0.01"],
  [0.0049, "0.005"], [0.00012, "0.0001"], [999.99, "999.99"], [1234.56, "1234.6"], [-1e6, "−1.00e6"],
  [1.5e21, "1.50e21"], [Infinity, "∞"], [-Infinity, "−∞"], [NaN, "NaN"], [undefined, ""], [null, ""],
];

for (const [value, text] of WRITTEN)
  test(`${value} is written as "${text}"`, () => assert.equal(format(value), text));

test("a negative factor stands in brackets", () => {
  assert.equal(factor(-2), "(−2)");
  assert.equal(factor(2), "2");
});

for (const [text, value] of [["−3", -3], [" 1.5e-3 ", 0.0015], [".5", 0.5], ["+2.", 2]])
  test(`"${text}" is read as ${value}`, () => assert.equal(parseNumber(text), value));

for (const text of ["", "-", ".", "1,5", "0x10", "1e999", "NaN", "1 2"])
  test(`"${text}" is no number`, () => assert.equal(parseNumber(text), null));

test("a number beyond the limit is refused", () => {
  assert.equal(parseNumber("11", 10), null);
  assert.equal(parseNumber("-10", 10), -10);
});

test("names are filled in, and a name without a value leaves nothing", () =>
  assert.equal(fill("{a} of {b}{c}", { a: 0, b: "x" }), "0 of x"));
