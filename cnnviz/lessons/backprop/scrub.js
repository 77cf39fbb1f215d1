// Drag along a lane to scrub; click a thumbnail's cell to jump to the step that writes it.

import { STRIP, thumbBox } from "./layout.js";

export class Scrub {
  constructor(strip) {
    this.strip = strip;
    this.listen();
  }

  listen() {
    const at = (event) => {
      const box = this.strip.canvas.getBoundingClientRect(), scale = this.strip.width / box.width;
      return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
    };
    this.strip.canvas.addEventListener("pointerdown", (event) => {
      const [x, y] = at(event), step = this.stepAt(x, y);
      if (step !== null) {
        this.scrubbing = y > STRIP.bottom - 2 ? -1 : 1;
        this.strip.canvas.setPointerCapture(event.pointerId);
        return this.strip.player.go(step);
      }
      const jump = this.thumbAt(x, y);
      if (jump) this.strip.player.jump(jump.panel, jump.flat);
    });
    this.strip.canvas.addEventListener("pointermove", (event) => {
      const [x, y] = at(event);
      this.strip.canvas.style.cursor = this.stepAt(x, y) !== null ? "ew-resize" : this.thumbAt(x, y) ? "pointer" : "";
      this.strip.canvas.title = this.named(x, y);
      if (!this.scrubbing) return;
      const step = this.stepAt(x, this.scrubbing > 0 ? STRIP.top + 4 : STRIP.bottom + 4);
      if (step !== null) this.strip.player.go(step);
    });
    for (const end of ["pointerup", "pointercancel"]) this.strip.canvas.addEventListener(end, () => { this.scrubbing = 0; });
  }

  // What is under the pointer: where room is short, its name is not written on it.
  named(x, y) {
    const step = this.stepAt(x, y), { chain, state } = this.strip.player;
    if (step !== null) return chain.locate(step, state.view).segment.label;
    const panel = this.thumbAt(x, y)?.panel;
    return panel ? [panel.gradient ? `∂L/${panel.name}` : panel.name, panel.about].filter(Boolean).join(", ") : "";
  }

  stepAt(x, y) {
    const d = y >= STRIP.top - 2 && y < STRIP.bottom - 2 ? 1 : y >= STRIP.bottom - 2 && y <= STRIP.bottom + STRIP.lane ? -1 : 0;
    const { chain, state } = this.strip.player;
    const lane = this.strip.plan.lanes.find(({ segment, from, to }) => segment.direction === d && (x - from) * (x - to) <= 0);
    if (!lane) return null;
    const count = lane.segment.steps(state.view), k = Math.floor(((x - lane.from) / (lane.to - lane.from)) * count);
    return chain.from(lane.segment.index, state.view) + Math.max(0, Math.min(count - 1, k));
  }

  thumbAt(x, y) {
    for (const column of this.strip.plan.columns)
      for (const panel of [column.panel, column.gradient]) {
        if (!panel) continue;
        const box = thumbBox(column, panel.gradient);
        if (x < box.x - 4 || x > box.x + box.width + 4 || y < box.y - 4 || y > box.y + box.height + 4) continue;
        return { panel, flat: flatAt(panel, box, column.thumb, x, y) };
      }
    return null;
  }
}

function flatAt(panel, box, { across }, x, y) {
  const { cell, cellWidth } = box, tileWidth = panel.columns * cellWidth + 2, tileHeight = panel.rows * cell + 2;
  const within = (value, most) => Math.max(0, Math.min(most - 1, Math.floor(value)));
  const tx = within((x - box.x) / tileWidth, across), ty = within((y - box.y) / tileHeight, panel.channels);
  const channel = within(ty * across + tx, panel.channels);
  const row = within((y - box.y - ty * tileHeight) / cell, panel.rows);
  return panel.flat(channel, row, within((x - box.x - tx * tileWidth) / cellWidth, panel.columns));
}
