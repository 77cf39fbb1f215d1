"""The code that people take home gives the numbers of the page."""

import numpy as np
import pytest

from cnnviz.lessons.pooling.code import numpy_code
from cnnviz.lessons.pooling.code_torch import pytorch_code
from cnnviz.lessons.pooling.trace import Pooling, trace

X = np.random.default_rng(4).integers(-9, 10, (7, 9)).astype(float)
# Padding on each side apart, and padding that repeats inputs.
UNLIKE = ((1, 0), (0, 1))
BORDERS = tuple(
    Pooling(kind, padding=padding, padding_mode=mode, ceil_mode=up, count_include_pad=counted)
    for kind in ("max", "average", "lp")
    for padding, mode in ((UNLIKE, "zeros"), (1, "replicate"), (UNLIKE, "circular"))
    for up in (False, True)
    for counted in ((True, False) if kind == "average" else (True,))
)
# What takes more than a window and a stride.
SPECIAL = (
    *BORDERS,
    Pooling(ceil_mode=True, stride=3, window=2),
    Pooling("average", padding=1, count_include_pad=False),
    Pooling("average", padding=1, ceil_mode=True, stride=4),
    Pooling("lp", window=2, power=3, padding=1),
    Pooling("lp", power=16, ceil_mode=True, stride=4),
    Pooling("blur"),
    Pooling("blur", padding=UNLIKE),
    Pooling("blur", window=2, stride=3, padding=1, blur=2),
    Pooling("blur", blur=5, stride=1),
    Pooling("roi", cells=3),
    Pooling("roi", cells=2, box=(1, 0, 7, 4)),
)


@pytest.mark.parametrize(
    "pooling",
    [
        Pooling(),
        Pooling(window=2, stride=3, padding=1),
        Pooling("average", window=3, padding=1),
        Pooling("lp", window=2, power=3, padding=1),
        Pooling("global_max"),
        Pooling("global_average"),
        *SPECIAL,
    ],
)
def test_the_numpy_code_gives_the_output(pooling):
    names = {}
    exec(numpy_code(pooling, X), names)
    assert np.allclose(np.reshape(names["y"], trace(X, pooling).y.shape), trace(X, pooling).y)


@pytest.mark.parametrize("kind", ["max", "average", "lp", "global_max", "global_average"])
def test_a_large_map_is_taken_as_it_is_there_whole_numbers_included(kind):
    x = np.arange(400).reshape(20, 20)
    names = {"x": x}
    text = numpy_code(Pooling(kind), x.astype(float))
    assert "399" not in text
    exec(text, names)
    wanted = trace(x.astype(float), Pooling(kind)).y
    assert np.allclose(np.reshape(names["y"], wanted.shape), wanted)


@pytest.mark.parametrize(
    "pooling",
    [
        Pooling(),
        Pooling("average", padding=1),
        Pooling("lp"),
        Pooling("global_max"),
        Pooling("global_average"),
        *SPECIAL,
    ],
)
def test_the_pytorch_code_gives_the_output(pooling):
    torch = pytest.importorskip("torch")
    names = {"x": torch.tensor(X)[None, None]}
    exec(pytorch_code(pooling, X.shape), names)
    wanted = trace(X, pooling).y
    assert np.allclose(names["y"].numpy().reshape(wanted.shape), wanted)


def test_the_pytorch_code_asks_for_the_winners():
    assert pytorch_code(Pooling(padding=1), X.shape).endswith(
        "F.max_pool2d(x, kernel_size=3, stride=2, padding=1, ceil_mode=False, "
        "return_indices=True)\n"
    )


@pytest.mark.parametrize("kind", ["max", "average", "lp", "blur"])
@pytest.mark.parametrize("ceil_mode", [False, True])
def test_the_code_of_a_window_that_is_not_square_gives_the_maps_numbers(kind, ceil_mode):
    x = np.arange(56.0).reshape(7, 8) % 11
    asked = Pooling(kind, window=2, width=3, stride=2, padding=1, ceil_mode=ceil_mode, power=3)
    scope = {}
    exec(numpy_code(asked, x), scope)
    np.testing.assert_allclose(scope["y"], trace(x, asked).y, rtol=1e-12)
    if kind in ("max", "average"):
        assert "kernel_size=(2, 3)" in pytorch_code(asked, x.shape)
