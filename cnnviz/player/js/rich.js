// Text on the page: what stands between stars is bold, and nothing is written twice.

/** @param {string} text */
export const plain = (text) => text.replaceAll("*", "");

/** Mark the pressed one of a group of buttons. @param {Element} section @param {string} selector @param {unknown} value */
export function press(section, selector, value) {
  for (const button of section.querySelectorAll(selector))
    button.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (button).dataset.value === String(value)));
}

/** Gives a text to the person as a file. @param {string} name @param {string} text */
export function download(name, text) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob([text])), download: name });
  link.click();
  URL.revokeObjectURL(link.href);
}

/** The clipboard needs a secure page; a classroom server over plain http has the old way. @param {string} text */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
