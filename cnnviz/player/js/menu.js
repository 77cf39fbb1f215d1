// A menu that a button opens: the browser opens and closes it (popovertarget), this places and fills it.

const MENU_ITEM = 36; // px
const MENU_GAP = 6;

/** @param {HTMLElement} menu a popover @param {HTMLElement} opener @param {(name: string) => void} choose */
export function bindMenu(menu, opener, choose) {
  menu.addEventListener("beforetoggle", (event) => {
    const open = /** @type {ToggleEvent} */ (event).newState === "open", { top, bottom, left } = opener.getBoundingClientRect();
    opener.setAttribute("aria-expanded", String(open));
    if (open && menu.firstElementChild) /** @type {HTMLElement} */ (menu.firstElementChild).autofocus = true; // put in with it, a page in a frame is told off
    const above = top > menu.childElementCount * MENU_ITEM + 2 * MENU_GAP;
    Object.assign(menu.style, { left: `${left}px`, top: above ? "auto" : `${bottom + MENU_GAP}px`, bottom: above ? `${innerHeight - top + MENU_GAP}px` : "auto" });
  });
  menu.addEventListener("click", ({ target }) => {
    const { name } = /** @type {HTMLElement} */ (target).dataset;
    if (!name) return;
    menu.hidePopover();
    choose(name);
  });
  menu.addEventListener("keydown", (event) => {
    const items = /** @type {HTMLElement[]} */ ([...menu.children]), at = items.indexOf(/** @type {HTMLElement} */ (event.target));
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!step) return;
    items[(at + step + items.length) % items.length].focus();
    event.preventDefault();
  });
}

/** @param {HTMLElement} menu @param {[string, string][]} items name and words */
export function fillMenu(menu, items) {
  menu.replaceChildren(...items.map(([name, textContent]) => {
    const button = Object.assign(document.createElement("button"), { role: "menuitem", textContent });
    button.dataset.name = name;
    return button;
  }));
}
