// A place on the page that waits for a photo: what "Your photo" brings goes there, by whichever way it comes in.

const CHOOSE = "cnnviz-choose";

/** Which place waits: its number, "" for the first that is free, null for none. @param {number | "" | null} place */
export function wait(place) {
  if (place === null) delete document.body.dataset.place;
  else document.body.dataset.place = String(place);
}

/** @returns {number | "" | null} */
export function waiting() {
  const { place } = document.body.dataset;
  return place === undefined ? null : place && Number(place);
}

/** Ask for a photo, as the button does. */
export const choose = () => document.dispatchEvent(new Event(CHOOSE));

/** @param {() => void} act @param {AbortSignal} signal */
export const onChoose = (act, signal) => document.addEventListener(CHOOSE, act, { signal });
