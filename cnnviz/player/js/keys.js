// Keys: a lesson goes on by the keyboard wherever the focus lies, unless what has it needs the key.

const NEEDS_ALL = "input, textarea, select, [contenteditable], [aria-expanded=true], [role]:not([role=img]):not(main):not(dialog)";

export class Keys {
  // `rows` says in the dialog what each key does; `acts` makes a table of key and deed.
  constructor(player, rows, acts) {
    this.player = player;
    this.acts = acts;
    this.dialog = player.find("dialog");
    this.onKey = (event) => this.press(event);
    document.addEventListener("keydown", this.onKey);
    player.find(".help").addEventListener("click", () => this.help());
    player.section.addEventListener("click", (event) => this.letGo(event));
    this.write(rows);
  }

  write(rows) {
    const element = (kind, textContent) => Object.assign(document.createElement(kind), { textContent });
    this.dialog.querySelector("dl").replaceChildren(...rows.flatMap(([key, what]) => [element("dt", key), element("dd", what)]));
  }

  help() {
    if (this.dialog.open) this.dialog.close();
    else this.dialog.showModal();
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !this.player.section.isConnected) return;
    if (this.dialog.open || needed(event.composedPath()[0], event.key)) return;
    const acts = { "?": () => this.help(), ...this.acts() }, act = acts[event.key] ?? acts[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  }

  // After a click with the mouse the keys belong to the lesson again; who came by Tab keeps the button.
  letGo({ target, detail }) {
    if (detail) target.closest(".segmented button, .chip")?.blur();
  }

  destroy() { document.removeEventListener("keydown", this.onKey); }
}

// Whether what has the focus works with this key itself.
function needed(target, key) {
  if (!target.closest) return false;
  if (target.matches(".player [role=grid]")) return key !== " "; // the kernel leaves play alone
  const own = target.closest(".player button:not([role=menuitem]), .player canvas");
  if (own) return key === "Enter" || (key === " " && !own.matches(".key, canvas"));
  return Boolean(target.closest(NEEDS_ALL)) || (Boolean(target.closest("button, a, summary")) && (key === "Enter" || key === " "));
}
