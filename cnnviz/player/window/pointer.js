// Pointing at the two pictures and at the cells below them.

import { pointing, walking } from "../js/pointing.js";

const WHEEL = 0.0022;

/** @typedef {[number, number]} Point @typedef {"input" | "output"} Which */

export class Pointer {
  /** @param {any} player */
  constructor(player) {
    this.player = player;
    for (const kind of /** @type {const} */ (["input", "output"])) this.bind(kind, player.stage[kind]);
    walking(player.stage.input.canvas, (rows, columns) => this.walk(rows, columns));
    for (const name of ["window", "products"]) this.bindCells(player.find(`[data-testid=${name}]`));
  }

  /** @param {Which} kind @param {Sheet<any>} sheet */
  bind(kind, sheet) {
    const { player, player: { view } } = this;
    const seen = (/** @type {Point | null} */ at) => player.hover(at && this.under(kind, sheet, at));
    let held = { x: 0, y: 0, row: 0, column: 0 };
    pointing(sheet.canvas, {
      hover: seen,
      pin: (at, event) => {
        const cell = sheet.hit(at), byMouse = event.pointerType !== "touch";
        if (kind === "output" && cell) player.go(cell.row * player.model.column.outputs + cell.column, Infinity, false);
        if (kind === "input" || byMouse) seen(at);
      },
      grab: ([x, y]) => {
        held = { x, y, ...view.centre };
        return kind === "input" && view.zoomed;
      },
      drag: ([x, y]) => {
        view.centre = { row: held.row - (y - held.y) / view.cell, column: held.column - (x - held.x) / view.cell };
        player.schedule();
      },
      open: (at) => this.open(kind, sheet.hit(at)),
      // With Ctrl (a pinch on a touch pad) the wheel zooms about the pointer; alone it scrolls the page.
      zoom: (at, event) => {
        if (!(event.ctrlKey || event.metaKey) || !view.zooms) return;
        event.preventDefault();
        view.zoomAbout(kind, at, Math.exp(-event.deltaY * WHEEL));
        player.schedule();
      },
    });
  }

  /** What a point of a picture shows. @param {Which} kind @param {Sheet<any>} sheet @param {Point} at */
  under(kind, sheet, at) {
    const { model, stage: { padded } } = this.player, place = kind === "input" ? padded?.hit(...at) : sheet.hit(at);
    return place && (kind === "input" ? model.pointed(place) : { kind, ...place });
  }

  /** Arrows on the focused input go from pixel to pixel, on into the padding, first to one under the pinned window. @param {number} rows @param
   * {number} columns */
  walk(rows, columns) {
    const { model, model: { row, column }, pin } = this.player, at = this.place();
    const place = at ? { row: at.row + rows, column: at.column + columns }
      : { row: row.place(pin.row, row.kernelSize >> 1), column: column.place(pin.column, column.kernelSize >> 1) };
    const there = place.row >= 0 && place.column >= 0 && place.row < row.length && place.column < column.length;
    if (there) this.player.hover(model.pointed(place));
  }

  /** The place of the padded input that is pointed at. @returns {import("./model.js").Place | null} */
  place() {
    const { hovered, model: { row, column } } = this.player;
    if (hovered?.kind === "input") return { row: hovered.row + row.before, column: hovered.column + column.before };
    return hovered?.kind === "padding" ? hovered : null;
  }

  /** A double click zooms in there. @param {Which} kind @param {import("./model.js").Place | null} cell */
  open(kind, cell) {
    const { player, player: { view, model: { row, column } } } = this;
    if (!cell || !view.zooms) return;
    if (kind === "input") player.go(row.nearest(cell.row + row.before + 0.5) * column.outputs + column.nearest(cell.column + column.before + 0.5));
    player.setZoom(view.zoom === "pixels" ? "whole" : "pixels");
  }

  /** @param {HTMLElement} element */
  bindCells(element) {
    const { player } = this;
    element.addEventListener("pointermove", (/** @type {any} */ event) => {
      const cell = event.target.closest("[data-tap]");
      if (cell && player.hovered?.kind !== "input") player.hover({ kind: "tap", tap: Number(cell.dataset.tap) });
    });
    element.addEventListener("pointerleave", () => { if (player.hovered?.kind === "tap") player.hover(null); });
  }
}
