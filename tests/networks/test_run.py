"""Networks forward and backward: the worked example number by number, and what a fan-out sums."""

from math import log

import numpy as np
import pytest

from cnnviz.networks.graph import Network, Node, sequential
from cnnviz.networks.optimisers import SGD
from cnnviz.networks.run import (
    answer,
    backward,
    forward,
    loss_and_gradients,
    parameter_gradients,
    resume,
    value_gradients,
)
from cnnviz.ops import Add, Clip, Conv, Dense, Flatten, Identity, MaxPool, Multiply, ReLU
from cnnviz.ops.arithmetic import Constant
from tests.networks import worked_example as worked
from tests.networks.worked_example import LOSS, NETWORK, PARAMS, TARGET, X

DOUBLE = Network(("x",), (Node("twice", Add(), ("x", "x")),), ("twice",))


def everything(params=PARAMS):
    return loss_and_gradients(NETWORK, params, X[None, None], LOSS, TARGET)


def same(left, right):
    """Equal names, and equal numbers under each."""
    assert left.keys() == right.keys()
    for name, array in right.items():
        if isinstance(array, np.ndarray):
            np.testing.assert_array_equal(left[name], array)
        else:
            same(left[name], array)


def test_worked_example_forward():
    result = everything()
    same(result.activations.values, worked.FORWARD)
    assert result.loss == pytest.approx(log(2), rel=1e-15)


def test_worked_example_backward():
    gradients = everything().gradients
    same(gradients.values, worked.BACKWARD)
    same(gradients.params, worked.BACKWARD_PARAMS)


def test_worked_example_winners_and_their_tie():
    mask = MaxPool(2).mask(worked.FORWARD["relu"])[0, 0]
    assert [divmod(int(flat), 4) for flat in mask.flat] == [(0, 0), (1, 2), (3, 1), (2, 2)]


def test_worked_example_update_and_the_loss_after_it():
    grads = everything().gradients.params
    updated, _ = SGD(learning_rate=0.01).step(PARAMS, grads)
    for node, own in worked.UPDATED.items():
        for name, array in own.items():
            np.testing.assert_allclose(updated[node][name], array, rtol=0, atol=1e-15)
    assert everything(updated).loss == pytest.approx(0.338475, abs=5e-7)
    predicted_change = sum(
        np.vdot(grads[node][name], updated[node][name] - PARAMS[node][name])
        for node in PARAMS
        for name in PARAMS[node]
    )
    assert predicted_change == pytest.approx(-0.46, rel=1e-12)
    assert everything(updated).loss - log(2) == pytest.approx(-0.354673, abs=1e-6)


def test_a_second_pass_starts_its_sums_at_zero():
    first, second = everything(), everything()
    same(second.gradients.params, first.gradients.params)
    assert first.gradients.params["conv"]["bias"].tolist() == [1]


def test_the_parameters_alone_get_the_same_gradients():
    result = loss_and_gradients(NETWORK, PARAMS, X[None, None], LOSS, TARGET, parameter_gradients)
    same(result.gradients.params, worked.BACKWARD_PARAMS)
    assert not result.gradients.values


def test_for_the_parameters_alone_a_layer_before_the_first_of_them_is_not_asked():
    """Not even where one branch begins with it: what the inputs need is left out."""
    seen = []

    class Asked(ReLU):
        def backward(self, dy, x, params):
            seen.append("backward")
            return super().backward(dy, x, params)

    nodes = (
        Node("before", Asked(), ("x",)),
        Node("dense", Dense(), ("before",)),
        Node("sum", Add(), ("dense", "before")),
        Node("after", Asked(), ("sum",)),
    )
    network = Network(("x",), nodes, ("after",))
    params = {"dense": {"weight": np.array([[1.0, 0], [0, 1]])}}
    activations = forward(network, params, [[2.0, 3.0]])
    grads = parameter_gradients(network, params, activations, [[1.0, 10.0]])
    assert grads.params["dense"]["weight"].tolist() == [[2, 3], [20, 30]]
    assert seen == ["backward"]


def test_the_values_alone_get_the_same_gradients_and_nothing_is_asked_of_weights():
    run = everything()
    dz = LOSS.gradient(run.activations.values[NETWORK.outputs[0]], TARGET)
    found = value_gradients(NETWORK, PARAMS, run.activations, dz)
    same(found.values, worked.BACKWARD)
    assert not found.params


def test_of_the_values_alone_one_that_nothing_depends_on_gets_zero():
    nodes = (Node("a", ReLU(), ("x",)), Node("b", ReLU(), ("x",)), Node("c", ReLU(), ("b",)))
    network = Network(("x",), nodes, ("a", "c"))
    activations = forward(network, {}, [[3.0, -1.0]])
    found = value_gradients(network, {}, activations, {"a": [[1.0, 10.0]]})
    same(found.values, backward(network, {}, activations, {"a": [[1.0, 10.0]]}).values)
    assert found.values["b"].tolist() == [[0, 0]]


