"""Nested lists as programs print and read them: Python, JSON, NumPy, PyTorch, MATLAB, C."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

Nested = list["Nested"] | str

DEEPEST = 8
_TOKEN = re.compile(
    r"""[\[({]|[\])}]|[,;\n]|"[^"\n]*"|'[^'\n]*'|[^\s\[\](){},;"']+|["']|[ \t\r]+"""
)
_PARTNER = {"[": "]", "(": ")", "{": "}"}
_ROWS = "rows such as [[1, 0], [0, -1]] fit"
_BESIDE = f"Something stands beside the brackets that is no number; {_ROWS}."

# What may stand around the brackets, piece by piece; anything else is refused.
_SCALAR = re.compile(r"\b(?:np\.[a-z]+\d*|numpy\.[a-z]+\d*|tensor)\(([^()\[\],\s]{1,40})\)")
_OPTION = re.compile(
    r",?\s*\b(?:dtype|device|requires_grad|grad_fn|shape|size|layout|numpy|weak_type)\s*=\s*"
    r"(?:\([\d, ]*\)|torch\.Size\([^)\n]*\)|<[^<>\n]*>|'[\w:]*'|\"[\w:]*\"|[\w.]+)?"
)
_HEAD = re.compile(r"(?:[A-Za-z_<][\w.<>:=(\s*&]*)?", re.A)
_DIGIT = re.compile(r"(?<![\w.])\d", re.A)
_TAIL = re.compile(r"[)\s>;,.]*", re.A)


@dataclass
class _Open:
    """A list that is being read: its items, and where semicolons and line ends stand."""

    bracket: str
    items: list[Nested] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    commas: int = 0
    after_comma: bool = True


@dataclass(frozen=True)
class Lists:
    """What was read: the nested lists, and the rows of a flat list that stood in several lines."""

    nested: Nested
    by_lines: list[Nested] | None = None


def has_brackets(text: str) -> bool:
    """Whether a text is to be read as lists.

    >>> has_brackets("x = [1 2; 3 4]"), has_brackets("1 2"), has_brackets("((1, 2), (3, 4))")
    (True, False, True)
    """
    return "[" in text or "{" in text or text.lstrip()[:1] == "("


def parse(text: str) -> Lists:
    """The lists of a text, cells as they are written.

    >>> parse("tensor([[1., 2.], [3., 4.]], dtype=torch.float64)").nested
    [['1.', '2.'], ['3.', '4.']]
    >>> parse("K = [1 2; 3 4];").nested
    [['1', '2'], ['3', '4']]

    Raises
    ------
    ValueError
        When a bracket has no partner, or something else stands around the lists.
    """
    text = _SCALAR.sub(r"\1", text)
    text = re.sub(r"(?<=[\d.])f\b", "", text)
    body = _body(text)
    found = _nested(body)
    (one,) = found if len(found) == 1 else ([item.nested for item in found],)
    return one if isinstance(one, Lists) else Lists(one)


def _body(text: str) -> str:
    """The part from the first bracket to the last, once what stands around it is known."""
    text = _OPTION.sub("", text)
    marks, ends = ("(", "])}") if text.lstrip()[:1] == "(" else ("[{", "]}")
    first = min((place for mark in marks if (place := text.find(mark)) >= 0), default=-1)
    last = max(map(text.rfind, ends))
    if last < first:
        raise ValueError(f"A bracket is not closed; {_ROWS}.")
    head, tail = text[:first].strip(), text[last + 1 :]
    if not _HEAD.fullmatch(head) or _DIGIT.search(head) or not _TAIL.fullmatch(tail):
        raise ValueError(_BESIDE)
    return text[first : last + 1]


def _nested(body: str) -> list[Lists]:
    """The lists side by side in a text of nothing else."""
    stack, found = [_Open("")], []
    for token in _TOKEN.findall(body):
        here = stack[-1]
        if token in _PARTNER:
            if len(stack) > DEEPEST:
                raise ValueError(f"The brackets are nested too deep; {_ROWS}.")
            stack.append(_Open(token))
        elif token in "])}":
            if _PARTNER.get(here.bracket) != token:
                raise ValueError(f"A bracket has no partner; {_ROWS}.")
            stack.pop()
            closed = _closed(here)
            stack[-1].items.append(closed.nested)
            stack[-1].after_comma = False
            if len(stack) == 1:
                found.append(closed)
        else:
            _add(here, token)
    if len(stack) > 1:
        raise ValueError(f"A bracket is not closed; {_ROWS}.")
    if len(stack[0].items) != len(found):
        raise ValueError(_BESIDE)
    return found


def _add(here: _Open, token: str) -> None:
    if token == ",":
        here.commas += 1
        if here.after_comma and here.bracket:
            here.items.append("")  # named as an empty cell once its place is known
        here.after_comma = True
    elif token == ";":
        here.rows.append(len(here.items))
        here.after_comma = True
    elif token == "\n":
        here.lines.append(len(here.items))
    elif not token.isspace():
        here.items.append(token.strip("\"'") if len(token) > 1 else token)
        here.after_comma = False


def _closed(here: _Open) -> Lists:
    """A list once it ends; one with semicolons is a list of rows."""
    items = here.items
    lists = [item for item in items if isinstance(item, list)]
    if lists and len(lists) != len(items):
        raise ValueError(f"Lists and numbers stand side by side; {_ROWS}.")
    if here.rows and not lists:
        return Lists(_parted(items, sorted(here.rows + here.lines)))
    by_lines = _parted(items, here.lines) if here.lines and not lists and not here.commas else []
    even = len({len(row) for row in by_lines}) == 1 and len(by_lines) > 1
    return Lists(items, by_lines if even else None)


def _parted(items: list[Nested], places: list[int]) -> list[Nested]:
    edges = [0, *places, len(items)]
    return [items[a:b] for a, b in pairwise(edges) if b > a]
