import assert from "node:assert/strict";
import { test } from "node:test";

import { orphans, read } from "../../cnnviz/player/model/store.js";

test("what is no model that this page kept is none", () => {
  assert.deepEqual(read({ key: "a", title: "b", recipe: 4, names: "x\ny", more: 1 }), { key: "a", title: "b", recipe: 4, names: "x\ny" });
  assert.deepEqual(read({ key: "a", title: "", recipe: "no" }), { key: "a", title: "", recipe: 0, names: "" });
  for (const other of [undefined, null, {}, { key: "" , title: "b" }, { key: 3, title: "b" }, { key: "a" }, "a"]) assert.equal(read(other), null);
});

test("the parts of tabs that are closed are taken away, those of open tabs and what is to last stay", () => {
  const parts = ["about last", "files last", "about 1", "files 1", "about 2", "files 2"];
  assert.deepEqual(orphans(parts, ["2"]), ["about 1", "files 1"]);
  assert.deepEqual(orphans(parts, ["1", "2", ""]), []);
});
