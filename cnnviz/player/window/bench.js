// Under the pictures: window x kernel = products, their running sum, and the output they make.

import { LEAST_FONT } from "../js/legible.js";
import { format } from "../js/numbers.js";
import { cssColour, inkOn } from "../js/colour.js";
import { prepare } from "../js/draw.js";

const SIGN = 26;
const RESULT = 116;
const LEDGER = 136;
const LEAST_CELL = 38;
const MOST_FONT = 26;
const LETTER = 0.58;
const ROW_FILL = 0.62;

// A grid of numbered cells that are made once and then only change.
class CellGrid {
  constructor(element) {
    this.element = element;
    this.editable = element.getAttribute("role") === "grid";
    this.cells = [];
  }

  shape(rows, columns) {
    if (this.cells.length === rows * columns && this.columns === columns) return;
    this.columns = columns;
    this.element.style.gridTemplateColumns = `repeat(${columns}, 1fr)`;
    this.cells = Array.from({ length: rows * columns }, (_, k) => this.makeCell(k));
    this.element.replaceChildren(...Array.from({ length: rows }, (_, r) => {
      const row = document.createElement("div");
      row.append(...this.cells.slice(r * columns, (r + 1) * columns));
      if (this.editable) row.setAttribute("role", "row");
      return row;
    }));
  }

  makeCell(k) {
    const cell = document.createElement("span");
    cell.dataset.tap = k;
    if (this.editable) {
      cell.id = `weight-${k}`;
      cell.setAttribute("role", "gridcell");
    }
    return cell;
  }

  // entries: {value, rgb, mark, ghost, border, hue}; `font` 0 shows colours only.
  render(rows, columns, size, entries, font) {
    this.shape(rows, columns);
    const style = this.element.style;
    style.width = this.element.parentElement.style.width = size.width + "px";
    style.height = size.height + "px";
    style.fontSize = font + "px";
    this.element.classList.toggle("plain", !font);
    entries.forEach((entry, k) => this.renderCell(this.cells[k], entry, font));
  }

  renderCell(cell, { value, rgb, mark, ghost, border, hue }, font) {
    const name = (mark ? "mark " : "") + (ghost ? "ghost " : "") + (border ? "border" : "");
    if (cell.className !== name) cell.className = name;
    const text = ghost ? "" : format(value);
    if (cell.dataset.value !== text) {
      cell.dataset.value = text;
      cell.textContent = "";
      if (this.editable) cell.setAttribute("aria-label", text);
    }
    const shown = font ? text : "";
    if (cell.textContent !== shown) cell.textContent = shown;
    cell.style.background = ghost ? "" : cssColour(rgb);
    cell.style.color = ghost ? "" : inkOn(rgb);
    cell.style.boxShadow = hue ? `inset 0 0 0 ${font ? 3 : 1.5}px ${hue}` : "";
  }
}

export class Bench {
  constructor(player) {
    this.player = player;
    const grid = (name) => new CellGrid(player.find(`[data-testid=${name}]`));
    this.grids = { window: grid("window"), kernel: grid("kernel"), products: grid("products") };
    this.rows = player.find(".ledger .rows");
  }

  // What the numbers need at the smallest size that can be read, fixed until the payload changes:
  // nothing jumps while stepping.
  measure(height, phone) {
    const { relation } = this.player.model, rows = relation.row.taps, columns = relation.column.taps;
    const least = rows > 4 ? 26 : LEAST_CELL;
    this.needs = this.longest().map((n) => columns * Math.max(least, n * LETTER * LEAST_FONT + 8));
    this.total = this.needs.reduce((a, b) => a + b, 0);
    this.height = phone ? Math.max(rows * 30, 96) : height;
    const cell = this.height / rows;
    this.legible = cell * ROW_FILL >= LEAST_FONT;
    this.core = this.legible ? this.total + 4 * SIGN + RESULT + LEDGER : 0;
  }

  layout(core, phone) {
    const { relation } = this.player.model, rows = relation.row.taps, columns = relation.column.taps;
    const room = phone ? (core - 14) / 2 : core - 4 * SIGN - RESULT - LEDGER;
    const scale = phone ? room / Math.max(...this.needs) : room / this.total;
    const digits = this.legible && scale >= 1, cell = this.height / rows;
    this.font = digits ? Math.min(MOST_FONT, LEAST_FONT * scale, cell * ROW_FILL) : 0;
    const square = (width) => ({ width: Math.min(cell * columns, width), height: Math.min(cell, width / columns) * rows });
    this.sizes = this.needs.map((need) => {
      if (!digits) return square(phone ? room : room / 3);
      const widest = Math.max(need, Math.max(cell, 44) * 1.35 * columns);
      return { width: phone ? room : Math.min(need * scale, widest), height: this.height };
    });
  }

