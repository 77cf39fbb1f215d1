// Small maps of many kernels on the same picture; choosing one asks the server for its numbers.

import { MINUS, format } from "../js/numbers.js";
import { blank, paintLevels } from "../js/colour.js";

export class GalleryView {
  constructor(player) {
    this.player = player;
    this.element = player.find(".gallery");
    this.canvases = new Map();
    this.element.addEventListener("click", (event) => {
      const item = event.target.closest("[data-key]");
      if (item?.ariaDisabled === "true") player.complain(item.title);
      else if (item) player.send({ kind: "select", key: item.dataset.key });
      const scale = event.target.closest("[data-scale]");
      if (scale) {
        player.state.shared = scale.dataset.scale === "shared";
        this.update();
      }
    });
  }

  update() {
    const { model, palette, state } = this.player, gallery = model.gallery;
    this.element.hidden = !gallery;
    if (!gallery) return;
    const reach = Math.max(...gallery.groups.flatMap((g) => g.items.map((i) => i.range ?? 0)));
    this.element.replaceChildren(
      ...gallery.groups.map((group, k) => this.makeGroup(group, k === 0, palette, state.shared ? reach : 0)),
    );
  }

  makeGroup(group, first, palette, reach) {
    const element = document.createElement("div");
    element.className = "group";
    const caption = document.createElement("div");
    caption.className = "caption";
    const title = document.createElement("b");
    title.textContent = group.title;
    caption.append(title);
    if (first) caption.append(this.makeScale());
    const items = document.createElement("div");
    items.className = "items";
    items.append(...group.items.map((item) => this.makeItem(item, palette, reach)));
    element.append(caption, items);
    return element;
  }

  makeScale() {
    const box = document.createElement("span");
    box.className = "segmented";
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "Colour scale of the small maps");
    box.title = "Each map on a colour scale of its own, or all on the same one";
    for (const [value, label] of [["own", "Own"], ["shared", "Same"]]) {
      const button = document.createElement("button");
      button.dataset.scale = value;
      button.textContent = label;
      button.setAttribute("aria-pressed", (value === "shared") === this.player.state.shared);
      box.append(button);
    }
    return box;
  }

  // Each small map is painted once; an edit of the kernel changes only one of them.
  painted(item, palette, gain) {
    const stamp = [item.stamp, palette.scheme, gain].join(), kept = this.canvases.get(item.key);
    if (kept?.stamp === stamp) return kept.canvas;
    const canvas = paintLevels(this.player.model.arrays[item.array], palette, gain);
    this.canvases.set(item.key, { stamp, canvas });
    return canvas;
  }

  makeItem(item, palette, reach) {
    const button = document.createElement("button");
    button.className = "item";
    button.dataset.key = item.key;
    button.ariaDisabled = String(!item.array);
    button.setAttribute("aria-pressed", item.key === this.player.model.gallery.selected);
    button.title = item.why || `${item.title}: ${MINUS}${format(item.range)} to ${format(item.range)}`;
    const canvas = item.array ? this.painted(item, palette, reach ? item.range / reach : 1) : blank(1, 1);
    canvas.classList.toggle("fine", canvas.width > 48);
    const label = document.createElement("span");
    label.textContent = item.title;
    button.append(canvas, label);
    return button;
  }
}
