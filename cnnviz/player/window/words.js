// One plain sentence for every step, from the templates in words.py.

import { factor, fill, format, writeRich } from "../js/numbers.js";

export class Words {
  constructor(player) { this.player = player; }

  draw() {
    const { player } = this, { model } = player;
    const sentence = this.sentence();
    writeRich(player.find(".sentence"), sentence);
    const numpy = player.find(".numpy pre");
    const code = fill(model.words.numpy, this.position());
    if (numpy.textContent !== code) numpy.textContent = code;
    player.speak(sentence.replaceAll("*", ""));
  }

  position() {
    const { focus, model, filter } = this.player, { row, column } = model.relation;
    const [top, height] = row.span(focus.row), [left, width] = column.span(focus.column);
    return {
      row: focus.row, column: focus.column, channel: filter,
      top, bottom: top + height, left, right: left + width,
    };
  }

  sentence() {
    const { state, model } = this.player;
    if (state.hover?.kind === "input") return this.ofInput(state.hover);
    if (state.hover?.kind === "kernel") return this.ofKernel(state.hover.tap);
    if (state.coverage && !state.hover) return model.words.coverage;
    if (!model.relation.weight) return this.ofMaximum();
    return this.ofOutput();
  }

  ofOutput() {
    const { player } = this, { model, terms, reached, ledger, focus } = player, words = model.words;
    const start = fill(words.step, { row: focus.row, column: focus.column, terms: this.listed(terms.slice(0, reached)) });
    if (reached < terms.length) return start + (reached ? fill(words.so_far, { sum: format(ledger.sum) }) : ".");
    const bias = model.bias[player.filter];
    return start
      + (model.divisor !== 1 ? fill(words.divided, { sum: format(ledger.sum), divisor: format(model.divisor) }) : "")
      + (bias ? fill(words.bias, { bias: factor(bias) }) : "")
      + fill(words.total, { value: format(ledger.pre) })
      + (model.activation !== "none" ? fill(words.activation, { value: format(player.outputValue) }) : "")
      + ".";
  }

  listed(terms) {
    const write = (t) => `${factor(t.value)}·${factor(t.weight)}`;
    if (!terms.length) return this.player.model.words.nothing;
    const room = this.player.phone ? 4 : 9;
    if (terms.length <= room) return terms.map(write).join(" + ");
    return [...terms.slice(0, this.player.phone ? 2 : 4).map(write), "…", write(terms.at(-1))].join(" + ");
  }

  ofInput({ row, column }) {
    const { model, state } = this.player, { relation } = model, words = model.words;
    const fed = relation.fedBy(row, column), count = fed.length;
    const value = format(relation.input.at(state.channel, row, column));
    const template = !count ? words.input_unread : relation.weight ? words.input : words.input_maximum;
    const won = relation.weight ? 0 : fed.filter((p) => this.player.wins(p, row, column)).length;
    return fill(template, { row, column, value, count, won, outputs: count === 1 ? "output" : "outputs" });
  }

  ofKernel(tap) {
    const { model, filter, state } = this.player, { relation } = model;
    const { clear, padding } = relation.touched(tap);
    const slot = Math.max(0, relation.channels[filter].indexOf(state.channel));
    const cell = model.arrays.cells[tap]; // named as it was typed, also where it is applied turned
    return fill(model.words.kernel, {
      row: Math.floor(cell / relation.column.taps), column: cell % relation.column.taps,
      value: format(relation.weightAt(filter, slot, tap)), count: clear,
      padding: padding ? fill(model.words.padding, { count: padding }) : "",
    });
  }

  ofMaximum() {
    const { model, terms, focus, filter } = this.player;
    const shown = terms.filter((t) => t.channel === filter);
    const winner = shown[this.player.winnerTap(shown)];
    return fill(model.words.maximum, {
      row: focus.row, column: focus.column, terms: shown.map((t) => format(t.value)).join(", "),
      value: format(this.player.outputValue), winner_row: winner?.row, winner_column: winner?.column,
    });
  }
}
