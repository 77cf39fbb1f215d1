"""A link opens what was copied; a broken one opens the nearest legal page and says so once."""

from dataclasses import fields, replace
from urllib.parse import parse_qsl

import numpy as np
import pytest

from cnnviz import kernels
from cnnviz.kernels import Kernel
from cnnviz.lessons.convolution.settings import COLOURS, SIDES, Convolution
from cnnviz.settings import ACTIVATIONS, PADDING_MODES, TITLES, Step, from_link, note, to_link
from cnnviz.settings.link import nearest


def query(link):
    return dict(parse_qsl(link, keep_blank_values=True))


def random_settings(rng):
    """Any legal settings: what a person could have set by hand."""
    weight = rng.choice([rng.integers(-9, 10, (1, 3, 2)), rng.normal(size=(1, 3, 2))])
    kernel = rng.choice(["gaussian-5x5", "gabor-9x9-a45", "random-s7-c3", "sobel_x", ""])
    picture = rng.choice([*TITLES, "0,1,2;3,4,5", "-0.5,1e-07;3,1000000"])
    padding = rng.choice(["same", "valid", "full", "0", "3", "14", "sides"])
    sides = tuple(tuple(int(n) for n in rng.integers(0, 15, 2)) for _ in range(2))
    return Convolution(
        picture=str(picture),
        side=int(rng.choice(list(SIDES))),
        colour=str(rng.choice(list(COLOURS))),
        kernel=str(kernel) or kernels.to_link(Kernel("custom", "", weight, 4)),
        bias=float(rng.choice([0, -1.5, 0.1, 1e-9, 123456.789])),
        stride=int(rng.integers(1, 9)),
        padding=sides
        if padding == "sides"
        else int(padding)
        if padding.isdigit()
        else str(padding),
        padding_mode=str(rng.choice(list(PADDING_MODES))),
        dilation=int(rng.integers(1, 5)),
        flip=bool(rng.integers(2)),
        activation=str(rng.choice(list(ACTIVATIONS))),
    )


def test_a_link_carries_all_settings_there_and_back():
    rng = np.random.default_rng(1)
    for _ in range(500):
        settings = random_settings(rng)
        assert from_link(Convolution, query(to_link(settings))) == (settings, ())


def test_a_link_holds_only_what_differs_from_the_defaults():
    assert to_link(Convolution()) == ""
    link = to_link(Convolution(kernel="1,0,-1;2,0,-2/4", stride=2, padding="same", flip=True))
    assert link == "kernel=1,0,-1;2,0,-2/4&stride=2&padding=same&flip=True"


def test_padding_of_one_side_is_four_amounts():
    settings = Convolution(padding=((0, 0), (2, 0)), padding_mode="replicate")
    assert to_link(settings) == "padding=0,0,2,0&padding_mode=replicate"
    assert from_link(Convolution, query(to_link(settings))) == (settings, ())


def test_a_kernel_of_several_channels_survives_an_address_bar():
    settings = Convolution(kernel="1,0|0,1|1,1", colour="sum")
    assert to_link(settings) == "colour=sum&kernel=1,0%7C0,1%7C1,1"


