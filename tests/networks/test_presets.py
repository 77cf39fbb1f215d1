"""The presets: what they start from, and how they read pictures of other sizes."""

import numpy as np
import pytest

from cnnviz.files import samples
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.networks.preset import UNNAMED, drawn, opposed
from cnnviz.networks.presets import PRESETS
from cnnviz.networks.run import forward
from cnnviz.settings import DIGITS, UPLOAD
from tests.lessons.backprop.test_chain import run
from tests.networks import worked_example

PLANE = [name for name in PRESETS if name != "line"]


def test_the_default_is_the_worked_example():
    preset = PRESETS["pooled"]()
    assert np.array_equal(preset.x[None], worked_example.X[None, None])
    for node, own in worked_example.PARAMS.items():
        for name, array in own.items():
            assert np.array_equal(preset.params[node][name], array)


@pytest.mark.parametrize("name", PRESETS)
def test_what_can_be_checked_by_hand_is_small(name):
    """Weights are short numbers, and the first map holds whole ones."""
    preset = PRESETS[name]()
    for own in preset.params.values():
        for array in own.values():
            assert np.array_equal(array * 32, np.round(array * 32))
    first = run(preset).stages[0].y * 2
    assert np.array_equal(first, np.round(first))


@pytest.mark.parametrize("name", ["pooled", "plain", "two_blocks", "strided"])
def test_both_scores_are_equal_so_the_way_back_is_in_halves(name):
    trace = run(PRESETS[name]())
    assert trace.shares.tolist() == [0.5, 0.5]
    for stage in trace.stages:
        for grad in stage.grads.values():
            assert np.array_equal(grad * 2, np.round(grad * 2))


def test_every_map_and_kernel_of_the_two_blocks_takes_part():
    for stage in run(PRESETS["two_blocks"]()).stages:
        if stage.name.startswith("conv"):
            assert (np.abs(stage.grads["weight"]).sum(axis=(1, 2, 3)) > 0).all()
            assert (stage.dy != 0).any(axis=(1, 2)).all()
            assert np.abs(stage.y).max() <= 9


@pytest.mark.parametrize("name", PLANE)
@pytest.mark.parametrize("shape", [(8, 8), (28, 28), (17, 30), (128, 128)])
def test_other_sizes_keep_the_kernels_and_get_short_dense_weights(name, shape):
    own = PRESETS[name]()
    x = np.random.default_rng(0).integers(0, 5, (1, *shape)).astype(float)
    preset = own.with_input(x)
    for node, params in own.params.items():
        if node.startswith("conv"):
            assert preset.params[node] == params
    dense = preset.params["dense"]["weight"]
    unit = np.abs(dense[dense != 0]).min()
    assert np.log2(unit) == int(np.log2(unit))
    assert np.array_equal(dense / unit, np.round(dense / unit))
    assert np.abs(dense / unit).max() < 16
    assert run(preset).stages[0].dx.any()


@pytest.mark.parametrize("name", PLANE)
def test_with_another_picture_the_truth_is_what_the_network_likes_least(name):
    preset = PRESETS[name]().with_input(np.eye(9)[None])
    scores = forward(preset.network, preset.params, preset.x[None]).values["dense"][0]
    assert preset.target == np.argmin(scores)
    assert run(preset).value >= np.log(2)


@pytest.mark.parametrize("name", PLANE)
@pytest.mark.parametrize("digit", [*DIGITS, "digit_3", "digit_7"])
def test_the_truth_of_a_digit_is_what_it_shows(name, digit):
    preset = Backprop(name, digit).build(samples.load(digit)[None])
    assert preset.classes[int(preset.target)] == digit[-1]
    assert preset.known and len(set(preset.classes)) == 2
    assert run(preset).value >= np.log(2)
    same_size = name == "two_blocks" and digit in DIGITS
    assert preset.random != same_size  # there the weights made by hand fit


@pytest.mark.parametrize("picture", ["arrow", "astronaut", UPLOAD])
def test_the_truth_of_another_picture_is_pretended(picture):
    preset = Backprop(picture=picture).build(np.eye(9)[None])
    assert (preset.classes, preset.known, preset.random) == (UNNAMED, False, True)


@pytest.mark.parametrize("name", PLANE)
def test_a_number_typed_into_a_grid_never_changes_the_truth(name):
    own, rng = PRESETS[name](), np.random.default_rng(3)
    pictures = rng.integers(-9, 10, (30, *own.x.shape)).astype(float)
    liked = set()
    for x in pictures:
        preset = Backprop(name, "0,1;2,3").build(x)
        assert int(preset.target) == int(own.target) == 0
        assert preset.classes == own.classes and not preset.known
        liked.add(int(forward(preset.network, preset.params, x[None]).values["dense"].argmin()))
    # What the network likes least does change, but where all scores are nearly the same.
    assert liked == {0, 1} or name in ("vanishing", "exploding")


def test_another_truth_than_the_pictures_own_is_pretended():
    x = PRESETS["pooled"]().x
    assert Backprop(target=0.0).build(x).known
    assert not Backprop(target=1.0).build(x).known


def test_the_same_picture_changes_nothing():
    preset = PRESETS["pooled"]()
    assert preset.with_input(preset.x.copy()) is preset


def test_a_picture_too_small_is_refused():
    with pytest.raises(ValueError, match="conv"):
        PRESETS["pooled"]().with_input(np.ones((1, 2, 2)))


def test_drawn_weights_are_the_same_each_time_and_as_large_as_they_should_be():
    weights = drawn((2, 5000))
    assert np.array_equal(weights, drawn((2, 5000)))
    assert weights.std() == pytest.approx(1 / np.sqrt(4 * 5000), rel=0.05)
    against, first, second = opposed((3, 50))
    assert (against <= 0).all() and (first >= 0).all() and (second >= 0).all()
    assert against.any() and not np.signbit(against[against == 0]).any()
