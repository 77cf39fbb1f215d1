// A press on what is written anew before it is let go is a click all the same: an answer of the server, or another frame, may come between.
// So is Space on a button that was written anew and has the focus again.

/** What tells an element from its neighbours: the data of the nearest one that has any. @param {Event} event @param {Element} section */
function thing(event, section) {
  const path = event.composedPath(), inside = path.slice(0, path.indexOf(section)), found = inside.find((one) => Object.keys(/** @type {any} */ (one).dataset ?? {}).length);
  return found ? JSON.stringify([/** @type {Element} */ (found).tagName, { .../** @type {any} */ (found).dataset }]) : "";
}

/** Most browsers make no click where the pressed element is gone, and no double click of the second one. A finger's click is made whole after
 * it is lifted. @param {Element} section */
export function keepPresses(section) {
  /** @type {{ element: Element, name: string } | null} */
  let pressed = null;
  /** The click that is made if the browser makes none. @type {ReturnType<typeof setTimeout> | undefined} */
  let due = undefined, waits = "";
  section.addEventListener("mousedown", (/** @type {any} */ event) => {
    pressed = event.button ? null : { element: event.composedPath()[0], name: thing(event, section) };
  });
  section.addEventListener("mouseup", (/** @type {any} */ event) => {
    const before = pressed;
    pressed = null;
    if (!before?.name || before.element.isConnected || before.name !== thing(event, section)) return;
    const { clientX, clientY, detail, shiftKey, ctrlKey, metaKey, altKey } = event, element = event.composedPath()[0];
    const make = (/** @type {string} */ kind) => void element.dispatchEvent(new MouseEvent(kind, { bubbles: true, composed: true, cancelable: true, clientX, clientY, detail, shiftKey, ctrlKey, metaKey, altKey }));
    due = setTimeout(() => ["click", "dblclick"].slice(0, detail === 2 ? 2 : 1).forEach(make));
    waits = before.name;
  });
  section.addEventListener("click", (event) => { if (event.isTrusted && thing(event, section) === waits) clearTimeout(due); }, true);
  keepSpace(section);
}

/** @param {Element} section */
function keepSpace(section) {
  /** @type {{ event: Event, element: Element, name: string } | null} */
  let held = null;
  section.addEventListener("keydown", (/** @type {any} */ event) => {
    const [element] = event.composedPath();
    held = event.key === " " && element.matches("button") ? { event, element, name: thing(event, section) } : null;
  });
  section.addEventListener("keyup", (/** @type {any} */ event) => {
    const before = held, [element] = event.composedPath();
    held = null;
    if (event.key !== " " || !before?.name || before.event.defaultPrevented || before.element.isConnected) return; // or it is one without this
    if (element.matches("button") && before.name === thing(event, section)) element.click();
  });
}
