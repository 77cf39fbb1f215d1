// What every player is: a section on the page, its state, its keys and steps, its sentence and its life.

import { allVisited, isNew, leave, opened, query, visited } from "./address.js";
import { followed } from "./changes.js";
import { Palette, luminance, parseHex } from "./colour.js";
import { onReturn } from "./connection.js";
import { Keyboard } from "./keyboard.js";
import { Outbox } from "./outbox.js";
import { Playback } from "./playback.js";
import { askedBy, Predict } from "./predict.js";
import { keepPresses } from "./presses.js";
import { writeRich } from "./numbers.js";
import { copyText, download, plain } from "./rich.js";
import { Surround } from "./surround.js";
import { inTab } from "./tab.js";
import { unpacked } from "./unpack.js";

const SPEAK_MS = 500; // a step is read aloud once it has come to rest
const SAVE_MS = 150;
const UNSAVED_MS = 500; // at most, while steps follow each other faster: a browser takes a hundred addresses in half a minute
const COPIED_MS = 1500;
const PHONE_WIDTH = 720; // px
const SHORT_HEIGHT = 780; // px
const players = new WeakMap();

/** A lesson's class says what is its own: `read(payload)` makes its model; `arrived(before)` follows a new one, `before` null at first;
 * `layout(room)` measures; `draw()` shows model and state; `sentence()` words them; `steps` (see playback.js); `actions` adds to what buttons
 * and keys do; `answer` is what Predict asks; `values` is the state as the link keeps it, if that is not `state` itself. @template M */
export class Lesson {
  /** The keys that only this lesson has: key and action. @type {Record<string, string>} */
  static keys = {};

  /** @param {any} root @param {(event: object) => number} send */
  constructor(root, send) {
    this.root = root;
    /** What the player asks by itself. Gives the event's number. @param {object} event */
    this.inquire = (event) => send({ ...event, gesture: this.keyboard.gesture });
    this.deeds = 0;
    /** What a person did. What one gesture changes, such as typing a number or a drag, is one thing to undo. @param {object} event */
    this.send = (event) => {
      this.deeds++;
      return this.inquire(event);
    };
    /** Where numbers are written, whose messages may wait. @type {Set<{ flush: () => void }>} */
    this.fields = new Set();
    this.section = root.querySelector(".player");
    /** @type {Payload} */
    this.payload = /** @type {any} */ (null);
    /** @type {number | undefined} */
    this.drawing = undefined;
    /** @type {Palette} */
    this.palette = /** @type {any} */ (null);
    /** Since when the address lacks something. @type {number | undefined} */
    this.unsaved = undefined;
    this.located = 0;
    this.presenting = this.phone = this.short = false;
    this.complaint = this.told = this.complained = "";
    this.saved = this.gone = 0;
    /** @type {Record<string, any>} */
    this.state = {};
    /** @type {M | null} */
    this.current = null;
    this.playback = new Playback(/** @type {any} */ (this));
    this.predict = new Predict(this);
    this.keyboard = new Keyboard(/** @type {any} */ (this), /** @type {typeof Lesson} */ (this.constructor).keys);
    this.surround = new Surround();
    this.onResize = () => this.resized();
    this.observer = new ResizeObserver(this.onResize);
    this.observer.observe(this.section);
    window.addEventListener("resize", this.onResize);
    this.onBack = () => this.unsave();
    window.addEventListener("popstate", this.onBack);
    keepPresses(this.section);
    this.section.addEventListener("click", (/** @type {any} */ event) => {
      const button = event.target.closest?.("[data-action]");
      if (!button) return;
      this.act(button.dataset.action, event);
      if (event.detail) button.blur(); // after a click with the mouse the keys belong to the lesson again
    });
  }

  /** @returns {M} */
  get model() { return /** @type {M} */ (this.current); }
  /** @returns {any} */
  get header() { return this.payload.header; }
  /** What the page has for all of its life, and what came with the numbers. @returns {Record<string, any>} */
  get words() { return this.header.words; }

  /** @param {string} selector @returns {any} */
  find(selector) { return this.section.querySelector(selector); }
  /** @param {string} selector @returns {any[]} */
  all(selector) { return [...this.section.querySelectorAll(selector)]; }

  // ---- for the lesson's class to say

