"""Whatever a stranger calls a thing: the code that is offered is the same but for that text."""

import ast
import json
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from cnnviz.figures.grid import Map
from cnnviz.figures.sheet import sheet
from cnnviz.figures.theme import FONT
from cnnviz.files import csv_table, svg
from cnnviz.lessons.backprop import code as backprop
from cnnviz.lessons.backprop import controls_show
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.lessons.training import code as training
from cnnviz.lessons.training.data import data_of
from cnnviz.lessons.training.ledger import Ledger
from cnnviz.lessons.training.settings import Training
from tests.browser.hostile import TEXTS

NAMES = (
    *TEXTS.values(), '"""', "'''", '"\n\nimport os\nos.abort()\n#', "\\", "\\\n", "{0} %s %(a)s",
    "</script><script>alert(1)</script>", "]]>", "<!-- -->", "&lt;b&gt;", "\u2028\u202e\u0000x",
    "# a\n```\n$$x$$\n|a|\n|-|", "=1+1", "\t@SUM(A1)", "-1+cmd", "\r\n+1", "_a_ ~~b~~ https://x.y",
)  # fmt: skip


class Masked(ast.NodeTransformer):
    """Leaves of a text only that it is one."""

    def visit_Constant(self, node):
        return ast.Constant("text" if isinstance(node.value, str) else node.value)


def masked(cell):
    return ast.dump(Masked().visit(ast.parse("".join(cell["source"]))))


def code_of(notebook):
    """What the cells of code do, whatever the texts in them say."""
    return [masked(c) for c in json.loads(notebook)["cells"] if c["cell_type"] == "code"]


@pytest.fixture(scope="module")
def run():
    settings = Training(data="glyphs", epochs=1)
    return settings, data_of(settings), Ledger("test", settings, data_of(settings)).moments


@pytest.mark.parametrize("name", NAMES)
def test_a_run_s_notebook_does_the_same_whatever_its_classes_are_called(run, name):
    settings, data, moments = run
    others = type(data)(data.x, data.y, data.test_x, data.test_y, (name, *data.names[1:]))
    made = training.encode(settings, others, moments)
    assert code_of(made) == code_of(training.encode(settings, data, moments))
    first = "".join(json.loads(made)["cells"][1]["source"])
    lists = [one.value for one in ast.parse(first).body if isinstance(one, ast.Assign)]
    assert [name, *data.names[1:]] in [ast.literal_eval(v) for v in lists if is_list(v)]


def is_list(node):
    return isinstance(node, ast.List)


@pytest.fixture(scope="module")
def chain():
    return controls_show.compute(Backprop(), None)[1].trace


@pytest.mark.parametrize("name", NAMES)
def test_a_network_s_name_is_one_line_of_text_in_its_notebook(chain, name):
    cells = json.loads(backprop.encode(chain, name))["cells"]
    head, *_ = "".join(cells[0]["source"]).split("\n\nForward, backward")
    assert head.startswith("# ") and len(head.splitlines()) <= 1
    signs = re.sub(r"\\[!-/:-@\[-`{-~]", "", head[2:])
    assert not re.search(r"[!-/:-@\[-`{-~]", signs), head
    assert cells[1:] == json.loads(backprop.encode(chain, "plain"))["cells"][1:]


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_has_the_same_elements_whatever_is_written_in_it(name):
    def elements(text):
        drawn = sheet((Map(text, np.eye(2), "ink", 0.0, 1.0),), "light", text)
        return [one.tag for one in ET.fromstring(svg.encode(drawn, FONT)).iter()]

    assert set(elements(name)) == set(elements("plain text"))


@pytest.mark.parametrize("name", NAMES)
def test_a_table_has_no_formula_whatever_its_names_are(name):
    text = csv_table.encode(np.array([[-1.0]]), name, [name], [name])
    import csv

    rows = list(csv.reader(text.splitlines(keepends=True)))
    for cell in (cell for row in rows for cell in row if cell != "-1"):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert rows[-1][-1] == "-1"
