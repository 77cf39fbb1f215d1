// What a player says to the server, until it was heard: of two events that come before the server runs, Streamlit keeps the later one only.

/** @typedef {{ number: number, event: object }} Numbered */

export class Outbox {
  /** @param {(events: Numbered[]) => void} deliver */
  constructor(deliver) {
    this.deliver = deliver;
    this.last = 0;
    /** @type {Numbered[]} */
    this.unheard = [];
  }

  /** With all that may have been lost before it: the server answers each number once. @param {object} event */
  send(event) {
    this.last = Math.max(this.last + 1, Date.now()); // no other player of this tab has used it
    this.unheard.push({ number: this.last, event });
    this.deliver(this.unheard);
  }

  /** The server has answered all up to this number. @param {number} number */
  heard(number) {
    this.last = Math.max(this.last, number);
    this.unheard = this.unheard.filter((one) => one.number > number);
  }
}
