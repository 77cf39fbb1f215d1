"""The chapter's one-dimensional network: convolution, ReLU, dense, squared loss; k = 3, n = 5.

Its gradient is the product of three matrices: dZ/dW (k × n, inputs), dA/dZ (n × n, diagonal, ones
where Z > 0) and dL/dA (n × 1, 2 (A2 - y) W2).
"""

import numpy as np
import pytest

from cnnviz.geometry import Window
from cnnviz.lessons.backprop import backward_terms
from cnnviz.networks.graph import sequential
from cnnviz.networks.run import loss_and_gradients
from cnnviz.ops import Conv, Dense, Flatten, ReLU, SquaredError
from tests.lessons.backprop.opened import opened

NETWORK = sequential(
    ("conv", Conv(3, padding=1)), ("relu", ReLU()), ("flatten", Flatten()), ("fc", Dense())
)
LOSS = SquaredError(reduction="sum")
X = np.array([1.0, 2.0, -1.0, 3.0, 0.0])
W1, W2, Y = np.array([1.0, -1.0, 2.0]), np.array([2.0, 1.0, -1.0, 3.0, 1.0]), 4.0
PARAMS = {"conv": {"weight": W1[None, None]}, "fc": {"weight": W2[None]}}

INPUTS_READ = [[0, 1, 2, -1, 3], [1, 2, -1, 3, 0], [2, -1, 3, 0, 0]]
GATES = [1, 0, 1, 0, 1]


@pytest.fixture(scope="module")
def result():
    return loss_and_gradients(NETWORK, PARAMS, X[None, None], LOSS, np.array([[Y]]))


def test_forward_by_hand(result):
    values = result.activations.values
    assert values["conv"].tolist() == [[[3, -3, 9, -4, 3]]]
    assert values["relu"].tolist() == [[[3, 0, 9, 0, 3]]]
    assert values["fc"].tolist() == [[0]]
    assert result.loss == 16


def test_three_matrices_multiplied_out_are_the_gradient(result):
    dz_dw, da_dz = np.array(INPUTS_READ), np.diag(GATES)
    dl_da = 2 * (0 - Y) * W2
    assert dl_da.tolist() == [-16, -8, 8, -24, -8]
    product = dz_dw @ da_dz @ dl_da
    assert product.tolist() == [-8, -24, -8]
    assert result.gradients.params["conv"]["weight"].tolist() == [[[-8, -24, -8]]]


def test_each_matrix_is_what_the_engine_used(result):
    values, gradients = result.activations.values, result.gradients
    trace = backward_terms.of_node(NETWORK, PARAMS, result.activations, gradients, "conv")
    assert trace.jacobian(0, 0, 0).tolist() == INPUTS_READ
    assert ReLU().derivative(values["conv"])[0, 0].tolist() == GATES
    assert gradients.values["relu"].tolist() == [[[-16, -8, 8, -24, -8]]]


@pytest.mark.parametrize(("k", "n"), [(1, 4), (3, 5), (5, 12), (7, 7)])
def test_the_matrix_has_the_elements_that_the_chapter_gives(k, n):
    """dZ_i / dW_j = X_{i - k // 2 + j - 1}, counted from 1, and 0 beyond the ends."""
    x = np.arange(1.0, n + 1)
    reads = Window(k, pad=(k // 2, k // 2)).input_indices(n)
    engine = np.where(reads < 0, 0, x[reads]).T
    for i in range(1, n + 1):
        for j in range(1, k + 1):
            place = i - k // 2 + j - 1
            assert engine[j - 1, i - 1] == (place if 1 <= place <= n else 0)


def test_a_shared_weights_gradient_is_the_sum_over_its_unshared_copies(result):
    """Untie the weight: one copy for each position, each used once."""
    back = backward_terms.of_node(NETWORK, PARAMS, result.activations, result.gradients, "conv")
    trace = opened(back)
    assert trace.weight_terms(0, 0, 0).products.tolist() == [[0, 0, 16, 0, -24]]
    assert trace.weight_terms(0, 0, 1).products.tolist() == [[-16, 0, -8, 0, 0]]
    assert trace.weight_terms(0, 0, 2).products.tolist() == [[-32, 0, 24, 0, 0]]


def test_the_squared_loss_at_the_output(result):
    assert result.gradients.values["fc"].tolist() == [[-8]]
    assert result.gradients.params["fc"]["weight"].tolist() == [[-24, 0, -72, 0, -24]]
