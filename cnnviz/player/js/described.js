// The numbers of a canvas as a table in it: who can't see the canvas reads the table in its place.

/** @type {WeakMap<HTMLCanvasElement, string>} */
const described = new WeakMap();

/** @typedef {{ font: number, texts: string[], row?: number, column?: number }} Told px of the digits, what they say row after row (nothing for a
 * photo), and the indices of the first row and column */

/** @param {HTMLCanvasElement} canvas @param {string} name @param {number} columns @param {Told} told */
export function describe(canvas, name, columns, { font, texts, row = 0, column = 0 }) {
  const numbers = texts.join(" "), key = [name, columns, row, column, ...texts].join();
  Object.assign(canvas.dataset, { font, numbers });
  if (described.get(canvas) === key) return;
  described.set(canvas, key);
  canvas.setAttribute("aria-label", name);
  canvas.setAttribute("role", texts.length ? "group" : "img"); // the parts of an image are not read
  canvas.replaceChildren(...(texts.length ? [tableOf(name, texts, columns, row, column)] : []));
}

/** @param {string} name @param {string[]} texts @param {number} columns @param {number} row @param {number} column */
function tableOf(name, texts, columns, row, column) {
  const table = document.createElement("table");
  table.createCaption().textContent = name;
  /** @param {string} scope @param {number} index */
  const head = (scope, index) => Object.assign(document.createElement("th"), { scope, textContent: String(index) });
  const top = table.createTHead().insertRow();
  top.append(document.createElement("td"), ...Array.from({ length: columns }, (_, c) => head("col", column + c)));
  const body = table.createTBody();
  for (let r = 0; r * columns < texts.length; r++) {
    const line = body.insertRow();
    line.append(head("row", row + r));
    for (const text of texts.slice(r * columns, (r + 1) * columns)) line.insertCell().textContent = text;
  }
  return table;
}
