"""What units see where no window says it, against moving each row of the picture."""

import numpy as np
import pytest

from cnnviz.analysis.fields import fields, places
from cnnviz.analysis.spans import widest
from cnnviz.networks.graph import Network, Node
from cnnviz.networks.run import forward
from cnnviz.ops import (
    Add,
    Concat,
    Constant,
    Conv,
    ConvTranspose,
    Dense,
    DepthToSpace,
    Expand,
    Flatten,
    Gemm,
    GlobalAveragePool,
    GlobalMaxPool,
    Identity,
    InstanceNorm,
    MaxPool,
    Multiply,
    Pad,
    ReduceMean,
    ReduceSum,
    Reshape,
    Resize,
    Share,
    Slice,
    Softmax,
    SpaceToDepth,
    Tile,
    Transpose,
)
from cnnviz.ops.picking import Gather


def net(*nodes):
    """A network of nodes given as (name, layer, inputs), the last of which is its output."""
    made = tuple(Node(name, layer, tuple(inputs.split())) for name, layer, inputs in nodes)
    return Network(("x",), made, (made[-1].name,))


def chain(*layers):
    names = ["x", *(f"n{number}" for number in range(len(layers)))]
    return net(*((b, layer, a) for layer, a, b in zip(layers, names, names[1:], strict=False)))


NEXT = Conv(3, padding=1)
CASES = {
    "gate": net(("g", GlobalAveragePool(), "x"), ("y", Multiply(), "x g")),
    "gate then conv": net(("g", GlobalMaxPool(), "x"), ("a", Add(), "x g"), ("y", NEXT, "a")),
    "half a gate": net(
        ("s", Slice((2,), (5,), (2,)), "x"),
        ("g", ReduceMean((2, 3)), "s"),
        ("y", Add(), "x g"),
    ),
    "rows after rows": net(("c", Concat(2), "x x"), ("y", Conv((2, 1), (2, 1)), "c")),
    "rows of two kinds": net(("a", NEXT, "x"), ("c", Concat(2), "x a"), ("y", MaxPool(2), "c")),
    "channels": net(("a", NEXT, "x"), ("y", Concat(1), "x a")),
    "border": chain(Pad(((0, 0), (0, 0), (3, 1), (1, 2))), Conv(3)),
    "reflected border": chain(Pad(((0, 0), (0, 0), (2, 2), (2, 2)), "reflect"), Conv(3)),
    "transposed": chain(Conv(3), ConvTranspose(3, 2, 1), Conv(3)),
    "a transposed one with holes": chain(ConvTranspose(2, 3), Identity()),
    "upsampled": chain(Resize((1.0, 1.0, 2.0, 2.0), mode="linear"), Conv(3)),
    "downsampled": chain(Resize(None, (1, 1, 5, 4), mode="cubic"), Identity()),
    "part": chain(Slice((1,), (8,), (2,), (2,)), Conv(2)),
    "backwards": chain(Slice((-1,), (-99,), (2,), (-1,)), Conv(2)),
    "split": chain(Share(1, 3, 2), Conv(2)),
    "picture turned": chain(Transpose((0, 1, 3, 2)), Conv((1, 3)), Transpose((0, 1, 3, 2))),
    "channels last": chain(Transpose((0, 2, 3, 1)), Dense(), Transpose((0, 3, 1, 2)), NEXT),
    "mean over rows": chain(Conv(3), ReduceMean((2,))),
    "sum over columns": chain(Conv(3), ReduceSum((3,), keep_axes=False)),
    "instance norm": chain(Conv(3), InstanceNorm()),
    "softmax over rows": chain(Softmax(2)),
    "spread": chain(GlobalAveragePool(), Expand((1, 1, 4, 4)), Conv(2)),
    "tiles": chain(Tile((1, 1, 2, 1)), Conv((2, 1))),
    "depth": chain(SpaceToDepth(3), Conv(2)),
    "pixels": chain(Tile((1, 4, 1, 1)), DepthToSpace(2), Conv(2)),
    "tokens": chain(Conv(3, 3), Reshape((0, 0, -1))),
    "regrouped": chain(Reshape((1, 1, 1, 9, 9)), Identity(), Reshape((1, 1, 9, 9)), Conv(3)),
}


WITH_MAXIMA = ("gate then conv", "rows of two kinds")


def rows_that_matter(network, unit, params):
    """First and last row of the picture that numbers of a row of the output depend on."""
    x = np.random.default_rng(0).standard_normal((1, 1, 9, 9))

    def value(given):
        y = forward(network, params, given).values[network.outputs[0]]
        return y[:, :, unit if y.shape[2] > 1 else 0]

    moved = [value(np.where(np.arange(9)[:, None] == row, x + 1.7, x)) for row in range(9)]
    met = np.flatnonzero([(y != value(x)).any() for y in moved])
    return (met[0], met[-1]) if met.size else None


def parameters(network):
    generator = np.random.default_rng(1)
    return {
        name: {key: generator.uniform(0.5, 1.5, shape) for key, shape in own.items()}
        for name, own in network.parameter_shapes((1, 1, 9, 9)).items()
    }


