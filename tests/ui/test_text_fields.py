"""Every field that takes text has a limit that the browser keeps.

Streamlit closes the connection for a message above its limit; the browser then sends it for ever.
"""

import ast
from pathlib import Path

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
