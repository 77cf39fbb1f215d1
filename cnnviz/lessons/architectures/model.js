// The networks as they arrive: rows by the names of their columns, and what hangs on each mark.

/** @typedef {{ name: string, kind: string, place: string, slot: number, size: number, stride: number, padding: number, groups: number, reads: number, maps: number, side: number, parameters: number, work: number, field: number, fresh: number }} Row */
/** @typedef {{ key: string, name: string, family: string, year: number, side: number, classes: number, told: string, short: string[], totals: string[], parameters: number, work: number, learned: number, field: number, depth: string, rows: Row[], marks: Row[], arcs: [number, number, number][], gates: Set<number>, below: Record<string, number[]> }} Net */

/** @param {Payload<any>} payload */
export function readModel({ header, arrays }) {
  /** @type {Record<string, Net>} */
  const nets = {};
  for (const key of Object.keys(header.nets)) nets[key] = readNet(header, header.nets[key], arrays[`rows:${key}`]);
  return { header, arrays, nets, own: readNet(header, header.own, arrays["rows:own"]) };
}

/** @param {any} header @param {any} told @param {Numbers} numbers @returns {Net} */
function readNet({ columns, kinds, places }, told, numbers) {
  const names = told.names.split("\n"), wide = columns.length;
  const rows = names.map((/** @type {string} */ name, /** @type {number} */ k) => {
    /** @type {any} */
    const row = { name };
    columns.forEach((/** @type {string} */ column, /** @type {number} */ c) => { row[column] = numbers[k * wide + c]; });
    return { ...row, kind: kinds[row.kind], place: places[row.place] };
  });
  const marks = rows.filter((/** @type {Row} */ row) => row.place === "main");
  const gates = new Set(rows.filter((/** @type {Row} */ row) => row.place === "gate").map((/** @type {Row} */ row) => row.slot));
  return { ...told, rows, marks, arcs: told.skips, gates, below: below(rows, marks, told.side) };
}

/** What hangs below the line at each mark; arcs and gates count for the mark that they belong to. @param {Row[]} rows @param {Row[]} marks
 * @param {number} side @returns {Record<string, number[]>} */
function below(rows, marks, side) {
  const summed = (/** @type {"parameters" | "work"} */ name) => {
    const found = marks.map(() => 0);
    for (const row of rows) found[row.slot] += row[name];
    return found;
  };
  const field = marks.map((row) => (row.field ? Math.min(1, row.field / side) : 1));
  return { maps: marks.map((row) => Math.sqrt(row.maps)), parameters: summed("parameters"), work: summed("work"), field };
}

/** The scales that several networks share. @param {Net[]} nets @param {string} metric */
export function scales(nets, metric) {
  const most = (/** @type {(net: Net) => number} */ of) => nets.reduce((best, net) => Math.max(best, of(net)), 0);
  return {
    marks: most((net) => net.marks.length),
    side: most((net) => net.side),
    top: metric === "field" ? 1 : most((net) => Math.max(...net.below[metric])),
  };
}

/** The slot of a mark from a place in px. @param {number} x @param {number} step @param {number} count */
export const slotAt = (x, step, count) => Math.max(0, Math.min(count - 1, Math.floor(x / step)));

