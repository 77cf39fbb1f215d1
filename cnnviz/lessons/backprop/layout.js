// Where everything on the strip stands: columns of thumbnails, and the lanes that run between them.

/**
 * @typedef {import("./model.js").Chain} Chain
 * @typedef {{ across: number, cell: number, cellWidth: number, width: number, height: number }} Thumbnail
 * @typedef {{ key: string, block: number, panel: Panel, gradient: Panel | undefined, thumb: Thumbnail, scale: number, x: number }} Column
 * @typedef {{ x: number, y: number, width: number, height: number, cell: number, cellWidth: number }} Box
 */

const TOP = 73;
const LANE = 21;
const RIM = 3;
const THUMB = 44;
const GAP = 2; // between the channels of a thumbnail
export const STRIP = { top: TOP, lane: LANE, bottom: TOP + LANE + 3, below: TOP + 2 * LANE + 5 + RIM, height: TOP + 2 * LANE + 8 + THUMB + RIM + 20 };
const MARGIN = 60;
const WIDEST_GAP = 26;
const LEAST_GAP = 9;
const FOLDED = 0.5;

/** The columns in network order: picture, then each layer's parameters and output, then the loss. @param {Chain} chain @returns {Column[]} */
export function columnsOf({ layers, panels }) {
  const columns = [{ key: "x", block: 0 }];
  let block = 0;
  for (const layer of layers) {
    if ((layer.kind === "conv" && columns.length > 1) || layer.kind === "flatten") block++;
    for (const key of [layer.weight, layer.bias, layer.y]) if (key) columns.push({ key, block });
  }
  if (panels.shares) columns.push({ key: "shares", block });
  columns.push({ key: "loss", block });
  return columns.map(({ key, block: own }) =>
    ({ key, block: own, panel: panels[key], gradient: panels[`d:${key}`], thumb: thumbnail(panels[key]), scale: 1, x: 0 }));
}

/** A panel's thumbnail: its channels as tiles, each cell `cell` high. @param {Panel} panel @returns {Thumbnail} */
function thumbnail({ channels, rows, columns, size }) {
  const most = channels > 1 ? 84 : size === 1 ? 42 : 58;
  let best = { across: 1, down: 1, cell: 0 };
  for (let across = 1; across <= channels; across++) {
    const down = Math.ceil(channels / across);
    const cell = Math.min(28, (THUMB - GAP * (down - 1)) / (down * rows), (most - GAP * (across - 1)) / (across * columns));
    if (cell > best.cell) best = { across, down, cell };
  }
  const { across, down, cell } = best, cellWidth = cell * (rows * channels <= 2 && columns === 1 ? 1.4 : 1);
  return { across, cell, cellWidth, width: across * columns * cellWidth + GAP * (across - 1), height: down * rows * cell + GAP * (down - 1) };
}

/** @param {Column} column @param {number} [scale] */
const wide = ({ thumb, scale: own }, scale = own) => Math.max(thumb.width * scale + 10, scale < 1 ? 22 : 34);

/** Px that a strip needs where two blocks that follow one another are whole and all others folded. @param {Chain} chain */
export function leastWidth(chain) {
  const columns = columnsOf(chain), blocks = columns.map(({ block }) => block);
  const sums = blocks.map((first) => columns.reduce((sum, column) => sum + wide(column, column.block === first || column.block === first + 1 ? 1 : FOLDED), 0));
  return Math.max(...sums) + LEAST_GAP * (columns.length - 1) + 2 * MARGIN;
}

/** The columns at their places for a strip of this width; other blocks fold where room is short. @param {Chain} chain @param {number} width
 * @param {Frame["slots"]} slots */
