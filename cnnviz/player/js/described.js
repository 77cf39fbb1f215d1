// The numbers of a canvas as a table in it: who can't see the canvas reads the table in its place.

/** @type {WeakMap<HTMLCanvasElement, string>} */
const described = new WeakMap();

/** @param {HTMLCanvasElement} canvas @param {string} name @param {number} columns @param {{ font: number, texts: string[] }} written row after
 * row; none for a photo */
export function describe(canvas, name, columns, { font, texts }) {
  const numbers = texts.join(" "), key = [name, columns, numbers].join();
  Object.assign(canvas.dataset, { font, numbers });
  if (described.get(canvas) === key) return;
  described.set(canvas, key);
  canvas.setAttribute("aria-label", name);
  canvas.setAttribute("role", texts.length ? "group" : "img"); // the parts of an image are not read
  canvas.replaceChildren(...(texts.length ? [tableOf(name, texts, columns)] : []));
}

/** @param {string} name @param {string[]} texts @param {number} columns */
function tableOf(name, texts, columns) {
  const table = document.createElement("table");
  table.createCaption().textContent = name;
  /** @param {string} scope @param {number} index */
  const head = (scope, index) => Object.assign(document.createElement("th"), { scope, textContent: String(index) });
  const top = table.createTHead().insertRow();
  top.append(document.createElement("td"), ...Array.from({ length: columns }, (_, c) => head("col", c)));
  const body = table.createTBody();
  for (let r = 0; r * columns < texts.length; r++) {
    const row = body.insertRow();
    row.append(head("row", r));
    for (const text of texts.slice(r * columns, (r + 1) * columns)) row.insertCell().textContent = text;
  }
  return table;
}