  /** @param {Payload} payload @returns {M} */
  read(payload) { return /** @type {any} */ (payload); }
  /** @param {M | null} before */
  arrived(before) { void before; }
  /** @param {{ width: number, height: number }} room */
  layout(room) { void room; }
  draw() {}
  sentence() { return ""; }
  /** @returns {any} */
  get steps() { return { count: 1, index: 0, text: "", go() {}, step: () => false }; }
  /** @returns {Record<string, (event: any) => unknown>} */
  get actions() { return {}; }
  /** @returns {Answer | null} */
  get answer() { return null; }
  /** Whether the payload answers an event, or only what was sent before: then what a person did is newer than what it tells.
   * @param {number} number */
  answered(number) { return this.payload.personal.heard >= number; }
  /** What a guess is about: while it is the same, what is typed or was said of it stays, whatever the server answers. @returns {string} */
  get inQuestion() { return JSON.stringify([this.header.link, this.answer]); }
  /** @returns {Record<string, unknown>} */
  get values() { return this.state; }
  /** Whether nothing is read aloud now: while playing, or while only pointed at. */
  get silent() { return this.playback.playing; }
  /** The number of a step was hidden and is shown now. */
  revealed() {}

  // ---- a new payload

  /** @param {Payload} payload */
  update(payload) {
    const before = this.current, guessed = this.predict.begun && this.inQuestion;
    if (payload.personal.go.address) return this.travel(payload.personal.go);
    payload.header.words = { ...JSON.parse(this.section.dataset.words ?? "{}"), ...payload.header.words };
    this.payload = payload;
    this.current = this.read(payload);
    const { personal } = payload, anew = !before || personal.opening !== this.opening;
    if (anew) this.open(payload.header);
    this.opening = personal.opening;
    if (personal.saved.text && personal.saved.number !== this.saved) download(personal.saved.name, personal.saved.text);
    this.saved = personal.saved.number;
    if (isNew(personal.session)) this.remind();
    else this.store(personal);
    const lacks = followed(personal);
    if (lacks) this.inquire(lacks);
    if (personal.asks && personal.asks !== this.located) this.inquire({ kind: "here", query: this.query() });
    this.located = personal.asks;
    for (const name of /** @type {const} */ (["undo", "redo"])) for (const button of this.all(`[data-action=${name}]`)) button.disabled = !personal[name];
    this.keyboard.write(payload.header.keys);
    this.findScheme();
    this.watchPage();
    if (anew) this.predict.reset();
    if (anew) this.complain((this.told = ""));
    this.hear(personal.message);
    this.arrived(anew ? null : before);
    this.relayout();
    if (guessed && guessed !== this.inQuestion) this.forget();
    this.saveSoon();
    this.takeFocus();
    this.section.dataset.rev = String(Number(this.section.dataset.rev) + 1);
  }

  /** Another number is asked for than the one that was guessed. */
  forget() {
    this.predict.reset();
    this.redraw();
  }

  /** Where the address says; or, without one, where this lesson was left. An address that this tab wrote is one that a server which starts
   * again may not have heard. @param {import("./payload").Header} header */
  open(header) {
    const { lesson, alone } = this.payload.personal, left = visited(lesson);
    const here = !location.search || alone || location.search === left?.query;
    if (here && left?.link === header.link) for (const field of header.state) field.value = left.values[field.name] ?? field.value;
    Object.assign(this.state, opened(header.state));
  }

  /** The server knows nothing of this tab's lessons, as after a reload or its own restart: tell it. */
  remind() {
    const lessons = allVisited(), mine = inTab("mine"), own = inTab("own"), again = visited(this.payload.personal.lesson)?.query === location.search;
    if (Object.keys(lessons).length) this.inquire({ kind: "remember", lessons, mine, own, again });
  }

  /** What the tab remembers for a session that will be new. @param {import("./payload").Personal} personal */
  store({ mine, own, lesson }) {
    inTab("mine", mine);
    if (own || inTab("own")?.[lesson]) inTab("own", { ...inTab("own"), [lesson]: own });
  }

  /** Streamlit's own background tells light from dark, whoever chose it. */
  findScheme() {
    const probe = getComputedStyle(this.root.host ?? this.section).getPropertyValue("--st-background-color").trim();
    const dark = /^#[0-9a-f]{6}/i.test(probe) ? luminance(parseHex(probe)) < 128 : matchMedia("(prefers-color-scheme: dark)").matches;
    const scheme = dark ? "dark" : "light";
    document.body.style.colorScheme = scheme; // Streamlit tells its page, but not its panels, which lie beside it
    if (this.palette && this.section.dataset.scheme === scheme) return;
    this.section.dataset.scheme = scheme;
    this.palette = new Palette(this.section);
    this.recoloured();
  }

  /** The palette is another one: what was painted is painted again. */
  recoloured() {}

