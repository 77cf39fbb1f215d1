// What a player says to the server, until it was heard: of two events that come before the server runs, Streamlit keeps the later one only.

/** @typedef {{ number: number, event: object }} Numbered */

/** What a player asks for itself: the next one asks anew. */
const ASKS = ["whole", "here", "remember", "save", "retell"];

export class Outbox {
  /** @param {(events: Numbered[]) => void} deliver */
  constructor(deliver) {
    this.deliver = deliver;
    this.last = 0;
    /** @type {Numbered[]} */
    this.unheard = [];
    this.lesson = "";
    /** What was not heard before its page was left, by lesson. @type {Map<string, Numbered[]>} */
    this.left = new Map();
  }

  /** A new player is here, or one for another lesson: what its page had said is said again once the server has told what it heard.
   * @param {string} lesson @param {number} number */
  enter(lesson, number) {
    this.left.set(this.lesson, this.unheard.filter(({ event }) => !ASKS.includes(/** @type {any} */ (event).kind)));
    this.lesson = lesson;
    this.unheard = this.left.get(lesson) ?? [];
    this.left.delete(lesson);
    this.heard(number);
    if (this.unheard.length) setTimeout(() => this.deliver(this.unheard)); // Streamlit takes nothing while it mounts a component
  }

  /** With all that may have been lost before it: the server answers each number once, and this one's is given back. @param {object} event */
  send(event) {
    this.last = Math.max(this.last + 1, Date.now()); // no other player of this tab has used it
    this.unheard.push({ number: this.last, event });
    this.deliver(this.unheard);
    return this.last;
  }

  /** What was said while nobody could hear it. */
  again() {
    if (this.unheard.length) this.deliver(this.unheard);
  }

  /** The server has answered all up to this number. @param {number} number */
  heard(number) {
    this.last = Math.max(this.last, number);
    this.unheard = this.unheard.filter((one) => one.number > number);
  }
}
