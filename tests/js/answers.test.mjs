import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document = { querySelector: () => null };
const { Lesson } = await import("../../cnnviz/player/js/lesson.js");
const { Round } = await import("../../cnnviz/player/window/round.js");
const { ReceptiveField } = await import("../../cnnviz/lessons/receptive_field/player.js");

/** A lesson without a page, where a person has done nothing yet. */
function lesson() {
  const element = { classList: { toggle() {} } }, made = Object.create(Lesson.prototype);
  return Object.assign(made, { deeds: 0, keyboard: { gesture: 0 }, told: "", complained: "", find: () => element, measureBar() {} });
}

test("what is said here stays while answers come to what was asked before", () => {
  const one = lesson();
  one.keyboard.gesture++;
  one.complain("Twenty at most.");
  one.hear("");
  assert.equal(one.complaint, "Twenty at most.");
  one.deeds++; // an edit by a key that is typed is no gesture
  one.hear("");
  assert.equal(one.complaint, "");
});

test("what the server refuses is said once, and again where it is refused again", () => {
  const one = lesson();
  one.hear("1 to 8.");
  assert.equal(one.complaint, "1 to 8.");
  one.keyboard.gesture++;
  one.complain(""); // by a step
  one.hear("1 to 8."); // while what comes yet is looked for
  assert.equal(one.complaint, "");
  one.keyboard.gesture++;
  one.hear("1 to 8.");
  assert.equal(one.complaint, "1 to 8.");
});

test("what waits is sent before anything else is done", () => {
  const done = [], one = Object.assign(lesson(), { fields: [{ flush: () => done.push("flush") }] });
  one.begins();
  assert.deepEqual(done, ["flush"]);
});

test("a round that was closed is not opened by an answer to what was asked before", () => {
  const done = [], dialog = { open: false, showModal: () => done.push("open"), close: () => done.push("close") };
  const player = { heard: 0, state: {}, header: { round: { seed: 7 } }, answered(number) { return this.heard >= number; }, send: () => 3 };
  const round = Object.assign(Object.create(Round.prototype), { player, dialog, seed: 0, sent: 0, draw() {} });
  round.update();
  round.send(false); // by Escape
  round.update();
  Object.assign(player, { heard: 3, header: { round: { seed: 0 } } });
  round.update();
  assert.deepEqual(done, ["open"]);
  assert.equal(player.state.round, 0);
});

test("a layer that was added is gone to with its own answer, unless somebody went elsewhere", () => {
  const nowhere = () => [0, 0], field = (last) => ({ last, shape: [9, 9], nearest: (layer) => ({ layer, at: [0, 0] }), exists: Boolean, centre: nowhere, box: nowhere });
  const one = Object.assign(Object.create(ReceptiveField.prototype), {
    added: 5, heard: 4, answered(number) { return this.heard >= number; }, moved() {}, state: { unit: { layer: 1, at: [0, 0] }, lock: null, pixel: [0, 0] },
  });
  const arrives = (last) => { one.current = field(last); one.stay(field(1)); };
  arrives(1); // to what was asked before
  assert.equal(one.state.unit.layer, 1);
  one.heard = 5;
  arrives(2);
  assert.equal(one.state.unit.layer, 2);
  one.pin({ unit: { layer: 0, at: [0, 0] } });
  arrives(2);
  assert.equal(one.state.unit.layer, 0);
});

test("why a stack does not fit is said until one looks elsewhere, and again after an edit that fits as little", () => {
  const busy = new Set(), classList = { contains: (name) => busy.has(name), toggle: (name, on) => void (on ? busy.add(name) : busy.delete(name)) }, nothing = () => {};
  const field = { why: "3 do not fit into 2.", shapes: "[]", fresh: 0, stages: [] }, one = Object.assign(Object.create(ReceptiveField.prototype), {
    section: { classList }, state: {}, current: field, added: 0, heard: 0, answered(number) { return this.heard >= number; }, reopen: nothing,
    gradient: { askSoon: nothing, lookAgain: nothing }, photo: { repaint: nothing }, maps: { update: nothing }, table: { number: 0, update: nothing }, predict: { draw: nothing },
  });
  const arrives = () => { one.arrived(field); return one.looked; };
  one.looked = true;
  assert.equal(arrives(), true); // to what the player asked by itself
  busy.add("busy");
  one.table.number = 3;
  assert.equal(arrives(), true); // to what was asked before
  one.heard = 3;
  assert.equal(arrives(), false);
});
