// The menu of what can be done to the whole kernel: the browser opens and closes it.

/** @param {HTMLElement} menu a popover @param {HTMLElement} opener @param {(name: string) => void} choose */
export function bindMenu(menu, opener, choose) {
  menu.addEventListener("toggle", (event) => {
    const open = /** @type {ToggleEvent} */ (event).newState === "open", at = opener.getBoundingClientRect();
    opener.setAttribute("aria-expanded", String(open));
    if (!open) return;
    menu.style.left = `${Math.max(0, Math.min(at.left, innerWidth - menu.offsetWidth))}px`;
    menu.style.top = `${Math.max(0, at.top - menu.offsetHeight - 6)}px`;
    /** @type {HTMLElement} */ (menu.firstElementChild).focus();
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
