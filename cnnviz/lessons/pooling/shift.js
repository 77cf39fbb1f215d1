// Shift: the picture moves right, and what pooling makes of it is moved back and compared.

import { format } from "../../player/js/numbers.js";
import { inkOn, paint } from "../../player/js/colour.js";
import { digits, drawImage, gridLines, prepare } from "../../player/js/draw.js";
import { DISC_CELL } from "./forward.js";

export const shiftMethods = {
  get shiftNow() { return Math.min(this.state.shift, this.model.shift.mean.max.length - 1); },

  drawShift() {
    const { g, shown } = this.start(this.left), { model, cell } = this, d = this.shiftNow;
    g.save();
    g.beginPath();
    g.rect(this.x(0), this.y(0), model.columns * cell, model.rows * cell);
    g.clip();
    for (const lap of [0, -model.columns]) drawImage(g, this.images.input, this.x(d + lap), this.y(0), cell);
    g.restore();
    gridLines(g, this.palette, this.x(0), this.y(0), model.rows, model.columns, cell);
    digits(g, this.palette, this.x(0), this.y(0), model.rows, model.columns, cell, this.area, (r, c) => {
      const value = model.value(r, (c - d + model.columns) % model.columns), text = format(value);
      shown.add(r, c, text);
      return [text, inkOn(this.palette.of(this.panels.input, value, 0))];
    });
    this.markRow(g);
    shown.tell();
    this.drawChange(this.middle, "max");
    this.drawChange(this.right, "blur");
    this.boxes = {};
  },

  // Where the profile below is taken.
  markRow(g) {
    const { model, palette, cell } = this, y = this.y((model.shift.row + 0.5) * model.shift.stride);
    if (cell >= DISC_CELL) return;
    g.setLineDash([7, 5]);
    g.strokeStyle = palette.focus;
    g.lineWidth = 2;
    g.beginPath();
    g.moveTo(this.x(0), y);
    g.lineTo(this.x(model.columns), y);
    g.stroke();
    g.setLineDash([]);
  },

  drawChange(canvas, name) {
    const { g, shown } = this.start(canvas), { model, palette, cell } = this;
    const maps = model.arrays[`shift_${name}`], [, rows, columns] = maps.shape, { unit, reach, stride, fine } = model.shift;
    const start = this.shiftNow * rows * columns, at = (k) => maps[start + k] * unit;
    g.fillStyle = palette.sunk;
    g.fillRect(0, 0, this.area.column, this.area.row);
    const size = stride * cell, image = paint(columns, rows, (k) => palette.signed(at(k), reach));
    drawImage(g, image, this.x(0), this.y(0), size);
    gridLines(g, palette, this.x(0), this.y(0), rows, columns, size);
    if (fine)
      digits(g, palette, this.x(0), this.y(0), rows, columns, size, this.area, (r, c) => {
        const value = at(r * columns + c), text = format(value);
        shown.add(r, c, text);
        return [text, inkOn(palette.signed(value, reach))];
      });
    this.markRow(g);
    shown.tell();
  },

  // How much each pooling changes on average, for every shift.
  drawChart(canvas) {
    const { palette, model } = this, { mean } = model.shift;
    const width = this.area.column, height = this.phone ? this.area.row - 40 : this.bench, g = prepare(canvas, width, height);
    const top = 14, bottom = height - 24, left = 44, right = width - (this.phone ? 10 : 122);
    const most = Math.max(...mean.max, ...mean.average, ...mean.blur) || 1;
    const x = (k) => left + ((right - left) * k) / (mean.max.length - 1), y = (v) => bottom - ((bottom - top) * v) / most;
    const write = (text, px, py, align, colour, weight = 400) => {
      g.font = `${weight} 16px ${palette.font}`;
      g.textAlign = align;
      g.textBaseline = "middle";
      g.fillStyle = colour;
      g.fillText(text, px, py);
    };
    g.strokeStyle = palette.line;
    g.lineWidth = 1;
    g.strokeRect(left, bottom, right - left, 0);
    g.strokeStyle = palette.focus;
    g.lineWidth = 2;
    g.strokeRect(x(this.shiftNow), top, 0, bottom - top);
    for (const k of mean.max.keys())
      write(String(k), x(k), height - 10, "center", k === this.shiftNow ? palette.focus : palette.ink2, k === this.shiftNow ? 700 : 400);
    if (Math.max(...mean.max)) write(format(most), left - 10, top, "right", palette.ink2);
    write("0", left - 10, bottom, "right", palette.ink2);
    const labels = [];
    for (const [name, colour, dash] of [["average", palette.line2, []], ["blur", palette.ink, [5, 4]], ["max", palette.ink, []]]) {
      this.drawLine(g, mean[name].map((v, k) => [x(k), y(v)]), colour, dash, true);
      labels.push({ name, y: y(mean[name][this.shiftNow]), value: mean[name][this.shiftNow] });
    }
    canvas.textContent = labels.map((l) => `${l.name} ${format(l.value)}`).join("; ");
    if (this.phone) return;
    this.labelLines(labels.sort((a, b) => a.y - b.y), top, bottom, (label, py) =>
      write(`${label.name} ${format(label.value)}`, right + 14, py, "left", label.name === "average" ? palette.ink2 : palette.ink, 650));
  },

  // Labels keep 18 px apart and stay inside.
  labelLines(labels, top, bottom, write) {
    let last = top - 18;
    const places = labels.map((label) => (last = Math.max(label.y, last + 18)));
    const over = Math.max(0, places.at(-1) - bottom);
    labels.forEach((label, k) => write(label, places[k] - over));
  },

  drawLine(g, points, colour, dash, dots) {
    g.strokeStyle = g.fillStyle = colour;
    g.lineWidth = 2.5;
    g.setLineDash(dash);
    g.beginPath();
    points.forEach(([x, y], k) => (k ? g.lineTo(x, y) : g.moveTo(x, y)));
    g.stroke();
    g.setLineDash([]);
    if (!dots) return;
    for (const [x, y] of points) {
      g.beginPath();
      g.arc(x, y, 4, 0, 7);
      g.fill();
    }
  },

  // The outputs along one row: grey before, ink after.
  drawProfile(canvas, name) {
    const { palette, model } = this, profile = model.shift.profiles[name];
    const width = this.area.column, height = this.bench - 10, g = prepare(canvas, width, height);
    const values = Object.values(model.shift.profiles).flat(2), low = Math.min(...values), high = Math.max(...values);
    const columns = profile[0].length, step = model.shift.stride * this.cell;
    const points = (row, shift) => row.map((v, k) =>
      [this.x(0) + (k + 0.5) * step - shift * this.cell, 6 + (height - 12) * (1 - (v - low) / (high - low || 1))]);
    this.drawLine(g, points(profile[0], 0), palette.line2, [], columns <= 12);
    this.drawLine(g, points(profile[this.shiftNow], this.shiftNow), palette.ink, [], columns <= 12);
  },
};