def test_a_value_read_twice_gets_both_gradients():
    activations = forward(DOUBLE, {}, [[3.0, -1.0]])
    assert activations.values["twice"].tolist() == [[6, -2]]
    gradients = backward(DOUBLE, {}, activations, [[1.0, 10.0]])
    assert gradients.values["x"].tolist() == [[2, 20]]
    assert gradients.values["twice"].tolist() == [[1, 10]]


def test_a_residual_block_by_hand():
    """y = x + w x with w = 3: dx = dy + 3 dy, dw = dy x."""
    network = Network(
        ("x",),
        (Node("conv", Conv(1), ("x",)), Node("sum", Add(), ("x", "conv"))),
        ("sum",),
    )
    params = {"conv": {"weight": np.array([[[3.0]]])}}
    activations = forward(network, params, [[[1.0, 2.0]]])
    assert activations.values["sum"].tolist() == [[[4, 8]]]
    gradients = backward(network, params, activations, [[[1.0, 10.0]]])
    assert gradients.values["x"].tolist() == [[[4, 40]]]
    assert gradients.params["conv"]["weight"].tolist() == [[[21]]]


def test_a_node_that_nothing_reads_has_gradients_of_zero():
    dead = Node("dead", Conv(1), ("x",))
    network = Network(("x",), (Node("gate", ReLU(), ("x",)), dead), ("gate",))
    params = {"dead": {"weight": np.array([[[3.0]]])}}
    activations = forward(network, params, [[[1.0, 2.0]]])
    gradients = backward(network, params, activations, [[[1.0, 10.0]]])
    assert gradients.values["dead"].tolist() == [[[0, 0]]]
    assert gradients.params["dead"]["weight"].tolist() == [[[0]]]
    assert gradients.values["x"].tolist() == [[[1, 10]]]


def test_several_inputs_and_outputs():
    network = Network(
        ("a", "b"),
        (Node("product", Multiply(), ("a", "b")), Node("gate", ReLU(), ("a",))),
        ("product", "gate"),
    )
    activations = forward(network, {}, {"a": [2.0, -3.0], "b": [5.0, 7.0]})
    assert activations.values["product"].tolist() == [10, -21]
    both = backward(network, {}, activations, {"product": [1.0, 1.0], "gate": [100.0, 100.0]})
    assert both.values["a"].tolist() == [105, 7]
    assert both.values["b"].tolist() == [2, -3]
    one = backward(network, {}, activations, {"gate": [100.0, 100.0]})
    assert one.values["a"].tolist() == [100, 0]
    assert one.values["b"].tolist() == [0, 0]


def test_records_are_read_only_and_do_not_follow_the_callers_array():
    x = X[None, None].copy()
    result = loss_and_gradients(NETWORK, PARAMS, x, LOSS, TARGET)
    arrays = [
        *result.activations.values.values(),
        *result.gradients.values.values(),
        *(array for own in result.gradients.params.values() for array in own.values()),
    ]
    assert not any(array.flags.writeable for array in arrays)
    assert x.flags.writeable
    x += 1
    np.testing.assert_array_equal(result.activations.values["x"], X[None, None])
    with pytest.raises(TypeError):
        result.activations.values["x"] = x


def test_the_gradient_that_is_given_stays_writeable():
    network = sequential(Identity())
    dy = np.ones((1, 2))
    backward(network, {}, forward(network, {}, np.ones((1, 2))), dy)
    dy += 1


def test_resuming_computes_only_what_depends_on_the_change():
    before = forward(NETWORK, PARAMS, X[None, None])
    changed = {**PARAMS, "dense": worked.UPDATED["dense"]}
    after = resume(NETWORK, changed, before, nodes=("dense",))
    same(after.values, forward(NETWORK, changed, X[None, None]).values)
    assert all(after.values[name] is before.values[name] for name in ("conv", "relu", "flatten"))


def test_resuming_from_a_changed_value():
    before = forward(NETWORK, PARAMS, X[None, None])
    after = resume(NETWORK, PARAMS, before, {"pool": [[[[1.0, 4.0], [4.0, 1.0]]]]})
    assert after.values["dense"].tolist() == [[3, 1]]
    assert after.values["relu"] is before.values["relu"]
    assert after.values["pool"].tolist() == [[[[1, 4], [4, 1]]]]


