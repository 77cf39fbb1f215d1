"""Colour scales are centred on zero, and a constant map looks constant."""

import numpy as np
import pytest

from cnnviz.figures.theme import RAMP, TOKENS, css_variables, signed_range


@pytest.mark.parametrize(
    ("values", "limit"),
    [
        ([[-3.0, 2.0]], 3.0),
        ([[0.0]], 1.0),
        ([[np.nan, -0.25]], 0.25),
        ([[np.inf, 2.0]], 2.0),
    ],
)
def test_small_maps_reach_exactly_to_their_largest_magnitude(values, limit):
    assert signed_range(np.array(values)) == limit


def test_one_bright_spot_does_not_wash_out_a_large_map():
    x = np.full((20, 20), 61.0)
    x[0, 0] = 9000
    assert signed_range(x) == 65.0


def test_both_schemes_define_the_same_names_and_both_ramps_meet_at_zero():
    assert TOKENS["light"].keys() == TOKENS["dark"].keys()
    for ramp in RAMP.values():
        assert ramp["negative"][0] == ramp["positive"][0]
    css = css_variables()
    assert '[data-scheme="dark"]' in css
    assert "--focus: #C2127F;" in css
