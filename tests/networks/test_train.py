"""Training: what a step records, that it learns, repeats, stops, and says when it blows up."""

import numpy as np
import pytest

from cnnviz.networks.graph import sequential
from cnnviz.networks.optimisers import SGD, Adam, Momentum, State
from cnnviz.networks.run import forward, loss_and_gradients
from cnnviz.networks.train import in_training, score, step, train
from cnnviz.ops import (
    BatchNorm,
    Conv,
    Dense,
    Dropout,
    Flatten,
    MaxPool,
    ReLU,
    SoftmaxCrossEntropy,
    SquaredError,
)  # fmt: skip
from tests.networks import worked_example as worked

LOSS = SoftmaxCrossEntropy()
LINE = sequential(("dense", Dense()))
LINE_PARAMS = {"dense": {"weight": np.array([[1.0]]), "bias": np.array([0.0])}}
NETWORK = sequential((Conv(3, padding=1), 4), ReLU(), MaxPool(2), Flatten(), (Dense(), 2))


def bars(n=64, seed=0):
    """Pictures of 6 × 6 with a bright row (class 0) or column (class 1), and noise."""
    generator = np.random.default_rng(seed)
    x = 0.3 * generator.standard_normal((n, 1, 6, 6), np.float32)
    y = np.arange(n) % 2
    for picture, kind in zip(x, y, strict=True):
        place = generator.integers(6)
        picture[0][(place, slice(None)) if kind == 0 else (slice(None), place)] += 1
    return x, y


def weights(params):
    return np.concatenate([array.ravel() for own in params.values() for array in own.values()])


def test_one_step_of_the_worked_example():
    done = step(
        worked.NETWORK, worked.PARAMS, worked.X[None, None], worked.LOSS, worked.TARGET, SGD(0.01)
    )
    assert done.loss == pytest.approx(np.log(2), rel=1e-15)
    assert done.accuracy == 1  # of equal scores the first counts
    assert done.gradient_norms["conv"]["weight"] == pytest.approx(np.sqrt(28), rel=1e-15)
    assert done.gradient_norms["dense"]["bias"] == pytest.approx(np.sqrt(0.5), rel=1e-15)
    np.testing.assert_allclose(
        done.params["conv"]["weight"], worked.UPDATED["conv"]["weight"], rtol=0, atol=1e-15
    )
    assert done.state.steps == 1 and not done.diverged


def test_two_steps_on_a_line_by_hand():
    """Loss (w x + b - y)²: for x = 1, y = 3 both gradients are 2 (w + b - 3) = -4, then -2.4."""
    loss, data = SquaredError(reduction="sum"), (np.array([[1.0]]), np.array([[3.0]]))
    first, second = train(LINE, LINE_PARAMS, data, loss, SGD(0.1), epochs=2)
    assert (first.loss, first.gradient_norms["dense"]["weight"], first.epoch) == (4, 4, 0)
    assert first.params["dense"]["weight"].tolist() == [[1.4]]
    assert second.loss == pytest.approx(1.44, rel=1e-14)
    assert second.params["dense"]["bias"].tolist() == pytest.approx([0.64], rel=1e-14)
    assert (second.epoch, second.state.steps, second.accuracy) == (1, 2, None)


@pytest.mark.parametrize("optimiser", [SGD(0.1), Momentum(0.03), Adam(0.01)])
def test_a_small_network_learns_bars(optimiser):
    x, y = bars()
    params = NETWORK.initial(x.shape)
    before = score(NETWORK, params, (x, y), LOSS)
    *_, last = train(NETWORK, params, (x, y), LOSS, optimiser, batch_size=16, epochs=25)
    after = score(NETWORK, last.params, bars(seed=1), LOSS)
    assert after.accuracy >= 0.9
    assert after.loss < before.loss / 2


def test_an_epoch_sees_each_example_once_in_an_order_of_its_own():
    x, y = bars(10)
    steps = list(train(NETWORK, NETWORK.initial(x.shape), (x, y), LOSS, SGD(), 4, 2, seed=5))
    assert [len(done.examples) for done in steps] == [4, 4, 2, 4, 4, 2]
    first, second = (np.concatenate([d.examples for d in half]) for half in (steps[:3], steps[3:]))
    assert sorted(first) == sorted(second) == list(range(10))
    assert first.tolist() != second.tolist()


def test_the_seed_decides_everything():
    x, y = bars(20)
    network = sequential((Conv(3), 2), ReLU(), Flatten(), Dropout(0.5), (Dense(), 2))

    def run(seed):
        *_, last = train(network, network.initial(x.shape), (x, y), LOSS, Adam(), 8, 2, seed)
        return weights(last.params)

    np.testing.assert_array_equal(run(0), run(0))
    assert not np.array_equal(run(0), run(1))


def test_stopping_early_and_going_on_is_the_same_as_going_on():
    x, y = bars(8)
    data, params = (x, y), NETWORK.initial(x.shape)
    steps = train(NETWORK, params, data, LOSS, Adam(), 8, epochs=2)
    first, second = steps
    alone = next(train(NETWORK, params, data, LOSS, Adam(), 8, epochs=100))
    np.testing.assert_array_equal(weights(alone.params), weights(first.params))
    target = y[second.examples]
    on = step(NETWORK, alone.params, x[second.examples], LOSS, target, Adam(), alone.state)
    np.testing.assert_array_equal(weights(on.params), weights(second.params))


