"""The program of the two ways runs as it is and ends with what the page shows."""

import contextlib
import io
from dataclasses import replace

import numpy as np
import pytest

from cnnviz.kernels import to_link
from cnnviz.kernels.kernel import Kernel
from cnnviz.lessons.equivariance import code
from cnnviz.lessons.equivariance.controls import compute
from cnnviz.lessons.equivariance.settings import EQUIVARIANCE_LAYERS, Equivariance
from cnnviz.lessons.equivariance.words import name

MODES = ("zeros", "reflect", "replicate", "circular")
UNEVEN = to_link(Kernel("uneven", "Uneven", np.array([[[1.0, -2.0, 0.5], [3.0, 0.0, 1.0]]]), 4.0))
CASES = [
    *(Equivariance(layer=layer) for layer in EQUIVARIANCE_LAYERS),
    *(Equivariance(layer="strided", move="turn", padding_mode=mode) for mode in MODES),
    *(Equivariance(layer="blur", padding_mode=mode) for mode in MODES),
    Equivariance(kernel=UNEVEN, move="turn", turned=True, activation="relu"),
    Equivariance(kernel=UNEVEN, padding="valid", move="scale"),
    Equivariance(picture="camera", side=32, kernel="gaussian", move="scale"),
]


def printed(text):
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        exec(text, {})
    return [float(number) for number in told.getvalue().split()]


@pytest.mark.parametrize("settings", CASES, ids=str)
def test_the_program_ends_with_both_numbers_of_the_cell_or_the_largest_difference(settings):
    square = compute(settings, None)[1].square
    scale = np.abs(square.before).max()
    rows, columns = square.y.shape
    for n in {0, len(square.moves) // 3, len(square.moves) - 1}:
        words = name(square.moves[n])
        for at in ((0, 0), (rows // 2, columns // 3), (rows - 1, columns - 1)):
            found = printed(code.program(settings, square, n, at, words))
            wanted = [square.before[n][at], square.after[n][at]]
            assert found == pytest.approx(wanted, rel=1e-9, abs=1e-12 * scale)
        (largest,) = printed(code.program(settings, square, n, None, words))
        assert largest == pytest.approx(square.counts(n)[1].largest, rel=1e-9, abs=1e-12 * scale)


def test_a_quarter_turn_with_the_kernel_turned_along_differs_nowhere():
    settings = replace(Equivariance(), move="turn", turned=True)
    square = compute(settings, None)[1].square
    n = next(n for n, move in enumerate(square.moves) if move.degrees == 90)
    text = code.program(settings, square, n, None, name(square.moves[n]))
    assert "turned = np.array" in text
    assert printed(text) == [0]