  longest() {
    const { relation } = this.player.model;
    const sample = [...relation.input.range];
    const step = Math.max(1, Math.floor(relation.input.values.length / 500));
    for (let k = 0; k < relation.input.values.length; k += step) sample.push(relation.input.values[k]);
    const of = (values) => Math.min(8, Math.max(1, ...values.map((v) => format(v).length)));
    if (!relation.weight) return [of(sample), 1, 1];
    const weights = [...relation.weight], extremes = [Math.min(...sample), Math.max(...sample), sample[7] ?? 0];
    return [of(sample), of(weights), of(weights.flatMap((w) => extremes.map((x) => w * x)))];
  }

  draw() {
    const { state } = this.player;
    const terms = this.player.terms;
    if (state.hover?.kind === "input" && this.player.model.relation.weight) this.drawScatter(state.hover);
    else this.drawGather(terms);
    this.drawLedger(terms);
  }

  // Forward: the window times the kernel, cell by cell.
  drawGather(terms) {
    const { model, palette, state } = this.player, { relation } = model;
    const shown = terms.filter((t) => t.channel === state.channel);
    const mark = this.player.markedTap, reached = this.player.reached;
    const reach = this.productReach();
    const hue = (t) => (state.hues ? palette.hue(t.tap, relation.taps) : "");
    const winner = relation.winners ? this.player.winnerTap(shown) : -1;
    const marked = (t) => t.tap === mark || t.tap === winner;
    this.render("window", shown.map((t) => ({
      value: t.value, rgb: palette.of(relation.input, t.value, t.channel),
      mark: marked(t), border: t.border, hue: hue(t),
    })));
    if (relation.weight) {
      this.render("kernel", shown.map((t) => ({
        value: t.weight, rgb: palette.signed(t.weight, relation.kernel.range[1]), mark: t.tap === mark, hue: hue(t),
      })));
      this.render("products", shown.map((t) => ({
        value: t.product, rgb: palette.signed(t.product, reach), mark: t.tap === mark,
        ghost: t.slot * relation.taps + t.tap >= reached,
      })));
    }
    const at = shown[mark];
    const channel = relation.input.channels > 1 ? relation.input.names[state.channel] : "";
    this.label("window", "Window", channel, at?.value);
    this.label("kernel", "Kernel", this.kernelNote(), at?.weight);
    this.label("products", "Products", "", at && at.slot * relation.taps + at.tap < reached ? at.product : undefined);
  }

  kernelNote() {
    const { model } = this.player;
    return model.flipped ? "turned 180°" : model.relation.kernel?.title ?? "";
  }

  // Backward glance: one input pixel times the turned kernel lands on all outputs it feeds.
  drawScatter(pixel) {
    const { model, palette, state, filter } = this.player, { relation } = model;
    const value = relation.input.at(state.channel, pixel.row, pixel.column);
    const fed = new Set(relation.fedBy(pixel.row, pixel.column).map((p) => p.tap));
    const slot = Math.max(0, relation.channels[filter].indexOf(state.channel));
    const reach = this.productReach();
    const turned = Array.from({ length: relation.taps }, (_, k) => relation.taps - 1 - k);
    const weights = turned.map((tap) => relation.weightAt(filter, slot, tap));
    this.grids.window.render(1, 1, this.sizes[0],
      [{ value, rgb: palette.of(relation.input, value, state.channel) }], MOST_FONT + 6);
    this.render("kernel", weights.map((w) => ({ value: w, rgb: palette.signed(w, relation.kernel.range[1]) })));
    this.render("products", weights.map((w, k) => ({
      value: w * value, rgb: palette.signed(w * value, reach), ghost: !fed.has(turned[k]),
    })));
    this.label("window", "One input pixel", "");
    this.label("kernel", "Kernel", model.flipped ? "as typed" : "turned 180°");
    this.label("products", "What it adds", "");
  }

  productReach() {
    const { relation } = this.player.model;
    return (relation.kernel?.range[1] ?? 1) * Math.max(...relation.input.range.map(Math.abs)) || 1;
  }

  render(name, entries) {
    const { relation } = this.player.model;
    const size = this.sizes[["window", "kernel", "products"].indexOf(name)];
    this.grids[name].render(relation.row.taps, relation.column.taps, size, entries, this.font);
  }

  label(name, title, note, value) {
    const [b, span, em] = this.player.find(`.slot.${name} .label`).children;
    b.textContent = title;
    span.textContent = value === undefined || this.font ? note : "";
    em.textContent = value === undefined ? "" : format(value);
  }

