"""Lines of NumPy as a page prints them: run, refused, and what they gave."""

import numpy as np
import pytest

from tests.numpy_lines import NotRunnable, run


def test_lines_of_numpy_run_as_printed_and_leave_what_they_were_given():
    arrays = {"x": np.arange(4.0), "dx": np.zeros(4), "rate": 0.5}
    ran = run("import numpy as np\nxp = np.pad(x, 1)\ndx[1] += xp[2] * rate\n", arrays)
    assert [target for target, _ in ran.assigned] == ["xp", "dx[1]"]
    assert ran.value == 0.5 and not arrays["dx"].any()
    ran = run(
        "for p, g in zip(params, grads): p -= 0.1 * g", {"params": [np.ones(2)], "grads": [1]}
    )
    assert ran.names["params"][0].tolist() == [0.9, 0.9]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("z = network(X)", "NameError"),
        ("y = X[:, 0:3, 0:3]", "IndexError"),
        ("L = -np.log(p[0])", "FloatingPointError"),
        ("np.pad(k, 1, constant_values=-np.inf)", "OverflowError"),
        ("y = x +", "invalid syntax"),
        ("y = x.__class__", "private name"),
        ("y = open('f')", "NameError"),
        ("import os", "only NumPy is there"),
    ],
)
def test_a_line_that_cannot_be_run_is_named_with_its_reason(line, reason):
    arrays = {"X": np.ones((3, 3)), "p": np.zeros(2), "x": np.ones(2), "k": np.ones(2, int)}
    with pytest.raises(NotRunnable, match=reason):
        run(line, arrays)
