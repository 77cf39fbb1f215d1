// How large everything is in the room that there is, and the beam from the box to its close-up.

import { SIDE_TOP } from "./side.js";

const PHONE = 720;
const SHORT = 790;
const GAP = 36; // px
const ROW = { desk: 32, short: 26, phone: 28, least: 22 };
const LOWER = { desk: 236, short: 186 };
const LEAST_PHOTO = { desk: 372, short: 262 };
const LEAST_DEEP = { desk: 400, short: 320 };
const DEEP = 8;
const MOST_PHOTO = 0.42;
const LEAST_TABLE = 750;
const CAPTION = 34;

export const placing = {
  layout() {
    const width = this.section.clientWidth;
    if (!width || !this.model) return;
    const { model } = this, kind = width <= PHONE ? "phone" : innerHeight <= SHORT ? "short" : "desk";
    Object.assign(this, { width, phone: kind === "phone", short: kind === "short" });
    this.section.classList.toggle("phone", this.phone);
    this.section.classList.toggle("short", this.short);
    const rows = 1 + Math.max(model.stages.length, model.stack?.length ?? 0);
    const rowHeight = this.phone ? ROW.phone : Math.max(ROW.least, Math.min(ROW[kind], Math.floor(LOWER[kind] / rows)));
    this.photo.measure();
    const photo = this.phone ? width : this.roomForPhoto(rows > DEEP ? LEAST_DEEP[kind] : LEAST_PHOTO[kind], rows * rowHeight);
    this.section.style.setProperty("--photo", photo + "px");
    this.section.style.setProperty("--row", rowHeight + "px");
    this.photo.layout(photo);
    this.side.layout(rowHeight);
    const rest = this.phone ? width : width - photo - GAP;
    this.maps.layout(rest, this.phone ? 120 : this.short ? 96 : 146);
    this.close = this.phone ? Math.round(width * 0.62) : this.roomForView(rest);
  },

  // As much as the window leaves above the side view: a small stack needs no scrolling, under a
  // deep one the photo stays large.
  roomForPhoto(least, below) {
    const scroller = (this.root.host ?? this.section).closest?.("[data-testid=stMain]");
    const top = this.section.getBoundingClientRect().top + (scroller?.scrollTop ?? 0);
    const taken = this.find(".bar").offsetHeight + CAPTION + CAPTION + SIDE_TOP + below + (this.short ? 22 : 26);
    const high = Math.max(least, innerHeight - top - taken);
    const most = Math.min(this.width * MOST_PHOTO, Math.max(least, this.width - GAP - LEAST_TABLE));
    return Math.floor(Math.min(most, Math.max(least, high * this.photo.ratio)));
  },

  roomForView(rest) {
    const left = this.photo.tall - this.maps.side - 26 - CAPTION - (this.short ? 8 : 18);
    return Math.floor(Math.max(120, Math.min(rest * 0.36, left)));
  },

  // From the box, or the pixel, to what it is shown as in large.
  drawBeam() {
    const polygon = this.find(".beams polygon"), lines = ["upper", "lower"].map((name) => this.find(`.beams .${name}`));
    const shown = !this.phone && this.model.stages.length > 0;
    this.find(".beams").toggleAttribute("hidden", !shown);
    if (!shown) return;
    const box = this.section.getBoundingClientRect();
    const near = this.find("canvas.picture").getBoundingClientRect(), far = this.find("canvas.view").getBoundingClientRect();
    const reach = this.state.mode === "reach", [[top, bottom], [, right]] = reach ? this.pixel.map((k) => [k, k]) : this.model.box(this.focus);
    const clip = (v, most) => Math.max(0, Math.min(most, v));
    const x0 = near.left - box.left + clip(this.photo.x(right + 0.5), near.width) + 4, x1 = far.left - box.left - 5;
    const ys = [top - 0.5, bottom + 0.5].map((row) => near.top - box.top + clip(this.photo.y(row), near.height));
    const ends = [far.top - box.top - 4, far.bottom - box.top + 4];
    polygon.setAttribute("points", `${x0},${ys[0]} ${x1},${ends[0]} ${x1},${ends[1]} ${x0},${ys[1]}`);
    lines.forEach((line, k) => Object.entries({ x1: x0, y1: ys[k], x2: x1, y2: ends[k] }).forEach(([name, value]) => line.setAttribute(name, value)));
  },

  resized() {
    if (!this.model || (this.section.clientWidth === this.width && innerHeight === this.height)) return;
    this.height = innerHeight;
    const before = this.phone;
    this.layout();
    if (before !== this.phone) this.table.update();
    this.draw();
  },
};
