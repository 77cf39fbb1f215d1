// Drop and paste, anywhere on the page.

const TYPED = "textarea, select, [contenteditable], input:not([type=range], [type=radio], [type=checkbox], [type=button], [type=file])";
const WRITTEN = ["text/plain", "text/html"];
const OTHERS = "[data-testid=stFileUploaderDropzone]"; // which takes other files

/** The picture among files, or the first of them. @template {{ type: string }} F @param
 * {ArrayLike<F>} files @returns {F | undefined} */
export const picture = (files) => Array.from(files).find((file) => file.type.startsWith("image/")) ?? files[0];

/** The picture of a paste. Cells and words that are copied come with their own picture, and are meant as text.
 * @template {{ type: string }} F @param {{ files: ArrayLike<F>, types: readonly string[] }} from */
export const pasted = ({ files, types }) => (WRITTEN.every((type) => types.includes(type)) ? undefined : picture(files));

/** @param {Event} event @param {string} selector */
const within = (event, selector) => event.composedPath().some((at) => at instanceof Element && at.matches(selector));

/** Listens until the signal; `many` says whether more than one is taken, `frame` shows whether a file is above the page. @param {{ take:
 * (files: File[]) => void, many: () => boolean, frame: (on: boolean) => void, signal: AbortSignal }} heard */
export function listen({ take, many, frame, signal }) {
  /** @param {string} kind @param {(event: any) => void} act */
  const on = (kind, act) => document.addEventListener(kind, act, { signal });
  const files = (/** @type {DragEvent} */ event) => Boolean(event.dataTransfer?.types.some((type) => /^Files$/.test(type)));
  const over = (/** @type {DragEvent} */ event) => {
    if (!files(event)) return;
    const others = within(event, OTHERS);
    frame(!others);
    if (others) return;
    event.preventDefault(); // or the browser opens the file in place of the page
    /** @type {DataTransfer} */ (event.dataTransfer).dropEffect = "copy";
  };
  on("dragenter", over);
  on("dragover", over);
  on("dragleave", (event) => { if (!event.relatedTarget) frame(false); });
  on("drop", (event) => {
    frame(false);
    if (!files(event) || within(event, OTHERS)) return;
    event.preventDefault();
    const { files: dropped } = /** @type {DataTransfer} */ (event.dataTransfer), one = picture(dropped);
    take(many() ? Array.from(dropped) : one ? [one] : []);
  });
  on("paste", (event) => {
    if (event.defaultPrevented || within(event, TYPED) || !event.clipboardData) return;
    const file = /** @type {File | undefined} */ (pasted(event.clipboardData));
    if (!file) return;
    event.preventDefault();
    take([file]);
  });
}
