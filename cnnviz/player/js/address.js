// The address is the state: what is pinned is in it, and a copied link opens the same view.

const addressMethods = {
  query() {
    const { state, model } = this, parts = model.link ? [model.link] : [];
    parts.push(`at=${state.pin.row},${state.pin.column}`);
    if (state.by === "product") parts.push(`by=product&done=${Math.min(state.done, this.terms.length)}`);
    if (state.channel) parts.push(`channel=${state.channel}`);
    return "?" + parts.join("&");
  },

  saveAddress() {
    const query = this.query();
    if (location.search !== query) history.replaceState(history.state, "", location.pathname + query);
  },

  async copyLink() {
    this.saveAddress();
    const button = this.find(".copy");
    button.textContent = (await copyText(location.href)) ? "Copied" : "Copy it from the address bar";
    setTimeout(() => { button.textContent = "Copy link"; }, 1500);
  },
};

// The clipboard needs a secure page; a classroom server over plain http has the old way.
async function copyText(text) {
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