def test_nothing_given_is_changed_and_steps_are_frozen():
    x, y = bars(8)
    params = NETWORK.initial(x.shape)
    copies = x.copy(), weights(params)
    done = next(train(NETWORK, params, (x, y), LOSS, Momentum()))
    np.testing.assert_array_equal(x, copies[0])
    np.testing.assert_array_equal(weights(params), copies[1])
    with pytest.raises(AttributeError):
        done.loss = 0
    assert not done.params["conv1"]["weight"].flags.writeable
    assert not done.examples.flags.writeable


def test_a_step_that_blows_up_says_so_is_not_taken_and_is_the_last():
    data = (np.array([[100.0]]), np.array([[3.0]]))
    steps = list(train(LINE, LINE_PARAMS, data, SquaredError(), SGD(1e100), epochs=50))
    assert [done.diverged for done in steps] == [False] * (len(steps) - 1) + [True]
    assert len(steps) < 50
    assert steps[-1].params is steps[-2].params
    assert steps[-1].state is steps[-2].state


def test_batch_norm_trains_on_batch_statistics_and_keeps_running_ones():
    network = sequential(("norm", BatchNorm(momentum=0.5)), Flatten(), ("dense", Dense()))
    x = np.array([[[1.0, 2.0]], [[3.0, 6.0]]])  # mean 3, variance 3.5, unbiased 14 / 3
    params = network.initial(x.shape, dtype=np.float64)
    done = step(network, params, x, SquaredError(), np.zeros((2, 1)), SGD(0.1))
    norm = done.params["norm"]
    assert norm["running_mean"].tolist() == [1.5]
    assert norm["running_var"].tolist() == pytest.approx([0.5 + 7 / 3], rel=1e-14)
    assert not norm["running_mean"].flags.writeable
    assert "running_mean" not in done.gradient_norms["norm"]
    trained = forward(in_training(network, (0,)), params, x).values["norm"]
    assert trained.mean() == pytest.approx(0, abs=1e-15)
    assert forward(network, params, x).values["norm"].mean() == pytest.approx(3, rel=1e-4)


def test_dropout_draws_anew_for_each_step_and_each_layer():
    network = sequential(("one", Dropout(0.5)), ("two", Dropout(0.5)))
    seeds = {node.layer.seed for at in range(3) for node in in_training(network, (0, at)).nodes}
    assert len(seeds) == 6
    x = np.ones((1, 100))
    np.testing.assert_array_equal(forward(network, {}, x).values["two"], x)
    assert 0 in forward(in_training(network, (0, 0)), {}, x).values["one"]


def test_each_step_of_training_drops_others():
    network = sequential(Dropout(0.5), ("dense", Dense()))
    params = {"dense": {"weight": np.zeros((1, 50))}}

    def kept(steps):
        given = np.ones((1, 50)), SquaredError(), np.ones((1, 1)), SGD(1.0), State(steps)
        return step(network, params, *given).params["dense"]["weight"] != 0

    np.testing.assert_array_equal(kept(0), kept(0))
    assert 0 < kept(0).sum() < 50
    assert not np.array_equal(kept(0), kept(1))


def test_a_network_without_modes_is_itself_in_training():
    assert in_training(NETWORK, (0,)) is NETWORK


def test_score_by_hand():
    """Scores (0, ln 3): the shares are 1/4 and 3/4."""
    network = sequential(("dense", Dense(), 2))
    params = {"dense": {"weight": np.array([[0.0], [np.log(3)]])}}
    result = score(network, params, (np.ones((2, 1)), np.array([0, 1])), LOSS, batch_size=1)
    assert result.loss == pytest.approx((np.log(4) + np.log(4 / 3)) / 2, rel=1e-14)
    assert result.accuracy == 0.5


def test_accuracy_of_one_hot_and_of_ignored_targets():
    network, x = sequential(Flatten()), np.array([[3.0, 1.0], [0.0, 2.0], [5.0, 0.0]])
    one_hot = np.array([[1, 0], [1, 0], [1, 0]])
    assert score(network, {}, (x, one_hot), LOSS).accuracy == pytest.approx(2 / 3, rel=1e-15)
    ignoring = SoftmaxCrossEntropy(ignore_index=-1)
    assert score(network, {}, (x, np.array([0, 0, -1])), ignoring).accuracy == 0.5


def test_the_gradient_of_a_step_is_that_of_its_batch():
    x, y = bars(8)
    params = NETWORK.initial(x.shape, dtype=np.float64)
    done = next(train(NETWORK, params, (x, y), LOSS, SGD(0.5), batch_size=3))
    batch = done.examples
    grads = loss_and_gradients(NETWORK, params, x[batch], LOSS, y[batch]).gradients.params
    expected = params["dense1"]["weight"] - 0.5 * grads["dense1"]["weight"]
    np.testing.assert_array_equal(done.params["dense1"]["weight"], expected)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"data": (np.ones((2, 1)), np.ones((3, 1)))},
            "as long as each array of inputs, and at least one example; the lengths are 2, 3.",
        ),
        ({"data": (np.ones((0, 1)), np.ones((0, 1)))}, "one example; the lengths are 0, 0."),
        ({"data": (1.0, 2.0)}, "Training needs an array of targets"),
        ({"seed": -1}, "The seed must be a whole number of at least 0, not -1."),
        ({"batch_size": 0}, "The batch size must be a whole number of at least 1, not 0."),
        ({"epochs": 0}, "The number of epochs must be a whole number of at least 1, not 0."),
    ],
)
def test_training_that_cannot_start_says_so_before_the_first_step(settings, message):
    given = {"data": (np.ones((2, 1)), np.ones((2, 1))), **settings}
    with pytest.raises(ValueError) as caught:
        train(LINE, LINE_PARAMS, loss=SquaredError(), optimiser=SGD(), **given)
    assert message in str(caught.value)
