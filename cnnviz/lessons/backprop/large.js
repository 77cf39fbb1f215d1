// The picture large, with its gradient over it; a click on a pixel goes into the arithmetic of that pixel, and back.

import { cssColour, paint } from "../../player/js/colour.js";
import { prepare } from "../../player/js/draw.js";
import { fill, format } from "../../player/js/numbers.js";

const AROUND = 36; // px above and below the picture
const BESIDE_PICTURE = 330; // px for the words at its side
const LEAST_PICTURE = 220;
const STRONG = 0.55; // of the strongest colour

export class Large {
  /** @param {import("./player.js").Backprop} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    /** @type {HTMLElement} */
    this.card = lesson.find(".large");
    /** @type {HTMLCanvasElement} */
    this.canvas = lesson.find(".large canvas");
    this.slider = lesson.find(".large input");
    this.flat = -1; // the pixel that is pointed at
    this.cell = 1; // px of the canvas for one pixel
    this.left = false; // whether a pixel was gone into: there is a way back
    /** The picture and its gradient as images, painted once. @type {{ panel: Panel, scheme: string | undefined, images: HTMLCanvasElement[] } | null} */
    this.kept = null;
    this.slider.addEventListener("input", () => this.draw());
    this.canvas.addEventListener("pointermove", (event) => this.point(this.at(event)));
    this.canvas.addEventListener("click", (event) => this.enter(this.at(event)));
    this.canvas.addEventListener("keydown", (event) => this.key(event));
  }

  get x() { return this.lesson.model.panels.x; }
  get gradient() { return this.lesson.model.panels["d:x"]; }
  /** A line of numbers is large as it is, and three channels are three pictures. */
  get offered() { return this.x.rows > 1 && this.x.channels === 1; }
  get open() { return Boolean(this.lesson.state.large) && this.offered; }

  /** @param {boolean} open */
  show(open) {
    if (!this.offered) return false;
    this.lesson.state.large = Number(open);
    this.left = false;
    this.lesson.moved();
    if (open) requestAnimationFrame(() => this.canvas.focus({ preventScroll: true }));
  }

  /** Into the arithmetic of one pixel; the browser's Back leads here too. @param {number} flat */
  enter(flat) {
    const { lesson } = this;
    if (flat < 0) return;
    lesson.saveAddress();
    history.pushState(history.state, "", location.href);
    lesson.state.large = 0;
    lesson.jump(this.gradient, flat);
    this.left = true;
    lesson.moved();
    lesson.find(".board").focus({ preventScroll: true });
  }

  /** @param {MouseEvent} event */
  at(event) {
    const box = this.canvas.getBoundingClientRect(), { rows, columns } = this.x;
    const row = Math.floor(((event.clientY - box.top) / box.height) * rows), column = Math.floor(((event.clientX - box.left) / box.width) * columns);
    return row < 0 || column < 0 || row >= rows || column >= columns ? -1 : this.x.flat(0, row, column);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { rows, columns } = this.x, now = Math.max(0, this.flat), row = Math.floor(now / columns), column = now % columns;
    /** @type {Record<string, [number, number]>} */
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const move = moves[event.key];
    if (!move && event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
    if (!move) return this.enter(now);
    this.point(Math.min(rows - 1, Math.max(0, row + move[0])) * columns + Math.min(columns - 1, Math.max(0, column + move[1])));
  }

  /** @param {number} flat */
  point(flat) {
    if (flat === this.flat) return;
    this.flat = flat;
    this.draw();
  }

  draw() {
    const { lesson, open, left, offered } = this;
    this.card.hidden = !open;
    for (const [name, on] of Object.entries({ amount: !left, open: offered && !left, back: left })) lesson.find(`.modes .${name}`).hidden = !on;
    if (!open) return;
    const { rows, columns } = this.x, room = { width: this.card.clientWidth, height: this.card.clientHeight };
    const wide = lesson.phone ? room.width - 20 : Math.max(LEAST_PICTURE, room.width - BESIDE_PICTURE - 2 * AROUND);
    this.cell = Math.max(LEAST_PICTURE / rows, Math.min(wide / columns, lesson.phone ? wide / columns : (room.height - 2 * AROUND) / rows));
    this.paint(prepare(this.canvas, columns * this.cell, rows * this.cell, lesson.sizes.zoom));
    this.tell();
  }

  /** The picture fades in the second half of the slider, its gradient comes in the first. @param {CanvasRenderingContext2D} g */
  paint(g) {
    const { rows, columns } = this.x, { cell, lesson: { palette } } = this, blend = Number(this.slider.value) / 100, [picture, gradient] = this.images;
    g.fillStyle = palette.surface;
    g.fillRect(0, 0, columns * cell, rows * cell);
    g.imageSmoothingEnabled = false;
    g.globalAlpha = Math.min(1, 2 - 2 * blend);
    g.drawImage(picture, 0, 0, columns * cell, rows * cell);
    g.globalAlpha = Math.min(1, 2 * blend);
    g.drawImage(gradient, 0, 0, columns * cell, rows * cell);
    g.globalAlpha = 1;
    if (this.flat < 0) return;
    const { row, column } = this.x.position(this.flat);
    g.strokeStyle = palette.halo;
    g.lineWidth = 5;
    g.strokeRect(column * cell, row * cell, cell, cell);
    g.strokeStyle = palette.ink;
    g.lineWidth = 2;
    g.strokeRect(column * cell, row * cell, cell, cell);
  }

  /** The gradient is the less seen the nearer to 0 it is. */
  get images() {
    const { x, gradient, lesson } = this, { scheme } = lesson.palette;
    if (this.kept?.panel === x && this.kept.scheme === scheme) return this.kept.images;
    const most = gradient.range[1] || 1;
    const images = [
      paint(x.columns, x.rows, (k) => lesson.colourOf(x, x.values[k])),
      paint(x.columns, x.rows, (k) => {
        const share = Math.min(1, Math.abs(gradient.values[k]) / most);
        return [...lesson.palette.signed(Math.sign(gradient.values[k]) * STRONG, 1), Math.round(255 * share)];
      }),
    ];
    this.kept = { panel: x, scheme, images };
    return images;
  }

  tell() {
    const { lesson, flat, x, gradient } = this, { large: words } = lesson.words;
    const numbers = () => ({ name: x.title(flat), value: format(x.values[flat]), gradient: format(gradient.values[flat]) });
    const text = flat < 0 ? words.how : fill(words.pixel, numbers());
    const told = lesson.find(".large .pixel");
    if (told.textContent !== text) told.textContent = text;
    for (const [sign, name] of ["minus", "plus"].entries())
      lesson.find(`.large .${name}`).style.background = cssColour(lesson.palette.signed(sign ? STRONG : -STRONG, 1));
  }
}