@pytest.mark.parametrize(
    ("name", "text", "value", "sentence"),
    [
        ("stride", "99", 8, "a stride that is out of range; stride 8 is shown."),
        ("stride", "0", 1, "a stride that is out of range; stride 1 is shown."),
        ("stride", "<b>2</b>", 1, "a stride that does not exist; stride 1 is shown."),
        ("stride", "9" * 20, 8, "a stride that is out of range; stride 8 is shown."),
        ("stride", "9" * 5000, 1, "a stride that does not exist; stride 1 is shown."),
        ("stride", "٣", 1, "a stride that does not exist; stride 1 is shown."),
        ("padding", "-3", 0, "a padding that is out of range; padding 0 is shown."),
        ("padding", "Same", 0, "a padding that does not exist; padding 0 is shown."),
        ("padding", "1,2", 0, "a padding that does not exist; padding 0 is shown."),
        ("padding", "1,,2,0", 0, "a padding that does not exist; padding 0 is shown."),
        ("padding", "1," * 4000, 0, "a padding that does not exist; padding 0 is shown."),
        ("padding", "1,0,-2,99", ((1, 0), (0, 14)), "a padding that is out of range; "
         "padding 1 above, 0 below, 0 left, 14 right is shown."),
        ("side", "100", 128, "a picture size that does not exist; picture size 128 is shown."),
        ("bias", "inf", 1e8, "a bias that is out of range; bias 100000000 is shown."),
        ("bias", "nan", 0.0, "a bias that does not exist; bias 0 is shown."),
        ("flip", "yes", False, "a kernel direction that does not exist; "
         "kernel direction Cross-correlation is shown."),
        ("activation", "", "none", "an activation that does not exist; activation None is shown."),
        ("kernel", "[x](javascript:alert(1))", "sobel_x",
         "a kernel that does not exist; kernel Sobel x is shown."),
        ("kernel", "gaussian-99x99", "sobel_x",
         "a kernel that does not exist; kernel Sobel x is shown."),
        ("kernel", "nan", "sobel_x", "a kernel that does not exist; kernel Sobel x is shown."),
        ("picture", "1,2;3", "astronaut",
         "a picture that does not exist; picture Astronaut is shown."),
        ("picture", "../../etc/passwd", "astronaut",
         "a picture that does not exist; picture Astronaut is shown."),
        ("picture", "upload", "astronaut",
         "a picture that a link can't carry; picture Astronaut is shown."),
    ],
)  # fmt: skip
def test_a_broken_value_falls_to_the_nearest_legal_one_with_one_note(name, text, value, sentence):
    settings, faults = from_link(Convolution, {name: text})
    assert settings == replace(Convolution(), **{name: value})
    assert note(faults) == f"The link asked for {sentence}"


def test_many_broken_values_still_give_one_note():
    broken = {line.name: "<script>x</script>" for line in fields(Convolution)}
    settings, faults = from_link(Convolution, broken)
    assert settings == Convolution()
    assert len(faults) == len(broken)
    assert note(faults) == (
        "The link asked for settings that can't be had; the nearest ones are shown."
    )


def test_hostile_values_never_raise_and_never_reach_the_note():
    rng = np.random.default_rng(2)
    letters = list("0123456789,;|/-.eE+naifx <>&%\"'{}[]()*_`:\\\n\t\0\u202e²٣１𝟙")
    for _ in range(2000):
        text = "".join(rng.choice(letters, size=rng.integers(0, 12)))
        for line in fields(Convolution):
            settings, faults = from_link(Convolution, {line.name: text})
            assert len(faults) <= 1
            assert from_link(Convolution, query(to_link(settings))) == (settings, ())
            assert len(text) < 3 or text not in note(faults)


def test_names_that_the_page_does_not_have_are_passed_over():
    assert from_link(Convolution, {"utm_source": "x", "__class__": "y"}) == (Convolution(), ())


@pytest.mark.parametrize(
    ("name", "said", "value"),
    [
        ("stride", 10**9, 8),
        ("stride", -1, 1),
        ("padding", "same", "same"),
        ("padding", 10**6, 14),
        ("activation", "evil", "none"),
        ("flip", True, True),
    ],
)
def test_a_control_that_says_something_illegal_is_read_like_a_link(name, said, value):
    assert nearest(Convolution, name, said) == value


def test_the_pinned_step_is_read_from_the_link():
    asked = {"at": "3,17", "by": "product", "done": "5", "channel": "2"}
    assert from_link(Step, asked) == (Step((3, 17), "product", 5, 2), ())
    step, faults = from_link(Step, {"at": "-1,2"})
    assert step == Step()
    assert note(faults) == (
        "The link asked for a step that does not exist; step where the page opens is shown."
    )


def test_settings_are_keys():
    assert {Convolution(stride=2): 1}[Convolution(stride=2)] == 1
    with pytest.raises(AttributeError):
        Convolution().stride = 3
