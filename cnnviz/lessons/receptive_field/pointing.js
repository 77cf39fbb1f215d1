// Pointing, clicking and keys. One finger does what the mouse does.

import { Keys } from "../../player/js/keys.js";

export const pointing = {
  bind() {
    this.bindPicture();
    this.bindSide();
    const choose = (selector, act) => this.find(selector).addEventListener("click", (event) => {
      if (event.target.dataset.value) act(event.target.dataset.value);
    });
    choose(".mode", (mode) => this.setMode(mode));
    choose(".views", (view) => this.setView(view));
    this.find(".lock button").addEventListener("click", () => this.toggleLock());
    this.find(".sure").addEventListener("click", () => this.sure());
    this.keys = new Keys(this, [], () => this.deeds());
  },

  sure() {
    this.model.effective.why = "";
    this.model.effective.unit = [0, 0, 0];
    this.askSoon(true);
    this.draw();
  },

  bindPicture() {
    const canvas = this.find("canvas.picture");
    const pixelOf = (event) => {
      const box = canvas.getBoundingClientRect(), at = this.photo.pixelAt(event.clientX - box.left, event.clientY - box.top);
      return at.map((v, k) => Math.max(0, Math.min(this.model.shape[k] - 1, Math.round(v))));
    };
    const point = (event, keep) => {
      if (!this.model?.stages.length) return;
      const pixel = pixelOf(event);
      if (keep && event.shiftKey && this.state.mode === "see") this.setMode("reach");
      if (this.state.mode === "reach") {
        if (keep) return this.keepPixel(pixel);
        this.state.hoverAt = pixel;
        return this.schedule();
      }
      const unit = this.model.nearest(this.state.pin.layer, pixel);
      if (keep) this.keepUnit(unit);
      else this.hoverUnit(unit);
    };
    canvas.addEventListener("pointermove", (event) => point(event, event.pointerType === "touch"));
    canvas.addEventListener("click", (event) => point(event, true));
    canvas.addEventListener("pointerleave", () => this.leave());
  },

  bindSide() {
    const canvas = this.find("canvas.cone");
    const point = (event, keep) => {
      if (!this.model?.stages.length) return;
      const box = canvas.getBoundingClientRect(), found = this.side.at(event.clientX - box.left, event.clientY - box.top);
      if (!found) return;
      const { layer, column } = found, reach = this.state.mode === "reach";
      if (layer < 0 && !reach) return;
      if (reach) {
        const pixel = [this.state.at[0], Math.max(0, Math.min(this.model.shape[1] - 1, Math.round(column)))];
        if (keep) return this.keepPixel(pixel);
        this.state.hoverAt = pixel;
        return this.schedule();
      }
      const unit = this.model.nearest(layer, [this.model.centre(this.state.pin)[0], column]);
      if (keep) this.keepUnit(unit);
      else this.hoverUnit(unit);
    };
    canvas.addEventListener("pointermove", (event) => event.pointerType !== "touch" && point(event, false));
    canvas.addEventListener("click", (event) => point(event, true));
    canvas.addEventListener("pointerleave", () => this.leave());
  },

  leave() {
    if (!this.state.hover && !this.state.hoverAt) return;
    Object.assign(this.state, { hover: null, hoverAt: null });
    this.schedule();
  },

  // What each key does.
  deeds() {
    if (!this.model) return {};
    return {
      ArrowLeft: () => this.move([0, -1]), ArrowRight: () => this.move([0, 1]),
      ArrowUp: () => this.move([-1, 0]), ArrowDown: () => this.move([1, 0]),
      "[": () => this.toLayer(this.state.pin.layer - 1), "]": () => this.toLayer(this.state.pin.layer + 1),
      e: () => this.setView(this.state.view === "box" ? "effective" : "box"),
      p: () => this.setMode(this.state.mode === "see" ? "reach" : "see"),
      l: () => this.toggleLock(),
    };
  },
};
