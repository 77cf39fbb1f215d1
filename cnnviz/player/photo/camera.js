// The camera, in a dialog of its own: asked for only once somebody wants it, and off when the dialog is closed.

const WANTED = { video: { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 960 } }, audio: false };

/** Whether a camera can be asked for, and a hand that does not hold it: phones offer theirs with the file. */
export const possible = () => Boolean(navigator.mediaDevices?.getUserMedia) && matchMedia("(pointer: fine)").matches;

/** Which sentence says why there is no picture. @param {unknown} problem */
export const why = (problem) => {
  const name = String(/** @type {any} */ (problem)?.name);
  return /NotAllowed|Security/.test(name) ? "refused" : /NotFound|Overconstrained/.test(name) ? "none" : "busy";
};

export class Camera {
  /** @param {HTMLDialogElement} dialog @param {Record<string, string>} words @param {(shot: HTMLCanvasElement) => void} take */
  constructor(dialog, words, take) {
    this.dialog = dialog;
    this.words = words;
    this.take = take;
    this.video = /** @type {HTMLVideoElement} */ (dialog.querySelector("video"));
    this.button = /** @type {HTMLButtonElement} */ (dialog.querySelector("[data-action=shoot]"));
    this.problem = /** @type {HTMLElement} */ (dialog.querySelector(".problem"));
    /** @type {MediaStream | null} */
    this.stream = null;
    dialog.addEventListener("close", () => this.stop());
  }

  async open() {
    this.problem.textContent = "";
    this.button.disabled = true;
    this.dialog.showModal();
    try {
      const stream = await navigator.mediaDevices.getUserMedia(WANTED);
      this.stream = stream;
      if (!this.dialog.open) return this.stop(); // closed while the browser was asking
      this.video.srcObject = stream;
      await this.video.play();
      this.button.disabled = false;
      this.button.focus();
    } catch (problem) {
      if (this.dialog.open) this.problem.textContent = this.words[why(problem)];
      this.stop();
    }
  }

  shoot() {
    const { videoWidth: width, videoHeight: height } = this.video;
    if (!width) return;
    const shot = Object.assign(document.createElement("canvas"), { width, height });
    /** @type {CanvasRenderingContext2D} */ (shot.getContext("2d")).drawImage(this.video, 0, 0);
    this.dialog.close();
    this.take(shot);
  }

  stop() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = this.video.srcObject = null;
  }
}
