"""A map grown by hand, by plain loops, and what its overlap and its adjoint are."""

import numpy as np
import pytest

from cnnviz.lessons.transposed_convolution import words
from cnnviz.lessons.transposed_convolution.settings import Transposed
from cnnviz.lessons.transposed_convolution.trace import trace

X = np.array([[1.0, 2.0], [0.0, -1.0]])
W = np.array([[1.0, 2.0], [3.0, 4.0]])
SETTINGS = [
    {"stride": s, "padding": p, "output_padding": o, "dilation": d}
    for s in (1, 2, 3)
    for d in (1, 2)
    for p in (0, 1)
    for o in (0, 1)
    if o < s
]


def settings(**changes):
    return {"stride": 1, "padding": 0, "output_padding": 0, "dilation": 1} | changes


def test_each_input_adds_its_multiple_of_the_kernel():
    made = trace(X, W, **settings())
    # 1·[1 2; 3 4] at the left, 2·[1 2; 3 4] one to the right, −1·[1 2; 3 4] one further down.
    assert made.y.tolist() == [[1, 4, 4], [3, 9, 6], [0, -3, -4]]
    assert made.overlap.tolist() == [[1, 2, 1], [2, 4, 2], [1, 2, 1]]


def test_a_stride_puts_the_multiples_apart():
    made = trace(X, W, **settings(stride=2))
    assert made.y.tolist() == [[1, 2, 2, 4], [3, 4, 6, 8], [0, 0, -1, -2], [0, 0, -3, -4]]
    assert np.unique(made.overlap).tolist() == [1]


@pytest.mark.parametrize("asked", SETTINGS, ids=str)
def test_the_map_is_what_plain_loops_give(asked):
    rng = np.random.default_rng(1)
    x, w = rng.integers(-3, 4, (3, 4)).astype(float), rng.integers(-3, 4, (2, 3)).astype(float)
    made, s, d = trace(x, w, **asked), asked["stride"], asked["dilation"]
    whole = np.zeros((s * 2 + d * 1 + 1 + asked["output_padding"],
                      s * 3 + d * 2 + 1 + asked["output_padding"]))  # fmt: skip
    count = np.zeros_like(whole)
    for i, j in np.ndindex(*x.shape):
        for m, n in np.ndindex(*w.shape):
            whole[s * i + d * m, s * j + d * n] += x[i, j] * w[m, n]
            count[s * i + d * m, s * j + d * n] += 1
    p = asked["padding"]
    inside = (slice(p, whole.shape[0] - p), slice(p, whole.shape[1] - p))
    assert made.y.tolist() == whole[inside].tolist()
    assert made.overlap.tolist() == count[inside].tolist()


@pytest.mark.parametrize("asked", SETTINGS, ids=str)
def test_it_is_the_adjoint_of_the_convolution(asked):
    rng = np.random.default_rng(2)
    x, w = rng.normal(size=(4, 3)), rng.normal(size=(3, 2))
    made = trace(x, w, **asked)
    assert np.vdot(made.back, x) == pytest.approx(np.vdot(made.y, made.y), rel=1e-12)
    assert made.back.shape == x.shape


@pytest.mark.parametrize(
    ("kernel", "stride", "dilation", "said"),
    [
        (3, 2, 1, "does not divide the kernel size 3: a checkerboard. Kernel size 2 or 4 cures it"),
        (4, 3, 1, "does not divide the kernel size 4: a checkerboard. Kernel size 3 or 6 cures it"),
        (2, 3, 1, "leaves gaps that no input reaches"),
        (4, 2, 1, "even"),
        (3, 1, 1, "even"),
        (3, 2, 2, "leave gaps that no input reaches"),
    ],
)
def test_what_is_said_of_the_overlap_is_true(kernel, stride, dilation, said):
    asked = settings(stride=stride, dilation=dilation)
    made = trace(np.ones((9, 9)), np.ones((kernel, kernel)), **asked)
    edge = made.windows[0].span
    counts = set(np.unique(made.overlap[edge:-edge, edge:-edge]).tolist())
    assert said in words.cure(made)
    assert (len(counts) == 1) == ("even" in said)
    assert (0 in counts) == ("gaps" in said)
    if "checkerboard" in said:
        for cured in map(int, said.split("size ")[-1].removesuffix(" cures it").split(" or ")):
            even = trace(np.ones((9, 9)), np.ones((cured, cured)), **asked).overlap
            assert len(np.unique(even[edge:-edge, edge:-edge])) == 1


def test_output_padding_is_less_than_the_stride():
    with pytest.raises(ValueError, match=r"^Output padding can be 0 to 1 at stride 2\.$"):
        trace(X, W, **settings(stride=2, output_padding=2))


def test_the_first_page_can_be_followed_by_hand():
    asked = Transposed()
    x = np.array([[1, 2, 0], [3, 1, 1], [0, 1, 2]], float)
    made = trace(x, asked.build_kernel().weight[0], **settings(stride=2))
    assert made.y[:3].tolist() == [
        [1, 2, 3, 4, 2, 0, 0],
        [2, 4, 6, 8, 4, 0, 0],
        [4, 8, 7, 6, 4, 2, 1],
    ]
    assert words.notes(made)["size"] == "Output size: (3 − 1)·2 + 3 = *7*"
