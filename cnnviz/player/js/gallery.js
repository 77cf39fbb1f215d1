// Small maps of many kernels on the same picture; choosing one asks the server for its numbers.

class GalleryView {
  constructor(player) {
    this.player = player;
    this.element = player.find(".gallery");
    this.element.addEventListener("click", (event) => {
      const item = event.target.closest("[data-key]");
      if (item) player.send({ kind: "select", key: item.dataset.key });
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
    for (const [value, label] of [["own", "Own scale"], ["shared", "Same"]]) {
      const button = document.createElement("button");
      button.dataset.scale = value;
      button.textContent = label;
      button.setAttribute("aria-pressed", (value === "shared") === this.player.state.shared);
      box.append(button);
    }
    return box;
  }

  makeItem(item, palette, reach) {
    const button = document.createElement("button");
    button.className = "item";
    button.dataset.key = item.key;
    button.disabled = !item.array;
    button.setAttribute("aria-pressed", item.key === this.player.model.gallery.selected);
    button.title = item.why || `${item.title}: ${MINUS}${format(item.range)} to ${format(item.range)}`;
    const canvas = item.array
      ? paintLevels(this.player.model.arrays[item.array], palette, reach ? item.range / reach : 1)
      : blank(1, 1);
    canvas.classList.toggle("fine", canvas.width > 48);
    const label = document.createElement("span");
    label.textContent = item.title;
    button.append(canvas, label);
    return button;
  }
}
