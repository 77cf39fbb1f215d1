// What stands beside the pictures: the kernel, how many numbers differ, the scale and the bars.

import { fill, format, writeRich } from "../../player/js/numbers.js";
import { Cells } from "../../player/js/cells.js";
import { prepare } from "../../player/js/draw.js";
import { drawLegend } from "../../player/js/legend.js";
import { pointing } from "../../player/js/pointing.js";
import { range } from "../../player/js/text.js";

const CELL = { width: 30, height: 26, digit: 9 }; // px of the kernel's
const TICK = 22; // px below the bars

export class Facts {
  /** @param {import("./player.js").Equivariance} player */
  constructor(player) {
    this.player = player;
    this.kernel = new Cells(player, player.find(".kernel .cells"));
    this.bars = player.find(".bars");
    pointing(this.bars, { pin: ([x]) => player.moving.go(Math.floor((x / player.box.width) * player.moving.count)) });
  }

  draw() {
    this.drawKernel();
    for (const name of /** @type {const} */ (["inside", "everywhere"])) this.drawCount(name);
    this.drawLegend();
    this.drawBars();
  }

  drawKernel() {
    const { player } = this, { header, model: { arrays }, palette, words: { sentences } } = player;
    player.find(".kernel").hidden = !arrays.kernel;
    if (!arrays.kernel) return;
    const { turned, move, layer } = header.subject, along = turned && player.moving.move.angle === 90;
    const kernel = along ? arrays.kernel_turned : arrays.kernel, [rows, columns] = kernel.shape;
    const divisor = header.divisor === 1 ? "" : fill(sentences.divisor, { divisor: format(header.divisor) });
    const title = fill(sentences.kernel, { title: header.kernel_title, turned: along ? sentences.turned : "", divisor });
    player.find(".kernel .label span").textContent = title;
    this.kernel.name(title);
    const limit = Math.max(...kernel.map(Math.abs)) || 1, texts = Array.from(kernel, format);
    const width = Math.max(CELL.width, CELL.digit * Math.max(...texts.map((text) => text.length)) + 8);
    player.find(".kernel .cells").hidden = rows > 3 || columns > 5;
    const size = { width: columns * width - 2, height: rows * CELL.height - 2 };
    this.kernel.render(rows, columns, size, texts.map((text, k) => ({ text, rgb: palette.signed(kernel[k], limit) })), 16);
    player.find(".quarter").hidden = move !== "turn" || layer !== "convolution";
    player.find(".quarter").setAttribute("aria-pressed", String(along));
  }

  /** @param {"inside" | "everywhere"} name */
  drawCount(name) {
    const { hidden, frame, words, find } = this.player, row = find.call(this.player, `.facts .${name}`), [differing, cells, largest] = frame[name];
    row.classList.toggle("agree", differing === 0 && cells > 0 && !hidden);
    writeRich(row.querySelector(".count"), hidden ? "?" : fill(words.sentences.count, { differing, cells }));
    writeRich(row.querySelector(".largest"), hidden ? "?" : `*${format(largest)}*`);
  }

  /** The colours of the difference and the ends of their scale. */
  drawLegend() {
    drawLegend(this.player.find(".legend"), this.player.palette, this.player.sheets.panel("difference").range, null, true);
  }

  /** The largest difference away from the border at each step of the slider; null where it was not sent, or all read beyond. */
  get largest() {
    const { model, moving } = this.player, first = moving.at - moving.index;
    return range(moving.count).map((k) => {
      const { frame } = model.steps[first + k], [, cells, largest] = frame < 0 ? [0, 0, 0] : model.frames[frame].inside;
      return { name: this.tick(model.steps[first + k]), value: cells ? largest : null };
    });
  }

  /** @param {import("./model.js").Move} move */
  tick(move) { return format({ shift: move.right, turn: move.angle, scale: move.scale }[this.player.moving.kind]); }

  drawBars() {
    const { player } = this, { palette, hidden, moving, chartHeight: height, box: { width }, words: { sentences } } = player;
    const g = prepare(this.bars, width, height), bars = this.largest, each = width / bars.length, base = height - TICK;
    const most = Math.max(...bars.map(({ value }) => value ?? 0)), counted = bars.filter(({ value }) => value !== null).length;
    g.textAlign = "center";
    /** @param {string} text @param {number} x @param {number} y @param {string} colour @param {number} weight */
    const write = (text, x, y, colour, weight = 400) => {
      g.font = `${weight} 14px ${palette.font}`;
      g.fillStyle = colour;
      const half = g.measureText(text).width / 2;
      g.fillText(text, Math.max(half, Math.min(width - half, x)), y);
    };
    bars.forEach(({ name, value }, k) => {
      const here = k === moving.index, colour = here ? palette.focus : palette.line2, tall = Math.max(((value ?? 0) / (most || 1)) * (base - 4), 2);
      g.fillStyle = colour;
      if (value !== null && !hidden) g.fillRect((k + 0.18) * each, base - tall, each * 0.64, tall);
      if (here || bars.length <= 9 || k % 2 === 0) write(name, (k + 0.5) * each, height - 5, here ? palette.focus : palette.ink2, here ? 700 : 400);
    });
    const flat = sentences.no_bars[counted === bars.length ? "all" : counted ? "some" : "none"], label = sentences.bars[moving.kind];
    if (!most && !hidden) write(flat, width / 2, base - 10, palette.ink2);
    const written = (/** @type {number | null} */ value) => (hidden ? "?" : value === null ? sentences.unknown : format(value));
    const told = bars.map(({ name, value }) => fill(sentences.bar, { step: name, value: written(value) }));
    player.find(".chart .label span").textContent = label;
    this.bars.setAttribute("aria-label", fill(sentences.bars_all, { label, bars: most || hidden ? told.join("; ") : flat }));
  }
}
