"""Whatever a link or a browser says, every lesson opens and stays open.

Numbers that leave all bounds count as faults too: NumPy's warnings are errors here.
"""

from dataclasses import fields

import numpy as np
import pytest

from cnnviz.kernels import FAMILIES, build, to_link
from tests.lessons.strangers import GARBAGE, LESSONS, any_event, any_link, open_lesson

QUICK = {"network": {"network": "digits"}}  # the first network takes longer than all others
LINKS, EVENTS, A_VISIT = 50, 50, 25
MANY_LINKS, MANY_EVENTS = 5000, 1000


@pytest.fixture(params=LESSONS)
def name(request):
    return request.param


def open_links(monkeypatch, name, count, seed):
    rng = np.random.default_rng(seed)
    for _ in range(count):
        query = any_link(rng, name)
        stage = open_lesson(monkeypatch, name, query)
        echoed = [text for text in query.values() if len(text) > 12 and text in stage.visit.message]
        assert not echoed, query


def send_events(monkeypatch, name, count, seed):
    """Send events to a player, in visits of some length, and show the page after each."""
    rng = np.random.default_rng(seed)
    for number in range(count):
        if number % A_VISIT == 0:
            stage = open_lesson(
                monkeypatch, name, any_link(rng, name) if number else QUICK.get(name, {})
            )
        stage.send(any_event(rng, name))
        stage.show()


def test_links_of_strangers(monkeypatch, name):
    open_links(monkeypatch, name, LINKS, seed=1)


def test_events_of_strangers(monkeypatch, name):
    send_events(monkeypatch, name, EVENTS, seed=2)


@pytest.mark.nightly
def test_many_links_of_strangers(monkeypatch, name):
    open_links(monkeypatch, name, MANY_LINKS, seed=3)


@pytest.mark.nightly
def test_many_events_of_strangers(monkeypatch, name):
    send_events(monkeypatch, name, MANY_EVENTS, seed=4)


KERNELS = (
    *(to_link(family.build()) for family in FAMILIES.values()),
    *(to_link(build("random", seed=1, channels=channels)) for channels in (2, 3, 16)),
    "gaussian-15x15", "1|2", "1e8/1e-12", "-1e8", "1e8", "0", "1/1e12",
)  # fmt: skip


@pytest.mark.parametrize("field", ["kernel", "second", "bank"])
def test_every_kernel_opens_on_every_lesson(monkeypatch, name, field):
    """A name of the bank, and a kernel of any number of channels: it is used or gives way."""
    settings = LESSONS[name].tables[0]
    if field not in settings.__dataclass_fields__:
        return
    for link in KERNELS:
        for more in ({}, {"weights": "kernel"}, {"pool": "lp", "power": "16"}, {"colour": "each"}):
            query = {field: f"box~{link}" if field == "bank" else link, **more}
            open_lesson(monkeypatch, name, query)


def test_every_field_gives_way(monkeypatch, name):
    """Whatever stands in one field alone, the lesson opens."""
    for table in LESSONS[name].tables:
        for field in fields(table):
            codec = field.metadata["codec"]
            options = getattr(codec.show, "__self__", None)
            known = options if isinstance(options, dict) else ends(codec.options)
            for text in (*map(str, known), *GARBAGE):
                if field.name != "side":
                    open_lesson(monkeypatch, name, {**QUICK.get(name, {}), field.name: text})


def ends(options):
    """The smallest and the largest whole number that fit, and those beyond."""
    first, last = options.start, options.stop - 1
    return (first - 1, first, last, last + 1) if options else ()


@pytest.mark.parametrize(
    ("name", "event", "sentence"),
    [
        (
            "pooling",
            {"kind": "gradient", "row": 0, "column": 0, "value": float("inf")},
            "The value can be from -100000000 to 100000000.",
        ),
        (
            "receptive_field",
            {"kind": "stack", "layers": [{"kind": ["conv"]}]},
            "A layer of a stack is a convolution, or a max or average pooling.",
        ),
    ],
)
def test_a_forged_event_is_answered_in_a_sentence(monkeypatch, name, event, sentence):
    stage = open_lesson(monkeypatch, name, {})
    before = stage.visit.settings
    stage.send(event)
    assert stage.visit.message == sentence
    assert stage.visit.settings == before


@pytest.mark.parametrize(
    ("name", "query", "sentence"),
    [
        ("pooling", {"kernel": "cross"}, "The link asked for a feature map that does not fit; "
         "feature map none is shown."),
        ("pooling", {"pool": "lp", "power": "16", "kernel": "1e8/1e-12"}, "The link asked for a "
         "power that does not fit; power 2 is shown."),
        ("receptive_field", {"stack": "c3,c3", "weights": "kernel", "kernel": "1e8/1e-12"},
         "The link asked for a kernel that does not fit; kernel Gaussian blur is shown."),
        ("receptive_field", {"stack": ",".join(["c1s8p32"] * 10)}, ""),
        ("receptive_field", {"stack": ",".join(["c3s8p32"] * 20)}, ""),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said(monkeypatch, name, query, sentence):
    assert open_lesson(monkeypatch, name, query).visit.message == sentence


@pytest.mark.parametrize("shown", ["convolved-9", "pooled-15", "second"])
def test_a_kernel_is_edited_that_a_link_s_map_does_not_have(monkeypatch, shown):
    """The first map is shown instead, and its kernel is the one that changes."""
    stage = open_lesson(monkeypatch, "filter_bank", {"bank": "1,2~3,4", "shown": shown})
    stage.send({"kind": "action", "name": "negate"})
    assert stage.visit.settings.bank == ("-1,-2", "3,4")
    assert stage.visit.message == ""


def test_what_fits_is_found_before_anything_is_computed(monkeypatch):
    """A bank whose last kernel does not fit is not convolved once for each way out."""
    from cnnviz.analysis import convolution

    calls = []
    trace = convolution.trace
    monkeypatch.setattr(
        convolution, "trace", lambda *a, **options: calls.append(1) or trace(*a, **options)
    )
    bank = "~".join([*(f"random-s{seed}" for seed in range(101, 116)), "random-c2"])
    stage = open_lesson(monkeypatch, "filter_bank", {"bank": bank, "padding": "full"})
    assert len(calls) == len(stage.visit.settings.bank) == 4


@pytest.mark.parametrize("label", [-1, 10**6, 10**30])
def test_why_is_asked_of_no_class_that_there_is_not(monkeypatch, label):
    stage = open_lesson(monkeypatch, "network", {"network": "digits"})
    stage.send({"kind": "why", "label": label, "versus": -1, "shuffled": False})
    stage.show()
    assert stage.header["why"] is None
