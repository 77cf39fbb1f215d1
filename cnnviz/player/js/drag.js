// The rows of a timeline under the pointer: what is hovered, clicked, dragged up and down, typed, and zoomed by the wheel.

import { pointing } from "./pointing.js";
import { reach } from "./timeline.js";

const STARTS = 4; // px: less is a click
const TURN_MS = 250; // a wheel turns once

/**
 * @typedef {import("./timeline.js").Found} Found @typedef {import("./timeline.js").Timeline} Timeline
 * What a lesson does with what is found. `drags` says what can be dragged: it gets numbers by `set`, one more by a click, and may be typed.
 * @typedef {{ hover: (found: Found | null) => void, pin: (found: Found) => void, strip: (index: number) => void, drags: (found: Found) => boolean,
 *   set: (found: Found, value: number) => void, more: (found: Found) => void, type: (found: Found) => void, zooms: () => boolean,
 *   turn: (by: 1 | -1) => void, rest: () => void }} Deeds
 */

export class Drag {
  moved = false;

  /** @param {Found} found @param {number[]} from where the pointer went down */
  constructor(found, from) {
    this.found = found;
    this.from = from;
  }

  /** The number that the pointer asks for; null while it has not moved. @param {number[]} at @returns {number | null} */
  to([x, y]) {
    const { value, grid } = this.found;
    this.moved ||= Math.hypot(x - this.from[0], y - this.from[1]) >= STARTS;
    if (!this.moved || !value || !grid) return null;
    const near = Math.max(grid.low, Math.min(grid.high, value(y)));
    return Math.round(near / grid.step) / (1 / grid.step);
  }
}

export class Handling {
  /** What is dragged, with the scale that it keeps. @type {(Drag & { scale: [number, number] }) | null} */
  held = null;
  turned = -TURN_MS;

  /** @param {Timeline} stage @param {Deeds} deeds */
  constructor(stage, deeds) {
    this.stage = stage;
    this.deeds = deeds;
    pointing(stage.canvas, {
      hover: (at) => this.hover(at && stage.found(at)), pin: (at, event) => this.pin(at, event.pointerType === "touch"),
      grab: (at, event) => event.pointerType !== "touch" && this.grab(at), drag: (at) => this.drag(at), drop: () => this.drop(),
      open: (at) => { const found = this.held ? null : this.bar(at); if (found) deeds.type(found); }, zoom: (_, event) => this.wheel(event),
    });
  }

  /** What can be dragged at a point. @param {Point} at */
  bar(at) {
    const found = this.stage.found(at);
    return found && this.deeds.drags(found) ? found : null;
  }

  /** @param {Found | null} found */
  hover(found) {
    this.stage.canvas.style.cursor = found ? found.cursor ?? "pointer" : "";
    this.deeds.hover(found);
  }

  /** @param {Point} at @param {boolean} touch */
  pin(at, touch) {
    const { strip } = this.stage, found = this.stage.found(at);
    if (strip && at[1] < strip.height) this.deeds.strip(strip.at(at[0]));
    else if (found && touch && this.deeds.drags(found)) this.deeds.more(found);
    else if (found) this.deeds.pin(found);
  }

  /** @param {Point} at */
  grab(at) {
    const found = this.bar(at);
    if (found) this.held = Object.assign(new Drag(found, at), { scale: reach(found.values) });
    return Boolean(found);
  }

  /** @param {Point} at */
  drag(at) {
    const value = this.held?.to(at) ?? null;
    if (this.held && value !== null) this.deeds.set(this.held.found, value);
  }

  drop() {
    const { held } = this;
    this.held = null;
    if (held && !held.moved) this.deeds.more(held.found);
    this.deeds.rest();
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    if (!this.deeds.zooms()) return;
    event.preventDefault();
    if (event.timeStamp - this.turned < TURN_MS) return;
    this.turned = event.timeStamp;
    this.deeds.turn(event.deltaY < 0 ? 1 : -1);
  }
}

/** The first of `many` columns between `low` and `high` that are seen: as before, unless the focus comes near an edge. @param
 * {{ low: number, high: number, many: number, focus: number }} axis @param {number} first */
export function following({ low, high, many, focus }, first) {
  const margin = Math.floor(many / 6), off = focus < first + margin || focus > first + many - 1 - margin;
  return Math.max(low, Math.min(high - many + 1, off ? Math.round(focus - many / 2) : first));
}
