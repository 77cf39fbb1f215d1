"""Shapes that a model computes: what PyTorch writes for x.view(x.size(0), -1), and abuse of it."""

import pickle
import time
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from cnnviz.analysis.gradient_check import check
from cnnviz.files import UnreadableFile
from cnnviz.files.onnx import load, save
from tests.files.onnx.models import model, node

ZERO, FRONT, REST = np.array(0), np.array([0]), np.array([-1])


def view(data="x", measured="x", shape=("N", 2, 3)):
    """The data as (the measured one's samples, the rest), then a ReLU."""
    nodes = [
        node("Relu", "x", "r"),
        node("Shape", measured, "lengths"),
        node("Gather", "lengths zero", "samples", axis=0),
        node("Unsqueeze", "samples front", "first"),
        node("Concat", "first rest", "shape", axis=0),
        node("Reshape", f"{data} shape", "y"),
    ]
    return model(nodes, {"x": shape}, zero=ZERO, front=FRONT, rest=REST).SerializeToString()


@pytest.mark.parametrize(("data", "measured"), [("r", "r"), ("r", "x")])
def test_a_view_by_the_number_of_samples(data, measured):
    """Of the value itself, or of another one."""
    loaded = load(view(data, measured))
    for samples in (1, 2, 5):
        x = np.arange(6 * samples).reshape(samples, 2, 3)
        assert loaded.run({"x": x})["y"].tolist() == x.reshape(samples, 6).tolist()
        assert loaded.network.shapes({"x": x.shape}, {})["y"] == (samples, 6)
    assert loaded.run({"x": np.ones((3, 4, 5))})["y"].shape == (3, 20)


def test_a_network_goes_to_another_process():
    """With settings that follow from shapes, and with weights that come in."""
    late = model([node("Conv", "x w", "y", pads=[1] * 4)], {"x": (1, 1, 4, 4), "w": None})
    x = np.arange(16.0, dtype=np.float32).reshape(1, 1, 4, 4)
    w = np.arange(9.0, dtype=np.float32).reshape(1, 1, 3, 3)
    for data, given in ((view(), {"x": x[0]}), (late.SerializeToString(), {"x": x, "w": w})):
        here = load(data)
        there = replace(here, network=pickle.loads(pickle.dumps(here.network)))
        assert there.run(given)["y"].tolist() == here.run(given)["y"].tolist()


@pytest.mark.parametrize("measured", ["r", "x"])
def test_gradients_go_through_it(measured):
    layer = load(view("r", measured)).network.node("y").layer
    x = np.random.default_rng(0).standard_normal((2, 2, 3))
    given = x if measured == "r" else (x, 2 * x)
    assert set(check(layer, given).verdict.values()) == {"good"}
    if measured == "x":
        assert not layer.backward(np.ones((2, 6)), given)["x"][1].any()


@pytest.mark.parametrize("measured", ["r", "x"])
def test_it_is_written_as_a_reshape(measured):
    loaded = load(view("r", measured))
    again = load(save(loaded.network, loaded.params, (2, 2, 3)))
    assert [type(n.layer).__name__ for n in again.network.nodes] == ["ReLU", "Reshape"]
    x = np.arange(12.0).reshape(2, 2, 3)
    assert again.run({"x": x})["y"].tolist() == x.reshape(2, 6).tolist()


@pytest.mark.parametrize(
    ("operators", "expected"),
    [
        ([("Slice", "s a b", "t")], (2, 3)),  # axes 1 and 2 of (4, 2, 3)
        ([("Slice", "s b a ax st", "t")], (3, 2)),  # from axis 2 back to, but without, axis 0
        ([("Mul", "s s", "u"), ("Div", "u s", "t")], (4, 2, 3)),
        ([("Sub", "s s", "u"), ("Add", "u s", "t")], (4, 2, 3)),
        ([("Cast", "s", "u"), ("Identity", "u", "t")], (4, 2, 3)),
        ([("Unsqueeze", "s f", "u"), ("Squeeze", "u f", "t")], (4, 2, 3)),
        ([("Unsqueeze", "s f", "u"), ("Reshape", "u rest", "t")], (4, 2, 3)),
    ],
)
def test_each_operator_that_computes_with_shapes(operators, expected):
    """The result is the shape of an array of 24 or, for two lengths, of 6 numbers."""
    nodes = [node("Shape", "x", "s")]
    nodes += [
        node(*each, **({"to": 7} if each[0] == "Cast" else {})) for each in operators
    ] + [node("Reshape", "z t", "y")]  # fmt: skip
    known = {"a": [1], "b": [3], "ax": [0], "st": [-1], "f": [0], "rest": [-1]}
    if "ax" in operators[0][1]:
        known |= {"b": [2], "a": [0]}
    arrays = {name: np.array(value) for name, value in known.items()}
    size = int(np.prod(expected))
    loaded = load(model(nodes, {"x": (4, 2, 3), "z": (size,)}, **arrays).SerializeToString())
    z = np.arange(size)
    given = loaded.run({"x": np.ones((4, 2, 3)), "z": z})["y"]
    assert given.tolist() == z.reshape(expected).tolist()


