// Four starts, each one tap: three kernels, and an empty one whose first weight waits to be typed.

/** @typedef {{ key: string, title: string, on: boolean }} Start */

const DRAW = "draw";

export class Starts {
  /** @param {any} player */
  constructor(player) {
    this.player = player;
    this.element = player.find(".starts");
    this.drawing = false;
    this.element.addEventListener("click", (/** @type {any} */ event) => this.click(event));
  }

  /** @param {any} event */
  click({ target, detail }) {
    const { key } = target.dataset, { player } = this;
    if (!key) return;
    if (detail) target.blur();
    this.drawing = key === DRAW;
    player.send({ kind: "select", key });
    if (this.drawing && target.ariaPressed === "true") this.open(); // nothing changes, so nothing arrives
  }

  /** What the server knows of them; they keep the focus that one of them has. */
  update() {
    /** @type {Start[]} */
    const starts = this.player.header.starts ?? [];
    this.element.hidden = !starts.length;
    if (this.element.childElementCount !== starts.length) this.element.replaceChildren(...starts.map(({ key, title }) => {
      const button = Object.assign(document.createElement("button"), { textContent: title });
      button.dataset.key = key;
      return button;
    }));
    starts.forEach(({ on }, k) => { this.element.children[k].ariaPressed = String(on); });
    if (this.drawing && starts.some(({ key, on }) => key === DRAW && on)) this.open();
  }

  /** The first weight is written into once the kernel has its place. */
  open() {
    this.drawing = false;
    requestAnimationFrame(() => this.player.editor.open(0));
  }
}
