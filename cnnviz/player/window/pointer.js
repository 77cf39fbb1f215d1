// Pointing at the two pictures: hover, pin, pan, zoom; one finger does what the mouse does.

export class Pointer {
  constructor(player) {
    this.player = player;
    for (const which of ["input", "output"]) this.bindPicture(which, player.find(`canvas.${which}`));
    for (const name of ["window", "products"]) this.bindCells(player.find(`[data-testid=${name}]`));
  }

  bindPicture(which, canvas) {
    const { player } = this;
    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    const hit = (event) => player.view.hit(which, ...at(event));
    const point = (event) => {
      const cell = hit(event);
      player.hover(cell && { kind: which, ...cell });
    };
    canvas.addEventListener("pointermove", (event) => (this.drag ? this.pan(event) : point(event)));
    canvas.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "touch" && !this.drag) player.hover(null);
    });
    canvas.addEventListener("pointerdown", (event) => {
      point(event);
      if (which === "output") return this.pinHere(hit(event));
      if (!player.view.zoomed) return;
      this.drag = { x: event.clientX, y: event.clientY, centre: { ...player.view.centre } };
      canvas.setPointerCapture(event.pointerId);
    });
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { this.drag = null; });
    canvas.addEventListener("dblclick", (event) => this.zoomHere(which, hit(event)));
    if (which === "input") canvas.addEventListener("keydown", (event) => this.moveOverInput(event));
    canvas.addEventListener("wheel", (event) => this.wheel(event, which, at(event)), { passive: false });
  }

  // Arrows on the focused input go from pixel to pixel, first to one under the pinned window.
  moveOverInput(event) {
    const { player } = this, { row, column } = player.model.relation, { pin, hover } = player.state;
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!step) return;
    const [r, c] = hover?.kind === "input" ? [hover.row + step[0], hover.column + step[1]]
      : [Math.max(0, row.source(pin.row, row.taps >> 1)), Math.max(0, column.source(pin.column, column.taps >> 1))];
    if (r >= 0 && c >= 0 && r < row.inputs && c < column.inputs) player.hover({ kind: "input", row: r, column: c });
    event.preventDefault();
    event.stopPropagation();
  }

  pinHere(cell) {
    if (!cell) return;
    this.player.pin(cell.row, cell.column);
    this.player.state.hover = { kind: "output", ...cell };
  }

  pan(event) {
    const { view } = this.player, { drag } = this;
    view.centre = {
      row: drag.centre.row - (event.clientY - drag.y) / view.cell,
      column: drag.centre.column - (event.clientX - drag.x) / view.cell,
    };
    this.player.schedule();
  }

  zoomHere(which, cell) {
    const { player } = this, { relation } = player.model;
    if (!cell || !player.view.zooms) return;
    if (which === "input")
      player.pin(relation.row.nearest(cell.row + relation.row.before + 0.5), relation.column.nearest(cell.column + relation.column.before + 0.5));
    player.setZoom(player.view.zoom === "pixels" ? "whole" : "pixels");
  }

  // Ctrl and wheel (a pinch on a touch pad) zooms about the pointer; the plain wheel scrolls the page.
  wheel(event, which, [x, y]) {
    const { view } = this.player;
    if (!(event.ctrlKey || event.metaKey) || !view.zooms) return;
    event.preventDefault();
    const before = view.cell;
    const origin = which === "input" ? "inputOrigin" : "outputOrigin";
    const from = { row: (y - view[origin]("row")) / before, column: (x - view[origin]("column")) / before };
    view.setCell(before * Math.exp(-event.deltaY * 0.0022));
    const keep = 1 - before / view.cell;
    for (const axis of ["row", "column"]) {
      const place = which === "input" ? from[axis] : this.placeOf(axis, from[axis]);
      view.centre[axis] += (place - view.centre[axis]) * keep;
    }
    this.player.schedule();
  }

  // The place under the middle of an output position, fractions included.
  placeOf(axis, output) {
    const a = this.player.model.relation[axis];
    const step = a.outputs > 1 ? a.centre(1) - a.centre(0) : 0;
    return a.centre(0) + (output - 0.5) * step;
  }

  bindCells(element) {
    const { player } = this;
    element.addEventListener("pointermove", (event) => {
      const cell = event.target.closest("[data-tap]");
      if (cell && player.state.hover?.kind !== "input") player.hover({ kind: "tap", tap: Number(cell.dataset.tap) });
    });
    element.addEventListener("pointerleave", () => {
      if (player.state.hover?.kind === "tap") player.hover(null);
    });
  }
}
