"""Every field that takes text has a limit that the browser keeps.

Streamlit closes the connection for a message above its limit; the browser then sends it for ever.
"""

import ast
from pathlib import Path

from cnnviz.files import grids
from tests.pages.fixtures import run

ROOT = Path(__file__).parents[2]
FIELDS = {"text_area", "text_input", "chat_input"}
LARGEST = 250_000


def fields(source):
    """Every call that makes such a field: its line, and the words of its arguments."""
    for node in ast.walk(ast.parse(source)):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr in FIELDS:
            yield node.lineno, {word.arg for word in node.keywords}


def test_every_field_has_a_limit():
    files = [ROOT / "app.py", *ROOT.glob("pages/*.py"), *ROOT.glob("cnnviz/**/*.py")]
    found = [
        (path.relative_to(ROOT).as_posix(), line, "max_chars" in words)
        for path in files
        for line, words in fields(path.read_text("utf-8"))
    ]
    assert len(found) >= 4
    assert [place for place in found if not place[2]] == []


def test_a_field_without_one_is_found():
    planted = "st.text_input('a', max_chars=9)\nbox.text_area('b')\nst.chat_input('c', key='d')"
    lines = [line for line, words in fields(planted) if "max_chars" not in words]
    assert lines == [2, 3]


def area(app, key):
    return next(box for box in app.text_area if box.key.startswith(key))


def test_what_is_pasted_beyond_the_limit_is_refused_and_not_cut(open_app, shown):
    """A browser cuts a paste at the limit of its field: what arrives is one character too long."""
    app = open_app(picture="five_by_five")
    app.session_state["convolution-pictures"] = True
    app = run(app)
    before, longest = shown.link, grids.MAX_CHARACTERS
    field = area(app, "numbers-")
    assert field.proto.max_chars == longest + 1
    run(field.set_value(("1 " * longest)[: longest + 1]))
    assert shown.message == "The grid has more than 100,000 characters; no more can be read."
    assert shown.link == before


def test_a_number_and_a_box_that_are_too_long_are_refused_too(open_app, shown):
    app = open_app("pages/pooling.py", pool="roi")
    app.session_state["pooling-more"] = True
    app = run(app)
    run(app.text_input(key="pooling-box").set_value("1,1,6,6" + " " * 94))
    assert shown.message.startswith("A box is four whole numbers")
    app = open_app("pages/backprop.py")
    app.session_state["backprop-more"] = True
    app = run(app)
    run(app.text_input(key="backprop-rate-typed").set_value("0.5" + "0" * 98))
    assert shown.message == "Write a number such as 0.01 or 1e-3."
    run(app.text_input(key="backprop-rate-typed").set_value("0.5" + "0" * 97))
    assert shown.link == {"rate": "0.5"}
