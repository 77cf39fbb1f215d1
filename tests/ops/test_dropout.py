"""Dropout: what is left out, that it repeats, and that the mean stays."""

import numpy as np
import pytest

from cnnviz.ops import Dropout

ONES = np.ones((100, 100))


def test_out_of_training_nothing_happens():
    x = np.random.default_rng(0).standard_normal((2, 3))
    assert np.array_equal(Dropout(0.5).forward(x), x)
    assert np.array_equal(Dropout(0.5).backward(x, x)["x"], x)
    assert Dropout(0.5).mask((2, 3)).all()


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_the_others_grow_so_that_the_mean_stays(rate):
    """Over 10,000 numbers a share is off by three deviations, 0.015, about once in 400 seeds."""
    y = Dropout(rate, training=True).forward(ONES)
    assert np.unique(y).tolist() == [0, 1 / (1 - rate)]
    assert (y == 0).mean() == pytest.approx(rate, abs=0.015)


def test_the_gradient_is_left_out_at_the_same_places():
    layer = Dropout(0.5, seed=3, training=True)
    y = layer.forward(ONES)
    assert np.array_equal(layer.backward(ONES, 7 * ONES)["x"], y)
    assert np.array_equal(layer.mask((100, 100)), y > 0)


def test_the_seed_decides_and_the_type_does_not():
    layer = Dropout(0.5, seed=3, training=True)
    assert np.array_equal(layer.forward(ONES), layer.forward(ONES))
    assert np.array_equal(layer.forward(ONES), layer.forward(ONES.astype(np.float32)))
    assert not np.array_equal(layer.forward(ONES), Dropout(0.5, 4, True).forward(ONES))


def test_each_sample_has_its_own_choice():
    y = Dropout(0.5, training=True).forward(ONES)
    assert len(np.unique(y, axis=0)) == 100


def test_the_first_choice_by_hand():
    """NumPy's generator of seed 0 starts 0.85, 0.64, 0.51, 0.27 in float32."""
    y = Dropout(0.6, seed=0, training=True).forward([8.0, 8, 8, 8])
    assert y.tolist() == [20, 20, 0, 0]


def test_the_ends_of_the_scale():
    assert np.array_equal(Dropout(0, training=True).forward(ONES), ONES)
    assert not Dropout(1, training=True).forward(ONES).any()
    assert not Dropout(1, training=True).backward(ONES, ONES)["x"].any()


def test_what_is_left_out_is_zero_even_where_it_was_no_number():
    x = np.full(50, np.nan)
    layer = Dropout(0.5, training=True)
    assert np.array_equal(np.isnan(layer.forward(x)), layer.mask((50,)))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"rate": 1.5}, "The rate of dropout must be from 0 to 1, not 1.5."),
        ({"rate": -0.1}, "The rate of dropout must be from 0 to 1, not -0.1."),
        ({"rate": np.nan}, "The rate of dropout must be from 0 to 1, not nan."),
        ({"seed": -1}, "The seed must be a whole number of at least 0, not -1."),
    ],
)
def test_illegal_settings_are_named(settings, message):
    with pytest.raises(ValueError) as caught:
        Dropout(**settings)
    assert message in str(caught.value)
