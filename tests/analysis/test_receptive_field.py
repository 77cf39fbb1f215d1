"""Fields of units: three answers that agree, and the numbers that others have published."""

import numpy as np
import pytest

from cnnviz.analysis.effective_field import prepared
from cnnviz.analysis.fields import fields
from cnnviz.analysis.receptive_field import Field, reached, union
from cnnviz.geometry import Window
from cnnviz.lessons.receptive_field import trace as receptive_field_trace
from cnnviz.networks import catalogue, run
from cnnviz.networks.catalogue import stacks
from cnnviz.networks.catalogue.notation import Sliding, network, parse
from cnnviz.networks.graph import Network, Node
from cnnviz.ops import Add, AveragePool, Concat, Constant, Conv, MaxPool, Subtract


def last_field(name, node, shape=(1, 3, 224, 224)):
    (rows, columns) = fields(catalogue.build(name), shape)[node]
    assert rows == columns
    return rows


@pytest.mark.parametrize(
    ("name", "node", "size", "jump"),
    [
        ("AlexNet", "layer8", 195, 32),
        ("VGG-16", "layer18", 212, 32),
        ("ResNet-18", "block4.2.relu", 435, 32),
        ("ResNet-50", "block4.3.relu", 427, 32),
        ("ResNet-50, stride last", "block4.3.relu", 483, 32),
    ],
)
def test_published_receptive_fields(name, node, size, jump):
    field = last_field(name, node)
    assert (field.size, field.jump, field.aligned) == (size, jump, True)


# ---- LeNet on a photo of 128, worked out by hand

LENET = receptive_field_trace.trace(network(stacks.LENET_5), (1, 1, 128, 128))


def test_lenet_layer_by_layer():
    axes = [stage.axes[0] for stage in LENET.stages]
    assert [axis.units for axis in axes] == [124, 62, 58, 29, 25]
    assert [axis.field.size for axis in axes] == [5, 6, 14, 16, 32]
    assert [axis.field.jump for axis in axes] == [1, 2, 2, 4, 4]
    assert [axis.field.start for axis in axes] == [2, 2.5, 6.5, 7.5, 15.5]


def test_lenet_s_unit_in_layer_5_sees_a_box():
    rows, columns = (axis.field for axis in LENET.stages[4].axes)
    assert columns.centre(12) == 15.5 + 12 * 4 == 63.5
    assert (rows.box(6), columns.box(12)) == ((24, 55), (48, 79))
    assert LENET.sees(4, 0, 6) == list(range(24, 56))
    assert LENET.sees(4, 1, 12) == list(range(48, 80))
    # the cone on its way down: photo, layers 1 to 4
    assert LENET.stages[4].axes[1].hulls[:, 12].tolist() == [
        [48, 79],
        [48, 75],
        [24, 37],
        [24, 33],
        [12, 16],
    ]


def test_a_pixel_of_lenet_s_photo_reaches_units():
    for axis, pixel in ((0, 46), (1, 62)):
        counts = [len(LENET.reaches(layer, axis, pixel)) for layer in range(5)]
        assert counts == [5, 3, 7, 4, 8]


def test_at_the_border_part_of_the_box_is_padding():
    trace = receptive_field_trace.trace(network(stacks.DILATED), (1, 1, 128, 128))
    found = tuple(axis.field for axis in trace.stages[3].axes)
    assert [field.size for field in found] == [31, 31]
    assert found[0].box(4) == (-11, 19)
    assert found[1].box(117) == (102, 132)
    assert (found[0].clipped(4, 128), found[1].clipped(117, 128)) == ((0, 19), (102, 127))
    assert reached(found, (4, 117), (128, 128)) == 20 * 26 == 520
    assert trace.stages[3].axes[1].hulls[0, 117].tolist() == [102, 132]


# ---- three answers over many random stacks


def random_stack(rng):
    """A stack with even kernels, dilation, padding and strides that do not divide."""
    layers = []
    for _ in range(rng.integers(1, 6)):
        size, dilation = int(rng.integers(1, 6)), int(rng.integers(1, 4))
        kind = str(rng.choice(["conv", "conv", "average", "max"]))
        most = (dilation * (size - 1) + 1) // 2 if kind != "conv" else 4
        layers.append(
            Sliding(kind, size, int(rng.integers(1, 4)), dilation, int(rng.integers(0, most + 1)))
        )
    return tuple(layers)


def stacks_that_fit(count, seed):
    rng = np.random.default_rng(seed)
    while count:
        stack, shape = random_stack(rng), (1, 1, *map(int, rng.integers(20, 60, 2)))
        try:
            built = linear(network(stack, activation=False))
            built.shapes(shape)
        except ValueError:
            continue
        count -= 1
        yield built, stack, shape


