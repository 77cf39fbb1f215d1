"""The experiments: each family's idea in numbers that the engine works out, some by hand here."""

from math import prod, tanh

import numpy as np
import pytest

from cnnviz.lessons.architectures import ideas, payload_ideas, stack, words_panels
from cnnviz.lessons.architectures.layers import layout
from cnnviz.lessons.architectures.settings import View
from cnnviz.networks.catalogue.famous import BY_KEY


def test_the_cell_that_forgives_answers_the_same_wherever_the_plus_is():
    found = ideas.of_family("neocognitron", 0)
    assert (found["c"] == [1, 0, 0, 0]).all()
    places = [np.argwhere(s).tolist() for s in found["s"]]
    assert places[0] != places[4] != places[9] and all(places)


def test_tanh_with_the_mean_and_relu_with_the_maximum_by_hand():
    found = ideas.of_family("lenet", 0)
    mean = (tanh(2) + tanh(-1) + tanh(1) + tanh(0)) / 4
    assert found["mean"][0, 0] == pytest.approx(mean) == pytest.approx(0.241, abs=5e-4)
    assert found["max"].tolist() == [[2, 3], [3, 1]]


def test_what_seven_layers_leave_of_a_gradient_by_hand():
    found = ideas.of_family("alexnet", 0)
    at = found["at"].tolist().index(2.0)
    slope = 1 - tanh(2) ** 2
    assert found["tanh"][at, 0] == pytest.approx(slope) == pytest.approx(0.0707, abs=5e-5)
    assert found["tanh"][at, 6] == pytest.approx(slope**7) == pytest.approx(9e-9, rel=0.03)
    assert (found["relu"][at] == 1).all() and (found["relu"][0] == 0).all()
    kept = found["kept"]
    assert (kept[0] == 1).all()
    assert set(np.unique(kept[5])) == {0, 2}
    other = ideas.of_family("alexnet", 1)["kept"]
    assert not np.array_equal(kept[5], other[5])


def test_small_kernels_have_fewer_weights_and_make_the_large_one():
    found = ideas.of_family("vgg", 0)
    for k, maps in enumerate(ideas.CHANNELS):
        squared = maps**2
        assert found["weights"][1, k].tolist() == [18 * squared, 25 * squared]
        assert found["weights"][2, k].tolist() == [27 * squared, 49 * squared]
    assert found["off"][:, 0].tolist() == [0, 0, 0]
    assert found["off"][0, 1] == 0 and (found["off"][1:, 1] > 0).all()
    # Its first row: 1, 0, -1 of the first kernel meets 0, 1, 0 of the second.
    assert found["kernel 2"][0].tolist() == [0, 1, 0, -1, 0]


def test_arcs_keep_the_gradient_and_a_plain_stack_loses_it():
    start = stack.STARTS.index(stack.PYTORCH)
    for seed in (0, 1):
        plain, arcs = stack.norms(56, seed)[start, :, 0]
        assert plain < 1e-20 and 0.1 < arcs < 10
        assert stack.norms(20, seed)[start, 0, 0] < 1e-6
    assert stack.norms(20, 0)[start, :, -1].tolist() == [1, 1]


def test_a_short_stack_has_the_gradient_of_its_matrices():
    # Two layers by hand: h2 = relu(W2 relu(W1 h0) + h0), without biases.
    rng = np.random.default_rng(5)
    w = rng.standard_normal((2, stack.WIDTH, stack.WIDTH)) * np.sqrt(2 / stack.WIDTH)
    x = np.maximum(0, rng.standard_normal((stack.INPUTS, stack.WIDTH)))
    dy = rng.standard_normal(stack.WIDTH)
    start = stack.STARTS.index(1.0)
    norms = {0: 0.0, 1: 0.0}
    for arcs in (0, 1):
        total = 0.0
        for one in x:
            h1 = np.maximum(0, w[0] @ one)
            z2 = w[1] @ h1 + arcs * one
            d2 = dy * (z2 > 0)
            d0 = w[0].T @ ((w[1].T @ d2) * (h1 > 0)) + arcs * d2
            total += float(np.linalg.norm(d0))
        norms[arcs] = total / (stack.INPUTS * float(np.linalg.norm(dy)))
    found = stack.norms(2, 5)[start, :, 0]
    np.testing.assert_allclose(found, [norms[0], norms[1]], rtol=1e-12)


def test_growing_all_three_multiplies_what_each_alone_does():
    scaled = ideas.of_family("efficientnet", 0)["scaled"]
    b0 = layout(BY_KEY["efficientnet-b0"])
    assert (scaled[:, 0, :2] == [b0.parameters, b0.work]).all()
    assert scaled[0, 7, 2:].tolist() == pytest.approx([1.2**7, 1.1**7, round(224 * 1.15**7)])
    work = scaled[:, 7, 1] / b0.work
    assert work[0] == pytest.approx(prod(work[1:]), rel=0.05)
    assert (scaled[3, :, 0] == b0.parameters).all()  # a sharper picture learns nothing more


@pytest.mark.parametrize("family", ideas.EXPERIMENTS)
def test_every_knob_stands_for_a_place_in_the_arrays(family):
    found = ideas.of_family(family, 3)
    told = payload_ideas.idea(family, found, 3)
    assert all(np.isfinite(array).all() for array in found.values())
    for name, said, values in told["knobs"]:
        line = View.__dataclass_fields__[name]
        assert said and len(line.metadata["codec"].options) == len(values)
        assert getattr(View(), name) < len(values)
    assert set(words_panels.SAID) == set(ideas.EXPERIMENTS)
