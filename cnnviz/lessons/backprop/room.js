// How large the board and its parts are: it is laid out at one size and zoomed to its room.

const BOARD = { width: 1200, height: 580, strip: 188, say: 57, transport: 46, work: 296, aside: 260, narrow: 1100, least: 850 }; // px
const MOST_ZOOM = 1.6;
const MOST_EXTRA = 110;
const LEAST_EXTRA = -24; // on a narrow screen, so that formula and code stand above the bar
const BELOW = 12; // px of the row of code that the slots give up there
const PAGE = 10;
const PRESENTER = 1.5;
const SMALL_STRIP = 0.875; // digits of 14 px

/** Px there are; `asks` px of the height are taken by an answer, or by what is wrong on purpose. @typedef {{ width: number, height: number,
 * phone: boolean, presenting: boolean, asks: number }} Room */

/** What the parts are zoomed by, px of strip and board, what the slots have more than usual, and whether what stands beside the board has to
 * stand below it. @typedef {{ zoom: number, stripZoom: number, benchZoom: number, stripWidth: number, boardWidth: number, boardHeight: number,
 * narrow: boolean }} Sizes */

/** @param {Room} room @returns {Sizes} */
export const sizes = (room) => (room.presenting ? onWholeScreen(room) : onPage(room));

/** As wide as the page and as high as the screen leaves; what height is over goes to the slots. @param {Room} room @returns {Sizes} */
function onPage({ width, height, phone, asks }) {
  const high = Math.max(BOARD.height + LEAST_EXTRA, height - PAGE), least = width < BOARD.least ? width / BOARD.least : 1;
  const zoom = phone ? 1 : Math.max(least, Math.min(MOST_ZOOM, width / BOARD.width, high / BOARD.height));
  const narrow = !phone && width / zoom < BOARD.narrow, stripZoom = phone || narrow ? SMALL_STRIP : 1, wide = Math.floor(width / zoom) - 2;
  const extra = Math.min(MOST_EXTRA, Math.floor(high / zoom) - BOARD.height - (narrow ? BELOW : 0));
  return {
    zoom, stripZoom, benchZoom: 1, stripWidth: Math.floor(wide / stripZoom), boardWidth: wide - (phone || narrow ? 0 : BOARD.aside),
    boardHeight: phone ? 0 : Math.max(narrow ? LEAST_EXTRA : 0, extra) - asks, narrow,
  };
}

/** On a projector: the strip as wide as the screen, what is read and written half as large again. @param {Room} room @returns {Sizes} */
function onWholeScreen({ width, height, asks }) {
  const stripZoom = width / BOARD.width, left = height - BOARD.strip * stripZoom - BOARD.say - BOARD.transport - 2 * asks;
  const benchZoom = Math.min(Math.max(PRESENTER, Math.min(left / BOARD.work, width / 900)), width / BOARD.least);
  const boardHeight = Math.floor(left / benchZoom) - BOARD.work;
  return { zoom: 1, stripZoom, benchZoom, stripWidth: BOARD.width, boardWidth: width / benchZoom, boardHeight, narrow: false };
}
