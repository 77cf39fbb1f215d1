// "Your photo": a button, a drop, a paste and a camera; what is shown of it, and what this browser keeps.

import { luminance, parseHex } from "../js/colour.js";
import { onReturn } from "../js/connection.js";
import { Outbox } from "../js/outbox.js";
import { onChoose, waiting } from "../js/place.js";
import { inTab } from "../js/tab.js";
import { Camera, possible } from "./camera.js";
import { listen } from "./doors.js";
import { prepared, taken } from "./shrink.js";
import { Store } from "./store.js";

const BUSY_MS = 500; // shorter waits are not announced
const RESENT = 2; // times a photo is sent again to a server that has lost it on the way

/** What the server says: its session, the last photo that it answered, whether it took that one, and what it has, with the `last`
 * photos by their numbers. `waits` for the photo. @typedef {{ session: string, answered: number, number: number, last: number[], thumbnail: string,
 * shown: boolean, waits: boolean, heard: number }} Said */
/** A photo on its way; an `older` one only joins the last ones. @typedef {{ number: number, again: boolean, older: boolean, show: boolean, resent:
 * number, record: import("./shrink.js").Record, place?: number | "" | null, queued?: boolean }} Sent */

/** One tab has one photo, whichever page it is on, and knows the last ones by their numbers; `older` are still to be sent, `more` of those
 * that were chosen together are still to be brought, for the `place` that waited, and `problem` is what is to be said then.
 * @type {{ store: Store, said: Said | null, sent: Sent | null, number: number, records: Map<number, import("./shrink.js").Record>, older:
 * import("./shrink.js").Record[], more: File[], place: number | "" | null, problem: object | null }} */
const tab = { store: new Store(), said: null, sent: null, number: 0, records: new Map(), older: [], more: [], place: null, problem: null };
const doors = new WeakMap();
/** Tells the server of the page that is open. @type {(events: object[]) => void} */
let deliver = () => {};
const outbox = new Outbox((events) => deliver(events));
onReturn(() => outbox.again());

