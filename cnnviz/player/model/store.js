// A model kept in this browser: until the tab closes, and longer only where somebody asks for it.
//
// A tab's own memory is too small for a model. So the computer keeps it sealed, and only the tab has the key: once the tab is closed nobody
// can read it any more, and the next visit takes it away.

import { computer } from "../js/computer.js";
import { inTab } from "../js/tab.js";

const NAME = "cnnviz-model";
const LAST = "last"; // what is kept beyond the tab
const CIPHER = "AES-GCM";
const ABOUT = "about ";
const FILES = "files ";

/** What there is to say of a model beside its files. @typedef {{ key: string, title: string, recipe: number, names: string }} About */
/** @typedef {{ about: About, files: File[] }} Kept */
/** @typedef {{ iv: Uint8Array<ArrayBuffer>, data: ArrayBuffer }} Sealed */

/** What was kept, if it is what this page keeps. @param {any} about @returns {About | null} */
export function read(about) {
  const { key, title, recipe, names } = about ?? {};
  return typeof key === "string" && key && typeof title === "string" ? { key, title, recipe: Number(recipe) || 0, names: String(names ?? "") } : null;
}

/** The parts of tabs that are closed. @param {unknown[]} parts their names @param {string[]} open the ids of tabs that are open */
export function orphans(parts, open) {
  return parts.map(String).filter((part) => ![LAST, ...open].includes(part.slice(part.indexOf(" ") + 1)));
}

/** @param {string} part @returns {Promise<any>} */
const get = (part) => computer(NAME, "readonly", (store) => store.get(part)).catch(() => undefined);
/** @param {string} part @param {unknown} value */
const put = (part, value) => computer(NAME, "readwrite", (store) => store.put(value, part));
/** @param {string} part */
const remove = (part) => computer(NAME, "readwrite", (store) => store.delete(part));
const lockName = (/** @type {string} */ id) => `${NAME} ${id}`;

export class ModelStore {
  constructor() {
    /** What is at hand now, also where no store takes it. @type {Kept | null} */
    this.kept = null;
    this.lasting = false;
    /** @type {CryptoKey | null} */
    this.secret = null;
    this.id = "";
    /** @type {Promise<unknown>} */
    this.writing = Promise.resolve();
  }

  /** One after the other: what is slow to write comes before what was said of it since, and before it is forgotten. @template T
   * @param {() => Promise<T>} write @returns {Promise<T>} */
  inTurn(write) {
    const turn = this.writing.then(write);
    this.writing = turn.catch(() => {});
    return turn;
  }

  /** The tab's name and its key; a browser that seals nothing, or keeps nothing in a tab, has none. @param {boolean} make */
  async unlock(make) {
    if (this.secret || !crypto.subtle) return this.secret;
    const known = inTab("model");
    if (!known && !make) return null;
    try {
      this.secret = known ? await crypto.subtle.importKey("jwk", known.key, CIPHER, true, ["encrypt", "decrypt"]) : await crypto.subtle.generateKey({ name: CIPHER, length: 256 }, true, ["encrypt", "decrypt"]);
      this.id = known?.id ?? crypto.randomUUID();
      if (!known && !inTab("model", { id: this.id, key: await crypto.subtle.exportKey("jwk", this.secret) })) this.secret = null;
    } catch {
      this.secret = null;
    }
    if (this.secret) navigator.locks?.request(lockName(this.id), () => new Promise(() => {}));
    return this.secret;
  }

  /** @param {ArrayBuffer} data @returns {Promise<Sealed>} */
  async seal(data) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, data: await crypto.subtle.encrypt({ name: CIPHER, iv }, /** @type {CryptoKey} */ (this.secret), data) };
  }

  /** @param {Sealed} sealed @returns {Promise<ArrayBuffer>} */
  opened({ iv, data }) { return crypto.subtle.decrypt({ name: CIPHER, iv }, /** @type {CryptoKey} */ (this.secret), data); }

  /** What there is to say of the model that this browser has, the tab's before the computer's. @returns {Promise<About | null>} */
  async about() {
    const lasting = read(await get(ABOUT + LAST));
    this.lasting = Boolean(lasting);
    if (this.kept) return this.kept.about;
    const sealed = (await this.unlock(false)) && (await get(ABOUT + this.id));
    await this.sweep();
    const own = sealed ? await this.opened(sealed).then((data) => read(JSON.parse(new TextDecoder().decode(data))), () => null) : null;
    return own ?? lasting;
  }

  /** The files of a model, if this browser has that one. @param {string} key @returns {Promise<File[] | null>} */
  async files(key) {
    const about = await this.about();
    if (about?.key !== key) return null;
    if (this.kept) return this.kept.files;
    const sealed = this.secret && (await get(FILES + this.id));
    /** @type {File[] | null} */
    const files = sealed ? await Promise.all(sealed.map(async (/** @type {any} */ one) => new File([await this.opened(one)], one.name))).catch(() => null) : ((await get(FILES + LAST)) ?? null);
    if (files) this.kept = { about, files };
    return files;
  }

  /** Keep a model; false where it stays for this visit only. @param {Kept} kept @returns {Promise<boolean>} */
  keep(kept) {
    this.kept = kept;
    return this.inTurn(async () => {
      if (this.kept?.files !== kept.files) return true; // it was forgotten, or another one has come
      return this.lasting ? this.writeLast(true) : this.writeOwn(kept.files);
    });
  }

  /** @param {File[]} files */
  async writeOwn(files) {
    try {
      if (!(await this.unlock(true))) return false;
      await put(FILES + this.id, await Promise.all(files.map(async (file) => ({ ...(await this.seal(await file.arrayBuffer())), name: file.name }))));
      if (this.kept) await this.writeAbout(this.kept.about);
      return true;
    } catch {
      return false;
    }
  }

  /** What there is to say of it has changed. @param {About} about */
  say(about) {
    if (this.kept) this.kept = { ...this.kept, about };
    return this.inTurn(() => this.writeAbout(about));
  }

  /** @param {About} about */
  async writeAbout(about) {
    if (this.lasting) await put(ABOUT + LAST, about);
    else if (this.secret) await put(ABOUT + this.id, await this.seal(new TextEncoder().encode(JSON.stringify(about)).buffer));
  }

  /** Keep it after the tab has closed too, or no longer; false where this browser refuses. @param {boolean} lasting */
  last(lasting) { return this.inTurn(() => this.writeLast(lasting)); }

  /** @param {boolean} lasting */
  async writeLast(lasting) {
    try {
      if (lasting && this.kept) {
        await put(FILES + LAST, this.kept.files);
        await put(ABOUT + LAST, this.kept.about);
      } else for (const part of [ABOUT, FILES]) await remove(part + LAST);
      this.lasting = lasting;
      return true;
    } catch {
      return false;
    }
  }

  /** Take away what tabs have left that are closed. */
  async sweep() {
    const held = (await navigator.locks?.query().catch(() => null))?.held;
    if (!held) return;
    const parts = (await computer(NAME, "readonly", (store) => store.getAllKeys()).catch(() => [])), open = [this.id, ...held.map(({ name }) => (name ?? "").slice(NAME.length + 1))];
    for (const part of orphans(parts, open)) await remove(part).catch(() => {});
  }

  forget() {
    this.kept = null;
    return this.inTurn(async () => {
      await this.writeLast(false);
      for (const part of [ABOUT, FILES]) await remove(part + this.id).catch(() => {});
    });
  }
}
