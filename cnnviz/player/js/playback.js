// Steps: forwards, back, anywhere, or by themselves; and the bar that shows where one is.

/**
 * What a lesson steps through. `step` says whether there was a step to take.
 * `ended` says whether the last one is done, where the last index alone does not.
 * @typedef {{ count: number, index: number, text: string, ended?: boolean, go: (index: number) => void, step: (direction: 1 | -1) => boolean, row?: (direction: 1 | -1) => void }} Steps
 */

export const SPEEDS = [1, 2, 4, 8, 16, 40]; // steps a second
/** @type {Record<string, string>} */
const ICONS = {
  first: "M3 4h2.6v12H3zM16.5 4v12L7 10z",
  back: "M13.2 2.8l1.8 1.9L9.4 10l5.6 5.3-1.8 1.9L5.6 10z",
  play: "M5 3l12 7-12 7z",
  pause: "M5 3h4v14H5zM11 3h4v14h-4z",
  next: "M6.8 2.8L5 4.7l5.6 5.3L5 15.3l1.8 1.9L14.4 10z",
  last: "M14.4 4H17v12h-2.6zM3.5 4v12l9.5-6z",
  undo: "M8 3v4h3.5a5 5 0 0 1 0 10H6v-2h5.5a3 3 0 0 0 0-6H8v4L2 8z",
  redo: "M12 3v4H8.5a5 5 0 0 0 0 10H14v-2H8.5a3 3 0 0 1 0-6H12v4l6-5z",
};

export class Playback {
  /** @param {{ find: (selector: string) => any, section: HTMLElement, steps: Steps, schedule: () => void, words: any }} lesson */
  constructor(lesson) {
    this.lesson = lesson;
    this.playing = false;
    this.speed = 1;
    for (const button of lesson.section.querySelectorAll(".transport .key")) {
      const { action } = /** @type {HTMLElement} */ (button).dataset;
      button.innerHTML = `<svg viewBox="0 0 20 20"><path d="${ICONS[action ?? ""]}" /></svg>`;
    }
    this.scrub = lesson.find(".scrub");
    this.scrub?.addEventListener("input", () => {
      const index = Number(this.scrub.value); // before anything is drawn, and the slider with it
      this.play(false);
      lesson.steps.go(index);
    });
  }

  /** What buttons and keys ask for; a step by hand ends the play. @returns {Record<string, () => void>} */
  get actions() {
    const { steps } = this.lesson;
    const byHand = (/** @type {() => void} */ act) => () => { this.play(false); act(); };
    return {
      next: byHand(() => steps.step(1)), back: byHand(() => steps.step(-1)),
      first: byHand(() => steps.go(0)), last: byHand(() => steps.go(steps.count - 1)),
      up: byHand(() => steps.row?.(-1)), down: byHand(() => steps.row?.(1)),
      play: () => this.play(!this.playing), faster: () => this.change(1), slower: () => this.change(-1),
    };
  }

  /** @param {boolean} on */
  play(on) {
    const { steps } = this.lesson;
    clearTimeout(this.timer);
    if (on === this.playing && !on) return;
    if (on && (steps.ended ?? steps.index >= steps.count - 1)) steps.go(0);
    this.playing = on;
    this.lesson.schedule();
    if (on) this.wait();
  }

  wait() { this.timer = setTimeout(() => this.tick(), 1000 / SPEEDS[this.speed]); }

  tick() {
    if (!this.playing) return;
    if (!this.lesson.section.isConnected || !this.lesson.steps.step(1)) this.play(false);
    else this.wait();
  }

  /** @param {number} by */
  change(by) {
    this.speed = Math.max(0, Math.min(SPEEDS.length - 1, this.speed + by));
    this.lesson.schedule();
  }

  draw() {
    const { find, steps } = this.lesson, { count, index, text } = steps, button = this.lesson.find(".transport .play");
    if (this.scrub) {
      Object.assign(this.scrub, { max: count - 1, value: index });
      this.scrub.style.setProperty("--done", (count > 1 ? (100 * index) / (count - 1) : 100) + "%");
      this.scrub.setAttribute("aria-valuetext", text);
    }
    button?.querySelector("path")?.setAttribute("d", this.playing ? ICONS.pause : ICONS.play);
    const { play, pause } = this.lesson.words.buttons;
    button?.setAttribute("aria-label", this.playing ? pause : play);
    const speed = find.call(this.lesson, ".speed output");
    if (speed) speed.textContent = SPEEDS[this.speed] + "/s";
  }
}

/** The steps of a lesson that goes through so many places in reading order. @param
 * {{ count: number, index: number, text: string, set: (index: number) => void, columns?: number }} places @returns {Steps} */
export function stepping({ count, index, text, set, columns = 0 }) {
  const go = (/** @type {number} */ to) => set(Math.max(0, Math.min(count - 1, to)));
  const step = (/** @type {number} */ by) => {
    const there = index + by >= 0 && index + by < count;
    if (there) go(index + by);
    return there;
  };
  return { count, index, text, go, step, row: (by) => void (columns && step(by * columns)) };
}
