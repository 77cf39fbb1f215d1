// Cutting and sharing as one sees them: cells that are cut away shrink, copies take the colour of their weight.

import { reducedMotion } from "../../player/js/draw.js";

const MOST_MOVING = 1000; // cells
const CUT = { duration: 280, easing: "ease-in", fill: /** @type {const} */ ("forwards") };
const ROW_MS = 28; // from one row to the next

/** W was another guise before: the frame is the new one already. @param {SVGElement} matrix @param {Element} before @param {Palette} palette */
export function changeGuise(matrix, before, palette) {
  const cells = [...before.querySelectorAll("[data-at]")];
  if (reducedMotion() || cells.length > MOST_MOVING) return;
  cutAway(matrix, cells);
  takeColours(matrix, palette);
}

/** @param {SVGElement} matrix @param {Element[]} cells all that were there */
function cutAway(matrix, cells) {
  const gone = cells.filter((cell) => !matrix.querySelector(`[data-at="${cell.getAttribute("data-at")}"]`));
  const leaving = document.createElementNS("http://www.w3.org/2000/svg", "g");
  leaving.setAttribute("class", "leaving");
  matrix.append(leaving);
  const moves = gone.map((cell) => {
    cell.removeAttribute("data-at");
    leaving.append(cell);
    return cell.animate([{ opacity: 1, transform: "none" }, { opacity: 0, transform: "scale(0.1)" }], CUT).finished;
  });
  Promise.allSettled(moves).then(() => leaving.remove());
}

/** @param {SVGElement} matrix @param {Palette} palette */
function takeColours(matrix, palette) {
  for (const tile of matrix.querySelectorAll("rect.hued")) {
    const row = Number(tile.closest("[data-at]")?.getAttribute("data-at")?.split(":")[1] ?? 0);
    tile.animate([{ fill: palette.surface }, { fill: getComputedStyle(tile).fill }], { duration: 280, delay: ROW_MS * row, fill: "backwards" });
  }
  for (const thread of matrix.querySelectorAll(".thread")) thread.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 400, fill: "backwards" });
}
