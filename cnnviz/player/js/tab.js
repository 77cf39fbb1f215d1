// What a tab of the browser remembers, until it is closed. A browser may keep nothing, or keep it from us: then a lesson opens at its first
// step, and the server is told nothing.

/** What is kept under a name, after `value`, if there is one, has taken its place. @param {string} name @param {unknown} [value] @returns {any} */
export function inTab(name, value) {
  try {
    if (value !== undefined) sessionStorage.setItem(`cnnviz ${name}`, JSON.stringify(value));
    return JSON.parse(sessionStorage.getItem(`cnnviz ${name}`) ?? "null");
  } catch {
    return null;
  }
}
