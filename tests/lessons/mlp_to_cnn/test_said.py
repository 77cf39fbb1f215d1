"""What is said at each step: true equations, the engine's numbers, and the lines of NumPy."""

import re
from dataclasses import replace

import numpy as np
import pytest

from cnnviz.analysis import matrix
from cnnviz.figures.numbers import number
from cnnviz.lessons.mlp_to_cnn import controls, payload
from cnnviz.lessons.mlp_to_cnn.settings import VIEWS, Scan, View
from cnnviz.lessons.mlp_to_cnn.trace import GUISES
from cnnviz.player.packing import unpack
from tests import equations, numpy_lines

CASES = [
    Scan(),
    Scan(dimensions=2),
    Scan(channels=2, stride=2, padding=1),
    Scan(dimensions=2, channels=2),
    Scan(dilation=2, padding=2, x1="0.5,-1.25,3,0,0,1e-7,2000,1", w1="0.333333,2,-1"),
    Scan(bias="-1.5", pattern="1,2,3", opposite="0.1,0,-2"),
    Scan(hidden=1, channels=2, bias="0.5,-2", x1="0.5,-1.25,3,0,0,1e-7,2000,1"),
    Scan(dimensions=2, stride=2, dilation=2, padding=2, taught="0,1", seed=3),
]


def opened(settings):
    """Header and arrays as the player gets them, and what they were made of."""
    result = controls.compute(settings)
    mine = matrix.counts(224, 3, 1, 1)
    data = payload.encode(
        *result, hidden=bool(settings.hidden), mine=mine, about="x", link="", view=View()
    )
    return *unpack(data), result


@pytest.mark.parametrize("settings", CASES)
def test_every_equation_is_true(settings):
    header, _, _ = opened(settings)
    said = [text for view in VIEWS for guise in GUISES for text, *_ in header["said"][view][guise]]
    assert equations.faults([*said, *header["checks"], *header["lessons"]]) == []
    judged = [one for text in said for one in equations.equations(text) if one.verdict == "holds"]
    assert len(judged) > 20


@pytest.mark.parametrize("settings", CASES)
def test_every_step_says_the_number_that_it_writes(settings):
    header, _, (trace, made) = opened(settings)
    for view in VIEWS:
        for guise in GUISES:
            for text, name, value in header["said"][view][guise]:
                assert name is None or f"*{number(value)}*" in text or f"{number(value)}*" in text
    for guise in GUISES:
        steps = header["said"]["multiply"][guise]
        assert [value for *_, value in steps] == trace.y[guise].tolist()
        scores = [value for *_, value in header["said"]["move"][guise]]
        assert scores == made.y[guise].max(axis=1).tolist()
    learned = [value for *_, value in header["said"]["learn"]["shared"]]
    assert learned == trace.dw.ravel().tolist()


@pytest.mark.parametrize("settings", CASES)
def test_the_lines_of_numpy_give_the_numbers(settings):
    header, _, (trace, _) = opened(settings)
    w, count = trace.w.reshape(len(trace.w), -1), len(trace.own)
    given = {"x": trace.x.ravel(), "w": w, "P": trace.patches, "tap": trace.layer.tap}
    given |= {
        "b": trace.bias,
        "W": trace.matrices["shared"],
        "dy": trace.error,
        "y": np.zeros(count),
    }
    given |= {"dW": np.zeros(trace.own.shape), "dw": np.zeros(trace.w.size)}

    def run(line, times):
        for i in range(times):
            given.update(numpy_lines.run(header["words"]["numpy"][line].format(i=i), given).names)

    for line, times in (("multiply", count), ("learn", count), ("copies", trace.w.size)):
        run(line, times)
    np.testing.assert_allclose(given["y"], trace.slid, rtol=0, atol=1e-9)
    np.testing.assert_allclose(given["dW"], trace.row_gradients, rtol=0, atol=1e-9)
    np.testing.assert_allclose(given["dw"], trace.dw.ravel(), rtol=0, atol=1e-9)
    given["y"] = np.zeros((len(w), trace.patches.shape[1]))
    run("patches", trace.patches.shape[1])
    np.testing.assert_allclose(given["y"].ravel(), trace.slid, rtol=0, atol=1e-9)


def test_what_reads_an_input_is_named():
    header, _, _ = opened(Scan())
    assert header["readers"]["shared"][0] == "*x[0]* is read by *1* of 6 outputs: y[0]."
    assert header["readers"]["local"][4].endswith("*3* of 6 outputs: y[2], y[3], y[4].")
    assert header["readers"]["dense"][7].startswith("*x[7]* is read by *6* of 6 outputs: y[0],")
    strided, _, _ = opened(Scan(stride=3))
    assert strided["readers"]["shared"][7] == "*x[7]* is read by *0* of 2 outputs."


def test_a_matrix_that_is_too_large_says_so():
    text = ";".join([",".join(["1"] * 64)] * 64)
    header, _, _ = opened(Scan(dimensions=2, x2=text))
    sentence = header["said"][0][0]
    assert "3,844 × 4,096 = *15,745,024* cells: too many to draw. Up to 4,096" in sentence
    assert [card["here"] for card in header["guises"]] == ["15,745,024", "34,596", "9"]


def test_loops_that_are_too_long_say_so():
    header, _, _ = opened(Scan(x1=",".join(["1"] * 64)))
    ((sentence, name, _),) = header["said"]["loops"]["dense"]
    assert name is None and "execute *8,123* lines" in sentence
    assert len(header["said"]["loops"]["shared"]) == 62 * 9 + 1


def test_numbers_of_another_size_are_made_anew():
    """Own weights, errors and lessons that do not fit the layer are passed over, not refused."""
    odd = Scan(own="1,2", error="1", taught="99")
    assert (controls.compute(odd).trace.own == controls.compute(Scan()).trace.own).all()
    assert controls.compute(odd).detector.places == (2,)
    assert controls.compute(replace(odd, taught="-")).detector.places == ()


def test_where_there_is_one_output_it_is_said_as_one():
    header, _, (trace, _) = opened(Scan(x1="1,2,3"))
    assert len(trace.own) == 1
    assert header["said"]["learn"]["shared"][0][0].startswith("w[0] is used at 1 place, so its ")
    assert header["said"]["loops"]["shared"][-1][0].startswith("The score is the one output: ")
    assert "is read by *1* of 1 output: y[0]." in str(header)
    assert not re.search(r"\b1 (places|outputs)\b", str(header["said"]))
