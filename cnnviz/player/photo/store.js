// The last photos kept in this browser: until the tab closes, and longer only where somebody asks for it.

import { computer } from "../js/computer.js";

const NAME = "cnnviz-photo";
const MOST = 1_400_000; // letters of base64 that fit beside whatever else a tab keeps
const MOST_OF_ALL = 2_800_000; // of the last photos together
export const LAST = 4; // photos

/** What was kept, if it is what this page keeps. @param {unknown} kept @returns {import("./shrink.js").Record | null} */
export function read(kept) {
  const { data, done = null } = /** @type {any} */ (kept ?? {});
  return typeof data === "string" && data ? { data, done: Array.isArray(done) ? done : null } : null;
}

/** The photo that is shown and those before it, as they were kept. @param {unknown} kept @returns {import("./shrink.js").Record[]} */
export function listed(kept) {
  const others = /** @type {any} */ (kept ?? {}).others, now = read(kept);
  if (!now) return [];
  return [now, ...(Array.isArray(others) ? others.map(read) : [])].flatMap((record) => record ?? []).slice(0, LAST);
}

/** The photo that is shown, and with it of the others those that there is room for. @param {import("./shrink.js").Record[]} records */
export function packed([now, ...others]) {
  let room = MOST_OF_ALL - now.data.length;
  return { ...now, others: others.slice(0, LAST - 1).filter(({ data }) => (room -= data.length) >= 0) };
}

/** What the tab keeps; a forbidden or damaged store has nothing. */
function tabKeeps() {
  try {
    return listed(JSON.parse(sessionStorage.getItem(NAME) ?? "null"));
  } catch {
    return [];
  }
}

/** Whether the tab keeps the first of them. @param {import("./shrink.js").Record[]} records */
function setTab(records) {
  try {
    sessionStorage.removeItem(NAME);
    if (!records.length || records[0].data.length > MOST) return false;
    sessionStorage.setItem(NAME, JSON.stringify(packed(records)));
    return true;
  } catch {
    return false;
  }
}

export class Store {
  constructor() {
    /** What is shown now and what was before it, also where no store takes it. @type {import("./shrink.js").Record[]} */
    this.records = [];
    this.lasting = false;
  }

  /** The photos that this browser has, the one that was shown first. A forbidden store has none. */
  async read() {
    const lasting = listed(await computer(NAME, "readonly", (store) => store.get(NAME)).catch(() => null));
    this.lasting = lasting.length > 0;
    return (this.records = [tabKeeps(), this.records, lasting].find((found) => found.length) ?? []);
  }

  /** Keep photos; false where the first stays for this visit only. @param {import("./shrink.js").Record[]} records */
  async keep(records) {
    this.records = records;
    const kept = setTab(records);
    return this.lasting ? this.last(true) : kept;
  }

  /** Keep them after the tab has closed too, or no longer; false where this browser refuses. @param {boolean} lasting */
  async last(lasting) {
    try {
      await computer(NAME, "readwrite", (store) => (lasting ? store.put(packed(this.records), NAME) : store.delete(NAME)));
      this.lasting = lasting;
      return true;
    } catch {
      return false;
    }
  }

  async forget() {
    this.records = [];
    setTab([]);
    await this.last(false);
  }
}
