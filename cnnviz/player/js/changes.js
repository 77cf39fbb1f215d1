// The changes of each lesson that can be undone and made again: a tab remembers them for a session that will be new.

import { inTab } from "./tab.js";

/** @typedef {{ session: string, stamp: string, place: number, texts: string[] }} Remembered */

/** Also what a tab has no room for. @type {Map<string, Remembered>} */
const remembered = new Map();
/** Of which session each lesson was told what the tab remembers. @type {Map<string, string>} */
const told = new Map();

/** Remember what is new. What is returned is to be sent: what the tab remembers from before, or that it lacks something.
 * @param {import("./payload").Personal} personal @returns {object | null} */
export function followed({ lesson, session, changes }) {
  if (!changes) return null;
  const { stamp, after, dropped, same, texts, place, recalled } = changes, name = `changes ${lesson}`;
  const before = remembered.get(lesson) ?? /** @type {Remembered | null} */ (inTab(name));
  if (before && before.session !== session && before.texts.length > 1 && !recalled) {
    if (told.get(lesson) === session) return null;
    told.set(lesson, session);
    return { kind: "recall", texts: before.texts, place: before.place };
  }
  if (after && before?.stamp !== after) return { kind: "retell" };
  const now = { session, stamp, place, texts: [...(before?.texts ?? []).slice(dropped, dropped + same), ...texts] };
  remembered.set(lesson, now);
  if (stamp !== before?.stamp) inTab(name, now);
  return null;
}
