"""One layer as a matrix and as a convolution: numbers by hand, random settings, and PyTorch."""

from math import prod

import numpy as np
import pytest

from cnnviz.analysis import matrix
from cnnviz.lessons.mlp_to_cnn import training
from cnnviz.lessons.mlp_to_cnn.examples import numbers, text_of
from cnnviz.lessons.mlp_to_cnn.payload_loops import MOST, program
from cnnviz.lessons.mlp_to_cnn.settings import Scan, tables
from cnnviz.lessons.mlp_to_cnn.trace import GUISES, ScanTrace
from tests.ops.torch_oracle import torch

SIGNAL, PICTURE = numbers(Scan()), numbers(Scan(dimensions=2))
SETTINGS = 500


def detector(trace, *places, seed=0):
    return training.taught(trace, places, seed)


@pytest.mark.parametrize(
    ("trace", "dense", "local", "shared"),
    [
        (SIGNAL, [-4, -1, 4, -2, -3, -8], [-7, -4, 6, -5, -1, -2], [-5, 0, 6, -3, -2, -1]),
        (PICTURE, [9, -4, -3, -1], [12, -4, -2, -3], [12, -2, 0, -1]),
    ],
)
def test_the_outputs_of_the_three_guises_by_hand(trace, dense, local, shared):
    assert [trace.y[guise].tolist() for guise in GUISES] == [dense, local, shared]
    assert trace.slid.tolist() == trace.unfolded.tolist() == shared


@pytest.mark.parametrize("trace", [SIGNAL, PICTURE])
def test_sharing_is_taking_the_mean_along_the_diagonals(trace):
    tap = trace.layer.tap
    means = [trace.own[tap == m].mean() for m in range(trace.w.size)]
    assert means == trace.w.ravel().tolist()


def test_the_gradients_by_hand():
    assert SIGNAL.dw.ravel().tolist() == [3, -6, -3]
    copies = [SIGNAL.row_gradients[SIGNAL.layer.tap == m].tolist() for m in range(3)]
    assert copies == [[2, 0, -2, 3, 0, 0], [0, -1, -6, 1, 0, 0], [1, -3, -2, 0, 0, 1]]
    assert SIGNAL.updated.ravel().tolist() == [-2.3, 3.6, -0.7]
    np.testing.assert_allclose(SIGNAL.nudged, [0.3, -0.6, -0.3], rtol=0, atol=1e-14)
    assert PICTURE.dw.ravel().tolist() == [4, -2, 6, -4, 2, -4, 2, -4, -1]


def test_the_patches_by_hand():
    assert SIGNAL.patches.tolist() == [[2, 0, 1, 3, 1, 0], [0, 1, 3, 1, 0, 0], [1, 3, 1, 0, 0, 1]]


@pytest.mark.parametrize(
    ("trace", "weights", "lines"),
    [(SIGNAL, (48, 18, 3), (115, 55, 55)), (PICTURE, (64, 36, 9), (141, 103, 103))],
)
def test_the_counts_of_weights_and_of_executed_lines_by_hand(trace, weights, lines):
    assert tuple(trace.weights(guise) for guise in GUISES) == weights
    runs = [program(trace, guise) for guise in GUISES]
    assert tuple(run.count for run in runs) == tuple(len(run.steps) for run in runs) == lines
    products = (weights[0], weights[1], weights[1])
    assert tuple(int((run.marks[:, 2] >= 0).sum()) for run in runs) == products


def test_the_counts_of_a_layer_of_ones_own_by_hand():
    one, many = matrix.counts(224, 3, 1, 1), matrix.counts(224, 3, 3, 64)
    assert (one.dense[1], one.local[1], one.shared[1]) == (2_517_630_976, 451_584, 9)
    assert (many.dense[1], many.local[1], many.shared[1]) == (483_385_147_392, 86_704_128, 1_728)


def test_the_lesson_by_hand():
    met = detector(SIGNAL, 2)
    assert met.kernel.tolist() == [-2, 3, -1]
    assert [(one.label, one.score, one.loss) for one in met.met] == [(1, 0, 1), (-1, 10, 11)]
    assert [(one.score, one.loss) for one in met.after] == [(6, 0), (-8, 0)]
    picture = detector(PICTURE, 0)
    assert picture.kernel.tolist() == [-1, 1, -2, 1, 2, 1, -1, 1, -3]
    assert [one.score for one in (*picture.met, *picture.after)] == [0, 13, 12, -11]


def test_what_is_found_at_each_place_by_hand():
    made, picture = detector(SIGNAL, 2), detector(PICTURE, 0)
    scores = {guise: made.y[guise].max(axis=1).tolist() for guise in GUISES}
    assert scores["dense"] == scores["local"] == [0, 0, 6, 0, 0, 0]
    assert scores["shared"] == [6] * 6
    assert made.y["dense"][:, 2].tolist() == [-2, -3, 6, 0, -1, 0]
    assert not made.y["dense"][:, [0, 1, 3, 4, 5]].any()
    assert made.y["shared"][4].tolist() == [-4, 0, -1, 0, 6, -4]
    assert made.softmax["shared"][4, 4] == pytest.approx(0.99, abs=0.005)
    assert picture.y["dense"].max(axis=1).tolist() == [12, 0, 0, 0]
    assert picture.y["shared"].max(axis=1).tolist() == [12] * 4


