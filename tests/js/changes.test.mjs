import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

let kept, fresh = 0;
beforeEach(() => {
  kept = {};
  globalThis.sessionStorage = { getItem: (name) => kept[name] ?? null, setItem: (name, text) => void (kept[name] = text) };
});
/** The module as a page that was just opened has it. */
const load = () => import(`../../cnnviz/player/js/changes.js?${(fresh += 1)}`);
const said = (stamp, after, texts, more = {}) =>
  ({ lesson: "pooling", session: "one", ...more, changes: { stamp, after, dropped: 0, same: 0, texts, place: texts.length - 1, recalled: false, ...more.changes } });
const inTab = () => JSON.parse(kept["cnnviz changes pooling"]);

test("a tab remembers what it is told, and says where it lacks something", async () => {
  const { followed } = await load();
  assert.equal(followed(said("a", "", ["?"])), null);
  assert.equal(followed(said("b", "a", ["?stride=2"], { changes: { same: 1, place: 1 } })), null);
  assert.deepEqual(inTab(), { session: "one", stamp: "b", place: 1, texts: ["?", "?stride=2"] });
  assert.equal(followed(said("b", "b", [], { changes: { same: 2, place: 1 } })), null);
  assert.deepEqual(followed(said("d", "c", ["?stride=3"], { changes: { same: 2, place: 2 } })), { kind: "retell" });
  assert.equal(followed(said("e", "b", ["?stride=4"], { changes: { dropped: 1, same: 1, place: 1 } })), null);
  assert.deepEqual(inTab().texts, ["?stride=2", "?stride=4"]);
});

test("a new session is told once, and nothing is lost before it has heard", async () => {
  (await load()).followed(said("a", "", ["?", "?stride=2"]));
  const before = inTab(), { followed } = await load();
  const other = { session: "two" };
  assert.deepEqual(followed(said("x", "", ["?stride=2"], other)), { kind: "recall", texts: ["?", "?stride=2"], place: 1 });
  assert.equal(followed(said("y", "x", ["?stride=5"], other)), null);
  assert.deepEqual(inTab(), before);
  assert.equal(followed(said("z", "", ["?", "?stride=2", "?stride=5"], { ...other, changes: { recalled: true } })), null);
  assert.deepEqual(inTab(), { session: "two", stamp: "z", place: 2, texts: ["?", "?stride=2", "?stride=5"] });
});

test("a tab without a store remembers until it is reloaded, and a page on its own nothing", async () => {
  globalThis.sessionStorage = { getItem() { throw new Error(); }, setItem() { throw new Error(); } };
  const { followed } = await load();
  followed(said("a", "", ["?", "?stride=2"]));
  assert.equal(followed(said("b", "", ["?"], { session: "two" })).kind, "recall");
  assert.equal(followed({ alone: true }), null);
});
