"""All arithmetic that a player prints at a step, as lines of text for :mod:`tests.equations`.

A formula is MathML on the screen; here it stands on one line: "e^(−2)", "(1)/(2)", "p_(0)".
"""

from collections.abc import Iterable, Mapping
from typing import Any

from tests.printed_numbers import bracketed, ledger

# A formula on one line. A minus that begins a number touches it, one between two has room. A layer
# that stands raised in brackets is no exponent: W⁽²⁾.
LINE = r"""
const inLine = node => {
  if (node.nodeType !== 1) return node.nodeValue;
  const parts = () => [...node.childNodes].reduce((line, child) => {
    const begins = line === "" || /[(,=≈·+−\/^:]\s*$/.test(line), next = inLine(child);
    return line + (next.trim() === "−" && begins ? "−" : next);
  }, "");
  const raised = power => /^\(\d+\)$/.test(power) ? power.replace("(", "⁽").replace(")", "⁾")
    : "^(" + power + ")";
  const kids = [...node.children], name = node.localName, word = () => node.textContent;
  if (name === "msub") return inLine(kids[0]) + "_(" + inLine(kids[1]) + ")";
  if (name === "msup") return inLine(kids[0]) + raised(inLine(kids[1]));
  if (name === "msubsup")
    return inLine(kids[0]) + "_(" + inLine(kids[1]) + ")" + raised(inLine(kids[2]));
  if (name === "mfrac") return "(" + inLine(kids[0]) + ")/(" + inLine(kids[1]) + ")";
  if (name === "mspace") return " ";
  if (name === "mtext") return " " + word() + ": ";
  if (name === "mi") return /^(max|min|ln)$/.test(word()) ? word() + " " : word();
  if (name === "mo") return /^([=≈+−]|[+]=)$/.test(word()) ? " " + word() + " " : word();
  return parts();
};
"""
READ = (
    "root => {"
    + LINE
    + """
  const all = s => [...root.querySelectorAll(s)];
  const text = s => root.querySelector(s)?.textContent ?? "";
  const line = s => root.querySelector(s) ? inLine(root.querySelector(s)).trim() : "";
  const rows = all("[data-testid=ledger] > *").map(e =>
    e.querySelector("input")?.value ?? e.textContent);
  return {
    sentence: text("[data-testid=sentence]"), where: text("[data-testid=where]"),
    letters: line(".formula .letters math"), numbers: line(".formula .numbers math"),
    notes: all(".formula small").map(e => e.textContent),
    formula: all("[data-testid=formula]:not(:has(.letters))").map(e => inLine(e)),
    terms: all(".bench .term").map(e =>
      [e.querySelector(".pair")?.textContent ?? e.title, e.querySelector("b").textContent]),
    rest: text(".many .rest b"), total: text("[data-testid=total]"),
    ledger: rows.flatMap((t, k) => (k % 2 ? [[rows[k - 1], t]] : [])),
    result: text("[data-testid=result] strong"), after: text("[data-testid=result] small"),
    cells: ["window", "kernel", "products"].map(name =>
      all(`[data-testid=${name}] span`).map(e => e.dataset.value ?? e.textContent)),
    adds: all("[data-testid=adds] b, [data-testid=adds] .total").map(e => e.textContent),
    facts: all("[data-testid=facts] > *").map(e => e.textContent),
    losses: all(".bars b").map(e => e.textContent),
    steps: all(".result .facts dd").map(e => e.textContent),
    numpy: text("[data-testid=numpy]"), then: text(".then"), check: text("[data-testid=check] dl"),
  };
}"""
)


def lines(read: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was read as (what it is, a text), those with no numbers left out."""
    found = [
        ("sentence", read["sentence"]),
        ("formula", f"{read['letters']} {read['numbers']}"),
        *(("note", text) for text in read["notes"]),
        *(("size", text) for text in read["formula"]),
        *(("term", text) for text in _terms(read["terms"])),
        ("total", _total(read)),
        *(("product", text) for text in _products(*read["cells"])),
        ("ledger", _ledger(read)),
        ("adds", _adds(read["adds"])),
        ("loss", _loss(read["losses"], read["steps"])),
    ]
    return [(kind, text) for kind, text in found if any(map(str.isdigit, text))]


def _terms(terms: Iterable[tuple[str, str]]) -> list[str]:
    """Each cell of the terms, "3·(−1)" over "−3"."""
    return [
        f"{pair} ≈ {value.removeprefix('+')}"
        for pair, value in terms
        if any(map(str.isdigit, pair))
    ]


def _total(read: Mapping[str, Any]) -> str:
    """The sum of the cells, with the relation that is printed before it."""
    name, relation, total = read["total"].rpartition("= " if "= " in read["total"] else "≈ ")
    values = [value.removeprefix("+") for _, value in read["terms"]]
    if not relation or "bias" in name or "?" in read["total"]:
        return ""
    return f"{' + '.join(map(bracketed, filter(None, [*values, read['rest']])))} {relation}{total}"


def _products(window: list[str], kernel: list[str], products: list[str]) -> list[str]:
    if not len(window) == len(kernel) == len(products):
        return []
    cells = zip(window, kernel, products, strict=True)
    return [f"{x}·{bracketed(w)} ≈ {product}" for x, w, product in cells if product]


def _ledger(read: Mapping[str, Any]) -> str:
    """The column of the running sum, as far as no function comes in."""
    rows = {label: value for label, value in read["ledger"] if label[0] in "÷+" or label == "sum"}
    return ledger(rows, "" if read["after"] else read["result"]) if rows else ""


def _adds(parts: list[str]) -> str:
    return f"{' + '.join(map(bracketed, parts[:-1]))} {parts[-1]}" if len(parts) > 1 else ""


def _loss(losses: list[str], steps: list[str]) -> str:
    """The change of the loss that is said, and the two losses beside it."""
    return f"{losses[1]} − {bracketed(losses[0])} ≈ {steps[-1]}" if len(losses) == 2 else ""