def linear(network):
    """Max pooling as average: whatever can reach a unit has a gradient."""
    nodes = []
    for node in network.nodes:
        layer = node.layer
        if isinstance(layer, MaxPool):
            layer = AveragePool(layer.kernel_size, layer.stride, layer.padding, layer.dilation)
        nodes.append(Node(node.name, layer, node.inputs, node.out_channels))
    return Network(network.inputs, tuple(nodes), network.outputs)


def ones(network, shape):
    return {
        name: {key: np.ones(array) for key, array in own.items()}
        for name, own in network.parameter_shapes(shape).items()
    }


def support(network, shape, unit):
    """Rows and columns of the input at which a unit of the last node has a gradient."""
    activations = run.forward(network, ones(network, shape), np.ones(shape))
    (name,) = network.outputs
    dy = np.zeros(activations.values[name].shape)
    dy[(0, 0, *unit)] = 1
    dx = run.backward(network, ones(network, shape), activations, dy).values["x"][0, 0]
    return tuple(np.flatnonzero(dx.any(axis=other)).tolist() for other in (1, 0))


def recurrence(stack):
    size, jump, start = 1, 1, 0.0
    for layer in stack:
        grown = (layer.kernel_size - 1) * layer.dilation
        size, start = size + grown * jump, start + (grown / 2 - layer.padding) * jump
        jump *= layer.stride
    return size, jump, start


def test_recurrence_composition_and_gradient_agree_on_random_stacks():
    rng = np.random.default_rng(5)
    for built, stack, shape in stacks_that_fit(120, seed=1):
        trace = receptive_field_trace.trace(built, shape)
        stage, last = trace.stages[-1], len(trace.stages) - 1
        unit = tuple(int(rng.integers(axis.units)) for axis in stage.axes)
        gradient = support(built, shape, unit)
        composed = Window(1)
        for layer in stack:
            pad = (layer.padding, layer.padding)
            composed = composed.compose(
                Window(layer.kernel_size, layer.stride, layer.dilation, pad)
            )
        for axis, field in enumerate(a.field for a in stage.axes):
            size, jump, start = recurrence(stack)
            assert (field.size, field.jump, field.start) == (size, jump, start)
            assert (composed.kernel_size, composed.stride) == (size, jump)
            first, end = field.box(unit[axis])
            assert first == start + unit[axis] * jump - (size - 1) / 2
            assert (first, end) == tuple(stage.axes[axis].hulls[0, unit[axis]])
            seen = trace.sees(last, axis, unit[axis])
            assert gradient[axis] == seen or not all(gradient)  # both empty, or both in all
            if seen:
                assert first <= seen[0] and seen[-1] <= end


def test_the_box_is_tight_wherever_it_meets_no_border():
    for built, _, shape in stacks_that_fit(120, seed=2):
        trace = receptive_field_trace.trace(built, shape)
        for axis, n in enumerate(shape[2:]):
            stage = trace.stages[-1].axes[axis]
            for unit in range(stage.units):
                first, end = stage.field.box(unit)
                if first >= 0 and end < n:
                    seen = trace.sees(len(trace.stages) - 1, axis, unit)
                    assert (seen[0], seen[-1]) == (first, end)


def test_what_a_pixel_reaches_is_what_sees_it():
    for built, _, shape in stacks_that_fit(40, seed=3):
        trace = receptive_field_trace.trace(built, shape)
        last = len(trace.stages) - 1
        for axis, n in enumerate(shape[2:]):
            units = range(trace.stages[-1].axes[axis].units)
            seen = [trace.sees(last, axis, unit) for unit in units]
            for pixel in range(n):
                reaches = trace.reaches(last, axis, pixel)
                assert reaches == [unit for unit in units if pixel in seen[unit]]


# ---- branches


def branches(*layers, merge=None):
    nodes = [Node(f"branch{k}", layer, ("x",)) for k, layer in enumerate(layers)]
    names = tuple(node.name for node in nodes)
    nodes.append(Node("sum", merge or Add(), names))
    return Network(("x",), tuple(nodes), ("sum",))


def test_where_branches_meet_the_larger_field_counts():
    net = branches(Conv(5, padding=2), Conv(3, padding=1), Conv(1), merge=Concat())
    field = fields(net, (1, 1, 12, 12))["sum"][0]
    assert (field.size, field.jump, field.start, field.aligned) == (5, 1, 0.0, True)


