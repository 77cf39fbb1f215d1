// What stands around the pictures: captions, the scale, the beams, and the buttons that are pressed.

import { beam, spot } from "../js/beam.js";
import { drawLegend, pointAt } from "../js/legend.js";
import { fill, writeRich } from "../js/numbers.js";
import { press } from "../js/rich.js";
import { sizeOf } from "./bench.js";
import { numpyOf } from "./sentences.js";

const CLEAR = 8; // px between the two titles

/** Whether each axis has a formula of its own, too long to stand beside the title. @param {any} player */
export const apart = ({ words: { notes } }) => notes.size !== notes.formula;

/** What only a payload, a channel or the room changes. @param {any} player */
export function writeCaptions(player) {
  const { model: { input, output, relation }, words: { names, notes }, phone, palette, stage, state } = player;
  const { title, about } = output.header, channel = input.header.names[state.channel];
  player.find(".input-title").textContent = input.header.title;
  player.find(".output-title").textContent = relation.channels.length > 1 ? fill(names.output_of, { title, channel }) : title;
  for (const element of player.all(".formula")) writeRich(element, notes.formula);
  writeRich(player.find(".caption .formula"), notes.size);
  player.find(".formula.below").hidden = !phone && !apart(player);
  player.find(".formula").title = notes.formula_title;
  player.find(".left-over").textContent = notes.left_over;
  writeSize(player);
  stage.input.canvas.setAttribute("aria-label", fill(names.input_label, input.header));
  stage.output.canvas.setAttribute("aria-label", fill(names.output_label, { title, about }));
  drawLegend(player.find(".legend"), palette, output.range, output.header.clipped ? names : null, phone);
}

/** The size of the input; without its channels where the output's title leaves no room for them. @param {any} player */
function writeSize(player) {
  const { model: { input }, words: { names }, phone, view } = player, size = player.find(".input-size");
  const box = (/** @type {string} */ name) => player.find(`.caption.of-${name}`).getBoundingClientRect();
  player.find(".tools .zoom").hidden = !view.zooms;
  size.textContent = sizeOf(names, input, phone);
  if (!phone && box("input").right + CLEAR > box("output").left) size.textContent = sizeOf(names, input, true);
}

/** What each step changes. @param {any} player */
export function drawSurroundings(player) {
  const { section, state, view, hovered, predict, words: { notes } } = player;
  drawBeams(player);
  pointAt(player.find(".legend .pointer"), player.reached < player.terms.length ? player.sums.sum : player.outputValue, player.model.output.range[1]);
  player.find(".legend .pointer").hidden = predict.open;
  const numpy = player.find(".numpy pre"), code = notes.numpy && numpyOf(player);
  if (numpy.textContent !== code) numpy.textContent = code;
  player.find(".numpy").hidden = !notes.numpy;
  for (const [group, value] of [["zoom", view.zoom], ["by", state.by], ["channels", state.channel]]) press(section, `.${group} button`, value);
  for (const name of ["uses", "hues"]) player.find(`[data-action=${name}]`).setAttribute("aria-pressed", String(player[name]));
  player.find(".left-over").hidden = view.zoomed;
  section.classList.toggle("zoomed", view.zoomed);
  player.find(".bench").classList.toggle("scatter", hovered?.kind === "input");
}

/** From the window to its enlargement, and from the result to its place. @param {any} player */
function drawBeams({ stage: { input, output }, section, phone }) {
  const find = (/** @type {string} */ selector) => section.querySelector(selector), at = (/** @type {string} */ selector) => spot(section, find(selector));
  beam(find("polygon.from-input"), input.box, at(".frame.of-input"), at("[data-testid=window]"), input.written);
  beam(find("polygon.from-output"), phone ? null : output.box, at(".frame.of-output"), at(".result .pixel"), output.written);
}
