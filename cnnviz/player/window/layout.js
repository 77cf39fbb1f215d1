// How large the pictures, the bench and the gallery are in the room that there is.

import { range } from "../js/text.js";
import { apart } from "./surroundings.js";

const NARROW = 1060; // px
const GALLERY = 252;
const GAP = 36;
const BETWEEN = 124;
const LEAST_CORE = 860;
const LEAST_FRAME = 240;
const MOST_FRAME = 560;
const ANSWER = 44; // the line of Predict
const LEAST_MAP = 120; // of the wall
const APART = 12;
const NAME = 12; // what keeps a map, its name and the next map apart
const ROWS = 9; // of that what keeps two rows apart
const PEEK = 0.6; // of a map that is cut off, to show that there are more
const TABS = 40;
const BEGIN = 54; // the button of a round
const CAPTION = 34;
const LABEL = 26;
const FORMULA = 26; // a line for both

/** @param {any} player @param {{ width: number, height: number }} room */
export function layOut(player, { width, height }) {
  const { section, bench, view, model, phone, presenting, state: { at } } = player, tall = presenting ? Math.min(220, height / 4) : player.short ? 132 : 150;
  const place = section.dataset.gallery = placeOf(player, width); // first: what is measured below stands elsewhere with another place
  const frame = frameOf(player, place, width, height, tall);
  bench.measure(tall, phone);
  const gallery = place === "side" ? Math.max(GALLERY, width - Math.max(2 * frame.column + BETWEEN, LEAST_CORE, bench.core) - GAP) : 0;
  bench.layout(gallery ? width - gallery - GAP : width, phone);
  const starts = place === "side" && section.querySelector(".starts").offsetHeight;
  const wall = CAPTION + frame.row + (player.short || presenting ? 16 : 28) + LABEL + bench.height - (starts ? starts + APART : 0);
  section.style.setProperty("--gallery", `${gallery}px`); // names are measured in it
  const [map, hung] = gallery ? hang(player, gallery, wall) : [Infinity, wall];
  for (const [name, px] of [["map", Math.min(map, 4 * MOST_FRAME)], ["wall", hung], ["wide", frame.column], ["tall", frame.row], ["bench", bench.height]])
    section.style.setProperty(`--${name}`, `${px}px`);
  view.attach(model.relation, frame);
  view.centreOn(at[0], at[1]);
  player.gallery.reveal();
}

/** A gallery that leaves too little room beside it goes below. @param {any} player @param {number} width */
function placeOf({ header, presenting }, width) {
  const place = presenting ? "none" : header.gallery?.place ?? "none";
  return place === "side" && width < NARROW ? "below" : place;
}

/** Height and width of each picture's frame: as large as the window allows without scrolling, in the picture's own proportions unless these are
 * extreme. @param {any} player @param {string} place @param {number} width @param {number} height @param {number} bench */
function frameOf(player, place, width, height, bench) {
  const { model: { row, column }, phone, short, presenting, state, section } = player;
  const ratio = Math.max(0.5, Math.min(2, column.length / row.length));
  const starts = place === "side" || presenting ? 0 : section.querySelector(".starts").offsetHeight;
  const above = starts + (place === "top" ? section.querySelector(".gallery").offsetHeight + 20 : 0);
  const said = (presenting ? 92 : short ? 40 : 72) + (state.hide ? ANSWER : 0);
  const line = !phone && apart(player) ? FORMULA : 0;
  const rest = line + 34 + (short || presenting ? 16 : 28) + 26 + bench + said + 52 + 12;
  const least = presenting || short ? 160 : LEAST_FRAME, most = presenting ? 2 * MOST_FRAME : MOST_FRAME;
  const wide = phone ? (width - 14) / 2 : (width - (place === "side" ? GALLERY + GAP : 0) - BETWEEN) / 2;
  const high = phone ? Infinity : Math.max(least, Math.min(height - rest - above, most));
  const across = Math.min(wide, Math.max(least, high * ratio));
  return { column: Math.floor(across), row: Math.floor(phone ? Math.min(across / ratio, across) : across / ratio) };
}

/** How tall the maps on the wall are, and the wall: its last row is whole, or cut through the middle of its maps, never through their names. @param
 * {any} player @param {number} width @param {number} height of the wall */
function hang({ section, header: { gallery, round }, model: { output } }, width, height) {
  const most = Math.max(2, Math.min(4, Math.floor((width + APART) / (LEAST_MAP + APART)))), ratio = Math.max(0.5, Math.min(2, output.rows / output.columns));
  const free = ROWS + height - gallery.groups.length * CAPTION - (gallery.tabs.length ? TABS : 0) - (round ? BEGIN : 0);
  const mapOf = (/** @type {number} */ columns) => ((width + APART) / columns - APART) * ratio;
  const all = [2, 3].find((columns) => columns < most && sum(namesOf(section, columns)) + namesOf(section, columns).length * mapOf(columns) <= free);
  const columns = all ?? most, names = namesOf(section, columns), tallest = mapOf(columns);
  const room = (/** @type {number} */ rows) => (free - sum(names.slice(0, rows))) / rows;
  const rows = Math.max(1, names.findLastIndex((_, k) => room(k + 1) >= LEAST_MAP * ratio) + 1), map = Math.min(tallest, room(rows));
  const rest = free - sum(names.slice(0, rows)) - rows * map;
  return [map, rows < names.length && rest > PEEK * map ? height - rest + PEEK * map : height];
}

/** The height of each row's names with so many columns. @param {HTMLElement} section @param {number} columns */
function namesOf(section, columns) {
  section.style.setProperty("--gallery-columns", String(columns));
  const heights = [...section.querySelectorAll(".item span")].map((name) => /** @type {HTMLElement} */ (name).offsetHeight + NAME);
  return range(Math.ceil(heights.length / columns)).map((row) => Math.max(...heights.slice(row * columns, (row + 1) * columns)));
}

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
