// One keyboard for every lesson, heard wherever the focus is, unless what has the focus needs the key.

/** What each key does everywhere; a lesson adds letters of its own. @type {Record<string, string>} */
export const COMMON_KEYS = {
  " ": "next", ArrowRight: "next", ArrowLeft: "back", ArrowUp: "up", ArrowDown: "down", Home: "first", End: "last",
  p: "play", "+": "faster", "=": "faster", "-": "slower", h: "predict", f: "presenter", z: "zoom", "?": "keys", Escape: "leave",
};
const TYPED = "textarea, select, [contenteditable], input:not([type=range], [type=radio], [type=checkbox], [type=button])";
// Open menus and dialogs of the page keep all keys; a grid of numbers those that move and edit.
const KEEPS_ALL = "[role=menu], [role=listbox], [role=combobox], [role=dialog]:not(.player *), [data-testid=stPopoverBody]";
const OPEN = "[data-testid=stPopoverBody], [role=listbox]"; // what Escape closes on the page
const GRID_KEYS = /^(Arrow\w+|Enter|[-.\d])$/;
const ARROW_KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"];

/** @type {Record<string, string>} */
const WITH_CTRL = { z: "undo", y: "redo", "shift z": "redo" };

/** Whether a text is typed there. @param {Event} event */
const isTyped = (event) => /** @type {Element} */ (event.composedPath()[0]).matches?.(TYPED) ?? false;

/** The keys of a lesson: the common ones and its own, none with two meanings. @param {Record<string, string>} own */
export function keyTable(own) {
  const twice = Object.keys(own).filter((key) => key in COMMON_KEYS && own[key] !== COMMON_KEYS[key]);
  if (twice.length) throw new Error(`These keys already mean something in every lesson: ${twice.join(" ")}`);
  return { ...COMMON_KEYS, ...own };
}

/** The name of a key in a table: letters in either case. @param {string} key */
export const keyName = (key) => (key.length === 1 ? key.toLowerCase() : key);

/** Whether the focused element works with this key itself. A button that was clicked with the mouse does not: only who reached it by keyboard
 * presses it with Space. @param {Element} target @param {string} key @param {boolean} tabbed whether Tab was pressed since the last click */
export function needs(target, key, tabbed = true) {
  if (!target.closest) return false;
  if (target.closest(TYPED) || target.closest(KEEPS_ALL)) return true;
  if (target.closest("[role=grid][aria-readonly=true]")) return /^Arrow/.test(key);
  if (target.closest("[role=grid]")) return GRID_KEYS.test(key);
  const byKeyboard = tabbed && target.matches(":focus-visible"); // closing a menu with Escape shows the focus too
  if (target.closest("input[type=range], [role=slider], [role=radiogroup], [role=tablist]")) return byKeyboard && ARROW_KEYS.includes(key);
  if (target.closest("button, summary, [role=button]")) return byKeyboard && (key === " " || key === "Enter");
  return Boolean(target.closest("a")) && key === "Enter";
}

/** What a lesson gives its keyboard: where its dialog is, and what to do before anything is done, on an action, or a typed digit. @typedef
 * {{ section: Element, find: (selector: string) => any, begins: () => void, act: (name: string, event: KeyboardEvent) => boolean, typed:
 * (event: KeyboardEvent) => boolean }} Heard */

export class Keyboard {
  /** @param {Heard} lesson @param {Record<string, string>} own */
  constructor(lesson, own) {
    this.lesson = lesson;
    this.table = keyTable(own);
    this.dialog = lesson.find("dialog.keys");
    /** @param {KeyboardEvent} event */
    this.onKey = (event) => this.press(event);
    document.addEventListener("keydown", this.onKey);
    this.tabbed = false;
    this.gesture = 0; // counts what a person does; typing a number is one gesture
    this.onReach = (/** @type {Event} */ event) => {
      const { key, repeat } = /** @type {KeyboardEvent} */ (event);
      if (!repeat && (!isTyped(event) || key === "Tab")) this.begin();
      if (event.type === "pointerdown") this.tabbed = false;
      else if (key === "Tab") this.tabbed = true;
    };
    for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, this.onReach, true);
  }

  begin() {
    this.lesson.begins();
    this.gesture++;
  }

  /** What the dialog says of each key. @param {[string, string][]} rows */
  write(rows) {
    /** @param {string} kind @param {string} textContent */
    const element = (kind, textContent) => Object.assign(document.createElement(kind), { textContent });
    this.dialog.querySelector("dl").replaceChildren(...rows.flatMap(([key, what]) => [element("dt", key), element("dd", what)]));
  }

  help() {
    if (this.dialog.open) this.dialog.close();
    else this.dialog.showModal();
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const { lesson } = this, target = /** @type {Element} */ (event.composedPath()[0]);
    if (event.altKey || event.defaultPrevented || !lesson.section.isConnected) return;
    if (event.ctrlKey || event.metaKey) return this.pressWithCtrl(event);
    if (this.dialog.open) return void (event.key === "?" && this.help());
    if (event.key === "Escape" && document.querySelector(OPEN)) return; // it closes that, wherever the focus is
    if (needs(target, event.key, this.tabbed) || lesson.typed(event)) return;
    const name = this.table[keyName(event.key)];
    if (name && lesson.act(name, event)) event.preventDefault();
  }

  /** Undo and redo, but not where a text is typed: there the browser has its own. @param {KeyboardEvent} event */
  pressWithCtrl(event) {
    const name = WITH_CTRL[(event.shiftKey ? "shift " : "") + event.key.toLowerCase()];
    if (name && !isTyped(event) && this.lesson.act(name, event)) event.preventDefault();
  }

  destroy() {
    document.removeEventListener("keydown", this.onKey);
    for (const kind of ["pointerdown", "keydown"]) document.removeEventListener(kind, this.onReach, true);
  }
}
