"""Texts that would be more than text where a page took them for HTML, Markdown or a formula."""

from typing import Any

from playwright.sync_api import Page

# Each with the word by which it is found again: whole where nothing was made of it.
TEXTS = {
    "qqhtml": "<b id=hostile>qqhtml</b>",
    "qqimage": "<img src=hostile onerror=window.hostile=1>qqimage",
    "qqcolour": ":red[qqcolour]",
    "qqformula": "$qqformula$",
    "qqlink": "[qqlink](http://hostile.example)",
    "qqpicture": "![qqpicture](http://hostile.example)",
    "qqbold": "**qqbold**",
    "qqcode": "`qqcode` %{qq} {{qq}} {name}",
    "qqaddress": "qqaddress http://hostile.example",
    "qqicon": ":material/pets: qqicon",
    "qqtable": "=HYPERLINK(qqtable)",
}
# Between the signs of a label stands what nobody sees, and a name in a sentence has other stars.
SCRIPT = """texts => {
  const found = [], words = Object.keys(texts);
  const plain = (text) => text.replace(/\\u2060/g, "").replaceAll("*", "\\u2217");
  const look = (root) => {
    for (const one of root.querySelectorAll("*")) {
      if (one.shadowRoot) look(one.shadowRoot);
      if (one.localName === "template") look(one.content);
      const made = [one.id, one.getAttribute("href"), one.getAttribute("src"),
        one.getAttribute("xlink:href"), one.getAttribute("onerror")].join(" ");
      if (made.includes("hostile")) found.push(one.outerHTML.slice(0, 300));
      if (one.matches("[data-testid=stIconMaterial]") && one.textContent.includes("pets"))
        found.push(one.outerHTML.slice(0, 300));
    }
    const pieces = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (pieces.nextNode()) {
      const { data, parentElement } = pieces.currentNode;
      for (const word of words)
        if (data.includes(word) && parentElement.localName !== "style"
            && !plain(parentElement.textContent).includes(plain(texts[word])))
          found.push(`${word}: ${parentElement.outerHTML.slice(0, 300)}`);
    }
  };
  look(document);
  if (window.hostile) found.push("a script ran");
  return found;
}"""
SEEN = """words => {
  const all = (root) => [...root.querySelectorAll("*")].flatMap((one) =>
    [...(one.shadowRoot ? all(one.shadowRoot) : []),
     ...[...one.childNodes].filter((piece) => piece.nodeType === 3).map((piece) => piece.data)]);
  const text = all(document).join(" ");
  return words.filter((word) => text.includes(word));
}"""


def made_of(page: Page) -> list[str]:
    """What on the page was made of one of the texts; nothing where each is text and whole."""
    found: list[str] = page.evaluate(SCRIPT, TEXTS)
    return found


def shown(page: Page) -> set[str]:
    """The words of the texts that stand somewhere on the page."""
    words: list[Any] = page.evaluate(SEEN, list(TEXTS))
    return set(words)
