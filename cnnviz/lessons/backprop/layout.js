// Where everything on the strip stands: columns of thumbnails, and the lanes that run between them.

export const STRIP = { label: 20, thumb: 44, lane: 21, pad: 3 };
STRIP.top = STRIP.label + STRIP.thumb + 2 * STRIP.pad + 3;
STRIP.bottom = STRIP.top + STRIP.lane + 3;
STRIP.below = STRIP.bottom + STRIP.lane + 2 + STRIP.pad;
STRIP.height = STRIP.below + STRIP.thumb + STRIP.pad + STRIP.label;
const EDGE = 60;
const GAP = 26;
const LEAST_GAP = 9;
const FOLDED = 0.5;

// The columns in network order: picture, then each layer's parameters and output, then the loss.
export function columnsOf(chain) {
  const columns = [{ key: "x", block: 0 }];
  let block = 0;
  for (const layer of chain.layers) {
    if (layer.kind === "conv" && columns.length > 1) block++;
    if (layer.kind === "flatten") block++;
    for (const key of [layer.weight, layer.bias, layer.y]) if (key) columns.push({ key, block });
  }
  if (chain.panels.shares) columns.push({ key: "shares", block });
  columns.push({ key: "loss", block });
  return columns.map((column) => ({ ...column, panel: chain.panels[column.key], gradient: chain.panels["d:" + column.key] }));
}

// A panel's thumbnail: its channels as tiles, each cell `cell` wide.
function thumbnail(panel) {
  const { channels, rows, columns } = panel;
  let best = null;
  for (let across = 1; across <= channels; across++) {
    const down = Math.ceil(channels / across), most = channels > 1 ? 84 : panel.size === 1 ? 42 : 58;
    const cell = Math.min(28, (STRIP.thumb - 2 * (down - 1)) / (down * rows), (most - 2 * (across - 1)) / (across * columns));
    if (!best || cell > best.cell) best = { across, down, cell };
  }
  const { across, down, cell } = best;
  const wide = rows * channels <= 2 && columns === 1 ? 1.4 : 1;
  const width = across * columns * cell * wide + 2 * (across - 1), height = down * rows * cell + 2 * (down - 1);
  return { ...best, cellWidth: cell * wide, width, height };
}

// The columns at their places for a strip of this width; other blocks fold where room is short.
export function arrange(chain, width, slots) {
  const columns = columnsOf(chain), focus = blocksOf(columns, slots);
  for (const column of columns) Object.assign(column, { thumb: thumbnail(column.panel), scale: 1 });
  const wide = (column) => Math.max(column.thumb.width * column.scale + 10, column.scale < 1 ? 22 : 34);
  const full = (gap) => columns.reduce((sum, column) => sum + wide(column), 0) + gap * (columns.length - 1) + 2 * EDGE;
  let gap = GAP;
  while (full(gap) > width && gap > LEAST_GAP + 5) gap--;
  for (let scale = 1; full(gap) > width && scale > FOLDED; scale -= 0.05)
    for (const column of columns) if (!focus.has(column.block)) column.scale = scale;
  while (full(gap) > width && gap > LEAST_GAP) gap--;
  const spread = Math.min(60, gap + Math.max(0, width - full(gap)) / (columns.length - 1));
  let x = (width - full(spread)) / 2 + EDGE;
  for (const column of columns) {
    column.x = x + wide(column) / 2;
    x += wide(column) + spread;
  }
  return { columns, lanes: lanes(chain, columns, width), width };
}

// The blocks that a step reads or writes.
function blocksOf(columns, slots) {
  const shown = new Set(slots.filter(Boolean).flatMap(({ panel }) => [panel.key, panel.of]));
  const blocks = columns.filter((c) => shown.has(c.key)).map((c) => c.block);
  return new Set(blocks.length ? blocks : [0]);
}

// For each stretch where its chevron begins and ends; on the way back from right to left.
function lanes(chain, columns) {
  const x = Object.fromEntries(columns.map((c) => [c.key, c.x])), last = chain.layers.at(-1).y;
  const left = Math.max(4, x.x - EDGE - 24);
  const ends = (segment) => {
    if (segment.id === "start") return [left, x.x];
    if (segment.id === "update") return [x.x, left];
    if (segment.id === "softmax") return [x[last], x.shares];
    if (segment.id === "loss") return [x.shares ?? x[last], x.loss];
    if (segment.id === "error") return [x.loss, x[last]];
    return segment.direction > 0 ? [x[segment.layer.x], x[segment.layer.y]] : [x[segment.layer.y], x[segment.layer.x]];
  };
  return chain.segments.map((segment) => {
    const [from, to] = ends(segment), siblings = segment.direction < 0 && segment.layer
      ? chain.segments.filter((s) => s.layer === segment.layer && s.direction < 0) : [segment];
    const at = siblings.indexOf(segment), step = (to - from) / siblings.length;
    return { segment, from: from + at * step, to: from + (at + 1) * step };
  });
}

// A thumbnail's box on the strip.
export function thumbBox(column, gradient) {
  const { thumb, scale, x } = column, width = thumb.width * scale, height = thumb.height * scale;
  const top = gradient ? STRIP.below : STRIP.top - 3 - STRIP.pad - height;
  return { x: x - width / 2, y: top, width, height, cellWidth: thumb.cellWidth * scale, cell: thumb.cell * scale };
}
