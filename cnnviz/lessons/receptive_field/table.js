// The layers as a table that can be edited; its rows line up with the side view's.

import { format, parseNumber, writeRich } from "../../player/js/numbers.js";

// What a row is made of, in groups; on a phone the results come before the settings.
const GROUPS = {
  name: ["layer"], maps: ["maps"], settings: ["kernel", "stride", "dilation", "padding"],
  results: ["units", "size", "jump", "start"], weights: ["weights"], remove: [""],
};
const WIDE = ["name", "maps", "settings", "results", "weights", "remove"];
const NARROW = ["name", "results", "settings", "maps", "weights", "remove"];
const FIELDS = ["kernel_size", "stride", "dilation", "padding"];
const KINDS_SHOWN = ["conv", "max", "average"];

export class LayerTable {
  constructor(player) {
    this.player = player;
    this.table = player.find(".layers table");
    this.table.addEventListener("change", (event) => this.edited(event));
    this.table.addEventListener("click", (event) => this.clicked(event));
    player.find(".add").addEventListener("click", () => this.add());
  }

  update() {
    const { model } = this.player, count = Math.max(model.stages.length, model.stack?.length ?? 0);
    this.order = this.player.phone ? NARROW : WIDE;
    const rows = [row(this.order.flatMap((group) => GROUPS[group].map((head) => cell("th", head)))), this.photoRow()];
    for (let layer = 0; layer < count; layer++) rows.push(this.layerRow(layer));
    const held = this.held();
    this.table.replaceChildren(...rows);
    this.hold(held);
    this.player.find(".add").hidden = !model.stack || model.stack.length >= model.limits.layers;
    const parts = [model.total, model.comparison].filter(Boolean);
    writeRich(this.player.find(".cost"), parts.join(" · "));
  }

  // Where somebody is in the table, and what they have begun to write there.
  held() {
    const active = this.table.getRootNode().activeElement;
    if (!active || !this.table.contains(active)) return null;
    const label = active.getAttribute("aria-label");
    return { label, value: active.matches("input") && label !== this.sent ? active.value : null };
  }

  hold(held) {
    const again = held && [...this.table.querySelectorAll("[aria-label]")].find((e) => e.getAttribute("aria-label") === held.label);
    this.sent = null;
    if (!again) return;
    if (held.value !== null) again.value = held.value;
    again.focus();
    again.select?.();
  }

  // A row from its groups of cells; a group that is left out is empty.
  made(number, groups) {
    const empty = (group) => GROUPS[group].map(() => cell("td", ""));
    const made = row(this.order.flatMap((group) => groups[group] ?? empty(group)));
    made.dataset.layer = number;
    return made;
  }

  photoRow() {
    const { shape } = this.player.model, texts = [across(shape), "1", "1", "0"];
    return this.made(0, { name: [cell("td", "Photo")], results: texts.map((text, k) => cell("td", text, k ? "big" : "")) });
  }

  layerRow(layer) {
    const { model } = this.player, settings = model.stack?.[layer], stage = model.stages[layer];
    const groups = settings ? this.editors(layer, settings) : this.texts(layer, stage);
    groups.results = stage ? this.results(stage) : [wide("does not fit", 4, "misfit")];
    if (stage) groups.weights = [cell("td", stage.weights === "0" ? "" : stage.weights)];
    if (settings && model.stack.length > 1) {
      groups.remove = [cell("td", "")];
      groups.remove[0].append(button("×", `Remove layer ${layer + 1}`, "remove"));
    }
    return this.made(layer + 1, groups);
  }

  editors(layer, settings) {
    const name = cell("td", ""), select = document.createElement("select"), maps = cell("td", "");
    select.setAttribute("aria-label", `Kind of layer ${layer + 1}`);
    select.append(...KINDS_SHOWN.map((kind) => new Option(kind, kind, false, kind === settings.kind)));
    name.append(label(layer), select);
    if (settings.kind === "conv") maps.append(this.input(layer, "maps", settings.maps));
    const fields = FIELDS.map((field) => {
      const made = cell("td", "");
      made.append(this.input(layer, field, settings[field]));
      return made;
    });
    return { name: [name], maps: [maps], settings: fields };
  }

  input(layer, field, value) {
    const made = document.createElement("input");
    Object.assign(made, { type: "text", inputMode: "numeric", value });
    made.dataset.field = field;
    made.setAttribute("aria-label", `${field.replace("_", " ")} of layer ${layer + 1}`);
    return made;
  }

  texts(layer, stage) {
    const name = cell("td", "");
    name.append(label(layer), stage.title);
    return { name: [name], maps: [cell("td", stage.maps)], settings: [wide(stage.detail, 4, "detail")] };
  }

  results(stage) {
    const both = (name) => [...new Set(stage.axes.map((axis) => format(axis[name])))].join(" × ");
    return [cell("td", across(stage.shape)), ...["size", "jump", "start"].map((name) => cell("td", both(name), "big"))];
  }

  draw() {
    const { layer } = this.player;
    for (const made of this.table.rows) made.classList.toggle("on", layer >= 0 && Number(made.dataset.layer) === layer + 1);
  }

  // ---- edits: the layers as the table shows them go up; the answer is a new payload

  layers() { return this.player.model.stack.map((settings) => ({ ...settings })); }

  edited(event) {
    const layer = Number(event.target.closest("tr").dataset.layer) - 1, layers = this.layers(), settings = layers[layer];
    this.sent = event.target.getAttribute("aria-label");
    if (event.target.matches("select")) {
      settings.kind = event.target.value;
      if (settings.kind !== "conv") settings.maps = 1;
    } else {
      const value = parseNumber(event.target.value);
      settings[event.target.dataset.field] = value === null ? 0.5 : value; // 0.5 fits nowhere: the answer says what does
    }
    this.send(layers);
  }

  clicked(event) {
    const made = event.target.closest("tr"), layer = Number(made?.dataset.layer) - 1;
    if (event.target.closest(".remove")) return this.send(this.layers().filter((_, k) => k !== layer));
    if (event.target.closest("input, select") || !(layer >= 0)) return;
    this.player.toLayer(layer);
  }

  add() {
    this.player.goesToEnd = true;
    this.send([...this.layers(), { kind: "conv", maps: 1, kernel_size: 3, stride: 1, dilation: 1, padding: 1 }]);
  }

  send(layers) {
    this.player.busy(true);
    this.player.send({ kind: "stack", layers });
  }
}

export const across = ([high, wide]) => (high === wide ? `${high}` : `${high} × ${wide}`);

function cell(kind, text, name = "") {
  const made = document.createElement(kind);
  made.textContent = text;
  made.className = name;
  return made;
}

function wide(text, columns, name) {
  const made = cell("td", text, name);
  made.colSpan = columns;
  return made;
}

function row(cells) {
  const made = document.createElement("tr");
  made.append(...cells);
  return made;
}

function label(layer) {
  const made = document.createElement("i");
  made.textContent = layer + 1;
  return made;
}

function button(text, title, name) {
  const made = document.createElement("button");
  Object.assign(made, { textContent: text, className: name });
  made.setAttribute("aria-label", title);
  return made;
}