@pytest.mark.parametrize("trace", [SIGNAL, PICTURE])
def test_a_dense_layer_needs_a_lesson_for_each_place(trace):
    count = len(trace.own)
    for k in range(count + 1):
        made = detector(trace, *range(k))
        assert made.found("dense") == made.found("local") == k
        assert made.found("shared") == (count if k else 0)
    assert (made.matrices["dense"] == made.matrices["shared"]).all()


def test_the_order_of_the_examples_follows_the_seed():
    labels = {tuple(one.label for one in detector(SIGNAL, 2, seed=k).met) for k in range(8)}
    assert labels == {(1, -1), (-1, 1)}


def settings(seed):
    """Shapes and settings of a layer in 1-D or 2-D whose window fits."""
    rng = np.random.default_rng(seed)
    rank = 1 + seed % 2
    stride, padding, dilation = (int(rng.integers(a, 4)) for a in (1, 0, 1))
    kernel = rng.integers(1, 4, rank)
    sides = [int(rng.integers(max(1, (k - 1) * dilation + 1 - 2 * padding), 9)) for k in kernel]
    channels, filters = rng.integers(1, 4, 2)
    x = rng.standard_normal((channels, *sides))
    w = rng.standard_normal((filters, channels, *kernel))
    made = matrix.layer(x.shape, w.shape, stride, padding, dilation)
    own, error = rng.standard_normal(made.shape), rng.standard_normal(made.shape[0])
    bias, pair = rng.standard_normal(filters), rng.standard_normal((2, prod(kernel.tolist())))
    return ScanTrace(made, x, w, bias, own, error, pair), (stride, padding, dilation)


@pytest.mark.parametrize("start", range(0, SETTINGS, 50))
def test_matrix_patches_and_convolution_agree_over_random_settings(start):
    for seed in range(start, start + 50):
        trace, _ = settings(seed)
        for way in (trace.y["shared"], trace.unfolded):
            np.testing.assert_allclose(way, trace.slid, rtol=0, atol=1e-12)
        copies = [trace.row_gradients[trace.layer.tap == m].sum() for m in range(trace.w.size)]
        np.testing.assert_allclose(copies, trace.dw.ravel(), rtol=0, atol=1e-12)
        np.testing.assert_allclose(trace.nudged, 0.1 * trace.dw.ravel(), rtol=0, atol=1e-11)


@pytest.mark.parametrize("seed", range(60))
def test_pytorch_agrees(seed):
    """Its convolution and autograd, its patches, and the rows of W with their gradients."""
    trace, (stride, padding, dilation) = settings(seed)
    x, w, own = (torch.tensor(a, requires_grad=True) for a in (trace.x, trace.w, trace.own))
    convolve = torch.nn.functional.conv1d if trace.x.ndim == 2 else torch.nn.functional.conv2d
    y = convolve(x[None], w, torch.tensor(trace.bias), stride, padding, dilation).ravel()
    error = torch.tensor(trace.error)
    (y @ error + own @ x.ravel() @ error).backward()
    np.testing.assert_allclose(trace.slid, y.detach().numpy(), rtol=0, atol=1e-12)
    np.testing.assert_allclose(trace.dw, w.grad.numpy(), rtol=0, atol=1e-12)
    np.testing.assert_allclose(trace.row_gradients, own.grad.numpy(), rtol=0, atol=1e-12)
    if trace.x.ndim == 3:
        unfold = torch.nn.Unfold(trace.w.shape[2:], dilation, padding, stride)
        assert trace.patches.tolist() == unfold(x[None])[0].tolist()


@pytest.mark.parametrize("seed", range(12))
def test_every_executed_line_of_the_loops_gives_the_outputs(seed):
    trace, _ = settings(seed)
    for guise in GUISES:
        run = program(trace, guise)
        if run.count > MOST:
            continue
        stored = [step for step in run.steps if step.line == len(run.lines) - 2]
        assert [step.output for step in stored] == list(range(len(trace.own)))
        z = [step.z for step in stored]
        np.testing.assert_allclose(z, trace.y[guise], rtol=0, atol=1e-12)
        assert run.count == len(run.steps) and run.steps[-1].z == max(z)
        assert [run.steps[s].output for s in run.known] == list(range(len(trace.own)))


def test_a_matrix_that_is_too_large_is_counted_and_not_made():
    text = ";".join([",".join(["1"] * 64)] * 64)
    large = numbers(Scan(dimensions=2, x2=text))
    assert not large.drawn and large.own.size == 0
    assert [large.weights(guise) for guise in GUISES] == [3_844 * 4_096, 3_844 * 9, 9]


