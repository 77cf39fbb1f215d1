import assert from "node:assert/strict";
import { test } from "node:test";

import { curveOf } from "../../cnnviz/player/js/curve.js";
import { mathml } from "../../cnnviz/player/js/mathml.js";
import { format } from "../../cnnviz/player/js/numbers.js";
import { Panel } from "../../cnnviz/player/js/panel.js";
import { Slot } from "../../cnnviz/player/js/slot.js";
import { fitted, raised } from "../../cnnviz/player/js/slots.js";

const panel = (values, shape, more = {}) => new Panel({ key: "w", colour: "signed", range: [-1, 1], ...more }, Object.assign(Float64Array.from(values), { shape }));

test("a narrow cell is never empty", () => {
  for (const value of [0, -0.12, 0.05, -0.049, 1.26, -31.4, 0.007])
    for (const width of [8, 16, 23, 27, 60]) assert.notEqual(fitted(value, width, 16, format), "");
  assert.equal(fitted(-0.12, 60, 16, format), "−0.12");
  assert.equal(fitted(-0.12, 34, 16, format), "−.12");
  assert.equal(fitted(-0.12, 23, 16, format), "−.1");
  assert.equal(fitted(0.007, 23, 16, format), "≈0");
});

test("powers of ten are raised", () => assert.deepEqual([-3, 12, 0].map(raised), ["⁻³", "¹²", "⁰"]));

test("a panel knows its unit, and its index in the array itself", () => {
  const weight = panel([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2], { shape: [2, 1, 2, 2], unit: -3 });
  assert.equal(weight.scale, 1e-3);
  assert.deepEqual(weight.indices(6), [1, 0, 1, 0]);
  assert.deepEqual(weight.index(6), [1, 1, 0]);
});

test("a flipped kernel lights the weight that it shows", () => {
  const kernel = new Slot(panel([1, 2, 3, 4], [1, 2, 2]), { rows: [1, 0], columns: [1, 0], turned: true });
  assert.equal(kernel.flat(0, 0, 0), 3);
  kernel.lightFlat(3, 7);
  assert.equal(kernel.lit.get(kernel.key(0, 0, 0)), 7);
});

test("a curve carries its point", () => {
  const { html, width } = curveOf(Object.assign(Float64Array.of(-1, 0, 1, 0, 0, 1), { shape: [2, 3] }), 0, 0);
  assert.match(html, /<circle cx="75.0" cy="104.0"/);
  assert.ok(width > 150);
});

test("formulas become MathML", () => {
  assert.equal(mathml("x_{1}^2"), "<math><msubsup><mi>x</mi><mrow><mn>1</mn></mrow><mn>2</mn></msubsup></math>");
  assert.equal(mathml("-\\ln 0.5"), '<math><mo>−</mo><mi mathvariant="normal">ln</mi><mn>0.5</mn></math>');
  assert.match(mathml("\\frac{1}{2}"), /<mfrac><mrow><mn>1<\/mn><\/mrow>/);
  assert.match(mathml("a<b"), /&lt;/);
});
