"""Gradients opened into their terms: the worked example by hand, and every sum over a grid."""

from itertools import product

import numpy as np
import pytest

from cnnviz.lessons.backprop import backward_terms
from cnnviz.networks.run import loss_and_gradients
from cnnviz.ops import Conv, MaxPool
from tests.lessons.backprop.opened import opened
from tests.networks import worked_example as worked

# Settings, channels, filters, spatial sizes; whole numbers, so that every sum is exact.
GRID = [
    pytest.param(*case, id=str(i))
    for i, case in enumerate(
        [
            ({"kernel_size": 3}, 1, 1, (6, 6)),
            ({"kernel_size": 3, "stride": 2, "padding": 1}, 2, 3, (6, 5)),
            ({"kernel_size": (2, 3), "stride": (3, 2), "dilation": 2}, 1, 2, (9, 8)),
            ({"kernel_size": 2, "padding": "same", "groups": 2}, 4, 6, (4, 5)),
            ({"kernel_size": 3, "padding": "full"}, 1, 2, (3, 4)),
            ({"kernel_size": 1, "stride": 2}, 2, 2, (5, 5)),
            ({"kernel_size": 3, "padding": 2, "padding_mode": "reflect"}, 1, 2, (4, 5)),
            (
                {"kernel_size": 3, "padding": 1, "padding_mode": "replicate", "stride": 2},
                1,
                1,
                (4,),
            ),
            ({"kernel_size": 3, "padding": 2, "padding_mode": "circular"}, 2, 2, (5,)),
            ({"kernel_size": 2, "stride": 2}, 1, 2, (3, 4, 3)),
        ]
    )
]


def whole(generator, *shape):
    return generator.integers(-4, 5, shape).astype(float)


def trace_of(settings, channels, filters, spatial):
    generator = np.random.default_rng(0)
    layer = Conv(**settings)
    x = whole(generator, 2, channels, *spatial)
    shapes = layer.parameter_shapes(x.shape, filters)
    params = {name: whole(generator, *shape) for name, shape in shapes.items()}
    dy = whole(generator, *layer.output_shape(x.shape, shapes))
    return opened(backward_terms.convolution(layer, x, params, dy))


@pytest.fixture(scope="module")
def example():
    result = loss_and_gradients(
        worked.NETWORK, worked.PARAMS, worked.X[None, None], worked.LOSS, worked.TARGET
    )

    def at(name):
        return opened(
            backward_terms.of_node(
                worked.NETWORK, worked.PARAMS, result.activations, result.gradients, name
            )
        )

    return at


def test_a_weight_of_the_worked_example(example):
    """dW[1, 0] = 3: the error is -2, 1 and 2 at three places, which met pixels 0, 1 and 1."""
    terms = example("conv").weight_terms(0, 0, 1, 0)
    assert terms.dy[0].tolist() == worked.BACKWARD["conv"][0, 0].tolist()
    assert terms.x[0].tolist() == [[0, 1, 1, 2], [0, 0, 0, 2], [0, 0, 1, 2], [0, 1, 2, 1]]
    nonzero = {at: terms.products[0][at] for at in zip(*np.nonzero(terms.products[0]), strict=True)}
    assert nonzero == {(2, 2): 1, (3, 1): 2}
    assert [axis.tolist() for axis in terms.reads] == [[1, 2, 3, 4], [0, 1, 2, 3]]
    assert terms.total == 3


def test_an_input_of_the_worked_example_as_a_scatter(example):
    """dX[3, 2] = -5 comes from outputs (1, 2), (2, 2) and (3, 1) through taps that differ."""
    terms = example("conv").input_terms(0, 0, 3, 2)
    at = {
        tuple(output): (tuple(tap), dy, weight, dy * weight)
        for output, tap, dy, weight in zip(
            terms.outputs.tolist(), terms.taps.tolist(), terms.dy[0], terms.weights[0], strict=True
        )
        if dy
    }
    assert at == {
        (1, 2): ((2, 0), -2, 1, -2),
        (2, 2): ((1, 0), 1, -1, -1),
        (3, 1): ((0, 1), 2, -1, -2),
    }
    assert len(terms.outputs) == 9
    assert terms.total == -5


def test_the_same_input_as_a_gather(example):
    """The error map with a border of two zeros, under the kernel turned by 180 degrees."""
    trace = example("conv")
    (terms,) = trace.gather_terms(0, 0, 3, 2)
    assert terms.weights[0].tolist() == [[-1, 2, 1], [-1, 1, -1], [1, -1, 1]]
    assert terms.dy[0].tolist() == [[0, 0, -2], [0, 0, 1], [0, 2, 0]]
    assert terms.products[0].tolist() == [[0, 0, -2], [0, 0, -1], [0, -2, 0]]
    assert [axis.tolist() for axis in terms.outputs] == [[1, 2, 3], [0, 1, 2]]
    assert terms.total == -5


