"""docs/coverage.md: every place opens, every test is there, every number is the engine's."""

import ast
import re
from dataclasses import fields
from functools import cache
from math import ceil, prod
from pathlib import Path

import numpy as np
import pytest

from cnnviz.analysis import cost
from cnnviz.geometry import Window, resolve_padding
from cnnviz.lessons.architectures import depth
from cnnviz.lessons.signals import trace as signals
from cnnviz.networks.catalogue import build
from cnnviz.networks.catalogue.famous import BY_KEY
from cnnviz.ops import Conv, Dense, MaxPool
from cnnviz.settings.link import from_link, parts
from pages.contents import LESSONS as PAGES
from tests.lessons.strangers import LESSONS

ROOT = Path(__file__).parent.parent
LINE = re.compile(r"^\| (.+) \| `(/.*)` \| `(.+)::(.+)` \|$", re.M)
TABLE = LINE.findall((ROOT / "docs" / "coverage.md").read_text())


def test_the_whole_table_is_read():
    text = (ROOT / "docs" / "coverage.md").read_text()
    heads = text.count("| What the chapter has |")
    assert len(TABLE) == sum(line.startswith("|") for line in text.splitlines()) - 2 * heads
    assert heads == 5


@pytest.mark.parametrize("place", sorted({row[1] for row in TABLE}))
def test_a_place_opens_as_its_link_says(place):
    name, _, query = place[1:].partition("?")
    assert name in [page.url_path for page in PAGES]
    asked = parts(query)
    known = {line.name for table in LESSONS[name].tables for line in fields(table)}
    assert set(asked) <= known
    for table in LESSONS[name].tables:
        settings, faults = from_link(table, asked)
        assert faults == ()
        names = [line.name for line in fields(table) if line.name in asked]
        codecs = {line.name: line.metadata["codec"] for line in fields(table)}
        assert {n: codecs[n].write(getattr(settings, n)) for n in names} == {
            n: asked[n] for n in names
        }


@cache
def functions(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(("file", "name"), sorted({row[2:] for row in TABLE}))
def test_a_test_is_there(file, name):
    assert name in functions(file)


X, F1, F2 = (np.array(row, float) for row in ([0, 1, 1, 1, 0, 1, 0, 0], [-1, 1], [-1, 1, -1]))


def filtered(taps, bias=0.0):
    """The first picture of 9.1 under a filter: as many outputs as inputs."""
    window = signals.window("centred", taps.size)
    return signals.filtered(X, taps, bias, window, "centred", turned=False, relu=False).y.tolist()


def weights(kernel_size, maps):
    """Those of a convolution from as many maps to as many, without its biases."""
    return prod(Conv(kernel_size).parameter_shapes((1, maps, 32, 32), maps)["weight"])


def parameters(name, shape):
    return sum(row.parameters for row in cost.table(build(name), shape))


def outputs(n, size, stride=1, pad=0):
    return Window(size, stride, pad=(pad, pad)).output_length(n)


def columns_read(k, n, i):
    """The inputs that output i reads through a centred window, counted from 1."""
    return (Window(k, pad=(k // 2, k // 2)).input_indices(n)[i - 1] + 1).tolist()


# What the chapters print, as they print it, and the engine's number.
NUMBERS = (
    ("F2 finds the isolated pixel", lambda: filtered(F2), [-1, 0, -1, 0, -2, 1, -1, 0]),
    (
        "F2 with a bias of 0.5",
        lambda: filtered(F2, 0.5),
        [-0.5, 0.5, -0.5, 0.5, -1.5, 1.5, -0.5, 0.5],
    ),
    ("F1 finds left edges", lambda: filtered(F1), [0, 1, 0, 0, -1, 1, -1, 0]),
    ("pooling of 2 by 2", lambda: MaxPool(2).output_shape((1, 3, 64, 64)), (1, 3, 32, 32)),
    ("column 10 of dZ/dW, k = 5", lambda: columns_read(5, 20, 10), [8, 9, 10, 11, 12]),
    ("Sobel-x on 5 × 5", lambda: Conv(3).output_shape((1, 1, 5, 5)), (1, 1, 3, 3)),
    ("two 3 × 3 see", lambda: (Window(3).compose(Window(3))).kernel_size, 5),
    (
        "16 maps, 3 × 3",
        lambda: Conv(3).parameter_shapes((1, 16, 9, 9), 1)["weight"],
        (1, 16, 3, 3),
    ),
    ("T − K + 1", lambda: outputs(20, 5), 16),
    ("⌊(T − K) / s⌋ + 1", lambda: outputs(20, 5, stride=2), 8),
    ("s = K: no overlap", lambda: outputs(20, 5, stride=5), 4),
    ("N − K + 1", lambda: outputs(32, 3), 30),
    ("same padding of an odd kernel", lambda: resolve_padding("same", 5, 1, 1, 32), (2, 2)),
    ("same padding of an even one", lambda: sorted(resolve_padding("same", 4, 1, 1, 32)), [1, 2]),
    ("N again after N + K − 1", lambda: Window(5).output_length(32 + 5 - 1), 32),
    ("LeNet-5: about 60,000", lambda: parameters("LeNet-5", (1, 1, 32, 32)), 61_706),
    ("AlexNet: about 60 million", lambda: parameters("AlexNet", (1, 3, 224, 224)), 61_100_840),
)


@pytest.mark.parametrize(("what", "engine", "printed"), NUMBERS, ids=[row[0] for row in NUMBERS])
def test_numbers(what, engine, printed):
    assert engine() == printed


def test_two_of_3_by_3_need_fewer_weights_than_one_of_5_by_5():
    assert 2 * weights(3, 64) == 18 * 64**2
    assert weights(5, 64) == 25 * 64**2


def test_the_two_formulas_of_the_output_size_are_one():
    """⌊(n + 2p − k) / s⌋ + 1 of one chapter, ⌈(n + 2p − (k − 1)) / s⌉ of another."""
    for n, k, s, p in np.ndindex(12, 6, 4, 3):
        n, k, s = n + 6, k + 1, s + 1
        assert outputs(n, k, s, p) == (n + 2 * p - k) // s + 1 == ceil((n + 2 * p - (k - 1)) / s)


def learned(key, kind):
    """How many layers of a kind a network of the catalogue has, without those beside its path."""
    return sum(isinstance(node.layer, kind) for node in BY_KEY[key].build(1000).nodes)


def longest(key):
    famous = BY_KEY[key]
    shape = (1, famous.channels, famous.side, famous.side)
    network = famous.build(famous.classes)
    return max(depth.ways(network, network.shapes(shape)))


def test_the_layers_of_the_famous_networks_are_those_that_the_chapter_counts():
    # C5 of LeNet-5 covers all of S4: the chapter counts it among the fully connected ones.
    assert (learned("lenet-5", Conv) - 1, 1 + learned("lenet-5", Dense)) == (2, 3)
    assert (learned("alexnet", Conv), learned("alexnet", Dense)) == (5, 3)
    assert [longest(key) for key in ("vgg-16", "vgg-19")] == [16, 19]
    assert [longest(key) for key in ("resnet-50", "resnet-152")] == [50, 152]


def test_deep_begins_where_the_chapter_says():
    # Two hidden layers make a path of 3 from the input to the answer; very deep is beyond 10.
    assert [depth.word(n) for n in (1, 2, 3, 10, 11)] == [
        "shallow",
        "shallow",
        "deep",
        "deep",
        "very deep",
    ]
