"""The drawing of what reads what, and the times of layers."""

from itertools import count

import numpy as np
import pytest

from cnnviz.lessons.network import timing
from cnnviz.lessons.network.flow import cuts
from cnnviz.lessons.network.layers import PICTURE, LayerInfo, described
from cnnviz.lessons.network.strip import blocks, label_of
from cnnviz.lessons.network.wiring import Edge, wiring
from cnnviz.networks import catalogue
from cnnviz.networks.graph import sequential
from cnnviz.ops import Add, Concat, Conv, GlobalAveragePool, MaxPool, Multiply, ReLU


def stack(*reads, size=8):
    """Layers that read these places each; several are joined."""
    kinds = [Concat(1) if len(inputs) > 1 else Conv(1) for inputs in reads]
    return [
        LayerInfo(f"n{k}", "", layer, tuple(inputs), 1, size, size)
        for k, (layer, inputs) in enumerate(zip(kinds, reads, strict=True))
    ]


def test_a_sequence_is_one_line():
    found = wiring(stack([PICTURE], [0], [1]))
    assert not found.long
    assert [group.layers for group in found.groups] == [(0,), (1,), (2,)]
    assert [group.edges for group in found.groups] == [
        (Edge(PICTURE, 0, 0),), (Edge(0, 1, 0),), (Edge(1, 2, 0),)
    ]  # fmt: skip


def test_a_residual_block_has_its_way_round_above_it():
    (first, block) = wiring(stack([PICTURE], [0], [1], [2, 0])).groups
    assert (first.layers, block.layers) == ((0,), (1, 2, 3))
    assert (block.steps, block.lanes, block.width) == ((1, 2, 3), (0, 0, 0), 3)
    assert block.edges == (Edge(0, 1, 0), Edge(1, 2, 0), Edge(0, 3, -1), Edge(2, 3, 0))


def test_branches_take_the_nearest_free_lanes_and_lanes_are_used_again():
    """Three ways from 0 to 5, the longest in the middle; then a gate from 5 on 7."""
    reads = [PICTURE], [0], [0], [2], [0], [1, 3, 4], [5], [5], [6, 7]
    _, block, gate = wiring(stack(*reads)).groups
    assert dict(zip(block.layers, block.lanes, strict=True)) == {1: -1, 2: 0, 3: 0, 4: 1, 5: 0}
    assert dict(zip(block.layers, block.steps, strict=True)) == {1: 1, 2: 1, 3: 2, 4: 1, 5: 3}
    assert (gate.layers, gate.lanes, gate.steps) == ((6, 7, 8), (0, -1, 0), (1, 1, 2))


def test_what_many_read_goes_along_one_lane():
    """Dense: each reads all before it; the lines of 1 to its far readers share a lane."""
    (_, dense) = wiring(stack([PICTURE], [0], [0, 1], [0, 1, 2], [0, 1, 2, 3])).groups
    over = {(e.source, e.target): e.lane for e in dense.edges if e.target - e.source > 1}
    assert over == {(0, 2): -1, (0, 3): -1, (0, 4): -1, (1, 3): 1, (1, 4): 1, (2, 4): -2}


def test_no_value_is_read_from_before_a_cut():
    layers = stack([PICTURE], [0], [1, 0], [2], [3, 2], [1])
    assert cuts(layers) == {0, 5}
    assert cuts(stack([PICTURE], [0], [1, PICTURE], [2])) == {2, 3}


def tangle(seed):
    """Thirty layers, each of which reads one to three of the seven before it."""
    rng = np.random.default_rng(seed)
    places = [range(max(-1, k - 7), k) for k in range(30)]
    return stack(*(sorted({*rng.choice(p, min(len(p), 3)).tolist(), k - 1 if k % 3 else p[0]})
                   for k, p in enumerate(places)))  # fmt: skip


def of_catalogue(name):
    network = catalogue.build(name)
    shapes = network.shapes((1, 3, 224, 224))
    return described(network, {k: np.broadcast_to(np.float32(0), s) for k, s in shapes.items()})


@pytest.mark.parametrize("layers", [*map(tangle, range(4)), of_catalogue("ResNet-50")])
def test_no_line_goes_through_a_layer_or_along_another(layers):
    found = wiring(layers)
    assert [k for group in found.groups for k in group.layers] == list(range(len(layers)))
    for group in found.groups:
        entry = group.layers[0] - 1
        place = {k: at for k, *at in zip(group.layers, group.steps, group.lanes, strict=True)}
        place[entry] = [0, 0]
        assert len({tuple(at) for at in place.values()}) == len(place)
        runs = {}
        for edge in group.edges:
            (a, _), (b, _) = place[edge.source], place[edge.target]
            assert a < b
            if b - a > 1:
                runs.setdefault(edge.lane, []).append((a, b, edge.source))
                assert not [k for k, at in place.items() if at[1] == edge.lane and a < at[0] < b]
        for lines in runs.values():
            for a, b, source in lines:
                assert not [c for c, d, other in lines if other != source and c < b and a < d]


def test_a_long_network_stands_in_blocks_that_end_where_all_goes_through():
    layers = of_catalogue("ResNet-50")
    found = wiring(layers)
    assert found.long
    assert {group.layers[-1] for group in found.groups} <= cuts(layers)
    assert len(found.groups) == 21
    longer = stack(*([k - 1] for k in range(1000)))
    (whole,) = wiring(longer).groups
    assert whole.width == 1000


def test_times_are_medians_of_runs_after_the_first(monkeypatch):
    """A clock that ticks once a look, and ten times at a layer's third look in the second run."""
    ticks = count()
    slow = {5: 10.0}
    monkeypatch.setattr(timing, "perf_counter", lambda: (t := next(ticks)) + slow.get(t, 0.0))
    network = sequential(("a", Conv(1), 1), ("b", ReLU()))
    x = np.ones((1, 1, 2, 2), np.float32)
    found = list(timing.timed(network, network.initial(x.shape), x))
    assert [each.done for each in found][:3] == [1, 2, 3]
    assert found[-1].milliseconds == {"a": 1000.0, "b": 1000.0}


def test_a_block_with_a_gate_is_one_and_a_swish_belongs_to_its_convolution():
    """Picture, conv and swish; then conv, swish, gate (mean, dense, sigmoid), conv and the sum."""
    conv, gate, times = Conv(1), ReLU(), Multiply()
    layers = [
        *(info(conv, PICTURE), info(gate, 0), info(times, 0, 1)),
        *(info(conv, 2), info(gate, 3), info(times, 3, 4)),
        *(info(GlobalAveragePool(), 5, size=1), info(conv, 6, size=1), info(gate, 7, size=1)),
        *(info(times, 8, 5), info(conv, 9), info(Add(), 10, 2), info(conv, 11)),
    ]
    assert blocks(layers) == [(0, 1, 2), tuple(range(3, 12)), (12,)]
    assert label_of(layers, (0, 1, 2), 4) == "conv"
    assert label_of(layers, tuple(range(3, 12)), 4) == "4"


def info(layer, *reads, size=8):
    return LayerInfo("", "conv", layer, reads, 1, size, size)


def test_a_pooling_inside_a_block_ends_no_column_unless_it_shrinks():
    layers = [info(Conv(1), PICTURE), info(Conv(1), 0), info(Conv(1), 1), info(MaxPool(3), 1)]
    layers += [info(Concat(1), 2, 3), info(MaxPool(2), 4, size=4)]
    assert blocks(layers) == [(0,), (1,), (2, 3, 4), (5,)]
