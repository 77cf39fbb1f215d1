// Small maps of many kernels on the same picture; choosing one asks the server for its numbers.

import { blank, paintLevels } from "../js/colour.js";
import { fill, format } from "../js/numbers.js";

/**
 * @typedef {{ key: string, title: string, why: string, array?: string, range?: number, stamp?: string }} Item
 * @typedef {{ title: string, items: Item[] }} Group
 */

export class GalleryView {
  /** @param {any} player */
  constructor(player) {
    this.player = player;
    this.element = player.find(".gallery");
    this.shared = false;
    /** @type {Map<string, { stamp: string, canvas: HTMLCanvasElement }>} */
    this.canvases = new Map();
    this.element.addEventListener("click", (/** @type {any} */ event) => this.click(event.target));
  }

  /** @param {Element} target */
  click(target) {
    const item = /** @type {HTMLElement | null} */ (target.closest("[data-key]")), scale = /** @type {HTMLElement | null} */ (target.closest("[data-scale]"));
    if (item?.ariaDisabled === "true") this.player.complain(item.title);
    else if (item) this.player.send({ kind: "select", key: item.dataset.key });
    if (!scale) return;
    this.shared = scale.dataset.scale === "same";
    this.update();
  }

  update() {
    const { gallery } = this.player.header;
    this.element.hidden = !gallery;
    if (!gallery) return;
    /** @type {Group[]} */
    const groups = gallery.groups, limit = Math.max(...groups.flatMap((group) => group.items.map((item) => item.range ?? 0)));
    this.element.replaceChildren(...groups.map((group, k) => this.makeGroup(group, k === 0, this.shared ? limit : 0)));
  }

  /** @param {Group} group @param {boolean} first @param {number} limit of all maps, 0 for each its own */
  makeGroup(group, first, limit) {
    const element = made("div", "group"), caption = made("div", "caption"), items = made("div", "items");
    Object.assign(element, { role: "group", ariaLabel: group.title });
    caption.append(Object.assign(document.createElement("b"), { textContent: group.title }));
    if (first) caption.append(this.makeScale());
    items.append(...group.items.map((item) => this.makeItem(item, group.title, limit)));
    element.append(caption, items);
    return element;
  }

  makeScale() {
    const { names } = this.player.words, box = made("span", "segmented");
    Object.assign(box, { role: "group", ariaLabel: names.scale, title: names.scale_title });
    for (const scale of ["own", "same"]) {
      const button = Object.assign(document.createElement("button"), { textContent: names[scale], ariaPressed: String((scale === "same") === this.shared) });
      button.dataset.scale = scale;
      box.append(button);
    }
    return box;
  }

  /** Each small map is painted once; an edit of the kernel changes only one of them. @param {Item} item @param {number} gain */
  painted(item, gain) {
    const { palette, model: { arrays } } = this.player, stamp = [item.stamp, palette.scheme, gain].join(), kept = this.canvases.get(item.key);
    if (kept?.stamp === stamp) return kept.canvas;
    const canvas = paintLevels(arrays[item.array ?? ""], palette, gain);
    this.canvases.set(item.key, { stamp, canvas });
    return canvas;
  }

  /** @param {Item} item @param {string} group @param {number} limit */
  makeItem(item, group, limit) {
    const { words: { names }, header } = this.player, button = made("button", "item"), own = item.range ?? 0;
    button.dataset.key = item.key;
    Object.assign(button, {
      ariaDisabled: String(!item.array), ariaPressed: String(item.key === header.gallery.selected), ariaLabel: `${group}: ${item.title}`,
      title: item.why || fill(names.map, { title: item.title, low: format(-own), high: format(own) }),
    });
    const canvas = item.array ? this.painted(item, limit ? own / limit : 1) : blank(1, 1);
    canvas.classList.toggle("fine", canvas.width > 48);
    button.append(canvas, Object.assign(document.createElement("span"), { textContent: item.title }));
    return button;
  }
}

/** @param {string} kind @param {string} className */
const made = (kind, className) => Object.assign(document.createElement(kind), { className });
