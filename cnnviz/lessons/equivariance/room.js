// How large the pictures are in the room that there is: the main idea needs no scrolling.

const SMALLEST = 120;
const PHONE_WIDTH = 720;
const LOW_HEIGHT = 780;
const LEAST_GAP = 52; // px
const LEAST_TALL = 190;
const FINE = 40; // px that the corners need; pixels a side from which whole ones look better

export const roomMethods = {
  layout() {
    this.width = this.section.clientWidth;
    if (!this.width) return;
    this.relaid = true;
    this.phone = this.width <= PHONE_WIDTH;
    const short = !this.phone && innerHeight <= LOW_HEIGHT, score = this.state.view === "score";
    for (const [name, on] of [["phone", this.phone], ["short", short], ["scoring", score]]) this.section.classList.toggle(name, on);
    this.find(".square").hidden = score;
    this.find(".scores").hidden = !score;
    this.find(".chip.guess").hidden = score;
    this.measure(short);
  },

  // The largest pictures of which two rows, the sentence and the controls fit the window.
  measure(short) {
    const [caption, gap, below] = short ? [24, 6, 92] : [28, 12, 138];
    const scroller = (this.root.host ?? this.section).closest?.("[data-testid=stMain]");
    const top = this.section.getBoundingClientRect().top + (scroller?.scrollTop ?? 0);
    const room = innerHeight - top - below;
    this.cell = this.cellFor((room - 2 * caption - gap) / 2);
    const [high, wide] = this.model.places.length;
    this.box = { width: Math.floor(wide * this.cell), height: Math.floor(high * this.cell) };
    const tall = this.phone ? this.box.height : Math.max(this.box.height, LEAST_TALL);
    const corner = (2 * tall - this.box.height + caption + gap) / 2; // above and below the middle
    this.chartHeight = this.phone ? 96 : Math.max(44, Math.min(110, Math.floor(corner - 60)));
    this.scoreSide = Math.floor(this.phone ? this.width : Math.min((this.width - 120) / 3, Math.max(SMALLEST, room - 76 - caption)));
    for (const [name, value] of [["--wide", this.box.width], ["--tall", tall], ["--score", this.scoreSide]])
      this.section.style.setProperty(name, value + "px");
  },

  // The side of a pixel; a photo is shown in whole px where that loses little room.
  cellFor(room) {
    const [high, wide] = this.model.places.length;
    const across = this.phone ? (this.width - 14) / 2 : (this.width - 3 * LEAST_GAP) / 4;
    const exact = Math.min(across / wide, this.phone ? Infinity : Math.max(SMALLEST, room) / high);
    const whole = Math.floor(exact);
    return whole >= 2 && whole > exact * 0.93 && Math.max(high, wide) > FINE ? whole : exact;
  },
};