export class Door {
  /** @param {any} root */
  constructor(root) {
    this.root = root;
    this.section = root.querySelector(".photo");
    this.words = JSON.parse(this.section.dataset.words);
    this.life = new AbortController();
    /** @type {number | undefined} */
    this.waiting = undefined;
    this.file = this.find("input[type=file]");
    this.camera = new Camera(this.find("dialog"), this.words, (shot) => this.bring(() => taken(shot)));
    for (const button of this.all("[data-action=camera]")) button.hidden = !possible();
    if (matchMedia("(pointer: coarse)").matches) this.file.accept = "image/*"; // a phone then offers its camera first
    this.file.addEventListener("change", () => {
      const files = [...this.file.files];
      this.file.value = ""; // the same file may be chosen again
      this.bringAll(files);
    });
    this.section.addEventListener("click", (/** @type {any} */ event) => {
      const button = event.target.closest("[data-action]");
      if (button) this.act(button.dataset.action, button);
    });
    // Escape closes what is open here, and nothing behind it.
    this.section.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (this.find(".menu").matches(":popover-open") || this.find("dialog").open) event.stopPropagation();
    });
    this.find(".menu").addEventListener("beforetoggle", (/** @type {ToggleEvent} */ event) => {
      if (event.newState === "closed" && this.find(".menu :focus")) this.find(".mine").focus();
    });
    onChoose(() => this.act("choose", this.find(".choose")), this.life.signal);
    listen({ take: (files) => this.bringAll(files), many: () => waiting() !== null, frame: (on) => this.reveal(".frame", on), signal: this.life.signal });
  }

  /** @param {string} selector @returns {any} */
  find(selector) { return this.section.querySelector(selector); }
  /** @param {string} selector @returns {any[]} */
  all(selector) { return [...this.section.querySelectorAll(selector)]; }

  /** @param {string} name @param {HTMLElement} button */
  act(name, button) {
    /** @type {Record<string, () => unknown>} */
    const deeds = {
      choose: () => {
        this.file.multiple = waiting() !== null;
        this.file.click();
      },
      menu: () => (this.reveal(".menu", true), this.find(".menu :is(button, input):not([hidden])").focus()),
      camera: () => (this.reveal(".menu", false), this.camera.open()),
      shoot: () => this.camera.shoot(),
      close: () => this.find("dialog").close(),
      show: () => (this.reveal(".menu", false), this.send({ kind: "show" })),
      last: () => this.last(/** @type {HTMLInputElement} */ (button)),
      forget: () => (this.reveal(".menu", false), this.find(".choose").focus(), this.forget(), this.send({ kind: "forget" })),
      cancel: () => this.cancel(),
    };
    deeds[name]?.();
  }

  /** What lies above the page; a card stands below the row. @param {string} selector @param {boolean} on */
  reveal(selector, on) {
    const box = this.find(selector);
    if (box.matches(":popover-open") === on || !box.isConnected) return; // what waits on a page that was left opens nothing
    if (!on) return box.hidePopover();
    const { left, bottom } = this.section.getBoundingClientRect();
    if (box.matches(".card")) Object.assign(box.style, { left: `${left}px`, top: `${bottom + 6}px` });
    box.showPopover();
  }

  /** @param {object} event */
  send(event) { outbox.send(event); }

  // ---- bringing

  /** One after the other, each to the next place that waits. @param {File[]} files */
  bringAll([file, ...more]) {
    if (!file) return;
    this.bring(() => prepared(file));
    tab.more = more;
  }

  /** Make a photo ready, and send it. @param {() => Promise<import("./shrink.js").Record | string>} make */
  async bring(make, queued = false) {
    if (!queued) [tab.more, tab.place, tab.problem] = [[], waiting(), null];
    const number = this.begin();
    const record = await make().catch(() => undefined);
    if (number !== tab.number) return; // cancelled, or another one was chosen
    if (typeof record === "object")
      return this.post({ number, record, again: false, older: false, show: true, resent: 0, place: tab.place, queued });
    tab.problem = { kind: "problem", name: record ? "large" : "unread", head: record };
    this.proceed();
  }

  /** The next of several photos; after the last one, what is to be said of those that could not be read. */
  proceed() {
    const next = tab.more.shift(), { problem } = tab;
    if (next) return void this.bring(() => prepared(next), true);
    this.rest();
    tab.problem = null;
    if (problem) this.send(problem);
  }

  begin() {
    tab.sent = null;
    this.progress(1);
    return this.numbered();
  }

  /** A new number, larger than any of an earlier page. */
  numbered() { return (tab.number = Math.max(tab.number + 1, Date.now())); }

  /** @param {Sent} sent */
  post(sent) {
    tab.sent = sent;
    if (!sent.again) this.progress(2);
    const { number, record, again, older, show, place = null, queued = false } = sent;
    this.send({ kind: "photo", number, data: record.data, done: record.done, again, older, show, place, queued });
  }

  cancel() {
    const { sent, number } = tab;
    tab.number += 1;
    [tab.sent, tab.more] = [null, []];
    this.rest();
    this.say(this.words.cancelled);
    if (sent) this.send({ kind: "cancel", number });
  }

  /** @param {number} step */
  progress(step) {
    const text = [this.words.shrinking, this.words.sending][step - 1];
    this.find(".doing").textContent = text;
    this.find("progress").value = step;
    this.waiting ??= setTimeout(() => {
      this.reveal(".busy", true);
      this.say(this.find(".doing").textContent);
    }, BUSY_MS);
  }

  rest() {
    clearTimeout(this.waiting);
    this.waiting = undefined;
    this.reveal(".busy", false);
  }

  /** @param {string} text */
  say(text) { this.find(".spoken").textContent = text; }

  // ---- what the server says

  /** @param {Said} said */
  update(said) {
    const before = tab.said, fresh = before?.session !== said.session;
    tab.said = said;
    outbox.heard(said.heard);
    if (fresh) outbox.unheard = []; // a photo among them is posted again
    else if (outbox.unheard.length) deliver(outbox.unheard); // lost with a run that was stopped, or not answered yet
    this.draw();
    if (tab.sent?.number === said.answered) this.answered(tab.sent, said.number === said.answered);
    else if (tab.sent && fresh && tab.sent.resent < RESENT) this.post({ ...tab.sent, resent: tab.sent.resent + 1 });
    else if (!tab.sent && !said.thumbnail && (fresh || said.waits)) this.bringBack(Boolean(before?.shown));
    else if (!tab.sent && before?.number !== said.number && tab.records.has(said.number)) tab.store.keep(this.lasts);
  }

  /** The photo that is shown and those before it, as far as this tab has them. */
  get lasts() {
    const { number, last } = /** @type {Said} */ (tab.said);
    return [number, ...last.filter((other) => other !== number)].flatMap((one) => tab.records.get(one) ?? []);
  }

  forget() {
    tab.records.clear();
    tab.older = [];
    inTab("own", {}); // those of lessons, too
    return tab.store.forget();
  }

  /** @param {Sent} sent @param {boolean} accepted */
  async answered(sent, accepted) {
    tab.sent = null;
    this.proceed();
    if (!accepted && !sent.older) return sent.again ? this.forget() : undefined;
    tab.records.set(sent.number, sent.record);
    for (const number of tab.records.keys()) if (!tab.said?.last.includes(number)) tab.records.delete(number);
    if (!sent.again) this.say(this.words.taken);
    if (!sent.again && !(await tab.store.keep(this.lasts))) this.send({ kind: "problem", name: "unkept" });
    const next = tab.sent ? undefined : tab.older.shift();
    if (next) this.post({ number: this.numbered(), record: next, again: true, older: true, show: false, resent: 0 });
    else if (sent.older) tab.store.keep(this.lasts); // a photo that came in between was kept without them
  }

  /** To a server that has no photo the one that this browser kept, and then those before it. @param {boolean} show */
  async bringBack(show) {
    const [record, ...older] = await tab.store.read();
    const { said } = tab;
    if (tab.sent || said?.thumbnail) return;
    tab.older = older;
    if (record) this.post({ number: this.begin(), record, again: true, older: false, show, resent: 0 });
    else if (said?.waits) this.send({ kind: "none" });
  }

  /** @param {HTMLInputElement} box */
  async last(box) {
    const lasting = box.checked;
    if (!tab.store.records.length) await tab.store.read();
    if (!(await tab.store.last(lasting))) this.send({ kind: "problem", name: "unkept" });
    box.checked = tab.store.lasting;
  }

  draw() {
    const { thumbnail, shown, answered } = /** @type {Said} */ (tab.said);
    this.section.dataset.answered = String(answered);
    this.section.dataset.scheme = this.dark ? "dark" : "light";
    this.section.classList.toggle("there", Boolean(thumbnail));
    this.find(".mine").hidden = !thumbnail;
    for (const image of this.all("img")) image.src = thumbnail || "data:,";
    this.find("[data-action=show]").hidden = shown;
    this.find("[data-action=last]").checked = tab.store.lasting;
  }

  /** Streamlit's own background tells light from dark, whoever chose it. */
  get dark() {
    const probe = getComputedStyle(this.root.host ?? this.section).getPropertyValue("--st-background-color").trim();
    return /^#[0-9a-f]{6}/i.test(probe) ? luminance(parseHex(probe)) < 128 : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  destroy() {
    this.life.abort();
    this.rest();
    this.camera.stop();
  }
}

export default (/** @type {any} */ { data, parentElement, setTriggerValue }) => {
  let door = doors.get(parentElement);
  if (!door?.section.isConnected) {
    door?.destroy();
    doors.set(parentElement, (door = new Door(parentElement)));
  }
  // Streamlit takes nothing while it mounts a component.
  deliver = (events) => setTimeout(() => setTriggerValue("event", { events }));
  door.update(data);
  return () => {
    if (!door.section.isConnected) door.destroy();
  };
};
