import assert from "node:assert/strict";
import { test } from "node:test";

import { Gradient } from "../../cnnviz/lessons/receptive_field/gradient.js";
import { Formulas } from "../../cnnviz/lessons/receptive_field/formulas.js";
import { Field, areaOf, listOf, runs, sameUnit, sizesOf, unitOf } from "../../cnnviz/lessons/receptive_field/field.js";
import { count, kindOf, sentence } from "../../cnnviz/lessons/receptive_field/sentences.js";

const table = (Type, shape, values) => Object.assign(Type.from(values), { shape });

// Kernel size 3, stride 2, padding 1 over a photo of 5 × 5: what axes.py and payload.py write for it.
const arrays = {
  photo: table(Uint8Array, [1, 5, 5], Array(25).fill(7)),
  places: table(Int8Array, [3, 3], [0, 1, -1, 1, 2, 3, 3, 4, -1]),
  padded: table(Int8Array, [5], [0, 1, 2, 3, 4]),
  indptr: table(Uint8Array, [6], [0, 1, 3, 4, 6, 7]),
  output: table(Uint8Array, [7], [0, 0, 1, 1, 1, 2, 2]),
  kernel_index: table(Uint8Array, [7], [0, 1, 0, 1, 2, 0, 1]),
  hulls: table(Int8Array, [1, 3, 2], [-1, 1, 1, 3, 3, 5]),
};
const names = ["places", "padded", "indptr", "output", "kernel_index", "hulls"];
const axis = { ...Object.fromEntries(names.map((name) => [name, name])), before: 0, size: 3, jump: 2, start: 0 };
const header = { fresh: 0, effective: null, stages: [{ aligned: true, axes: [axis, axis] }] };
const field = new Field({ header, arrays });
const unit = (row, column) => ({ layer: 0, at: [row, column] });

test("a unit's cone and a pixel's units are looked up", () => {
  assert.deepEqual(field.sees(unit(0, 1)), [[[0, 1], [0]], [[1, 2, 3], [1]]]);
  assert.deepEqual(field.reaches([1, 2]), [[[1], [0, 1]], [[2], [1]]]);
  assert.deepEqual([field.box(unit(0, 2)), field.clipped(field.box(unit(0, 2)))], [[[-1, 1], [3, 5]], [[0, 1], [3, 4]]]);
  assert.deepEqual(field.nearest(0, [2.4, 4]), unit(1, 2));
  assert.deepEqual([field.exists(unit(2, 2)), field.exists(unit(3, 0)), field.exists(null)], [true, false, false]);
});

test("boxes are compared", () => {
  const shared = field.shared(field.box(unit(0, 0)), field.box(unit(0, 1)));
  assert.deepEqual([shared, sizesOf(shared), areaOf(shared)], [[[0, 1], [1, 1]], [2, 1], 2]);
  assert.equal(areaOf(field.shared(field.box(unit(0, 0)), field.box(unit(2, 0)))), 0);
  assert.deepEqual([sameUnit(unit(1, 2), unit(1, 2)), sameUnit(unit(1, 2), null)], [true, false]);
  assert.deepEqual(listOf(unitOf([1, 2, 0])), [1, 2, 0]);
});

test("units with gaps between what they read share only what both read", () => {
  const read = { 0: [[0, 2, 4], [1]], 1: [[2, 3, 4], [0, 1, 2]] };
  assert.deepEqual(field.common.call({ sees: ({ layer }) => read[layer].map((list) => [list]) }, { layer: 0 }, { layer: 1 }), [2, 1]);
});

test("positions next to each other are one run", () => {
  assert.deepEqual(runs([0, 1, 2, 5, 7, 8]), [[0, 2], [5, 5], [7, 8]]);
  assert.deepEqual(runs([]), []);
});

test("counts have their thousands apart", () => {
  assert.deepEqual([7, 1024, 50550].map(count), ["7", "1\u202f024", "50\u202f550"]);
});

const sentences = {
  see: "({row}, {column}) {height} × {width} {top}–{bottom} {left}–{right}", padding: " {share} %", asks: "({row}, {column}): {why}",
  waits: "({row}, {column}) …", reach: "({row}, {column}) {count} {units}: {high} {high_rows}", nowhere: "none",
  both: "({row_a}, {column_a}) ({row}, {column}) {shared} {pixels} {share}", effective: "half from {half} of {could}, {share} %", silent: "silent", apart: "apart",
};
const notes = { pixel_one: "pixel", pixel_more: "pixels", unit_one: "unit", unit_more: "units", row_one: "row", row_more: "rows", column_one: "column", column_more: "columns", little: "under 1" };

