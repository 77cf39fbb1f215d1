// "Your model": what is kept of a model that was brought, and how a server that does not have it gets it again.

import { luminance, parseHex } from "../js/colour.js";
import { ModelStore } from "./store.js";

const DOOR = ".st-key-model-door input[type=file]"; // where a model that is brought back goes in
const LOOKS = 300; // frames that the door is waited for
const TRIES = 8; // how often a server is told and given it again
const HEARD_MS = 500;
const READ_MS = 20_000; // a server reads 128 MB
const UPLOADERS = "[data-testid=stFileUploader], [data-testid=stFileUploaderDropzone]";

/** What the server says: its session, the model that it has of this person, or "", and the one that a page waits for. @typedef {{ session:
 * string, key: string, title: string, files: string[], given: string, recipe: number, names: string, shown: boolean, wanted: string, lacks: boolean }} SaidOfModel */

/** One tab has one model, whichever page it is on. `chosen` are the files that went into an uploader last.
 * @type {{ store: ModelStore, said: SaidOfModel | null, chosen: File[], asked: string, told: string, send: (event: object) => void }} */
const own = { store: new ModelStore(), said: null, chosen: [], asked: "", told: "", send: () => {} };
const owners = new WeakMap();

/** Streamlit's uploaders take the files; what went in is kept from here. */
function listening() {
  const into = (/** @type {Event} */ event) => event.composedPath().some((at) => at instanceof Element && at.matches(UPLOADERS));
  const take = (/** @type {FileList | null | undefined} */ files) => { if (files?.length) own.chosen = [...files]; };
  document.addEventListener("change", (event) => { if (into(event)) take(/** @type {HTMLInputElement} */ (event.target).files); }, true);
  document.addEventListener("drop", (event) => { if (into(event)) take(event.dataTransfer?.files); }, true);
}

/** @param {() => HTMLInputElement | null} look @returns {Promise<HTMLInputElement | null>} */
async function there(look) {
  for (let k = 0; k < LOOKS; k++) {
    const found = look();
    if (found) return found;
    await new Promise(requestAnimationFrame);
  }
  return null;
}

/** A file that the server made, from its Base64. @param {string} name @param {string} given */
const file = (name, given) => new File([Uint8Array.from(atob(given), (one) => one.charCodeAt(0))], name);

class Owner {
  /** @param {any} root */
  constructor(root) {
    this.root = root;
    this.section = root.querySelector(".model");
    /** @type {(event: object) => void} */
    this.send = () => {};
    this.section.addEventListener("click", (/** @type {any} */ event) => {
      const button = event.target.closest("[data-action]");
      if (button) this.act(button.dataset.action, button);
    });
    this.section.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (this.menu.matches(":popover-open")) event.stopPropagation();
    });
  }

  /** @param {string} selector @returns {any} */
  find(selector) { return this.section.querySelector(selector); }
  get menu() { return this.find(".menu"); }

  /** @param {string} name @param {any} button */
  act(name, button) {
    /** @type {Record<string, () => unknown>} */
    const deeds = { menu: () => this.open(), show: () => this.tell("show"), forget: () => this.forget(), last: () => this.last(button) };
    deeds[name]?.();
  }

  open() {
    const { left, bottom } = this.section.getBoundingClientRect();
    Object.assign(this.menu.style, { left: `${left}px`, top: `${bottom + 6}px` });
    this.menu.showPopover();
    this.find(".menu :is(button, input):not([hidden])").focus();
  }

  /** @param {string} kind */
  tell(kind) {
    this.menu.hidePopover();
    this.send({ kind });
  }

  async forget() {
    this.tell("forget");
    own.chosen = [];
    await own.store.forget();
  }

  /** @param {HTMLInputElement} box */
  async last(box) {
    const { said } = own, lasting = box.checked;
    if (said) await own.store.files(said.key);
    if (!(await own.store.last(lasting))) this.send({ kind: "unkept" });
    box.checked = own.store.lasting;
  }

  /** @param {SaidOfModel} said */
  async update(said) {
    const fresh = own.said?.session !== said.session;
    own.said = said;
    this.draw();
    if (said.wanted) await this.bringBack(said.wanted);
    else if (said.key) await this.keep(said);
    else if (fresh) await this.offer();
    this.draw();
  }

  /** A model that was just brought is kept, and so is what was said of it since. @param {SaidOfModel} said */
  async keep({ key, title, files, recipe, names, given }) {
    const about = { key, title, recipe, names }, told = JSON.stringify(about), { store, chosen } = own;
    if (given) own.send({ kind: "given" });
    if (told === own.told) return;
    own.told = told;
    const [name] = files, whole = given ? [file(name, given)] : files.map((one) => chosen.find((other) => other.name === one));
    const known = await store.about();
    if (known?.key === key) return void (await store.say(about).catch(() => {}));
    if (!whole.length || !whole.every(Boolean)) return; // it came in another tab
    if (!(await store.keep({ about, files: /** @type {File[]} */ (whole) }))) this.send({ kind: "unkept" });
  }

  /** To a server that has no model the one that this browser kept: its name and what was said of it. */
  async offer() {
    const about = await own.store.about();
    if (!about) return;
    own.told = JSON.stringify(about);
    this.send({ kind: "have", ...about });
  }

  /** The page waits for a model: the server is told that it is here, and then, only if it lacks them, gets the files; what was lost on the
   * way, as when the page was drawn anew meanwhile, is sent again. @param {string} key */
  async bringBack(key) {
    const session = own.said?.session, asked = `${session} ${key}`;
    if (own.asked === asked) return;
    own.asked = asked;
    const about = await own.store.about(), files = await own.store.files(key);
    const waits = () => own.said?.session === session && own.said?.wanted === key;
    for (let k = 0; files && k < TRIES && waits(); k++) {
      if (own.said?.key !== key) own.send({ kind: "have", ...about });
      else if (own.said.lacks) await this.pass(files);
      await new Promise((done) => setTimeout(done, own.said?.key === key ? READ_MS : HEARD_MS));
    }
    if (waits()) own.send({ kind: "none", key });
  }

  /** Files go into the door, as if a person had chosen them. @param {File[]} files */
  async pass(files) {
    const door = await there(() => document.querySelector(DOOR));
    if (!door) return;
    const moved = new DataTransfer();
    for (const file of files) moved.items.add(file);
    door.files = moved.files;
    door.dispatchEvent(new Event("change", { bubbles: true }));
  }

  draw() {
    const { said, store } = own;
    if (!said) return;
    this.section.dataset.scheme = this.dark ? "dark" : "light";
    this.section.dataset.kept = String(Boolean(store.kept));
    this.find(".mine").hidden = !said.key;
    this.find(".title").textContent = said.title;
    this.find("[data-action=show]").hidden = said.shown;
    this.find("[data-action=last]").checked = store.lasting;
  }

  /** Streamlit's own background tells light from dark, whoever chose it. */
  get dark() {
    const probe = getComputedStyle(this.root.host ?? this.section).getPropertyValue("--st-background-color").trim();
    return /^#[0-9a-f]{6}/i.test(probe) ? luminance(parseHex(probe)) < 128 : matchMedia("(prefers-color-scheme: dark)").matches;
  }
}

listening();

export default (/** @type {any} */ { data, parentElement, setTriggerValue }) => {
  let owner = owners.get(parentElement);
  if (!owner?.section.isConnected) owners.set(parentElement, (owner = new Owner(parentElement)));
  // Streamlit takes nothing while it mounts a component.
  own.send = owner.send = (/** @type {object} */ event) => setTimeout(() => setTriggerValue("event", event));
  owner.update(data);
};