  /** After a click on a choice or button of the page the keys step the lesson, and do not press it again. */
  takeFocus() {
    const at = document.activeElement;
    if (at?.closest("[role=radiogroup], button") && !at.matches(":focus-visible") && !at.closest("[data-testid=stPopoverBody], [role=dialog]"))
      /** @type {HTMLElement} */ (at).blur();
  }

  // ---- room and drawing

  /** Px that the lesson may fill without scrolling. */
  get room() {
    const { paddingLeft, paddingRight, paddingTop, paddingBottom } = getComputedStyle(this.section);
    const width = this.section.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    if (this.presenting) return { width, height: innerHeight - parseFloat(paddingTop) - parseFloat(paddingBottom) };
    const scroller = (this.root.host ?? this.section).closest?.("[data-testid=stMain], main");
    const top = this.section.getBoundingClientRect().top + (scroller?.scrollTop ?? 0);
    return { width, height: innerHeight - top };
  }

  /** What stands above grows or shrinks with the page's own height. */
  watchPage() {
    const page = (this.root.host ?? this.section).closest?.("[data-testid=stMainBlockContainer]");
    if (page) this.observer.observe(page);
  }

  /** The window, or what stands above on the page, has another size. */
  resized() {
    if (!this.current || !this.section.isConnected) return;
    const { width, height } = this.room;
    if (this.measured !== [width, height].join()) this.relayout();
  }

  relayout() {
    const { room } = this;
    if (!room.width) return;
    this.measured = [room.width, room.height].join();
    this.phone = room.width <= PHONE_WIDTH;
    this.short = !this.phone && innerHeight <= SHORT_HEIGHT;
    for (const name of /** @type {const} */ (["phone", "short"])) this.section.classList.toggle(name, this[name]);
    this.layout(room);
    this.redraw();
    this.measureBar();
  }

  /** On a phone the sentence stands on the bar of steps. */
  measureBar() { if (this.phone) this.section.style.setProperty("--bar", `${this.find(".transport").offsetHeight}px`); }

  schedule() {
    this.drawing ??= requestAnimationFrame(() => {
      this.drawing = undefined;
      this.redraw();
    });
  }

  redraw() {
    if (!this.current || !this.section.isConnected) return;
    this.draw();
    this.say();
    this.playback.draw();
    this.predict.draw();
    for (const [name, on] of [["predict", this.state.hide], ["presenter", this.presenting]])
      for (const button of this.all(`[data-action=${name}]`)) button.setAttribute("aria-pressed", String(Boolean(on)));
  }

  // ---- what is said

  say() {
    const text = this.predict.open ? this.asking() : this.sentence();
    writeRich(this.find(".sentence"), text);
    clearTimeout(this.speaking);
    if (!this.silent) this.speaking = setTimeout(() => this.announce(plain(text)), SPEAK_MS);
  }

  /** What stands for the sentence while its number is hidden. */
  asking() {
    const { answer, words } = this;
    return words.predict[askedBy(answer)].replaceAll("{name}", answer?.name ?? "");
  }

  /** What was read aloud is not read again while it is only drawn anew. @param {string} text */
  announce(text) {
    const spoken = this.find(".spoken");
    if (spoken.textContent !== text) spoken.textContent = text;
  }

  /** Another one once anything was done. */
  get lastDeed() { return `${this.keyboard.gesture},${this.deeds}`; }

  /** What the server says. What was said here since anything was done stays: an answer to what was asked before knows nothing of it.
   * @param {string} message */
  hear(message) {
    if (message !== this.told || this.lastDeed !== this.complained) this.complain(message);
    this.told = message;
  }

  /** A refusal, in the bar of steps; nothing takes it back. @param {string} text */
  complain(text) {
    this.complaint = text;
    this.complained = this.lastDeed;
    this.find(".complaint").textContent = text;
    this.find(".transport").classList.toggle("complaining", Boolean(text));
    this.measureBar();
  }

  // ---- actions

  /** What buttons and keys do; true where there was something to do. @param {string} name @param {any} event @returns {boolean} */
  act(name, event) {
    const deed = { ...this.common, ...this.playback.actions, ...this.actions }[name];
    if (!deed || !this.current) return false;
    return deed(event) !== false;
  }

  /** @returns {Record<string, (event: any) => unknown>} */
  get common() {
    return {
      predict: () => this.toggle("hide"), presenter: () => this.present(), keys: () => this.keyboard.help(),
      copy: () => this.copyLink(), save: () => this.send({ kind: "save", query: this.query() }), leave: () => this.leave(), undo: () => this.send({ kind: "undo" }), redo: () => this.send({ kind: "redo" }),
    };
  }

  /** Something else is done from here on: what was written before comes before it. */
  begins() { for (const field of this.fields) field.flush(); }

