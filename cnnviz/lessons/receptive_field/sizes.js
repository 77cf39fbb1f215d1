// How large everything is in the room that there is.

import { SIDE_TOP } from "./side.js";

/** @typedef {import("./player.js").ReceptiveField} Lesson */

const GAP = 36; // px
const CAPTION = 34; // px
// Px on each screen: a row of the side view and the table, and the least one; all of these rows; the least width of the
// photo, and above a deep network; a map; what lies between and below.
const SCREENS = {
  desk: { row: 30, least: 22, lower: 236, photo: 340, deep: 400, map: 146, rest: 80 },
  short: { row: 22, least: 22, lower: 186, photo: 236, deep: 320, map: 84, rest: 64 },
  presenter: { row: 26, least: 7, lower: 150, photo: 200, deep: 160, map: 150, rest: 90 },
  phone: { row: 28, least: 28, lower: 0, photo: 0, deep: 0, map: 120, rest: 0 },
};
const DEEP = 8;
const MOST_PHOTO = 0.42; // of the width
const LEAST_TABLE = 750; // px
const LEAST_MAP = 36; // px: a map and its gap
const VIEW = 0.36; // of the width beside the photo
const LEAST_NUMBERS = 490; // px: beside the enlargement, on a projector
const NUMBERS = 196; // px: their height on a projector
const LEAST_VIEW = 100; // px

/** @param {Lesson} lesson */
const screen = ({ presenting, phone, short }) => SCREENS[presenting ? "presenter" : phone ? "phone" : short ? "short" : "desk"];

/** Px of the photo, of what stands beside it, of a row and of a map. A small stack needs no scrolling; under a deep one the photo stays large.
 * @param {Lesson} lesson @param {{ width: number, height: number }} room */
export function sizes(lesson, { width, height }) {
  const { model, photo, phone, presenting } = lesson, { row: most, least, lower, photo: small, deep, map, rest } = screen(lesson);
  const layers = Math.max(model.stages.length, presenting ? 0 : lesson.header.stack?.length ?? 0), ratio = photo.measure();
  const row = Math.max(least, Math.min(most, Math.floor(lower / (layers + 1))));
  if (phone) return { wide: width, right: width, row, map };
  const above = ["bar", "predict"].reduce((sum, name) => sum + lesson.find(`.${name}`).offsetHeight, 0);
  const left = height - above - 2 * CAPTION - SIDE_TOP - (layers + 1) * row - rest, beside = width - GAP - LEAST_TABLE;
  // A deep network's table has no room beside a large photo on a narrow screen; before a class it is not there.
  const smallest = layers < DEEP ? small : presenting ? deep : Math.max(small, Math.min(deep, beside));
  const widest = Math.max(smallest, presenting ? width - GAP - LEAST_MAP * layers : beside);
  const wide = Math.floor(Math.min(width * MOST_PHOTO, widest, Math.max(smallest, ratio * Math.max(smallest, left))));
  return { wide, right: width - wide - GAP, row, map };
}

/** Px of the unit's view, as much as the photo's height leaves; on a narrow projector the numbers stand below it. @param {Lesson} lesson @param
 * {number} right px beside the photo */
export function enlarged({ photo, maps, side, phone, short, presenting }, right) {
  if (phone) return Math.round(right * 0.62);
  const below = presenting && right * (1 - VIEW) < LEAST_NUMBERS;
  const high = photo.tall - maps.side - 26 - CAPTION - (short ? 8 : 18) + (presenting ? CAPTION + side.tall : 0) - (below ? NUMBERS : 0);
  return Math.floor(Math.max(LEAST_VIEW, Math.min(right * (below ? 0.5 : VIEW), high)));
}
