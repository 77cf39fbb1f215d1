"""Filter banks: the chapter's example, and two line detectors that find a cross."""

import numpy as np
import pytest

from cnnviz.files import samples
from cnnviz.kernels import CHAPTER_BANK, LINE_BANK, Kernel, cross
from cnnviz.lessons.filter_bank import trace as filter_bank


def test_the_chapters_four_kernels_then_relu_then_pooling():
    x = samples.load("shapes")[None]
    trace = filter_bank.trace(x, CHAPTER_BANK, pool=2)
    assert len(trace.convolved) == len(trace.activated) == len(trace.pooled) == 4
    for before, after, pooled in zip(trace.convolved, trace.activated, trace.pooled, strict=True):
        np.testing.assert_array_equal(after.y, np.maximum(before.y, 0))
        height, width = (n // 2 for n in x.shape[1:])
        blocks = after.y[0, : 2 * height, : 2 * width].reshape(height, 2, width, 2)
        np.testing.assert_array_equal(pooled.y[0], blocks.max(axis=(1, 3)))


def test_two_line_detectors_and_a_tensor_filter_find_a_plus():
    x = np.zeros((1, 7, 7))
    x[0, 3, 1:6] = x[0, 1:6, 3] = 1
    trace = filter_bank.trace(x, LINE_BANK, second=cross())
    assert np.unravel_index(trace.second.y[0].argmax(), (7, 7)) == (3, 3)
    bar = np.zeros((1, 7, 7))
    bar[0, 3, 1:6] = 1
    lone = filter_bank.trace(bar, LINE_BANK, second=cross())
    assert lone.second.y.max() < trace.second.y.max()


@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate", "circular"])
def test_the_second_layer_pads_as_the_first_does(mode):
    x = np.random.default_rng(2).integers(0, 9, (1, 6, 7)).astype(float)
    trace = filter_bank.trace(x, LINE_BANK, padding_mode=mode, second=cross())
    maps = np.concatenate([t.y for t in trace.activated])
    filled = np.pad(
        maps,
        ((0, 0), (1, 1), (1, 1)),
        {"zeros": "constant", "replicate": "edge", "circular": "wrap"}.get(mode, mode),
    )
    corner = (filled[:, :3, :3] * cross().weight).sum() / cross().divisor
    assert trace.second.y[0, 0, 0] == pytest.approx(corner, abs=1e-12)


def test_a_bank_has_one_to_sixteen_kernels():
    one = Kernel("identity", "Identity", np.ones((1, 1, 1)))
    with pytest.raises(ValueError, match="holds 1 to 16 kernels, this one 17"):
        filter_bank.trace(np.ones((1, 3, 3)), (one,) * 17)


def test_maps_of_unequal_sizes_cannot_be_stacked():
    one = Kernel("identity", "Identity", np.ones((1, 1, 1)))
    three = Kernel("box", "Box", np.ones((1, 3, 3)))
    with pytest.raises(ValueError, match='these are 3 × 3 and 5 × 5: padding "same" keeps'):
        filter_bank.trace(
            np.ones((1, 5, 5)),
            (one, three),
            padding="valid",
            second=Kernel("custom", "Pair", np.ones((2, 1, 1))),
        )
