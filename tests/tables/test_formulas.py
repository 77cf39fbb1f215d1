"""No cell of a table that somebody takes home begins a formula, whatever parts the cells."""

import csv
import re
from dataclasses import replace

import numpy as np
import pytest

from cnnviz.files import csv_table
from cnnviz.kernels import build, to_csv, to_tabs
from cnnviz.lessons.receptive_field.settings import PRESETS, ReceptiveField
from cnnviz.lessons.receptive_field.trace import trace
from cnnviz.lessons.receptive_field.words import table_text
from cnnviz.networks.catalogue import notation
from cnnviz.settings import from_link
from tests.lessons.strangers import any_stack

NUMBER = re.compile(r"-?(\d+(\.\d+)?(e[+-]\d+)?|inf)|nan")
HOSTILE = (
    ',=HYPERLINK("http://e.x","go")',
    "=1+1",
    ";+1;-x",
    "\t@SUM(A1)",
    '";=1',
    "a\r=1",
    '""=1',
    "-1,-cmd|' /C calc'!A0",
)


def formulas(text):
    """Every cell that a spreadsheet could take for a formula, with any mark between cells."""
    found = []
    for mark in ",;\t":
        for row in csv.reader(text.splitlines(), delimiter=mark):
            found += [cell for cell in row if cell[:1] in tuple("=+-@\t\r") and not number(cell)]
    return found


def number(cell):
    """Whether it is a number, or a row of them where another mark parts the cells."""
    return all(NUMBER.fullmatch(part) for part in re.split("[,;\t]", cell))


@pytest.mark.parametrize("title", HOSTILE)
def test_a_kernel(title):
    kernel = replace(build("sobel_x"), title=title)
    assert formulas(to_csv(kernel)) == []
    assert formulas(to_tabs(kernel)) == []


def test_a_map():
    values = np.array([[-1.0, -0.5, -1e-300], [np.inf, -np.inf, np.nan]])
    assert formulas(csv_table.encode(values[:1], "=1", ["=2"], ["@3", "+4", "-b"])) == []


def test_the_layers_of_any_stack():
    rng = np.random.default_rng(3)
    stacks = [*PRESETS, *(any_stack(rng) for _ in range(100))]
    for stack in dict.fromkeys(stacks):
        settings, _ = from_link(ReceptiveField, {"stack": stack})
        layers = settings.layers
        if layers is None:
            network = settings.build_network()
        else:
            network = notation.network(layers[: notation.fitting(layers, (64, 64))[0]])
        channels = 3 if settings.colour == "rgb" else 1
        if network.nodes:
            assert formulas(table_text(trace(network, (1, channels, 64, 64)))) == []


def test_a_formula_is_found():
    assert formulas("1,=A1") == ["=A1"]
    assert "-x" in formulas("-1;-x")
    assert formulas("-1;-2,5") == []
