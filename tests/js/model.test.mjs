import assert from "node:assert/strict";
import { test } from "node:test";

import { ModelStore, orphans, read } from "../../cnnviz/player/model/store.js";

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

/** A computer with one store, which answers later. */
function computer() {
  const base = new Map();
  const store = {
    get: (name) => ({ result: base.get(name) }), getAllKeys: () => ({ result: [...base.keys()] }),
    put: (value, name) => (base.set(name, value), {}), delete: (name) => (base.delete(name), {}),
  };
  const transaction = () => {
    const moved = { objectStore: () => store };
    setTimeout(() => moved.oncomplete());
    return moved;
  };
  const open = () => {
    const opening = { result: { transaction, close() {} } };
    setTimeout(() => opening.onsuccess());
    return opening;
  };
  globalThis.indexedDB = { open };
  return base;
}

/** The store of a tab that seals nothing; models of this size take as long to read. @param {number} size */
function tab(size) {
  const store = Object.assign(new ModelStore(), { id: "1", secret: true, unlock: async () => true, seal: async (data) => ({ data }) });
  const arrayBuffer = () => new Promise((done) => { setTimeout(() => done(new ArrayBuffer(size)), size); });
  const about = { key: "a", title: "own.onnx", recipe: 0, names: "" };
  return { store, kept: { about, files: [{ name: "own.onnx", arrayBuffer }] } };
}

test("what is said of a model while it is still being kept is kept with it", async () => {
  const base = computer(), { store, kept } = tab(30), named = { ...kept.about, names: "ant" };
  const keeping = store.keep(kept);
  await store.say(named);
  assert.equal(await keeping, true);
  assert.deepEqual(JSON.parse(new TextDecoder().decode(base.get("about 1").data)), named);
});

test("of a model that is forgotten while it is still being kept nothing is left", async () => {
  const base = computer(), { store, kept } = tab(30), keeping = store.keep(kept);
  await new Promise((done) => { setTimeout(done, 5); });
  await store.forget();
  await keeping;
  assert.deepEqual([...base.keys()], []);
});

test("the model that came last is the one that is kept", async () => {
  const base = computer(), { store, kept } = tab(30), later = tab(1).kept;
  const keeping = store.keep(kept);
  await new Promise((done) => { setTimeout(done, 5); });
  assert.deepEqual(await Promise.all([keeping, store.keep(later)]), [true, true]);
  assert.equal(base.get("files 1")[0].data.byteLength, 1);
});
