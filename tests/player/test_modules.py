"""Scripts are joined in the order of their imports, each once, and refused when unclear."""

import os
import re
from pathlib import Path

import pytest

import cnnviz
from cnnviz.player.component import WINDOW, parts
from cnnviz.player.modules import ModuleError, join, modules


@pytest.fixture
def joined(tmp_path):
    def write(**texts: str) -> str:
        for name, text in texts.items():
            (tmp_path / f"{name}.js").write_text(text)
        return join(modules(tmp_path / "entry.js"))

    return write


def test_what_a_module_needs_stands_before_it_and_only_once(joined):
    text = joined(
        entry='import { b } from "./b.js";\nimport { c } from "./c.js";\n\nexport default b + c;\n',
        b='import {\n  c,\n} from "./c.js";\nexport const b = c;\n',
        c="export const c = 1;\n",
    )
    lines = [line for line in text.splitlines() if line and not line.startswith("//")]
    assert lines == ["const c = 1;", "const b = c;", "export default b + c;"]


@pytest.mark.parametrize(
    ("entry", "other", "complaint"),
    [
        ("const a = 1;", "export function a() {}", "a is defined in b.js and in entry.js"),
        ("class a {}", "const b = 1;\nconst a = 2;", "a is defined in b.js and in entry.js"),
        ('import { x } from "./b.js";', "const x = 1;", r"entry.js imports x: not in b.js\."),
        ("", 'import { q } from "./entry.js";', "circle: entry.js → b.js → entry.js"),
        ("", 'import x from "./entry.js";', "b.js: a form of import or export that is not read"),
        ('import { a as c } from "./b.js";', "export const a = 1;", "imports a as c: not in b.js"),
        ("", "const a = 1;\nexport { a };", "b.js: a form of import or export that is not read"),
    ],
)
def test_what_cannot_be_joined_is_refused(joined, entry, other, complaint):
    with pytest.raises(ModuleError, match=complaint):
        joined(entry=f'import {{}} from "./b.js";\n{entry}\n', b=f"{other}\n")


HERE = Path(cnnviz.__file__).parent
PLAYERS = (
    WINDOW,
    HERE / "player/photo/photo.js",
    HERE / "player/model/model.js",
    *sorted(HERE.glob("lessons/*/player.js")),
)


@pytest.mark.parametrize("entry", PLAYERS, ids=lambda entry: entry.parent.name)
def test_a_player_is_one_module_without_imports_and_with_one_default(entry):
    text = parts(entry).js
    assert len(re.findall(r"^export default ", text, re.MULTILINE)) == 1
    assert not re.findall(r"^import |^export (?!default )", text, re.MULTILINE)


def test_texts_are_read_again_after_an_edit_and_only_then(tmp_path):
    for name, text in {"entry.js": "export default 1;\n", "entry.html": "<p>a</p>"}.items():
        (tmp_path / name).write_text(text)
    entry = tmp_path / "entry.js"
    first = parts(entry)
    assert parts(entry) is first
    (tmp_path / "entry.html").write_text("<p>b</p>")
    os.utime(tmp_path / "entry.html", ns=(1, 1))
    assert (parts(entry).html, parts(entry).js) == ("<p>b</p>", first.js)
    (tmp_path / "more.js").write_text("export const more = 2;\n")
    entry.write_text('import { more } from "./more.js";\nexport default more;\n')
    assert "const more = 2" in parts(entry).js
    (tmp_path / "entry.css").write_text("p { color: red }")
    entry.write_text('import { more } from "./more.js";\nexport default more + 1;\n')
    assert parts(entry).css.endswith("p { color: red }")
