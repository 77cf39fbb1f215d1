// How large everything is: the strip, and below sentence and tabs the part of the page that is worked with.

const STEPS_BAR = 54; // px: the bar of steps
const AROUND_WORK = 98; // px: titles of strip and maps, and gaps
const LEAST_WORK = 250;
const LEAST_TABLE = 164;
const PHONE_TABLE = 420;
const LARGER = 44; // px: what the sentence takes more before a class
const WIRES_CAPTION = 34; // px over the drawing of the layers
const TALL = 660; // px: a room that has place for more

export class Room {
  /** @param {import("./player.js").Network} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    this.around = 0; // px that sentence and tabs took last
  }

  /** Px of sentence and tabs, which may take several lines. */
  get lines() { return this.lesson.find(".bar.standing").offsetHeight + this.lesson.find(".tabs").offsetHeight; }

  /** Everything is measured anew where sentence or tabs have other lines now. */
  fits() {
    if (!this.lesson.phone && this.around !== this.lines) this.lesson.relayout();
  }

  /** The height of a strip's maps, px. @param {number} height */
  strip(height) {
    const { phone, compare, state: { view } } = this.lesson;
    if (phone) return 150;
    if (compare.on) return compare.tall(height, this.around);
    if (height > TALL) return view === "layers" ? 164 : 190;
    return ["why", "layers"].includes(view) ? 100 : 142;
  }

  /** @param {{ width: number, height: number }} room */
  layout({ width, height }) {
    this.around = this.lines;
    const { lesson, lesson: { phone, model, compare, picture, section } } = this, tall = height > TALL, strip = this.strip(height);
    const beside = phone ? Math.min(150, width * 0.4) : strip + (compare.on ? 48 : 20), answer = phone ? width - beside - 16 : tall ? 236 : 220;
    picture.side = compare.on && !phone ? strip + 20 : beside;
    section.classList.toggle("low", !tall && !phone);
    const columns = phone ? Math.max(width, 46 * model.columns.length) : width - beside - answer - 32;
    const work = Math.max(LEAST_WORK, height - strip - this.around - STEPS_BAR - AROUND_WORK), sheet = phone ? width : Math.round(width * 0.36);
    const side = phone ? Math.min(width, 360) : Math.min(work - 26, Math.round(width * 0.27));
    lesson.strip.layout(columns, strip);
    lesson.sheet.layout(sheet, phone ? 320 : work - 26);
    lesson.large.layout(side);
    lesson.why.layout(width, work);
    lesson.exciting.layout(phone ? width : width - sheet - 24, work);
    compare.layout({ width, height }, columns, strip, this.around);
    lesson.sum.layout(phone ? width : width - sheet - side - 48, phone ? 400 : work);
    lesson.wires.layout(width, phone ? 140 : tall ? 150 : 96);
    const table = phone ? PHONE_TABLE : Math.max(LEAST_TABLE, work - lesson.wires.height - WIRES_CAPTION - (lesson.presenting ? LARGER : 0));
    for (const [name, px] of Object.entries({ picture: beside, answer, sheet, large: side, work: table })) section.style.setProperty(`--${name}`, `${px}px`);
  }
}