@pytest.mark.parametrize("name", CASES)
def test_each_unit_sees_the_rows_that_matter(name):
    """A maximum depends on one number at a time, but sees them all."""
    network = CASES[name]
    params = parameters(network)
    found = fields(network, (1, 1, 9, 9), params)[network.outputs[0]]
    shape = network.shapes((1, 1, 9, 9), params)[network.outputs[0]]
    for unit in range(shape[2]):
        seen, said = rows_that_matter(network, unit, params), found[0].clipped(unit, 9)
        if seen is None:
            assert said[0] > said[1]
        elif name in WITH_MAXIMA:
            assert said[0] <= seen[0]
            assert said[1] >= seen[1]
        else:
            assert said == seen, unit


def test_the_gate_of_a_block_sees_all_but_its_units_stand_where_they_stand():
    network = CASES["gate"]
    assert fields(network, (1, 1, 9, 9))["y"][0].clipped(4, 9) == (0, 8)
    assert fields(network, (1, 1, 9, 9), local=True)["y"][0].clipped(4, 9) == (4, 4)


def test_a_normalised_unit_stands_where_it_stands_and_turned_ones_nowhere():
    layers = chain(Conv(3), InstanceNorm(), Transpose((0, 2, 3, 1)))
    params = parameters(layers)
    found = fields(layers, (1, 1, 9, 9), params, local=True)
    assert found["n1"] == found["n0"]
    assert found["n1"][0].clipped(4, 9) == (4, 6)
    assert found["n2"] is None
    seen = fields(layers, (1, 1, 9, 9), params)
    assert [seen[name][0].clipped(4, 9) for name in ("n1", "n2")] == [(0, 8), (0, 8)]


def test_what_is_picked_and_what_is_put_together_with_a_constant():
    index = {"p": {"index": np.array([8, 0, 4])}}
    found = fields(net(("p", Gather(2), "x"), ("y", Conv(1), "p")), (1, 1, 9, 9), index)
    assert [found["y"][0].clipped(unit, 9) for unit in range(3)] == [(8, 8), (0, 0), (4, 4)]
    with_constant = net(("c", Constant(), ""), ("y", Add(), "x c"))
    found = fields(with_constant, (1, 1, 9, 9), {"c": {"value": np.ones(9)}})
    assert found["c"] is None
    assert found["y"][0].clipped(4, 9) == (4, 4)


def test_fields_on_the_maps_of_a_value_in_the_network():
    nodes = (
        ("a", NEXT, "x"),
        ("b", Conv((3, 5)), "a"),
        ("g", GlobalMaxPool(), "b"),
        ("s", NEXT, "x"),
    )
    network = net(*nodes, ("y", Conv(2), "b"), ("z", Add(), "y g"))
    found = fields(network, (1, 1, 9, 9), start="a")
    assert found["x"] is found["s"] is None  # neither reads it
    assert [f.clipped(1, 9) for f in found["b"]] == [(1, 3), (1, 5)]
    assert [f.clipped(2, 9) for f in found["y"]] == [(2, 5), (2, 7)]
    assert [f.clipped(2, 9) for f in found["z"]] == [(0, 8), (0, 8)]
    beside = net(("a", NEXT, "x"), ("b", MaxPool(3), "x"), ("y", Concat(1), "a b"))
    with pytest.raises(ValueError, match='"y"'):
        fields(beside, (1, 1, 9, 9))
    beside = net(("a", NEXT, "x"), ("b", Conv(5, padding=2), "x"), ("y", Concat(1), "a b"))
    assert fields(beside, (1, 1, 9, 9), start="a")["y"][0].clipped(4, 9) == (4, 4)


def test_a_pixel_that_a_step_leaves_out_is_seen_by_no_later_layer():
    """9 columns in steps of 2 by 2: the last is left out, though a later border reaches over it."""
    layers = chain(Conv(2, 2), Conv(3, padding=1), MaxPool(3, 2, ceil_mode=True), GlobalMaxPool())
    shapes, params = layers.shapes((1, 1, 9, 9)), parameters(layers)
    found = places(layers, shapes, params, exact=True)
    assert [widest(found[f"n{k}"][0][1], n, 9) for k, n in enumerate((4, 4, 2, 1))] == [2, 6, 8, 8]
    assert found["n1"][0][1].clipped(3, 9) == (4, 7)
    assert found["n2"][0][1].clipped(1, 9) == (2, 7)


def test_weights_that_are_computed_are_looked_through():
    network = net(
        ("w", Constant(), ""), ("c", Conv(3, padding=1), "x w"), ("f", Flatten(), "c"),
        ("v", Constant(), ""), ("y", Gemm(), "f v"),
    )  # fmt: skip
    shapes = {"x": (1, 1, 9, 9), "w": (2, 1, 3, 3), "c": (1, 2, 9, 9), "f": (1, 162)}
    found = fields(network, {**shapes, "v": (162, 3), "y": (1, 3)})
    assert [found[name][0].clipped(0, 9) for name in ("c", "y")] == [(0, 1), (0, 8)]
    assert found["w"] is None
