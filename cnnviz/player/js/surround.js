// The page around a player, where Streamlit leaves the keyboard behind: its panels, its scrolled code.

const PANEL_BUTTON = "[data-testid=stPopoverButton]";
const PAGE_PANEL = "[data-testid=stPopoverBody]";
const SCROLLED = ".stCode pre:not([tabindex])";
const TABBED = "a[href], button, input, select, textarea, summary, [tabindex]";

/** What Tab reaches in an element. @param {Element} element @returns {HTMLElement[]} */
const reached = (element) => /** @type {HTMLElement[]} */ ([...element.querySelectorAll(TABBED)])
  .filter((part) => part.tabIndex >= 0 && part.getClientRects().length && !(/** @type {HTMLButtonElement} */ (part).disabled));

export class Surround {
  constructor() {
    /** The button of the panel that is open. @type {HTMLElement | null} */
    this.opener = null;
    this.entering = false;
    /** @param {MouseEvent} event */
    this.onClick = (event) => this.clicked(event);
    /** @param {KeyboardEvent} event */
    this.onKey = (event) => void (event.key === "Tab" && this.leavesBy(event));
    document.addEventListener("click", this.onClick, true);
    document.addEventListener("keydown", this.onKey, true);
    this.observer = new MutationObserver(() => this.tend());
    this.observer.observe(document.body, { childList: true, subtree: true });
    this.tend();
  }

  /** @param {MouseEvent} event */
  clicked({ target, detail }) {
    const at = /** @type {Element} */ (target), opener = at.closest?.(PANEL_BUTTON);
    if (opener) Object.assign(this, { opener, entering: !detail }); // no detail: by keyboard
  }

  /** Something came or went: enter the panel that was opened, and go back from one that is gone. */
  tend() {
    for (const code of document.querySelectorAll(SCROLLED)) code.setAttribute("tabindex", "0"); // or no key scrolls it
    const panel = /** @type {HTMLElement | null} */ (document.querySelector(PAGE_PANEL));
    if (panel && this.entering) {
      this.entering = false;
      panel.tabIndex = -1; // itself, as what is in it comes later
      panel.focus();
    }
    if (panel || this.entering || !this.opener) return;
    if (document.activeElement === document.body) this.opener.focus();
    this.opener = null;
  }

  /** From a panel's ends Tab goes on at its button: the panel itself stands at the end of the page. @param {KeyboardEvent} event */
  leavesBy(event) {
    const panel = document.querySelector(PAGE_PANEL), at = document.activeElement;
    if (!panel?.contains(at) || !this.opener) return;
    const all = reached(panel), ends = event.shiftKey ? [panel, all[0]] : all.slice(-1);
    if (!ends.some((end) => end === at)) return;
    this.opener.focus();
    if (event.shiftKey) event.preventDefault();
  }

  destroy() {
    this.observer.disconnect();
    document.removeEventListener("click", this.onClick, true);
    document.removeEventListener("keydown", this.onKey, true);
  }
}
