"""Resizing: weights by hand for each way to lay coordinates, and the adjoint."""

import numpy as np
import pytest

from cnnviz.ops.resizing import COORDINATES, MODES, Resize

ROW = np.array([0.0, 4.0, 8.0])


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"coordinates": "half_pixel"}, [0, 1, 3, 5, 7, 8]),
        ({"coordinates": "align_corners"}, [0, 1.6, 3.2, 4.8, 6.4, 8]),
        ({"coordinates": "asymmetric"}, [0, 2, 4, 6, 8, 8]),
        ({"mode": "nearest"}, [0, 0, 4, 4, 8, 8]),
        ({"mode": "nearest", "coordinates": "asymmetric", "nearest": "ceil"}, [0, 4, 4, 8, 8, 8]),
        ({"mode": "nearest", "coordinates": "asymmetric"}, [0, 0, 4, 4, 8, 8]),
        (
            {"mode": "nearest", "coordinates": "asymmetric", "nearest": "round_prefer_ceil"},
            [0, 4, 4, 8, 8, 8],
        ),
    ],
)
def test_a_row_twice_as_long(settings, expected):
    layer = Resize((2.0,), **{"mode": "linear", **settings})
    np.testing.assert_allclose(layer.forward(ROW), expected, atol=1e-12)


def test_cubic_weights_by_hand():
    """At a quarter between two inputs, a = -3/4: the weights are -27, 200, 93 and -10 256ths."""
    y = Resize((2.0,), mode="cubic").forward([0.0, 0.0, 256.0, 0.0, 0.0])
    weights = [-9 / 256, -0.10546875, 0.26171875, 0.87890625]
    np.testing.assert_allclose(y[1:5], [256 * w for w in weights], atol=1e-12)
    assert y.tolist() == y[::-1].tolist()


def test_an_axis_made_shorter_with_and_without_antialiasing():
    row = [0.0, 4.0, 8.0, 12.0]
    assert Resize(None, (2,), mode="linear").forward(row).tolist() == [2, 10]
    smooth = Resize(None, (2,), mode="linear", antialias=True, exclude_outside=True).forward(row)
    # Each is the mean of three or four inputs with the weights 1, 3, 3, 1, those outside left out.
    np.testing.assert_allclose(smooth, [(3 * 0 + 3 * 4 + 8) / 7, (4 + 3 * 8 + 3 * 12) / 7])


def test_a_single_output_lies_in_the_middle_or_at_the_first_input():
    middle = Resize(None, (1,), mode="linear")
    assert middle.forward(ROW).tolist() == [4]
    first = Resize(None, (1,), mode="linear", coordinates="pytorch_half_pixel")
    assert first.forward(ROW).tolist() == [0]


@pytest.mark.parametrize("coordinates", COORDINATES)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", [(7, 9), (3, 2), (1, 5)])
def test_the_gradient_is_the_adjoint(mode, coordinates, size):
    """⟨Ax, y⟩ = ⟨x, Aᵀy⟩."""
    generator = np.random.default_rng(0)
    layer = Resize(None, (2, 3, *size), mode=mode, coordinates=coordinates)
    x, y = generator.standard_normal((2, 3, 4, 5)), generator.standard_normal((2, 3, *size))
    left = np.vdot(layer.forward(x), y)
    assert left == pytest.approx(np.vdot(x, layer.backward(y, x)["x"]), rel=1e-12)


def test_what_does_not_fit():
    for make, words in (
        (lambda: Resize(None), "Scales are numbers above 0"),
        (lambda: Resize((2.0,), (4,)), "by scales or to sizes"),
        (lambda: Resize((2.0,)).forward([[1.0]]), "one for each axis"),
        (lambda: Resize((0.1,)).forward(ROW), "leave nothing of"),
        (lambda: Resize((2.0,), mode="area"), "no mode 'area'"),
    ):
        with pytest.raises(ValueError, match=words):
            make()
