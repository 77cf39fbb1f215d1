// What a player asks by itself is nothing that a person does: what was refused before stays said.

import assert from "node:assert/strict";
import test from "node:test";

// Some of the modules measure text, and make a canvas for it where they are loaded.
/** @type {any} */ (globalThis).document = { createElement: () => ({ getContext: () => ({}) }) };
const { ClassOrder } = await import("../../cnnviz/lessons/network/class_order.js");
const { Clock } = await import("../../cnnviz/lessons/network/clock.js");
const { Compare } = await import("../../cnnviz/lessons/network/compare.js");
const { Exciting } = await import("../../cnnviz/lessons/network/exciting.js");
const { UnitAsking } = await import("../../cnnviz/lessons/network/unit_asking.js");
const { Why } = await import("../../cnnviz/lessons/network/why.js");

const LONG = 5000; // ms

/** A part of a lesson with some of its values given, without its page. @param {any} kind @param {object} given */
function part(kind, given) {
  return Object.create(kind.prototype, Object.fromEntries(Object.entries(given).map(([name, value]) => [name, { value, writable: true }])));
}

/** A lesson on which nobody does anything: it can inquire, and send nothing. */
function lesson(more = {}) {
  const asked = [];
  return { asked, inquire: (event) => asked.push(event.kind), section: { isConnected: true }, ...more };
}

/** What is asked within a while after an answer. */
function asks({ mock }, arrived, at) {
  mock.timers.enable({ apis: ["setTimeout"] });
  arrived();
  mock.timers.tick(LONG);
  mock.timers.reset();
  return at.asked;
}

const question = { label: 1, versus: -1 }, running = { ...question, running: true };

test("reasons, first and as long as they come", (context) => {
  for (const current of [false, true]) {
    const at = lesson({ state: { view: "why" } }), why = part(Why, { lesson: at, current, data: running, question });
    assert.deepEqual(asks(context, () => why.arrived(), at), ["why"]);
  }
  const at = lesson({ state: { view: "why", kind: "gradient" }, playback: { playing: false } });
  const whole = part(Why, { lesson: at, current: true, known: true, data: {}, pointed: null, square: 3, question });
  assert.deepEqual(asks(context, () => whole.arrived(), at), ["measure"]);
});

test("how long layers take, while it is measured", (context) => {
  const at = lesson({ state: { view: "layers" }, model: { times: { running: true } } });
  assert.deepEqual(asks(context, () => part(Clock, { lesson: at }).arrived(), at), ["time"]);
});

test("the order of maps for a class", (context) => {
  for (const ordered of [null, running]) {
    const at = lesson({ state: { view: "maps", sort: "class" }, header: { ordered }, why: { question } });
    assert.deepEqual(asks(context, () => part(ClassOrder, { lesson: at }).arrived(), at), ["sort"]);
  }
});

test("a network before and after an edit", (context) => {
  for (const data of [null, running]) {
    const at = lesson(), none = { update() {}, arrived() {} };
    const compare = part(Compare, { lesson: at, on: true, data, painted: new Map(), second: none, edit: none, networks: none });
    assert.deepEqual(asks(context, () => compare.arrived(), at), ["compare"]);
  }
});

test("pictures that excite a map, and the numbers behind it", (context) => {
  const at = lesson({ layer: 1, map: 2, model: { glance: () => null }, state: { view: "pictures", group: "all", map: 0 } });
  const pictures = part(Exciting, { lesson: at, shown: true, current: false, data: null });
  assert.deepEqual(asks(context, () => pictures.askSoon(), at), ["pictures"]);
  const behind = lesson({ ...at, asked: [], exact: false, compare: { on: false }, state: { view: "maps", map: 0 } });
  behind.inquire = (event) => behind.asked.push(event.kind);
  const asking = part(UnitAsking, { lesson: behind, asked: "" });
  assert.deepEqual(asks(context, () => asking.soon(), behind), ["choose"]);
});
