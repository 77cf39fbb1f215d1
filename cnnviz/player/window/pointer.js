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
    const seen = (/** @type {Point | null} */ at) => {
      const cell = at && sheet.hit(at);
      player.hover(cell && { kind, ...cell });
    };
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

  /** Arrows on the focused input go from pixel to pixel, first to one under the pinned window. @param {number} rows @param {number} columns */
  walk(rows, columns) {
    const { model: { row, column }, hovered, pin } = this.player;
    const [r, c] = hovered?.kind === "input" ? [hovered.row + rows, hovered.column + columns]
      : [Math.max(0, row.source(pin.row, row.kernelSize >> 1)), Math.max(0, column.source(pin.column, column.kernelSize >> 1))];
    if (r >= 0 && c >= 0 && r < row.inputs && c < column.inputs) this.player.hover({ kind: "input", row: r, column: c });
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