  /** A digit that begins the answer of Predict. @param {KeyboardEvent} event */
  typed(event) { return this.predict.typed(event); }

  /** @param {string} name */
  toggle(name) {
    this.state[name] = !this.state[name];
    this.moved();
  }

  leave() {
    this.complain("");
    if (this.presenting) this.present();
    this.moved();
  }

  /** State or step have changed. */
  moved() {
    this.predict.reset();
    if (this.complaint) this.complain("");
    this.schedule();
    this.saveSoon();
  }

  /** The whole screen for the lesson, above whatever the page has; the server is not asked. */
  present() {
    if (this.phone) return;
    this.presenting = !this.presenting;
    this.section.classList.toggle("presenting", this.presenting);
    this.section.popover = this.presenting ? "manual" : null;
    if (this.presenting) this.section.showPopover();
    this.relayout();
  }

  // ---- the address is the state: a copied link opens the same view

  query() { return query(this.header.link, this.header.state, this.values); }

  saveSoon() {
    const now = performance.now();
    this.unsaved ??= now;
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.saveAddress(), Math.max(0, Math.min(SAVE_MS, this.unsaved + UNSAVED_MS - now)));
  }

  /** The address is now one that Back led to: what was still to be written belongs to the one that was left. */
  unsave() {
    clearTimeout(this.saving);
    this.unsaved = undefined;
  }

  saveAddress() {
    const address = this.query();
    this.unsave();
    if (location.search !== address && !this.payload.personal.alone) history.replaceState(history.state, "", location.pathname + address);
    leave(this.payload.personal.lesson, { query: address, link: this.header.link, values: this.values });
  }

  /** To another lesson, once. Streamlit's own way there leaves an address that Back must not come to; so it follows the browser.
   * @param {{ address: string, number: number }} to */
  travel({ address, number }) {
    if (number === this.gone) return;
    this.gone = number;
    clearTimeout(this.saving);
    if (this.current) this.saveAddress();
    history.pushState({}, "", address);
    dispatchEvent(new PopStateEvent("popstate"));
  }

  copyLink() {
    this.saveAddress();
    this.copy("copy", location.href);
    if (this.payload.personal.stays) this.complain(this.payload.personal.stays);
  }

  /** Copies a text, and says so for a moment on the button that did it. @param {string} action @param {string} text */
  async copy(action, text) {
    const { [action]: label, copied, not_copied: not } = this.words.buttons;
    const say = (/** @type {string} */ said) => { for (const button of this.all(`[data-action=${action}]`)) button.textContent = said; };
    say((await copyText(text)) ? copied : not);
    setTimeout(() => say(label), COPIED_MS);
  }

  destroy() {
    window.removeEventListener("resize", this.onResize);
    window.removeEventListener("popstate", this.onBack);
    this.observer.disconnect();
    this.keyboard.destroy();
    this.surround.destroy();
    this.playback.play(false);
    for (const timer of [this.saving, this.speaking]) clearTimeout(timer);
  }
}

/** What Streamlit calls: one player for each place on the page, a new payload for each run. @param
 * {new (root: any, send: (event: object) => number) => Lesson<any>} Kind */
export function mount(Kind) {
  /** @type {import("./unpack.js").Held | undefined} */
  let held;
  /** @type {(name: string, event: object) => void} */
  let trigger;
  /** @type {Lesson<any>} */
  let player;
  const outbox = new Outbox((events) => trigger("event", { events }));
  /** On the page stands whether the server owes an answer. */
  const mark = () => void player.section.toggleAttribute("data-waits", outbox.unheard.length > 0);
  /** @param {object} event */
  const send = (event) => {
    const number = outbox.send(event);
    mark();
    return number;
  };
  onReturn(() => outbox.again());
  return (/** @type {any} */ { data, parentElement, setTriggerValue }) => {
    let anew = false;
    player = players.get(parentElement);
    trigger = setTriggerValue;
    if (!player || !player.section.isConnected) {
      player?.destroy();
      anew = true;
      player = new Kind(parentElement, send);
      players.set(parentElement, player);
    }
    const found = data && unpacked(data, held);
    if (found) {
      const { lesson, heard } = found.payload.personal;
      if (anew || lesson !== outbox.lesson) outbox.enter(lesson, heard);
      else outbox.heard(heard);
      player.update(found.payload);
      mark();
    } else if (data) setTimeout(() => send({ kind: "whole" })); // Streamlit takes nothing while it mounts a component
    held = found?.held ?? held;
    return () => {
      if (!player.section.isConnected) player.destroy();
    };
  };
}
