// A wall of maps of many kernels on the same picture; choosing one asks the server for its numbers.

import { blank, paintLevels } from "../js/colour.js";
import { fill, format } from "../js/numbers.js";

/**
 * @typedef {{ key: string, title: string, why: string, array?: string, range?: number, stamp?: string }} Item
 * @typedef {{ title: string, items: Item[] }} Group
 */

const WIDEST = 2; // a map that is longer than so many times its other side keeps empty room about it

export class GalleryView {
  /** @param {any} player */
  constructor(player) {
    this.player = player;
    this.element = player.find(".gallery");
    this.shared = false;
    /** @type {string | undefined} */
    this.selected = undefined;
    /** @type {Map<string, { stamp: string, canvas: HTMLCanvasElement }>} */
    this.canvases = new Map();
    this.element.addEventListener("click", (/** @type {any} */ event) => this.click(event));
    this.element.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.walk(event));
  }

  /** @param {any} event */
  click({ target, detail }) {
    const item = /** @type {HTMLElement | null} */ (target.closest("[data-key]")), scale = /** @type {HTMLElement | null} */ (target.closest("[data-scale]"));
    if (detail) item?.blur(); // after a click with the mouse the keys belong to the lesson
    if (item?.ariaDisabled === "true") this.player.complain(item.title);
    else if (item) this.player.send({ kind: "select", key: item.dataset.key });
    if (!scale) return;
    this.shared = scale.dataset.scale === "same";
    this.update();
  }

  /** Arrows go from map to map, as they hang on the wall. @param {KeyboardEvent} event */
  walk(event) {
    const items = /** @type {HTMLElement[]} */ ([...this.element.querySelectorAll(".item")]);
    const from = items.findIndex((item) => item === event.target), to = from < 0 ? null : items[neighbour(items, from, event.key)];
    if (!to) return;
    event.preventDefault();
    this.focus(to);
  }

  /** @param {HTMLElement} item the one that Tab comes to from now on */
  focus(item) {
    for (const other of this.element.querySelectorAll(".item")) other.tabIndex = -1;
    item.tabIndex = 0;
    item.focus();
  }

  update() {
    const { gallery } = this.player.header, { element } = this;
    element.hidden = !gallery;
    if (!gallery) return;
    /** @type {Group[]} */
    const groups = gallery.groups, limit = Math.max(...groups.flatMap((group) => group.items.map((item) => item.range ?? 0)));
    const focused = element.querySelector(":focus-visible"), key = focused?.dataset.key, kind = focused?.className, { scrollTop } = element.querySelector(".items") ?? element;
    element.replaceChildren(...this.makeTabs(gallery.tabs), ...groups.map((group, k) => this.makeGroup(group, k === 0, this.shared ? limit : 0)), ...this.player.round.opener());
    const items = element.querySelector(".items");
    if (items) items.scrollTop = scrollTop;
    if (key) element.querySelector(`.${kind}[data-key="${CSS.escape(key)}"]`)?.focus();
  }

  /** The wall stays scrolled as it was; the chosen map comes in sight once another was chosen. */
  reveal() {
    const selected = this.player.header.gallery?.selected, items = this.element.querySelector(".items"), chosen = this.element.querySelector(".item[aria-pressed=true]");
    if (!chosen || this.selected === selected) return;
    this.selected = selected;
    const { top, bottom } = chosen.getBoundingClientRect(), seen = items.getBoundingClientRect();
    if (top < seen.top || bottom > seen.bottom) items.scrollTop += top - seen.top - 5;
  }

  /** @param {{ key: string, title: string }[]} tabs the stages, where there are several */
  makeTabs(tabs) {
    const { selected } = this.player.header.gallery, stage = (/** @type {string} */ key) => key.split("-")[0];
    if (tabs.length < 2) return [];
    const box = made("div", "segmented");
    box.classList.add("tabs");
    Object.assign(box, { role: "group", ariaLabel: this.player.words.names.stages });
    box.append(...tabs.map(({ key, title }) => {
      const button = Object.assign(made("button", "tab"), { textContent: title, ariaPressed: String(stage(key) === stage(selected)) });
      button.dataset.key = key;
      return button;
    }));
    return [box];
  }

  /** @param {Group} group @param {boolean} first @param {number} limit of all maps, 0 for each its own */
  makeGroup(group, first, limit) {
    const element = made("div", "group"), caption = made("div", "caption"), items = made("div", "items"), row = made("div", "row");
    Object.assign(items, { role: "grid", ariaLabel: group.title });
    row.role = "row";
    caption.append(Object.assign(document.createElement("b"), { textContent: group.title }));
    if (first) caption.append(this.makeScale());
    const buttons = group.items.map((item) => this.makeItem(item, group.title, limit));
    (buttons.find((button) => button.ariaPressed === "true") ?? buttons[0]).tabIndex = 0;
    row.append(...buttons.map((button) => {
      const cell = Object.assign(made("div", "cell"), { role: "gridcell" });
      cell.append(button);
      return cell;
    }));
    items.append(row);
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
    canvas.style.setProperty("--ratio", String(Math.max(1 / WIDEST, Math.min(WIDEST, canvas.width / canvas.height))));
    this.canvases.set(item.key, { stamp, canvas });
    return canvas;
  }

  /** @param {Item} item @param {string} group @param {number} limit */
  makeItem(item, group, limit) {
    const { words: { names }, header } = this.player, button = made("button", "item"), own = item.range ?? 0;
    button.dataset.key = item.key;
    Object.assign(button, {
      tabIndex: -1,
      ariaDisabled: String(!item.array), ariaPressed: String(item.key === header.gallery.selected), ariaLabel: `${group}: ${item.title}`,
      title: item.why || fill(names.map, { title: item.title, low: format(-own), high: format(own) }),
    });
    const canvas = item.array ? this.painted(item, limit ? own / limit : 1) : blank(1, 1);
    canvas.classList.toggle("fine", canvas.width > 48);
    if (!item.array) button.append(Object.assign(made("em", "why"), { textContent: item.why }));
    button.append(canvas, Object.assign(document.createElement("span"), { textContent: item.title }));
    return button;
  }
}

/** Where an arrow leads; −1 where to nowhere. @param {HTMLElement[]} items @param {number} from @param {string} key */
function neighbour(items, from, key) {
  const aside = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: items.length - 1 }[key];
  if (aside !== undefined) return aside;
  const { left, top } = items[from].getBoundingClientRect();
  const places = items.map((item, k) => ({ k, ...item.getBoundingClientRect().toJSON() })).filter((place) => Math.abs(place.left - left) < 2);
  if (key === "ArrowDown") return places.find((place) => place.top > top + 2)?.k ?? -1;
  if (key === "ArrowUp") return places.findLast((place) => place.top < top - 2)?.k ?? -1;
  return -1;
}

/** @param {string} kind @param {string} className */
const made = (kind, className) => Object.assign(document.createElement(kind), { className });