def test_what_an_output_pushes_back(example):
    """Output (1, 2) has the error -2: it pushes -2 W onto the pixels it saw."""
    push = example("conv").push(0, 0, 1, 2)
    assert push.dy == -2
    assert push.products[0].tolist() == [[-2, 2, -2], [2, -2, 2], [-2, -4, 2]]
    assert [axis.tolist() for axis in push.reads] == [[1, 2, 3], [2, 3, 4]]


def test_the_winner_takes_the_pooled_gradient(example):
    trace = example("pool")
    assert [trace.winner(0, 0, *i) for i in product(range(2), range(2))] == [
        (0, 0),
        (1, 2),
        (3, 1),
        (2, 2),
    ]
    assert trace.won(0, 0, 1, 2) == ((0, 1),)
    assert trace.won(0, 0, 0, 1) == ()
    assert trace.dx.tolist() == worked.BACKWARD["relu"].tolist()


def test_a_node_without_terms_says_what_has_them(example):
    with pytest.raises(ValueError, match='Node "relu" is of kind "ReLU": terms are listed for a'):
        example("relu")


@pytest.mark.parametrize(("settings", "channels", "filters", "spatial"), GRID)
def test_every_weight_gradient_is_the_sum_of_its_terms(settings, channels, filters, spatial):
    trace = trace_of(settings, channels, filters, spatial)
    for entry in np.ndindex(trace.weight.shape):
        terms = trace.weight_terms(*entry)
        assert terms.total == trace.dw[entry] == terms.products.sum()
        assert terms.products.shape == trace.dy[:, 0].shape
    np.testing.assert_array_equal(trace.db, trace.dy.sum(axis=(0, *range(2, trace.dy.ndim))))


@pytest.mark.parametrize(("settings", "channels", "filters", "spatial"), GRID)
def test_scatter_and_gather_give_every_input_gradient_from_the_same_terms(
    settings, channels, filters, spatial
):
    trace = trace_of(settings, channels, filters, spatial)
    for entry in np.ndindex(trace.x.shape):
        scatter, gathers = trace.input_terms(*entry), trace.gather_terms(*entry)
        assert scatter.total == trace.dx[entry]
        assert sum(terms.total for terms in gathers) == trace.dx[entry]
        pairs = sorted(
            (f, *output, *tap)
            for f in scatter.filters
            for output, tap in zip(scatter.outputs.tolist(), scatter.taps.tolist(), strict=True)
        )
        assert pairs == sorted(pair for terms in gathers for pair in gathered_pairs(terms))


def gathered_pairs(terms):
    """(filter, *output, *tap of the kernel before it was turned) of each error that is there."""
    kernel = terms.weights.shape[1:]
    for turned in np.ndindex(kernel):
        output = [int(axis[m]) for axis, m in zip(terms.outputs, turned, strict=True)]
        if min(output) >= 0:
            tap = [size - 1 - m for size, m in zip(kernel, turned, strict=True)]
            yield from ((f, *output, *tap) for f in terms.filters)


@pytest.mark.parametrize(("settings", "channels", "filters", "spatial"), GRID)
def test_what_all_outputs_push_adds_up_to_the_input_gradient(settings, channels, filters, spatial):
    trace = trace_of(settings, channels, filters, spatial)
    dx = np.zeros_like(trace.x)
    for n, f, *output in np.ndindex(trace.dy.shape):
        push = trace.push(n, f, *output)
        first = f // (filters // trace.groups) * trace.weight.shape[1]
        for tap in np.ndindex(push.products.shape[1:]):
            place = [int(axis[m]) for axis, m in zip(push.reads, tap, strict=True)]
            if min(place) >= 0:
                channels_read = slice(first, first + len(push.products))
                dx[n, channels_read, *place] += push.products[:, *tap]
    np.testing.assert_array_equal(dx, trace.dx)


@pytest.mark.parametrize(("settings", "channels", "filters", "spatial"), GRID)
def test_the_gather_is_the_transposed_convolution_cropped(settings, channels, filters, spatial):
    """Sliding the flipped kernel over the spread error gives the padded input's gradient."""
    trace = trace_of(settings, channels, filters, spatial)
    gather = trace.gather()
    each, own = trace.weight.shape[1], filters // trace.groups
    swapped = gather.flipped.reshape(trace.groups, own, *gather.flipped.shape[1:]).swapaxes(1, 2)
    weight = swapped.reshape(trace.groups * each, own, *gather.flipped.shape[2:])
    sliding = Conv(
        tuple(window.kernel_size for window in gather.windows),
        padding=tuple(window.pad for window in gather.windows),
        dilation=tuple(window.dilation for window in gather.windows),
        groups=trace.groups,
    )
    dpadded = sliding.forward(gather.spread, {"weight": weight})
    padded = [n + sum(w.pad) for w, n in zip(trace.windows, trace.x.shape[2:], strict=True)]
    assert list(dpadded.shape[2:]) == padded
    if trace.padding_mode == "zeros":
        inner = [
            slice(crop, crop + n) for crop, n in zip(gather.crop, trace.x.shape[2:], strict=True)
        ]
        np.testing.assert_array_equal(dpadded[:, :, *inner], trace.dx)


