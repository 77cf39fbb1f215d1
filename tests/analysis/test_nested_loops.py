"""Layers as nested loops: every line by hand, their number, and two layers one after the other."""

import numpy as np

from cnnviz.analysis.nested_loops import Loop, Nest, executed, run

READS = np.array([[0, 1], [1, -1]], np.int32)
ONE = Nest((Loop("t", 2),), (Loop("k", 2),), READS, np.array([[2.0, 1], [2, 1]]), np.ones(2))


def test_every_line_by_hand():
    """z = 1; + 2·3; + 1·(−4) = 3, stored; z = 1; + 2·(−4); + 1·0 = −7, stored; the largest is 3."""
    steps = list(run([ONE], np.array([3.0, -4])))
    assert [step.line for step in steps] == [0, 1, 2, 3, 2, 3, 4] * 2 + [5]
    assert [step.z for step in steps] == [0, 1, 1, 7, 7, 3, 3, 3, 1, 1, -7, -7, -7, -7, 3]
    products = [step for step in steps if step.line == 3]
    assert [step.factors for step in products] == [(2, 3), (1, -4), (2, -4), (1, 0)]
    assert [step.before for step in products] == [1, 7, 1, -7]
    assert [(step.output, step.term) for step in products] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert [step.variables for step in steps[7:10]] == [(1,), (1,), (1, 0)]
    assert len(steps) == executed([ONE])


def test_a_second_layer_reads_what_the_first_one_stored():
    """max(0, 3) and max(0, −7) are 3 and 0; 0.5·3 − 2·0 = 1.5."""
    first = Nest(ONE.outer, ONE.inner, READS, ONE.weights, ONE.bias, rectified=True)
    reads, weights = np.array([[0, 1]], np.int32), np.array([[0.5, -2]])
    second = Nest((Loop("t", 1),), (Loop("i", 2),), reads, weights, np.zeros(1))
    steps = list(run([first, second], np.array([3.0, -4])))
    assert [(step.layer, step.z) for step in steps if step.line == 5] == [(0, 3), (0, 0), (1, 1.5)]
    assert [step.variables for step in steps if step.line == 0] == [(0,), (1,)]
    assert steps[-1].z == 1.5 and len(steps) == executed([first, second]) == 2 + 14 + 7 + 1


def test_loops_inside_of_loops_begin_anew():
    """For each of 2 · 3 outputs: 2 terms in 1 · 2 turns of two loops."""
    reads, weights = np.zeros((6, 2), np.int32), np.ones((6, 2))
    outer, inner = (Loop("r", 2), Loop("c", 3)), (Loop("j", 1), Loop("k", 2))
    nest = Nest(outer, inner, reads, weights, np.zeros(6))
    steps = list(run([nest], np.ones(1)))
    assert len(steps) == executed([nest]) == 2 + 6 + 6 * (1 + 1 + 2 + 2 + 1) + 1
    assert [step.variables for step in steps if step.line == 1][2:4] == [(0, 2), (1, 0)]


def test_a_sum_that_cancels_is_zero():
    weights = np.array([[1.0, 1, -1]])
    nest = Nest((Loop("t", 1),), (Loop("k", 3),), np.array([[0, 1, 2]]), weights, np.zeros(1))
    assert list(run([nest], np.array([0.1, 0.2, 0.3])))[-1].z == 0
