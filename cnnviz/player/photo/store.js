// The photo kept in this browser: until the tab closes, and longer only where somebody asks for it.

const NAME = "cnnviz-photo";
const MOST = 1_400_000; // letters of base64 that fit beside whatever else a tab keeps

/** What was kept, if it is what this page keeps. @param {unknown} kept @returns {import("./shrink.js").Record | null} */
export function read(kept) {
  const { data, done = null } = /** @type {any} */ (kept ?? {});
  return typeof data === "string" && data ? { data, done: Array.isArray(done) ? done : null } : null;
}

/** The store of this computer, which outlives the tab. @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest} ask
 * @returns {Promise<any>} */
function computer(mode, ask) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(NAME, 1);
    // Who only looks leaves nothing behind.
    opening.onupgradeneeded = () => (mode === "readonly" ? opening.transaction?.abort() : void opening.result.createObjectStore(NAME));
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const moved = opening.result.transaction(NAME, mode), asked = ask(moved.objectStore(NAME));
      moved.oncomplete = () => (opening.result.close(), resolve(asked.result));
      moved.onabort = () => (opening.result.close(), reject(moved.error));
    };
  });
}

/** What the tab keeps; a forbidden or damaged store has nothing. */
function inTab() {
  try {
    return read(JSON.parse(sessionStorage.getItem(NAME) ?? "null"));
  } catch {
    return null;
  }
}

/** Whether the tab keeps it. @param {import("./shrink.js").Record | null} record */
function setTab(record) {
  try {
    sessionStorage.removeItem(NAME);
    if (!record || record.data.length > MOST) return false;
    sessionStorage.setItem(NAME, JSON.stringify(record));
    return true;
  } catch {
    return false;
  }
}

export class Store {
  constructor() {
    /** What is shown now, also where no store takes it. @type {import("./shrink.js").Record | null} */
    this.now = null;
    this.lasting = false;
  }

  /** The photo that this browser has, or null. A forbidden store has none. */
  async read() {
    const lasting = read(await computer("readonly", (store) => store.get(NAME)).catch(() => null));
    this.lasting = Boolean(lasting);
    return (this.now = inTab() ?? this.now ?? lasting);
  }

  /** Keep a photo; false where it stays for this visit only. @param {import("./shrink.js").Record} record */
  async keep(record) {
    this.now = record;
    const kept = setTab(record);
    return this.lasting ? this.last(true) : kept;
  }

  /** Keep it after the tab has closed too, or no longer; false where this browser refuses. @param {boolean} lasting */
  async last(lasting) {
    try {
      await computer("readwrite", (store) => (lasting ? store.put(this.now, NAME) : store.delete(NAME)));
      this.lasting = lasting;
      return true;
    } catch {
      return false;
    }
  }

  async forget() {
    this.now = null;
    setTab(null);
    await this.last(false);
  }
}
