"""Steps of the optimisers by hand, and that nothing given to them is changed."""

import numpy as np
import pytest

from cnnviz.networks.optimisers import OPTIMISERS, SGD, Adam, Momentum, State

W = {"dense": {"weight": np.array([1.0, -2.0])}}
G = {"dense": {"weight": np.array([4.0, 0.5])}}


def walk(optimiser, steps):
    """The weight after each step along the same gradient."""
    params, state, places = W, None, []
    for _ in range(steps):
        params, state = optimiser.step(params, G, state)
        places.append(params["dense"]["weight"].tolist())
    return places


def test_gradient_descent_by_hand():
    assert walk(SGD(learning_rate=0.25), 2) == [[0, -2.125], [-1, -2.25]]


def test_momentum_by_hand():
    """v is g, then 1.5 g, then 1.75 g."""
    places = walk(Momentum(learning_rate=0.25, momentum=0.5), 3)
    assert places == [[0, -2.125], [-1.5, -2.3125], [-3.25, -2.53125]]


def test_adams_first_step_is_the_learning_rate_against_the_sign():
    adam = Adam(learning_rate=0.1, epsilon=1e-12)
    assert np.allclose(walk(adam, 1), [[0.9, -2.1]], rtol=1e-9)


def test_adam_by_hand():
    """β1 = 1/2, β2 = 3/4: gradients 4 and then 1 give m = 2, 1.5 and v = 4, 3.25."""
    adam = Adam(learning_rate=1.0, beta1=0.5, beta2=0.75, epsilon=1.0)
    params, state = adam.step({"n": {"w": np.array([0.0])}}, {"n": {"w": np.array([4.0])}})
    assert params["n"]["w"].tolist() == [-4 / (4 + 1)]
    first, second = state.memory["n"]["w"]
    assert (first.tolist(), second.tolist()) == ([2], [4])
    params, state = adam.step(params, {"n": {"w": np.array([1.0])}}, state)
    first, second = state.memory["n"]["w"]
    assert (first.tolist(), second.tolist(), state.steps) == ([1.5], [3.25], 2)
    expected = -4 / 5 - (1.5 / 0.75) / (np.sqrt(3.25 / 0.4375) + 1)
    assert params["n"]["w"][0] == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("kind", OPTIMISERS.values())
def test_steps_are_pure_and_their_results_read_only(kind):
    optimiser, params = kind(), {"n": {"w": np.ones(2, np.float32), "mean": np.zeros(2)}}
    grads = {"n": {"w": np.ones(2, np.float32)}}
    after, state = optimiser.step(params, grads)
    again, _ = optimiser.step(params, grads)
    optimiser.step(after, grads, state)
    np.testing.assert_array_equal(after["n"]["w"], again["n"]["w"])
    assert params["n"]["w"].tolist() == [1, 1]
    assert after["n"]["mean"] is params["n"]["mean"]
    assert after["n"]["w"].dtype == np.float32
    assert not after["n"]["w"].flags.writeable
    assert not any(array.flags.writeable for array in state.memory["n"].get("w", ()))
    assert state.steps == 1 and State().steps == 0


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: SGD(learning_rate=0), "The learning rate must be a number above 0, not 0."),
        (lambda: Adam(learning_rate=float("nan")), "The learning rate must be a number above 0"),
        (lambda: Adam(epsilon=-1), "The epsilon must be a number above 0, not -1."),
        (lambda: Momentum(momentum=1), "The momentum must be at least 0 and below 1, not 1."),
        (lambda: Adam(beta2=1.5), "The beta2 must be at least 0 and below 1, not 1.5."),
    ],
)
def test_settings_that_make_no_sense_are_named(build, message):
    with pytest.raises(ValueError) as caught:
        build()
    assert message in str(caught.value)
