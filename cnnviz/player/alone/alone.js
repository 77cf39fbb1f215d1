// A player in a file of its own. No server is there: what would ask one gets the numbers that were saved, and one sentence.

const ROUNDS = 3; // of one gesture that ask the same: two parts of a player may call each other on
const QUIET = new Set(["remember", "here", "whole"]); // what a player says by itself

/** @typedef {{ number: number, event: { kind: string, gesture?: number } }} Said */
/** @typedef {(given: { data: Uint8Array, parentElement: ShadowRoot, setTriggerValue: (name: string, said: { events: Said[] }) => void }) => unknown} Mounted */

/** The bytes of a compressed text. @param {string} text base64 of gzip @returns {Promise<Uint8Array<ArrayBuffer>>} */
async function opened(text) {
  const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Uint8Array(await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());
}

/** A payload with another end: what only this page gets. @param {Uint8Array<ArrayBuffer>} whole @param {object} changes @returns {Uint8Array} */
function told(whole, changes) {
  const view = new DataView(whole.buffer), end = whole.length - 4, start = end - view.getUint32(end, true);
  const personal = { ...JSON.parse(new TextDecoder().decode(whole.subarray(start, end))), ...changes };
  const said = new TextEncoder().encode(JSON.stringify(personal)), made = new Uint8Array(start + said.length + 4);
  made.set(whole.subarray(0, start));
  made.set(said, start);
  new DataView(made.buffer).setUint32(start + said.length, said.length, true);
  return made;
}

/** Show the player in its place on the page. @param {Mounted} mounted */
export async function stand(mounted) {
  const [home, page, data] = ["player", "page", "data"].map((id) => /** @type {HTMLElement} */ (document.getElementById(id)));
  const parentElement = home.attachShadow({ mode: "open" });
  parentElement.append(/** @type {HTMLTemplateElement} */ (page).content.cloneNode(true));
  const { dataset } = /** @type {HTMLElement} */ (parentElement.querySelector(".player"));
  dataset.words = JSON.stringify(JSON.parse(dataset.words ?? "{}", (key, value) => (key === "waits" ? home.dataset.never : value)));
  const whole = await opened(data.textContent ?? "");
  const rounds = new Map();
  let heard = 0, gesture = NaN, message = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting = undefined;
  const show = () => {
    waiting = undefined;
    mounted({ data: told(whole, { heard, message }), parentElement, setTriggerValue });
    message = "";
  };
  /** @param {string} _ @param {{ events: Said[] }} said */
  const setTriggerValue = (_, { events }) => {
    const asked = events.filter(({ number, event }) => number > heard && !QUIET.has(event.kind)).at(-1), text = JSON.stringify(asked?.event);
    heard = Math.max(heard, ...events.map(({ number }) => number));
    if (asked && asked.event.gesture !== gesture) rounds.clear();
    gesture = asked?.event.gesture ?? gesture;
    rounds.set(text, (rounds.get(text) ?? 0) + 1);
    // A player that asks the same again by itself, or before anybody touched it, has its answer.
    if (!asked || rounds.get(text) > ROUNDS || !navigator.userActivation?.hasBeenActive) return;
    message = home.dataset.said ?? "";
    waiting ??= setTimeout(show);
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  show();
}
