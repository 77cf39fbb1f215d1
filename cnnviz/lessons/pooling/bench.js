// Under the pictures: the window enlarged, the race or what adds up, the result and its facts.

import { LEAST_FONT } from "../../player/js/legible.js";
import { fill, format, writeRich } from "../../player/js/numbers.js";
import { cssColour, inkOn, paint, parseHex } from "../../player/js/colour.js";
import { drawImage, haloCells, prepare } from "../../player/js/draw.js";

export const MOST_CELLS = 81;

export const benchMethods = {
  drawBench() {
    const { view } = this.state;
    if (view === "shift") return this.drawShiftBench();
    if (view === "route") return this.drawRouteBench();
    this.drawWindow(this.model.family === "blur" ? this.blurCells() : this.windowCells());
    this.drawRace();
    this.drawOutcome();
  },

  label(column, title, note) {
    const element = this.find(`.${column} .label`);
    element.firstElementChild.textContent = title;
    element.lastElementChild.textContent = note;
  },

  // ---- forward

  windowCells() {
    const { model, focus, palette, panels } = this, winner = model.hasWinner && model.winner(focus.row, focus.column);
    const { row, column } = model, top = row.first[focus.row], left = column.first[focus.column];
    const span = (name, first, taps) =>
      (taps > 1 ? `${name}s ${format(first)} to ${format(first + taps - 1)}` : `${name} ${format(first)}`);
    this.label("first", "Window", `${span("row", top, row.taps[focus.row])}, ${span("column", left, column.taps[focus.column])}`);
    const terms = model.terms(focus.row, focus.column), legible = terms.length <= MOST_CELLS;
    return terms.map((t) => {
      const holds = model.hasWinner && t.inside && t.value === model.out(focus.row, focus.column);
      const first = winner && t.row === winner[0] && t.column === winner[1];
      return {
        ...t, text: legible && t.inside ? format(t.value) : legible && !model.hasWinner ? "0" : "",
        rgb: t.inside ? palette.of(panels.input, t.value, 0) : null,
        mark: first ? "won" : holds ? "tied" : "", dim: model.hasWinner && !holds,
      };
    });
  },

  blurCells() {
    const { model, focus, palette, panels } = this;
    this.label("first", "Maxima × weights", `÷ ${format(model.blur_divisor)}`);
    return model.blurTerms(focus.row, focus.column).map((t) => ({
      ...t, text: format(t.value), small: `× ${format(t.weight)}`, rgb: palette.of(panels.peaks, t.value, 0), mark: "", dim: false,
    }));
  },

  // Numbered cells, made once and then only changed; a large window is drawn as a picture.
  drawWindow(cells) {
    const rows = cells.at(-1).m + 1, columns = cells.at(-1).n + 1;
    const element = this.find(".first .cells"), canvas = this.find(".first canvas.drawing"), many = cells.length > MOST_CELLS;
    element.hidden = many;
    canvas.hidden = !many;
    const cell = Math.min(this.bench / rows, (this.area.column - 2) / columns);
    const wide = Math.min((this.area.column - 2) / columns, Math.max(cell, Math.min(70, cell * 1.4)));
    this.enlarged = { width: wide * columns, height: cell * rows };
    if (many) return this.drawLargeWindow(canvas, cells, rows, columns, Math.min(cell, wide));
    if (element.children.length !== cells.length)
      element.replaceChildren(...cells.map(() => Object.assign(document.createElement("span"))));
    const longest = Math.max(...cells.map((t) => t.text.length));
    const font = Math.min(24, cell * (cells[0].small ? 0.44 : 0.58), (wide * 0.9) / (longest * 0.58));
    Object.assign(element.style, {
      gridTemplateColumns: `repeat(${columns}, 1fr)`, width: `${wide * columns}px`, height: `${cell * rows}px`, fontSize: `${font}px`,
    });
    cells.forEach((t, k) => this.fillCell(element.children[k], t, font >= LEAST_FONT - 0.5, cell));
  },

  fillCell(element, t, legible, cell) {
    element.className = [t.mark, t.dim ? "dim" : "", t.inside ? "" : "outside"].join(" ").trim();
    element.dataset.value = t.text;
    const text = !legible ? "" : t.text;
    if (element.firstChild?.data !== text || (element.children[0]?.textContent ?? "") !== (t.small ?? "")) {
      element.replaceChildren(text);
      if (t.small && legible && cell > 34) element.append(Object.assign(document.createElement("small"), { textContent: t.small }));
    }
    element.style.background = t.rgb ? cssColour(t.rgb) : "";
    element.style.color = t.rgb ? inkOn(t.rgb) : "";
  },

  drawLargeWindow(canvas, cells, rows, columns, cell) {
    const g = prepare(canvas, cell * columns, cell * rows);
    const none = parseHex(this.palette.sunk);
    drawImage(g, paint(columns, rows, (k) => cells[k].rgb ?? none), 0, 0, cell);
    this.enlarged = { width: cell * columns, height: cell * rows };
    for (const t of cells)
      if (t.mark === "won") haloCells(g, this.palette, t.n * cell, t.m * cell, cell, cell, 10);
  },

  drawOutcome() {
    const { model, focus, palette } = this, value = model.out(focus.row, focus.column), rgb = palette.of(this.panels.output, value, 0);
    this.label("third", "", `output[${focus.row}, ${focus.column}]`);
    this.setPixel(format(value), "", cssColour(rgb), inkOn(rgb));
    this.setFacts(this.forwardFacts());
  },

  setPixel(text, note, background, ink, sign = "") {
    const pixel = this.find(".pixel"), strong = pixel.querySelector("strong");
    this.find(".outcome").hidden = false;
    if (!strong.querySelector("input")) strong.textContent = text;
    strong.className = sign;
    strong.style.fontSize = text.length > 6 ? "24px" : "36px";
    pixel.querySelector("small").textContent = note;
    Object.assign(pixel.style, { background, color: ink });
  },

  setFacts(lines) {
    const element = this.find(".facts"), text = lines.map((l) => l.text ?? l).join("\n");
    if (element.dataset.text === text) return;
    element.dataset.text = text;
    element.replaceChildren(...lines.map((line) => {
      const item = document.createElement(line.action ? "button" : "div");
      writeRich(item, line.text ?? line);
      if (line.action) Object.assign(item.dataset, { action: line.action });
      return item;
    }));
  },

  forwardFacts() {
    const { model, focus } = this, { facts, forgotten } = model.words, o = model.output(focus.row, focus.column);
    const count = model.terms(focus.row, focus.column).filter((t) => t.inside).length, lines = [];
    if (model.hasWinner) {
      const [row, column] = model.winner(focus.row, focus.column), won = model.arrays.won[model.flat(row, column)];
      lines.push(fill(facts.from, { row, column }), won > 1 ? fill(facts.wins, { won }) : facts.only_win, fill(facts.kept, { count }));
    } else if (model.family === "mean") lines.push(fill(facts.share, { divisor: format(model.arrays.divisors[o]) }));
    if (Object.keys(forgotten).length) lines.push({ text: "What is forgotten?", action: "forgotten" });
    return lines;
  },

  // ---- shift

  drawShiftBench() {
    this.find(".first .cells").hidden = this.find(".second .adds").hidden = true;
    this.find(".outcome").hidden = true;
    for (const canvas of this.section.querySelectorAll("canvas.drawing")) canvas.hidden = false;
    this.label("first", "Mean change", "for each shift");
    const row = `row ${this.model.shift.row}`;
    this.setFacts([]);
    if (this.phone) {
      this.label("second", "Mean change", "for each shift");
      return this.drawChart(this.find(".second canvas.drawing"));
    }
    this.label("second", `Output ${row}`, "grey before, ink after");
    this.label("third", `Output ${row}`, "grey before, ink after");
    this.drawChart(this.find(".first canvas.drawing"));
    this.drawProfile(this.find(".second canvas.drawing"), "max");
    this.drawProfile(this.find(".third canvas.drawing"), "blur");
  },
};
