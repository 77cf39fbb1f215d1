"""Whatever is copied or written is read back exactly: random numbers in every written form."""

import json
from functools import partial

import numpy as np
import pytest

from cnnviz import kernels
from cnnviz.files import csv_table, grids
from cnnviz.kernels import Kernel
from cnnviz.tables import numpy_literal, tab_separated
from cnnviz.tables.writing import number_text

RUNS = 2000


def number(rng):
    """Whole, short, long, tiny or large numbers, as people and programs have them."""
    kind = rng.integers(6)
    if kind == 0:
        return float(rng.integers(-9, 10))
    if kind == 1:
        return float(rng.integers(-40, 41)) / 4
    if kind == 2:
        return round(float(rng.normal()), 3)
    if kind == 3:
        return float(rng.normal()) * 10.0 ** int(rng.integers(-12, 6))
    return float(rng.integers(-999_999, 1_000_000)) if kind == 4 else float(rng.normal())


def array(rng, shape):
    return np.array([number(rng) for _ in range(int(np.prod(shape)))]).reshape(shape) + 0.0


def parted(grid, mark, end="\n", comma=False):
    """A table with a mark between its cells."""
    rows = [mark.join(map(number_text, row)) for row in grid.tolist()]
    text = end.join(rows)
    return text.replace(".", ",") if comma else text


def torch_like(grid):
    rows = "],\n        [".join(", ".join(map(repr, row)) for row in grid.tolist())
    return f"tensor([[{rows}]], device='cuda:0', dtype=torch.float64)"


def numpy_print(grid):
    with np.printoptions(floatmode="unique", threshold=10**6, linewidth=10**6):
        return str(grid)


def numpy_repr(grid):
    with np.printoptions(floatmode="unique", threshold=10**6, linewidth=75):
        return repr(grid)


FORMS = {
    "tabs": tab_separated,
    "tabs, commas": partial(parted, mark="\t", comma=True),
    "tabs, CRLF": partial(parted, mark="\t", end="\r\n"),
    "semicolons, commas": partial(parted, mark=";", comma=True),
    "spaces": partial(parted, mark="  "),
    "spaces, commas": partial(parted, mark=" ", comma=True),
    "commas and spaces": partial(parted, mark=", "),
    "CSV": lambda grid: csv_table.encode(grid, "Output 3 by 3"),
    "NumPy literal": numpy_literal,
    "NumPy print": numpy_print,
    "NumPy repr": numpy_repr,
    "PyTorch": torch_like,
    "MATLAB": lambda grid: f"K = [{parted(grid, ' ', '; ')}];",
    "JSON": lambda grid: json.dumps(grid.tolist()),
    "(1, 1, H, W)": lambda grid: json.dumps([[grid.tolist()]]),
    "true minus": lambda grid: tab_separated(grid).replace("-", "\N{MINUS SIGN}"),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_grid_comes_back_from_every_form(form):
    rng = np.random.default_rng(7)
    for _ in range(RUNS // len(FORMS)):
        grid = array(rng, tuple(rng.integers(1, 9, 2)))
        ways = grids.read(FORMS[form](grid))
        found = [way.grid for way in ways if np.array_equal(way.grid, grid)]
        assert len(found) == 1
        if min(grid.shape) > 2:
            assert len(ways) == 1  # nothing to ask about


def test_what_the_page_copies_is_never_asked_about():
    rng = np.random.default_rng(8)
    for _ in range(RUNS):
        grid = array(rng, tuple(rng.integers(1, 9, 2)))
        (tabs,) = grids.read(tab_separated(grid))
        (literal,) = grids.read(numpy_literal(grid))
        assert np.array_equal(tabs.grid, grid)
        assert np.array_equal(literal.grid, grid)
        assert np.array_equal(grids.parse(grids.to_text(grid)), grid)


WRITERS = (kernels.to_csv, kernels.to_json, kernels.to_tabs, kernels.to_numpy)


@pytest.mark.parametrize("write", WRITERS)
def test_a_kernel_comes_back_from_every_form(write):
    rng = np.random.default_rng(9)
    for _ in range(RUNS // len(WRITERS)):
        shape = (int(rng.choice([1, 1, 2, 3])), *rng.integers(1, 8, 2))
        divisor = float(rng.choice([1, 1, 9, 16, 0.1, 1 / 3, 1e-12, 1e12]))
        kernel = Kernel("custom", "Any", array(rng, shape), divisor)
        assert kernels.parse(write(kernel)).same_as(kernel)
        assert kernels.from_link(kernels.to_link(kernel)).same_as(kernel)
