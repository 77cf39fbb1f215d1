"""The chain rule as matrices on the chapter's network, worked by hand; the untied copies."""

import numpy as np
import pytest

from cnnviz.lessons.backprop import chain
from cnnviz.lessons.backprop import chain_rule_matrices as chain_worked
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.networks.graph import sequential
from cnnviz.networks.presets import PRESETS
from cnnviz.ops import Conv, Dense, Flatten, ReLU, SquaredError
from tests.lessons.backprop.opened import opened
from tests.lessons.backprop.test_chain import run


@pytest.fixture(scope="module")
def line():
    """X = 1 2 0 -1 1, W = -1 2 1, so Z = 4 3 -3 -1 3 and the output is 4; the target is 1."""
    return run(PRESETS["line"]())


def test_the_three_matrices_and_their_product(line):
    parts = chain_worked.product(line)
    assert parts.dz_dw.tolist() == [[0, 1, 2, 0, -1], [1, 2, 0, -1, 1], [2, 0, -1, 1, 0]]
    assert parts.da_dz.tolist() == np.diag([1, 1, 0, 0, 1]).tolist()
    assert parts.dl_da.tolist() == [6, -6, 12, 6, 6]  # 2 (4 - 1) · W2
    # 0·6 + 1·(-6) - 1·6, 1·6 + 2·(-6) + 1·6, 2·6 + 0·(-6) + 0·6
    assert parts.product.tolist() == parts.engine.tolist() == [-12, 0, 12]


def test_each_copy_of_a_shared_weight_has_its_own_gradient_and_they_add_up(line):
    parts = chain_worked.untied(line)
    assert parts.copies.tolist() == [[0, -6, 0, 0, -6], [6, -12, 0, 0, 6], [12, 0, 0, 0, 0]]
    assert parts.total.tolist() == parts.shared.tolist() == [-12, 0, 12]


@pytest.mark.parametrize("name", ["pooled", "plain", "line", "vanishing", "exploding"])
def test_the_untied_network_gives_the_engines_gradient_in_every_preset_of_one_kernel(name):
    trace = run(PRESETS[name]())
    parts, rule = chain_worked.untied(trace), chain_worked.product(trace)
    shared = trace.stages[0].grads["weight"].ravel()
    assert np.allclose(parts.total, shared, rtol=1e-12, atol=1e-12 * np.abs(shared).max())
    assert np.allclose(rule.product, shared, rtol=1e-12, atol=1e-12 * np.abs(shared).max())


def test_an_edge_that_is_repeated_is_read_by_two_weights_of_one_place():
    settings = Backprop("line", padding=((0, 0), (2, 0)), padding_mode="replicate")
    trace = run(settings.build(settings.build_own()))
    parts, rule = chain_worked.untied(trace), chain_worked.product(trace)
    shared = trace.stages[0].grads["weight"].ravel()
    assert rule.dz_dw.tolist() == [[1, 1, 1, 2, 0], [1, 1, 2, 0, -1], [1, 2, 0, -1, 1]]
    assert np.allclose(parts.total, shared, rtol=1e-12)
    assert np.allclose(rule.product, shared, rtol=1e-12)


def test_the_copies_are_the_terms_that_the_trace_shows():
    trace = run(PRESETS["pooled"]())
    copies = chain_worked.untied(trace).copies
    for tap in np.ndindex(3, 3):
        terms = opened(trace.stages[0].back).weight_terms(0, 0, *tap)
        assert copies[3 * tap[0] + tap[1]].tolist() == terms.products.ravel().tolist()


@pytest.mark.parametrize(("k", "n", "stride"), [(1, 4, 1), (3, 6, 2), (5, 7, 1), (5, 12, 3)])
def test_any_kernel_size_and_stride_on_a_line(k, n, stride):
    rng = np.random.default_rng(k * n)
    layer = Conv((1, k), stride=(1, stride), padding=((0, 0), (k // 2, k // 2)))
    network = sequential(
        ("conv", layer), ("relu", ReLU()), ("flatten", Flatten()), ("dense", Dense(), 1)
    )
    params = network.initial((1, 1, 1, n), seed=k, dtype=np.float64)
    trace = chain.trace(network, params, rng.normal(size=(1, 1, n)), SquaredError(), np.ones(1))
    parts = chain_worked.untied(trace)
    assert np.allclose(parts.total, parts.shared, rtol=1e-12, atol=1e-13)
    assert np.allclose(chain_worked.product(trace).product, parts.shared, rtol=1e-12, atol=1e-13)


def test_both_sides_of_the_adjoint_on_the_worked_example():
    sides = chain_worked.adjoint(run(PRESETS["pooled"]()).stages[0])
    assert (sides.outputs, sides.inputs) == (3, 3)


def test_a_photo_has_too_many_places_for_weights_of_their_own():
    trace = run(PRESETS["pooled"]().with_input(np.ones((1, 40, 40))))
    with pytest.raises(ValueError) as fault:
        chain_worked.untied(trace)
    assert str(fault.value) == (
        "Weights of its own for every place would be 2,310,400; at most 1,000,000 are made: "
        "use a smaller picture."
    )


def test_two_kernels_are_not_opened():
    trace = run(PRESETS["two_blocks"]())
    assert not chain_worked.applies_to(trace)
    with pytest.raises(ValueError, match="one kernel on one map"):
        chain_worked.product(trace)