def test_float32_stays_float32():
    network = sequential((Conv(3, padding=1), 4), ReLU(), MaxPool(2), Flatten(), (Dense(), 3))
    params = network.initial((2, 1, 6, 6))
    x = np.random.default_rng(0).standard_normal((2, 1, 6, 6), np.float32)
    result = loss_and_gradients(network, params, x, LOSS, np.array([0, 2]))
    grads = result.gradients
    kinds = {array.dtype for array in (*result.activations.values.values(), *grads.values.values())}
    kinds |= {array.dtype for own in grads.params.values() for array in own.values()}
    assert kinds == {np.dtype(np.float32)}


def test_a_whole_number_picture_has_a_gradient_too():
    x = X[None, None].astype(np.uint8)
    result = loss_and_gradients(NETWORK, PARAMS, x, LOSS, TARGET)
    np.testing.assert_array_equal(result.gradients.values["x"], worked.BACKWARD["x"])


def test_an_empty_batch_gives_empty_activations_and_gradients_of_zero():
    activations = forward(NETWORK, PARAMS, np.empty((0, 1, 6, 6)))
    assert activations.values["dense"].shape == (0, 2)
    gradients = backward(NETWORK, PARAMS, activations, np.empty((0, 2)))
    assert gradients.params["conv"]["weight"].tolist() == np.zeros((1, 1, 3, 3)).tolist()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: forward(NETWORK, PARAMS, np.ones((1, 1, 2, 2))), 'At "conv": A window of 3'),
        (lambda: forward(NETWORK, {}, X[None, None]), 'At "conv": A convolution needs a "weight"'),
        (
            lambda: forward(NETWORK, {**PARAMS, "dnese": {}}, X[None, None]),
            r"There are parameters for \['dnese'\], but no such node\.",
        ),
        (
            lambda: forward(NETWORK, PARAMS, {"y": X}),
            r"The inputs \['x'\] need one value each, by name; given: \['y'\]\.",
        ),
        (
            lambda: resume(DOUBLE, {}, forward(DOUBLE, {}, [[1.0]]), {"conv": 1}, ("pool",)),
            r"\['conv', 'pool'\] were changed, but the network has no such values\.",
        ),
        (
            lambda: backward(DOUBLE, {}, forward(DOUBLE, {}, [[1.0]]), [1.0]),
            r'The gradient of "twice" has shape \(1,\); the output \(1, 1\)\.',
        ),
        (
            lambda: backward(DOUBLE, {}, forward(DOUBLE, {}, [[1.0]]), {"x": [[1.0]]}),
            r"\['x'\] are no outputs; those are \['twice'\]\.",
        ),
    ],
)
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# The outputs alone


def branching():
    """Layers that may use the memory of what they read, and readers that still need it."""
    nodes = (
        Node("conv", Conv(3, padding=1), ("x",), 2),
        Node("relu", ReLU(), ("conv",)),
        Node("view", Identity(), ("relu",)),
        Node("clip", Clip(0, 1), ("relu",)),
        Node("sum", Add(), ("clip", "view")),
        Node("flat", Flatten(), ("sum",)),
        Node("cut", Clip(0, 2), ("flat",)),
    )
    return Network(("x",), nodes, ("cut", "view"))


def test_the_outputs_alone_are_those_of_the_whole():
    network = branching()
    x = np.random.default_rng(0).standard_normal((2, 1, 5, 6))
    params = network.initial(x.shape)
    whole, alone = forward(network, params, x).values, answer(network, params, x)
    assert list(alone) == ["cut", "view"]
    for name, value in alone.items():
        assert np.array_equal(value, whole[name])
        assert not value.flags.writeable


def test_what_was_given_is_not_written_over():
    x = np.array([-1.0, 2.0])
    clip = Network(("x",), (Node("y", Clip(0, 1), ("x",)),), ("y",))
    assert answer(clip, {}, x)["y"].tolist() == [0, 1]
    assert x.tolist() == [-1, 2]
    value = np.array([-1.0, 2.0])
    nodes = (Node("c", Constant(), ()), Node("y", Clip(0, 1), ("c",)))
    constant = Network((), nodes, ("y",))
    assert answer(constant, {"c": {"value": value}}, {})["y"].tolist() == [0, 1]
    assert value.tolist() == [-1, 2]


def test_an_output_that_is_an_input_and_a_node_that_nobody_reads():
    network = Network(("x",), (Node("y", ReLU(), ("x",)), Node("unread", ReLU(), ("y",))), ("x",))
    assert answer(network, {}, [-1.0])["x"].tolist() == [-1]


def test_a_shape_that_does_not_fit_names_its_node():
    with pytest.raises(ValueError, match='At "conv": '):
        answer(branching(), {}, np.ones((1, 1, 5, 6)))
