// What this browser keeps on its computer, beyond a tab: one store of each name.

/** @param {string} name @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest} ask @returns {Promise<any>} */
export function computer(name, mode, ask) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name, 1);
    // Who only looks leaves nothing behind.
    opening.onupgradeneeded = () => (mode === "readonly" ? opening.transaction?.abort() : void opening.result.createObjectStore(name));
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const base = opening.result;
      try {
        const moved = base.transaction(name, mode), asked = ask(moved.objectStore(name));
        moved.oncomplete = () => (base.close(), resolve(asked.result));
        moved.onabort = () => (base.close(), reject(moved.error));
      } catch (refused) { // at once, before anything was moved
        base.close();
        reject(refused);
      }
    };
  });
}
