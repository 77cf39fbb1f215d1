// What every player is: a section on the page, its colours, its sentence, its address and its life.

import { writeRich } from "./numbers.js";
import { Palette, luminance, parseHex } from "./colour.js";

const SPEAK_MS = 500;
const SAVE_MS = 150;
const mounted = new WeakMap();

export class Shell {
  constructor(root, send) {
    this.root = root;
    this.section = root.querySelector(".player");
    this.send = send;
    this.onResize = () => this.resized();
    this.observer = new ResizeObserver(this.onResize);
    this.observer.observe(this.section);
    window.addEventListener("resize", this.onResize);
    this.find(".copy")?.addEventListener("click", () => this.copyLink());
  }

  find(selector) { return this.section.querySelector(selector); }

  // For its class to say: update(model), draw(), query(), resized(); `silent` while it should not be heard.
  resized() {}
  get silent() { return false; }

  // Streamlit's own background tells light from dark, whoever chose it.
  findScheme() {
    const host = this.root.host ?? this.section;
    const probe = getComputedStyle(host).getPropertyValue("--st-background-color").trim();
    const dark = /^#[0-9a-f]{6}/i.test(probe) ? luminance(parseHex(probe)) < 128 : matchMedia("(prefers-color-scheme: dark)").matches;
    const scheme = dark ? "dark" : "light";
    if (this.palette && this.section.dataset.scheme === scheme) return;
    this.section.dataset.scheme = scheme;
    this.palette = new Palette(this.section);
  }

  answered() {
    this.takeKeys();
    this.section.dataset.rev = Number(this.section.dataset.rev) + 1;
  }

  // Who clicked on a choice of the page goes on with the arrow keys: they step the lesson, and not the
  // choice that was just made. Who came to it by keyboard keeps it, and so does an open menu.
  takeKeys() {
    const { activeElement: at } = document;
    if (at?.closest("[role=radiogroup]") && !at.matches(":focus-visible") && !at.closest("[data-testid=stPopoverBody], [role=dialog]")) at.blur();
  }

  schedule() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.draw();
    });
  }

  complain(text) {
    this.complaint = text;
    const element = this.find(".sentence");
    element.classList.toggle("wrong", Boolean(text));
    if (text) writeRich(element, text);
    else this.schedule();
  }

  // Screen readers hear a step once it has come to rest, never every hover.
  speak(sentence) {
    if (this.complaint) writeRich(this.find(".sentence"), this.complaint);
    clearTimeout(this.speaking);
    if (this.silent) return;
    this.speaking = setTimeout(() => { this.find(".spoken").textContent = this.complaint || sentence; }, SPEAK_MS);
  }

  // ---- the address is the state: a copied link opens the same view

  saveSoon() {
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.saveAddress(), SAVE_MS);
  }

  saveAddress() {
    const query = this.query();
    if (location.search !== query) history.replaceState(history.state, "", location.pathname + query);
  }

  async copyLink() {
    this.saveAddress();
    const button = this.find(".copy");
    button.textContent = (await copyText(location.href)) ? "Copied" : "Copy it from the address bar";
    setTimeout(() => { button.textContent = "Copy link"; }, 1500);
  }

  destroy() {
    window.removeEventListener("resize", this.onResize);
    this.observer.disconnect();
    this.keys?.destroy();
    clearTimeout(this.saving);
    clearTimeout(this.speaking);
  }
}

// Marks the pressed one of a group of buttons.
export function press(section, selector, value) {
  for (const button of section.querySelectorAll(selector))
    button.setAttribute("aria-pressed", button.dataset.value === value);
}

// The clipboard needs a secure page; a classroom server over plain http has the old way.
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

// What Streamlit calls: one player for each place on the page, a new payload for each run.
export function mounting(Kind, read) {
  return (component) => {
    const { data, parentElement, setTriggerValue } = component;
    let player = mounted.get(parentElement);
    if (!player || !player.section.isConnected) {
      player?.destroy();
      player = new Kind(parentElement, (event) => player.trigger("event", event));
      mounted.set(parentElement, player);
    }
    player.trigger = setTriggerValue;
    if (data) player.update(read(data));
    return () => {
      if (!player.section.isConnected) player.destroy();
    };
  };
}
