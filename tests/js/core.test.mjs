import assert from "node:assert/strict";
import { test } from "node:test";

import { query, written } from "../../cnnviz/player/js/address.js";
import { COMMON_KEYS, keyName, keyTable } from "../../cnnviz/player/js/keyboard.js";
import { Outbox } from "../../cnnviz/player/js/outbox.js";
import { judged } from "../../cnnviz/player/js/predict.js";
import { spelled } from "../../cnnviz/player/js/board.js";
import { bracketed, equality, escape, fine, place, readBack } from "../../cnnviz/player/js/text.js";

const fields = [
  { name: "at", default: null, value: [0, 0], always: true },
  { name: "view", default: "mask", value: "mask" },
  { name: "hide", default: 0, value: 0 },
];

test("a link keeps what differs from the defaults", () => {
  assert.equal(query("stride=2", fields, { at: [1, 2], view: "mask", hide: false }), "?stride=2&at=1,2");
  assert.equal(query("", fields, { at: [1, 2], view: "route", hide: true }), "?at=1,2&view=route&hide=1");
  assert.equal(query("", fields.slice(1), { view: "mask", hide: 0 }), "");
  assert.equal(query("", [{ name: "name", default: "" }], { name: "a&b=c" }), "?name=a%26b%3Dc");
});

test("values are written as Python reads them", () => {
  assert.deepEqual([null, [1, -2], true, 2.5, "x"].map(written), ["", "1,-2", "1", "2.5", "x"]);
});

test("no letter has a second meaning", () => {
  assert.equal(keyTable({ t: "by" }).t, "by");
  assert.equal(keyTable({})[" "], "next");
  for (const key of Object.keys(COMMON_KEYS))
    assert.throws(() => keyTable({ [key]: "another" }), /already mean something/);
  assert.deepEqual(["T", "ArrowLeft", " "].map(keyName), ["t", "ArrowLeft", " "]);
});

test("a guess is judged by what is shown", () => {
  const answer = { name: "y[0]", value: -2.504, text: "\u22122.5" };
  assert.deepEqual([-2.5, 2.5, -2.6, 7].map((guess) => judged(guess, answer)), ["right", "sign", "near", "wrong"]);
  assert.equal(judged(0, { name: "y", value: 0, text: "0" }), "right");
  assert.equal(judged(0.1, { name: "y", value: 0, text: "0" }), "wrong");
});

test("numbers in text", () => {
  assert.deepEqual([0.693147, -0.00001, 1234.5, Infinity].map(fine), ["0.6931", "\u22120.00001", "1234.5", "∞"]);
  assert.deepEqual([bracketed(-1), bracketed(1)], ["(\u22121)", "1"]);
  assert.deepEqual([readBack("\u22122.5"), readBack("∞")], [-2.5, Infinity]);
  assert.deepEqual([equality(0.1 + 0.2, 0.3), equality(1 / 3, 0.33)], ["=", "≈"]);
  assert.equal(place("@x + @missing", { x: 1 }), "1 + ");
  assert.equal(escape('<a href="x">&'), "&lt;a href=&quot;x&quot;&gt;&amp;");
});

test("a sum spells its terms out, without the zeros", () => {
  const term = (a, b) => ({ a, b, value: a * b, zero: a * b === 0 });
  assert.equal(spelled([term(2, 3), term(0, 5), term(1, -1)]), "2·3 + 1·(\u22121)");
  assert.equal(spelled(Array.from({ length: 12 }, () => term(1, 2)), 4), "1·2 + 1·2 + … + 1·2");
  assert.equal(spelled([term(0, 5)]), "0·5");
});

test("an event is sent again until it was heard, each by a number of its own", () => {
  const sent = [], outbox = new Outbox((events) => sent.push(events.map(({ event }) => event.kind)));
  for (const kind of ["undo", "edit"]) outbox.send({ kind });
  const [first, second] = outbox.unheard.map(({ number }) => number);
  outbox.heard(first);
  outbox.send({ kind: "redo" });
  assert.deepEqual(sent, [["undo"], ["undo", "edit"], ["edit", "redo"]]);
  assert.ok(first < second && second < outbox.last);
  outbox.heard(Date.now() + 1e6); // another clock, or another player of the tab
  outbox.send({ kind: "undo" });
  assert.equal(outbox.unheard.length, 1);
  assert.ok(outbox.last > Date.now() + 9e5);
});

test("a clock that is set back makes no number smaller", (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: 2_000_000 });
  const outbox = new Outbox(() => {});
  outbox.send({ kind: "edit" });
  context.mock.timers.setTime(1_000);
  outbox.send({ kind: "undo" });
  assert.deepEqual(outbox.unheard.map(({ number }) => number), [2_000_000, 2_000_001]);
});

test("what was said without a connection is said again when it returns, and nothing else is", () => {
  const sent = [], outbox = new Outbox((events) => sent.push(events.map(({ event }) => event.kind)));
  outbox.again();
  outbox.send({ kind: "edit" });
  outbox.again();
  outbox.heard(outbox.last);
  outbox.again();
  assert.deepEqual(sent, [["edit"], ["edit"]]);
});

test("what was not heard before its page was left is said there again, and nowhere else", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const sent = [], outbox = new Outbox((events) => sent.push(events.map(({ event }) => event.kind)));
  outbox.enter("convolution", 0);
  for (const kind of ["edit", "here", "undo"]) outbox.send({ kind });
  const [first] = outbox.unheard.map(({ number }) => number);
  sent.length = 0;
  outbox.enter("filter_bank", first + 1e6);
  context.mock.timers.tick(0);
  assert.deepEqual(sent, []);
  outbox.send({ kind: "select" });
  outbox.enter("convolution", first); // the edit was answered, the undo was not, and a player asks for itself
  context.mock.timers.tick(0);
  outbox.enter("convolution", first); // once more, by another player
  context.mock.timers.tick(0);
  assert.deepEqual(sent, [["select"], ["undo"], ["undo"]]);
});