function lesson(changes = {}, state = {}) {
  const model = Object.assign(Object.create(Field.prototype), field, { effective: { why: "It takes 9 s.", told: " 2 s are over.", half: 1 } });
  return { model, notes, words: { sentences }, layer: 0, gradient: {}, focus: unit(0, 1), pixel: [1, 2], state: { mode: "see", lock: null, ...state }, ...changes };
}

test("each case has its own sentence, and each says its place", () => {
  const cases = [
    [lesson(), "see", "(0, 1) 3 × 3 0–1 1–3 33 %"],
    [lesson({ gradient: { asks: true } }), "asks", "(0, 1): It takes 9 s."],
    [lesson({ gradient: { waits: true } }), "waits", "(0, 1) …"],
    [lesson({ gradient: { waits: true, runs: true } }), "waits", "(0, 1) … 2 s are over."],
    [lesson({}, { mode: "reach" }), "reach", "(1, 2) 2 units: 2 rows"],
    [lesson({ pixel: [2, 2] }, { mode: "reach" }), "reach", "(2, 2) 1 unit: 1 row"],
    [lesson({}, { lock: unit(0, 0) }), "both", "(0, 0) (0, 1) 2 pixels 33"],
    [lesson({ focus: unit(1, 1) }, { lock: unit(0, 0) }), "both", "(0, 0) (1, 1) 1 pixel 11"],
    [lesson({ focus: unit(2, 2) }, { lock: unit(0, 0) }), "both", "apart"],
  ];
  for (const [one, kind, said] of cases) assert.deepEqual([kindOf(one), sentence(one)], [kind, said]);
});

test("what is not read in a box with holes could not be seen", () => {
  const spread = lesson({ gradient: { heated: true } });
  Object.assign(spread.model, { effective: { reached: true, half: 5 }, box: () => [[0, 2], [0, 2]], sees: () => [[[0, 2]], [[0, 1, 2]]] });
  assert.equal(sentence(spread), "half from 5 of 6, 83 %");
});

test("of one pixel nothing is said of half of it", () => {
  const alone = lesson({ gradient: { heated: true } }), effective = { reached: true, half: 1 };
  Object.assign(alone.model, { effective, box: () => [[1, 1], [2, 2]], sees: () => [[[1]], [[2]]] });
  assert.equal(sentence(alone), "(0, 1) 1 × 1 1–1 2–2");
  effective.reached = false;
  assert.equal(sentence(alone), "silent");
});

test("what the server works on is looked at again, and stopped", ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const sent = [], asked = unit(0, 1), effective = { unit: [1, 0, 1], told: " 2 s are over.", why: "" };
  const one = {
    header: { coming: true }, section: { isConnected: true }, send: (event) => sent.push(event), inquire: (event) => sent.push(event), focus: asked,
    state: { mode: "see", view: "effective", unit: asked }, model: { effective, strength: null },
  };
  const gradient = new Gradient(one);
  assert.deepEqual([gradient.waits, gradient.runs, gradient.asks, gradient.heated], [true, true, false, false]);
  gradient.lookAgain();
  gradient.lookAgain(); // one answer, one question
  mock.timers.tick(500);
  assert.deepEqual(sent, [{ kind: "look" }]);
  gradient.halt();
  assert.deepEqual(sent[1], { kind: "halt" });
  Object.assign(effective, { told: "", why: "this was stopped." });
  one.header.coming = false;
  gradient.lookAgain();
  mock.timers.tick(5000);
  assert.deepEqual([gradient.waits, gradient.runs, gradient.asks, sent.length], [false, false, true, 2]);
  one.header.coming = true;
  gradient.lookAgain();
  one.section.isConnected = false; // another page is shown
  mock.timers.tick(5000);
  assert.equal(sent.length, 2);
});

test("of one pixel it is said as of one", () => {
  const said = (axis) => {
    const lines = { size: "", jump: "", start: "" }, stage = { header: { axes: [axis, axis], formulas: [lines, lines] } };
    const notes = { size: "pixels", size_one: "pixel", jump: "pixels on", jump_one: "pixel on", start: "pixel of unit 0", box: "", columns: "" };
    const lesson = { find: () => ({}), notes, focus: { layer: 0, at: [0, 0] }, predict: { open: false }, model: { stages: [stage], box: () => [[0, 0], [0, 0]] } };
    return new Formulas(lesson).formulas().slice(0, 2).map(([, , meaning]) => meaning);
  };
  assert.deepEqual(said({ size: 1, jump: 1, start: 0 }), ["pixel", "pixel on"]);
  assert.deepEqual(said({ size: 3, jump: 1, start: 1 }), ["pixels", "pixel on"]);
  assert.deepEqual(said({ size: 5, jump: 2, start: 2 }), ["pixels", "pixels on"]);
});
