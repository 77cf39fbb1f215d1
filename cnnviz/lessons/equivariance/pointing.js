// Pointing at the pictures: hover, pin, drag. One finger does what the mouse does.

import { SHEETS } from "./sheets.js";
import { DRAG_PX } from "./moving.js";

export class Pointing {
  constructor(player) {
    this.player = player;
    for (const name of SHEETS) this.bindSheet(name, player.sheets.canvases[name]);
    for (const name of ["pooled", "dense"]) this.bindScore(player.scores.canvases[name]);
    player.find("canvas[data-sheet=difference]").addEventListener("keydown", (event) => this.walk(event));
    player.find(".bars").addEventListener("pointerdown", (event) => {
      const place = (event.offsetX / event.target.clientWidth) * player.moving.count;
      player.moving.toColumn(Math.floor(place));
    });
  }

  bindSheet(name, canvas) {
    const { player } = this;
    const over = (event) => player.sheets.output(name, player.sheets.hit(name, event.offsetX, event.offsetY));
    canvas.addEventListener("pointermove", (event) => (this.drag ? this.pull(event) : player.hover(over(event))));
    canvas.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "touch" && !this.drag) player.hover(null);
    });
    canvas.addEventListener("pointerdown", (event) => {
      this.drag = { x: event.clientX, y: event.clientY, ...player.place, cell: over(event), moved: false };
      player.moving.play(false);
      if (event.pointerType !== "touch" || name === "picture") canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointerup", () => this.drop());
    canvas.addEventListener("pointercancel", () => { this.drag = null; });
  }

  // A drag moves the picture by whole pixels of it; sideways it turns or scales.
  pull(event) {
    const { player, drag } = this, x = event.clientX - drag.x, y = event.clientY - drag.y;
    if (!drag.moved && Math.hypot(x, y) < DRAG_PX) return;
    drag.moved = true;
    const { moving, cell } = player, pixel = Math.max(cell, 16);
    const columns = Math.round(x / pixel), rows = Math.round(y / pixel);
    if (moving.kind !== "shift") {
      moving.toColumn(Math.max(0, Math.min(moving.count - 1, drag.column + columns)));
      return;
    }
    const limit = (name, value) => {
      const all = moving.steps.map((step) => step[name]);
      return Math.max(Math.min(...all), Math.min(Math.max(...all), value));
    };
    player.moveTo({ down: limit("down", drag.down + rows), right: limit("right", drag.right + columns) });
  }

  drop() {
    const { drag, player } = this;
    this.drag = null;
    if (drag && !drag.moved) player.pin(drag.cell);
  }

  bindScore(canvas) {
    const { player } = this;
    canvas.addEventListener("pointermove", (event) => player.overScore(player.scores.hit(event.offsetX, event.offsetY)));
    canvas.addEventListener("pointerleave", () => player.overScore(null));
    canvas.addEventListener("pointerdown", (event) => {
      const place = player.scores.hit(event.offsetX, event.offsetY);
      if (place === null) return;
      player.moving.to(place);
    });
  }

  // Arrows on the focused difference go from cell to cell.
  walk(event) {
    const { player } = this, step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!step) return;
    const now = player.state.pin ?? { row: (player.model.out[0] >> 1) - step[0], column: (player.model.out[1] >> 1) - step[1] };
    const next = [now.row + step[0], now.column + step[1]];
    if (player.model.within(next)) player.pin({ row: next[0], column: next[1] });
    event.preventDefault();
    event.stopPropagation();
  }
}