def test_unaligned_branches_are_said_to_be_so_and_see_all_that_either_sees():
    # One reads x ... x + 1, the other x − 1 ... x: together three pixels around x.
    net = branches(Conv(2, padding=((0, 1), (0, 1))), Conv(2, padding=((1, 0), (1, 0))))
    found = fields(net, (1, 1, 9, 9))["sum"]
    assert [(f.size, f.start, f.aligned) for f in found] == [(3, 0.0, False)] * 2
    assert support(net, (1, 1, 9, 9), (4, 6)) == ([3, 4, 5], [5, 6, 7])
    after = union([Field(Window(3)), Field(Window(3, pad=(1, 1)))]).through(Window(3))
    assert (after.size, after.aligned) == (6, False)


def test_a_residual_block_agrees_with_its_gradient():
    net = catalogue.build("ResNet-18")
    names = [node.name for node in net.nodes]
    part = Network(("x",), net.nodes[: names.index("block2.1.sum") + 1], ("block2.1.sum",))
    shape = (1, 3, 96, 96)
    trace = receptive_field_trace.trace(part, shape)
    assert [stage.name for stage in trace.stages][-2:] == ["block1.2.relu", "block2.1.sum"]
    field = trace.stages[-1].axes[0].field
    assert (field.size, field.jump) == (67, 8)
    assert field.box(6) == (48 - 33, 48 + 33)
    assert trace.sees(len(trace.stages) - 1, 0, 6) == list(range(15, 82))
    thin = linear(prepared(part, "equal"))
    assert support(thin, shape, (6, 6)) == (list(range(15, 82)), list(range(15, 82)))


def test_stages_are_whole_blocks_and_stop_before_the_global_pool():
    trace = receptive_field_trace.trace(catalogue.build("ResNet-50"), (1, 3, 224, 224))
    assert len(trace.stages) == 2 + 3 + 4 + 6 + 3
    assert trace.stages[1].name == "stem.pool"
    assert trace.stages[-1].name == "block4.3.relu"
    assert [g.window.kernel_size for g in trace.stages[-1].growth[0]] == [1, 3, 1]


def test_weights_that_are_there_say_how_many_maps_a_layer_has():
    net = Network(
        ("x",), (Node("a", Conv(3), ("x",)), Node("b", Conv(3, groups=4), ("a",))), ("b",)
    )
    params = {"a": {"weight": np.ones((4, 1, 3, 3))}, "b": {"weight": np.ones((4, 1, 3, 3))}}
    assert fields(net, (1, 1, 8, 8), params)["b"] == (Field(Window(5)),) * 2


def test_a_constant_sees_nothing_and_hides_nothing():
    nodes = (
        Node("mean", Constant(), ()), Node("twice", Add(), ("mean", "mean")),
        Node("conv", Conv(3), ("x",)), Node("less", Subtract(), ("conv", "twice")),
        Node("pool", MaxPool(2), ("less",)),
    )  # fmt: skip
    params = {"mean": {"value": np.ones((4, 1, 1))}, "conv": {"weight": np.ones((4, 1, 3, 3))}}
    found = fields(Network(("x",), nodes, ("pool",)), (1, 1, 8, 8), params)
    assert found["mean"] is found["twice"] is None
    assert found["less"] == found["conv"] == (Field(Window(3)),) * 2
    assert found["pool"] == (Field(Window(4, stride=2)),) * 2


def test_a_stack_without_layers_is_only_its_picture():
    assert receptive_field_trace.trace(Network(("x",), (), ("x",)), (1, 1, 4, 4)).stages == ()


def test_a_stack_s_weights_are_counted_without_biases():
    trace = receptive_field_trace.trace(network(parse("6c5,a2,16c5")), (1, 1, 32, 32))
    assert [stage.weights for stage in trace.stages] == [150, 0, 2400]
    assert [stage.parameters for stage in trace.stages] == [156, 0, 2416]


def test_a_stack_of_large_strides_keeps_every_hull_in_its_table():
    """Ten times stride 8 is a jump of 8^10, beyond 32 bits: what lies far outside is cut off."""
    trace = receptive_field_trace.trace(network(parse(",".join(["c1s8p32"] * 10))), (1, 1, 64, 64))
    last = trace.stages[-1].axes[0]
    field, far = last.field, receptive_field_trace.FAR
    assert field.jump == 8**10
    expected = [np.clip(field.box(unit), -far, far).tolist() for unit in range(last.units)]
    assert last.hulls[0].tolist() == expected
    assert field.box(5) == (5 * 8**10 - field.window.pad[0],) * 2
