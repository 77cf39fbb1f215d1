"""Limits as the environment sets them."""

import pytest

from cnnviz.serving.limits import Limits, from_environment


def test_what_is_not_set_is_as_usual():
    assert from_environment({"HOME": "/root"}) == Limits()
    changed = from_environment({"CNNVIZ_SEATS": "40", "CNNVIZ_UPLOAD_RATE": "0.5"})
    assert changed == Limits(seats=40, upload_rate=0.5)


def test_a_quarter_more_find_a_place_when_they_come_back():
    assert [Limits(seats=n).seats_for_returning for n in (1, 4, 5, 120)] == [2, 5, 7, 150]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("CNNVIZ_SEATS", "0", "CNNVIZ_SEATS is '0'; a whole number of 1 or more would fit."),
        ("CNNVIZ_SEATS", "2.5", "CNNVIZ_SEATS is '2.5'; a whole number of 1 or more would fit."),
        ("CNNVIZ_RERUNS", "nan", "CNNVIZ_RERUNS is 'nan'; a number above 0 would fit."),
        ("CNNVIZ_RERUNS", "inf", "CNNVIZ_RERUNS is 'inf'; a number above 0 would fit."),
        ("CNNVIZ_HELD", "many", "CNNVIZ_HELD is 'many'; a number above 0 would fit."),
        (
            "CNNVIZ_FRAMES",
            "https://a.example; script-src *",
            "CNNVIZ_FRAMES takes addresses separated by spaces, like https://my.school.",
        ),
    ],
)
def test_a_value_that_does_not_fit_is_named_with_what_would(name, text, said):
    with pytest.raises(ValueError) as fault:
        from_environment({name: text})
    assert str(fault.value) == said


def test_a_name_that_is_no_setting_is_said_rather_than_passed_over():
    with pytest.raises(ValueError, match=r"CNNVIZ_SEAT is no setting\. There are CNNVIZ_ALL_"):
        from_environment({"CNNVIZ_SEAT": "3"})