  drawLedger(terms) {
    const { model, filter } = this.player, { relation } = model;
    const ledger = this.player.ledger, reached = this.player.reached, partial = reached < terms.length;
    const [b, span] = this.player.find(".ledger .label").children;
    b.textContent = !relation.weight ? model.words.reduced : partial ? "Sum so far" : "Running sum";
    span.textContent = !relation.weight ? "" : partial ? `${reached} of ${terms.length}` : `of ${terms.length}`;
    const rows = relation.weight ? this.ledgerRows(terms, ledger, partial) : [];
    this.writeRows(rows);
    this.drawCurve(terms.slice(0, reached), relation.channels[filter].length > 1 || !relation.weight);
    const value = relation.output.at(filter, this.player.focus.row, this.player.focus.column);
    this.drawResult(partial ? ledger.sum : value, partial);
    if (this.player.root.activeElement !== this.bias && this.bias) this.bias.value = format(model.bias[filter]);
  }

  ledgerRows(terms, ledger, partial) {
    const { model, filter } = this.player, { relation } = model;
    const several = relation.channels[filter].length > 1;
    const rows = several ? relation.channels[filter].map((channel) => ({
      label: relation.input.names[channel], value: ledger.channels[channel] ?? 0, channel,
    })) : [];
    rows.push({ label: partial ? "so far" : "sum", value: ledger.sum });
    if (model.divisor !== 1) rows.push({ label: "÷ " + format(model.divisor), value: ledger.divided });
    rows.push({ label: "+ bias", bias: true });
    if (model.activation !== "none") rows.push({ label: model.words.activation_name, value: this.player.outputValue, after: true });
    return rows;
  }

  // Rows keep their elements while their labels stay: the bias can be typed into while stepping.
  writeRows(rows) {
    const { state } = this.player;
    const signature = rows.map((r) => r.label).join("|") + this.player.model.fixed_bias;
    if (this.signature !== signature) {
      this.signature = signature;
      this.rows.replaceChildren(...rows.flatMap((row) => this.makeRow(row)));
      this.bias = this.rows.querySelector("input");
      this.rows.style.lineHeight = Math.min(26, (this.height + 8) / rows.length) + "px";
    }
    rows.forEach((row, k) => {
      const [label, number] = [this.rows.children[2 * k], this.rows.children[2 * k + 1]];
      if (!row.bias) number.textContent = format(row.value);
      if (row.channel !== undefined) label.setAttribute("aria-pressed", row.channel === state.channel);
    });
  }

  makeRow(row) {
    const label = document.createElement(row.channel === undefined ? "span" : "button");
    label.className = "name";
    label.textContent = row.label;
    if (row.channel !== undefined) label.dataset.channel = row.channel;
    const number = document.createElement("span");
    number.className = "number";
    if (row.bias && this.player.model.fixed_bias) number.textContent = "0";
    else if (row.bias) {
      const input = document.createElement("input");
      input.inputMode = "decimal";
      input.setAttribute("aria-label", "Bias");
      input.dataset.testid = "bias";
      number.append(input);
    }
    return [label, number];
  }

  // The sum as it grows: one bar a product, each starting where the last one ended.
  drawCurve(terms, hide) {
    const canvas = this.player.find(".curve");
    canvas.hidden = hide;
    if (hide) return;
    const { palette } = this.player, width = canvas.parentElement.clientWidth - 12, height = 52;
    const g = prepare(canvas, width, height);
    const levels = [0];
    for (const t of terms) levels.push(levels.at(-1) + t.product);
    const low = Math.min(...levels), high = Math.max(...levels);
    const y = (v) => 3 + ((high - v) / (high - low || 1)) * (height - 6);
    const step = width / this.player.terms.length;
    g.strokeStyle = palette.line2;
    g.beginPath();
    g.moveTo(0, Math.round(y(0)) + 0.5);
    g.lineTo(width, Math.round(y(0)) + 0.5);
    g.stroke();
    terms.forEach((t, k) => {
      g.fillStyle = cssColour(palette.signed(t.product < 0 ? -0.75 : 0.75, 1));
      const top = Math.min(y(levels[k]), y(levels[k + 1]));
      g.fillRect(k * step, top, Math.max(1, step - (step > 4 ? 2 : 0)), Math.max(1, Math.abs(y(levels[k]) - y(levels[k + 1]))));
    });
  }

  drawResult(value, partial) {
    const { model, palette, focus, filter } = this.player, { output } = model.relation;
    const pixel = this.player.find(".result .pixel"), [strong, small] = pixel.children;
    const rgb = palette.of(output, value, filter);
    this.player.find(".result .label").textContent = `output[${focus.row}, ${focus.column}]`;
    strong.textContent = format(value);
    strong.style.fontSize = Math.min(36, 180 / Math.max(5, strong.textContent.length)) + "px";
    small.textContent = partial ? "so far" : model.activation === "none" ? "" : `after ${model.words.activation_name}`;
    pixel.style.background = partial ? "" : cssColour(rgb);
    pixel.style.color = partial ? "" : inkOn(rgb);
  }
}