export function arrange(chain, width, slots) {
  const columns = columnsOf(chain), focus = blocksOf(columns, slots);
  /** @param {number} gap */
  const full = (gap) => columns.reduce((sum, column) => sum + wide(column), 0) + gap * (columns.length - 1) + 2 * MARGIN;
  let gap = WIDEST_GAP;
  while (full(gap) > width && gap > LEAST_GAP + 5) gap--;
  for (let scale = 1; full(gap) > width && scale > FOLDED; scale -= 0.05)
    for (const column of columns) if (!focus.has(column.block)) column.scale = scale;
  while (full(gap) > width && gap > LEAST_GAP) gap--;
  const spread = Math.min(60, gap + Math.max(0, width - full(gap)) / (columns.length - 1));
  let x = (width - full(spread)) / 2 + MARGIN;
  for (const column of columns) {
    column.x = x + wide(column) / 2;
    x += wide(column) + spread;
  }
  return { columns, lanes: lanes(chain, columns) };
}

/** The blocks that a step reads or writes. @param {Column[]} columns @param {Frame["slots"]} slots */
function blocksOf(columns, slots) {
  const shown = new Set(slots.flatMap((slot) => (slot ? [slot.panel.key, slot.panel.header.of] : [])));
  const blocks = columns.filter(({ key }) => shown.has(key)).map(({ block }) => block);
  return new Set(blocks.length ? blocks : [0]);
}

/** For each segment where its chevron begins and ends; on the way back from right to left. @param {Chain} chain @param {Column[]} columns */
function lanes(chain, columns) {
  const x = Object.fromEntries(columns.map((column) => [column.key, column.x])), last = x[chain.last.y], left = Math.max(4, x.x - MARGIN - 24);
  /** @type {Record<string, [number, number]>} */
  const ends = { start: [left, x.x], update: [x.x, left], softmax: [last, x.shares], loss: [x.shares ?? last, x.loss], error: [x.loss, last] };
  return chain.segments.map((segment) => {
    const { id, layer, direction } = segment, [from, to] = ends[id] ?? (direction > 0 ? [x[layer.x], x[layer.y]] : [x[layer.y], x[layer.x]]);
    const siblings = direction < 0 && layer ? chain.segments.filter((one) => one.layer === layer && one.direction < 0) : [segment];
    const at = siblings.indexOf(segment), step = (to - from) / siblings.length;
    return { segment, from: from + at * step, to: from + (at + 1) * step };
  });
}

/** A thumbnail's box on the strip. @param {Column} column @param {boolean} gradient @returns {Box} */
export function thumbBox({ thumb, scale, x }, gradient) {
  const width = thumb.width * scale, height = thumb.height * scale, y = gradient ? STRIP.below : TOP - 3 - RIM - height;
  return { x: x - width / 2, y, width, height, cellWidth: thumb.cellWidth * scale, cell: thumb.cell * scale };
}

/** Where one number stands in a thumbnail. @param {Panel} panel @param {Box} box @param {Thumbnail} thumb @param {number} flat */
export function cellAt(panel, { x, y, cell, cellWidth }, thumb, flat) {
  const { channel, row, column } = panel.position(flat), { across } = thumb, gap = (GAP * cell) / thumb.cell;
  const tile = { width: panel.columns * cellWidth + gap, height: panel.rows * cell + gap };
  return {
    x: x + (channel % across) * tile.width + column * cellWidth, y: y + Math.floor(channel / across) * tile.height + row * cell,
    width: cellWidth, height: cell,
  };
}

/** Which number of a thumbnail stands at a point. @param {Panel} panel @param {Box} box @param {Thumbnail} thumb @param {number} px @param
 * {number} py */
export function flatAt(panel, { x, y, cell, cellWidth }, thumb, px, py) {
  const { across } = thumb, gap = (GAP * cell) / thumb.cell, tile = { width: panel.columns * cellWidth + gap, height: panel.rows * cell + gap };
  /** @param {number} value @param {number} most */
  const within = (value, most) => Math.max(0, Math.min(most - 1, Math.floor(value)));
  const tx = within((px - x) / tile.width, across), ty = within((py - y) / tile.height, panel.channels);
  const row = within((py - y - ty * tile.height) / cell, panel.rows), column = within((px - x - tx * tile.width) / cellWidth, panel.columns);
  return panel.flat(within(ty * across + tx, panel.channels), row, column);
}
