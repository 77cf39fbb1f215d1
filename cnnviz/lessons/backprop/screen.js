// The board is laid out at one size and zoomed to its room; on a projector it fills the screen.

import { Stepper } from "./steps.js";

const BOARD = { width: 1200, height: 580, strip: 188, say: 57, transport: 46, work: 296, aside: 260, phone: 700 };
const MOST_ZOOM = 1.6;
const MOST_EXTRA = 110;
const PAGE = 10;
const PRESENTER = 1.5;
const PHONE_STRIP = 0.875; // digits of 14 px

export class Screen extends Stepper {
  resized() {
    const room = this.section.clientWidth;
    if (!room || !this.chain) return;
    this.phone = room < BOARD.phone;
    this.section.classList.toggle("phone", this.phone);
    if (this.presenting) this.fillScreen();
    else this.fit(room);
    const board = this.find(".board"), work = this.find(".work");
    board.style.zoom = this.zoom;
    board.style.setProperty("--extra", `${this.extra}px`);
    this.find(".track").style.zoom = this.stripZoom;
    work.style.zoom = this.benchZoom;
    if (this.frame) this.draw();
  }

  // As wide as the page and as high as the screen leaves; what height is over goes to the slots.
  fit(room) {
    const above = this.section.getBoundingClientRect().top + scrollY;
    const high = Math.max(BOARD.height, innerHeight - Math.max(0, above) - PAGE);
    this.benchZoom = 1;
    this.stripZoom = this.phone ? PHONE_STRIP : 1;
    this.zoom = this.phone ? 1 : Math.max(1, Math.min(MOST_ZOOM, room / BOARD.width, high / BOARD.height));
    this.width = Math.floor(room / this.zoom) - 2;
    this.extra = this.phone ? 0 : Math.max(0, Math.min(MOST_EXTRA, Math.floor(high / this.zoom) - BOARD.height));
  }

  // On a projector: the strip as wide as the screen, what is read and written half as large again.
  fillScreen() {
    this.zoom = 1;
    this.width = innerWidth;
    this.stripZoom = innerWidth / BOARD.width;
    const left = innerHeight - BOARD.strip * this.stripZoom - BOARD.say - BOARD.transport;
    this.benchZoom = Math.max(PRESENTER, Math.min(left / BOARD.work, innerWidth / 900));
    this.extra = Math.floor(left / this.benchZoom) - BOARD.work;
  }

  get scale() { return this.zoom * this.benchZoom; }
  get stripWidth() { return this.presenting ? BOARD.width : this.width; }
  get benchWidth() { return this.width / this.benchZoom - (this.presenting ? 0 : BOARD.aside); }

  // In the top layer, above whatever the page has; without a word to the server.
  present() {
    if (this.phone) return;
    this.presenting = !this.presenting;
    this.section.classList.toggle("presenting", this.presenting);
    this.section.popover = this.presenting ? "manual" : null;
    if (this.presenting) this.section.showPopover();
    this.find('[data-action="presenter"]').setAttribute("aria-pressed", this.presenting);
    this.resized();
    this.find(".board").focus({ preventScroll: true });
  }
}