@pytest.mark.parametrize(("settings", "channels", "filters", "spatial"), GRID)
def test_the_way_back_is_the_adjoint_of_the_way_there(settings, channels, filters, spatial):
    """⟨A x, dy⟩ = ⟨x, Aᵀ dy⟩ = ⟨w, dw⟩."""
    trace = trace_of(settings, channels, filters, spatial)
    y = Conv(**settings).forward(trace.x, {"weight": trace.weight})
    assert np.vdot(y, trace.dy) == np.vdot(trace.x, trace.dx) == np.vdot(trace.weight, trace.dw)


def test_the_adjoint_of_the_worked_example_is_three(example):
    trace = example("conv")
    assert np.vdot(trace.x, trace.dx) == np.vdot(trace.weight, trace.dw) == 3


@pytest.mark.parametrize(("settings", "channels", "filters", "spatial"), GRID)
def test_the_jacobian_holds_what_each_weight_read(settings, channels, filters, spatial):
    trace = trace_of(settings, channels, filters, spatial)
    f, c = filters - 1, trace.weight.shape[1] - 1
    jacobian = trace.jacobian(1, f, c)
    for tap in np.ndindex(trace.weight.shape[2:]):
        np.testing.assert_array_equal(jacobian[tap], trace.weight_terms(f, c, *tap).x[1])


def test_alignment_with_a_stride():
    """Kernel 3, stride 2, one zero in front: input 2 stands at place 3."""
    layer, x = Conv(3, stride=2, padding=1), np.ones((1, 1, 5))
    trace = opened(
        backward_terms.convolution(layer, x, {"weight": np.ones((1, 1, 3))}, np.ones((1, 1, 3)))
    )
    assert [(a.place, a.tap, a.distance, a.output) for a in trace.alignments(0, 2)] == [
        (3, 0, 3, None),
        (3, 1, 2, 1),
        (3, 2, 1, None),
    ]
    assert [a.output for a in trace.alignments(0, 1)] == [1, None, 0]
    assert [(a.distance, a.output) for a in trace.alignments(0, 4)] == [
        (5, None),
        (4, 2),
        (3, None),
    ]


def test_alignment_counts_the_copies_in_the_padding():
    layer, x = Conv(3, padding=1, padding_mode="circular"), np.ones((1, 1, 4))
    trace = opened(
        backward_terms.convolution(layer, x, {"weight": np.ones((1, 1, 3))}, np.ones((1, 1, 4)))
    )
    assert [(a.place, a.tap, a.output) for a in trace.alignments(0, 0) if a.output is not None] == [
        (1, 0, 1),
        (1, 1, 0),
        (5, 2, 3),
    ]


@pytest.mark.parametrize(("settings", "channels", "filters", "spatial"), GRID)
def test_the_alignment_rule(settings, channels, filters, spatial):
    """They meet exactly when the distance is stride · output for an output that exists."""
    trace = trace_of(settings, channels, filters, spatial)
    for axis, (window, n) in enumerate(zip(trace.windows, trace.x.shape[2:], strict=True)):
        outputs = {window.stride * i: i for i in range(window.output_length(n))}
        for x in range(n):
            for alignment in trace.alignments(axis, x):
                assert alignment.output == outputs.get(alignment.distance)


def test_overlapping_windows_give_one_winner_several_gradients():
    trace = opened(
        backward_terms.max_pool(
            MaxPool(2, stride=1), [[[1.0, 5.0, 2.0, 2.0]]], [[[10.0, 20.0, 30.0]]]
        )
    )
    assert trace.dx.tolist() == [[[0, 30, 30, 0]]]
    assert trace.won(0, 0, 1) == ((0,), (1,))
    assert trace.winner(0, 0, 2) == (2,)


def test_a_window_of_padding_alone_has_no_winner():
    layer = MaxPool(2, stride=1, padding=1, dilation=2)
    trace = opened(backward_terms.max_pool(layer, [[[5.0]]], [[[7.0]]]))
    assert trace.winner(0, 0, 0) is None
    assert trace.dx.tolist() == [[[0]]]


def test_traces_are_read_only_copies():
    x, weight, dy = np.ones((1, 1, 3)), np.ones((1, 1, 2)), np.ones((1, 1, 2))
    trace = opened(backward_terms.convolution(Conv(2), x, {"weight": weight}, dy))
    x[:], weight[:], dy[:] = 9, 9, 9
    assert trace.weight_terms(0, 0, 0).total == 2
    assert trace.db is None
    for array in (trace.x, trace.weight, trace.dy, trace.dx, trace.dw):
        assert not array.flags.writeable