def test_channels_that_a_text_lacks_are_made_of_its_first():
    trace = numbers(Scan(channels=2))
    assert trace.x[1].tolist() == trace.x[0, ::-1].tolist()
    assert trace.layer.y_shape == (2, 6) and prod(trace.w.shape) == 12
    again = Scan(channels=2, x1=text_of(trace.x), w1=text_of(trace.w.reshape(4, 3)))
    assert (numbers(again).slid == trace.slid).all()
    assert [table.tolist() for table in tables("1,2|3,4")] == [[[1, 2]], [[3, 4]]]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"w1": "1,2,3,4,5,6,7,8,9"}, "does not fit in an input of 8"),
        ({"x1": "1,2;3,4"}, "A signal is one row of numbers; these are 2 rows."),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(wrong, sentence):
    with pytest.raises(ValueError, match=sentence):
        numbers(Scan(**wrong))


@pytest.mark.parametrize("seed", range(0, 40, 2))
def test_the_loops_of_a_network_with_a_hidden_layer_give_its_outputs(seed):
    trace, _ = settings(seed)
    run = program(trace, "shared", hidden=True)
    if run.count > MOST:
        return
    assert len(run.steps) == run.count
    stored = [step.z for step in run.steps if step.line == len(run.lines) - 2]
    hidden = np.maximum(trace.slid, 0).reshape(len(trace.w), -1)
    answers = np.maximum(trace.second @ hidden, 0)
    np.testing.assert_allclose(stored, [*hidden.T.ravel(), *answers], rtol=0, atol=1e-12)
    assert run.steps[-1].z == pytest.approx(answers.max(), abs=1e-12)
    np.testing.assert_allclose(
        [run.steps[s].z for s in run.known], hidden.ravel(), rtol=0, atol=1e-12
    )


def test_the_network_of_the_signal_by_hand():
    """Hidden: max(0, y) = 0 0 6 0 0 0; one hidden neuron, so the output neuron gives the same."""
    run = program(SIGNAL, "shared", hidden=True)
    assert run.count == 1 + 6 * (1 + 9) + 1 + 6 * (1 + 5) + 1
    store = len(run.lines) - 2
    answers = [step.z for step in run.steps if (step.layer, step.line) == (1, store)]
    assert answers == [0, 0, 6, 0, 0, 0]
    read = [step.factors for step in run.steps if (step.layer, step.line) == (1, store - 1)]
    assert read == [(1, 0), (1, 0), (1, 6), (1, 0), (1, 0), (1, 0)]


def test_a_sum_begins_with_its_bias():
    """y = −5 0 6 −3 −2 −1, and 0.5 more in each; the loops start at 0.5 and add to it."""
    trace = numbers(Scan(bias="0.5"))
    assert trace.slid.tolist() == trace.unfolded.tolist() == [-4.5, 0.5, 6.5, -2.5, -1.5, -0.5]
    assert trace.y["dense"].tolist() == [-3.5, -0.5, 4.5, -1.5, -2.5, -7.5]
    steps = program(trace, "shared").steps
    assert [step.z for step in steps[:8]] == [0, 0.5, 0.5, -3.5, -3.5, -3.5, -3.5, -4.5]
    both = numbers(Scan(channels=2, bias="1,-2"))
    assert (both.slid - numbers(Scan(channels=2)).slid).tolist() == [1] * 6 + [-2] * 6


def test_what_only_rounding_made_is_zero():
    """0.1 + 0.2 − 0.3 by every way; and −0.1 + 0.1 of the errors."""
    trace = numbers(Scan(x1="0.1,0.2,0.3,0.1", w1="1,1,-1", error="-1,1"))
    for y in (trace.slid, trace.y["shared"], trace.unfolded):
        assert y[0] == 0
    assert program(trace, "shared").steps[7].z == 0
    assert numbers(Scan(x1="0.1,0.2,0.3,0.1", w1="1", error="1,1,-1,0")).dw.ravel() == [0]


def test_another_pattern_is_taught_and_its_lesson_counted():
    """p = 1 0 0, q = 0 1 0: +p (score 0), then q scores 0, −q: w = 1 −1 0, and both losses are 0.

    A pattern that is its own opposite can't be learned.
    """
    trace = numbers(Scan(pattern="1,0,0", opposite="0,1,0", x1="0,0,0,0,0"))
    made = detector(trace, 1)
    assert made.kernel.tolist() == [1, -1, 0] and made.added == (1, 1)
    assert made.inputs.tolist() == [[1, 0, 0, 0, 0], [0, 1, 0, 0, 0], [0, 0, 1, 0, 0]]
    assert made.y["shared"].max(axis=1).tolist() == [1, 1, 1]
    same = detector(numbers(Scan(pattern="1,3,1", opposite="1,3,1")), 2)
    assert len(same.met) == 2 * training.PASSES and any(one.loss for one in same.after)
