// Pointing at the pictures: hover, pin, and a box drawn for RoI pooling, which alone asks the server.

export const pointingMethods = {
  bindPictures() {
    for (const canvas of [this.left, this.middle, this.right]) {
      const kind = canvas === this.right ? "output" : "input";
      const hit = (event) => {
        const box = canvas.getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top;
        return kind === "output" ? this.hitOutput(x, y) : this.hitInput(x, y);
      };
      canvas.addEventListener("pointermove", (event) => {
        const cell = hit(event);
        if (this.drag) return this.dragBox(cell);
        if (this.state.view !== "shift") this.hover(cell && { kind, ...cell });
      });
      canvas.addEventListener("pointerleave", (event) => { if (event.pointerType !== "touch") this.hover(null); });
      canvas.addEventListener("pointerdown", (event) => this.press(kind, hit(event), canvas, event));
      for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => this.dropBox());
    }
  },

  press(kind, cell, canvas, event) {
    if (!cell || this.state.view === "shift") return;
    this.play(false);
    if (kind === "output") {
      this.pin(cell.row, cell.column);
      return this.moved();
    }
    if (this.model.pool === "roi" && canvas === this.left) {
      this.drag = { from: cell, to: cell };
      return canvas.setPointerCapture(event.pointerId);
    }
    const readers = this.model.fedBy(cell.row, cell.column), flat = this.model.flat(cell.row, cell.column);
    const at = readers.find(([i, j]) => this.model.hasWinner && this.model.arrays.winners[this.model.output(i, j)] === flat) ?? readers[0];
    if (at) this.pin(...at);
    this.moved();
  },

  // A box drawn on the input becomes the region of interest.
  dragBox(cell) {
    if (cell) this.drag.to = cell;
    this.schedule();
  },

  get draggedBox() {
    const { from, to } = this.drag;
    return {
      left: Math.min(from.column, to.column), right: Math.max(from.column, to.column),
      top: Math.min(from.row, to.row), bottom: Math.max(from.row, to.row),
    };
  },

  dropBox() {
    if (!this.drag) return;
    const box = this.draggedBox;
    this.drag = null;
    if (box.right > box.left && box.bottom > box.top) this.send({ kind: "box", ...box });
    this.schedule();
  },
};