def test_a_part_of_a_shape_and_that_of_a_constant():
    nodes = [
        node("Shape", "x", "last", start=-1),
        node("Shape", "c", "six"),
        node("Concat", "six last", "t", axis=0),
        node("Reshape", "x t", "y"),
    ]
    loaded = load(model(nodes, {"x": (2, 3, 5)}, c=np.ones(6)).SerializeToString())
    assert loaded.run({"x": np.ones((2, 3, 5))})["y"].shape == (6, 5)


def test_a_shape_as_a_value():
    """Its numbers are values like any others, for one sample and for several."""
    nodes = [node("Shape", "x", "s"), node("Gather", "s one", "n"), node("Cast", "n", "f", to=1)]
    made = model([*nodes, node("Mul", "x f", "y")], {"x": ("N", 3)}, one=np.array(1))
    loaded = load(made.SerializeToString())
    assert [each.name for each in loaded.network.nodes] == ["f", "y"]  # 3, whatever N is
    for samples in (1, 2):
        assert loaded.run({"x": np.ones((samples, 3))})["y"].tolist() == [[3, 3, 3]] * samples
    made = model([*nodes, node("Mul", "x f", "y")], {"x": ("N", 3)}, one=np.array(0))
    loaded = load(made.SerializeToString())
    for samples in (1, 2):
        x = np.ones((samples, 3))
        assert loaded.run({"x": x})["y"].tolist() == (samples * x).tolist()
    layer = loaded.network.node("f").layer
    assert layer.output_shape((5, 3)) == ()
    assert layer.backward(1.0, x)["x"].tolist() == np.zeros((2, 3)).tolist()


def test_a_shape_of_a_shape_is_the_number_of_axes():
    nodes = [node("Shape", "x", "s"), node("Size", "s", "n"), node("Cast", "n", "y", to=1)]
    assert load(model(nodes, {"x": ("N", 3, 4)}).SerializeToString()).run(
        {"x": np.ones((1, 3, 4))}
    ) == {"y": 3}


def abused(*nodes, **known):
    return model([node("Shape", "x", "s"), *nodes], {"x": (2, 3)}, **known).SerializeToString()


REFUSED = {
    "attribute": (abused(node("Gather", "s s", "y", depth=2)), 'Gather has an attribute "depth"'),
    "too far": (
        abused(node("Gather", "s i", "t"), node("Reshape", "x t", "y"), i=np.array([7])),
        '"t" can\'t be computed from the shapes',
    ),
    "inputs": (
        abused(node("Add", "s s s", "t"), node("Reshape", "x t", "y")),
        "Add has 3 inputs, or empty ones; 2 are needed",
    ),
    "fractions": (
        abused(node("Gather", "s i", "t"), node("Reshape", "x t", "y"), i=np.array([0.5])),
        '"t" can\'t be computed from the shapes',
    ),
    "both": (
        abused(node("Relu", "x", "v"), node("Pad", "x s v", "y")),
        "Pad has settings from shapes and from numbers",
    ),
    "misfit": (
        abused(node("Add", "s s", "t"), node("Reshape", "x t", "y")),
        "The shape (4, 6) was asked for 6 numbers",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name):
    data, words = REFUSED[name]
    with pytest.raises(UnreadableFile) as refusal:
        load(data)
    assert words in str(refusal.value)
    assert str(refusal.value)[-1] == "."


@pytest.mark.parametrize("operator", ["Concat", "Mul", "Add"])
def test_doubling_over_and_over_takes_no_time(operator):
    """After 400 times there would be 2⁴⁰⁰ numbers, or ways to go through the steps."""
    axis = {"axis": 0} if operator == "Concat" else {}
    names = ["s", *(f"t{number}" for number in range(400))]
    nodes = [node(operator, f"{a} {a}", b, **axis) for a, b in pairwise(names)]
    start = time.process_time()
    with pytest.raises(UnreadableFile, match=r"The shape|GB of memory"):
        load(abused(*nodes, node("Reshape", "x t399", "y")))
    assert time.process_time() - start < 2
