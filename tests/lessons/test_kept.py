"""What was kept of others is what would be made anew, no key leaves anything out, none changes."""

from dataclasses import fields

import numpy as np
import pytest

from cnnviz.files import images, own_model
from cnnviz.files.images import Picture
from cnnviz.files.own_model import OwnModel
from cnnviz.kernels import Kernel, to_link
from cnnviz.lessons.network import controls_near
from cnnviz.networks.graph import sequential
from cnnviz.ops import Conv, Dense, Flatten, ReLU
from cnnviz.player.packing import unpack
from cnnviz.settings import UPLOAD
from cnnviz.store import Store
from cnnviz.ui import models, photo
from tests.lessons.shared import all_changeable, keepers
from tests.lessons.strangers import LESSONS, AtOnce, any_value, open_lesson, pick

STATES, MANY_STATES = 9, 300
FEW = {"architectures": 3}  # all its networks are made anew each time
A_VISIT = 3  # states that follow one another, each with one thing changed
QUICK = {"network": {"network": "digits"}}
WITH_MODEL = ("network", "receptive_field", "backprop")


def _photos():
    """Photos that are nearly the same: other notes, another size before it was shrunk, one bit."""
    rng = np.random.default_rng(5)
    first = rng.integers(0, 256, (80, 60, 3)).astype(np.uint8)
    noted = Picture(first, ("resized from 800 × 600 to 80 × 60",))
    other = first.copy()
    other[40, 30, 1] ^= 1
    plain = Picture(first, ())
    return (
        plain,
        noted,
        Picture(other, ()),
        images.fit(plain, 64),
        images.fit(plain, 32),
    )


PHOTOS = _photos()


def _model():
    network = sequential((Conv(3), 2), ReLU(), Flatten(), (Dense(), 3))
    rng = np.random.default_rng(6)
    shapes = network.parameter_shapes((1, 1, 8, 8))
    params = {
        node: {key: rng.normal(0, 0.4, shape).astype(np.float32) for key, shape in own.items()}
        for node, own in shapes.items()
    }
    return own_model.text(OwnModel("mine", network, params, (1, 8, 8), False))


def shown(monkeypatch, name, query, number):
    """What a person is sent who has that photo; their own number, and nobody else's, is in it."""
    session = {photo.BROUGHT: photo.Brought(PHOTOS[number], 1, ""), photo.ASKED: True}
    session[models.HELD] = frozenset()
    stage = open_lesson(monkeypatch, name, query, session)
    result = stage.visit.result()
    prepared = result[0] if isinstance(result, tuple) else getattr(result, "photo", None)
    return stage.payload, getattr(prepared, "notes", ())


def forget_all():
    """Every store, and all that the lessons keep, as in a server that has just begun."""
    for *_, keeper in keepers():
        if isinstance(keeper, Store):
            keeper.clear()
        elif ".lessons." in keeper.__module__:
            keeper.cache_clear()


def states(rng, name, count):
    """Links and photos, each but for one thing that of before."""
    tables, model = LESSONS[name].tables, _model()
    for number in range(count):
        if number % A_VISIT == 0:
            query = dict(QUICK.get(name, {}))
            if "picture" in tables[0].__dataclass_fields__:
                query["picture"] = UPLOAD
            if name in WITH_MODEL and number % 2:
                query["model"] = model
        else:
            line = pick(rng, fields(tables[0]))
            if line.name in ("picture", "network", "model", "until", "weights"):
                query["recipe"] = str(number % 7)
            else:
                query[line.name] = any_value(rng, tables[0], line)
        if number % A_VISIT == 2 and name == "receptive_field":
            query |= {"view": "effective", "unit": "1,2,2"}
        yield dict(query), int(rng.integers(len(PHOTOS)))


@pytest.fixture(params=LESSONS)
def name(request):
    return request.param


def compare(monkeypatch, name, count, seed):
    monkeypatch.setattr(controls_near, "POOL", AtOnce())
    every = list(states(np.random.default_rng(seed), name, count))
    kept = [shown(monkeypatch, name, *state) for state in every]
    assert all_changeable() == set()
    for state, before in zip(every, kept, strict=True):
        forget_all()
        now = shown(monkeypatch, name, *state)
        assert now[1] == before[1], state
        assert now[0] == before[0], (state, difference(now[0], before[0]))


def difference(now, before):
    """The names of what is not the same in two payloads."""
    (head, arrays), (other, others) = unpack(now), unpack(before)
    names = {key for key in head.keys() | other.keys() if head.get(key) != other.get(key)}
    same = {key for key in arrays if np.array_equal(arrays[key], others.get(key), equal_nan=True)}
    return names, arrays.keys() ^ others.keys(), arrays.keys() - same


def test_what_others_looked_at_before_changes_nothing(monkeypatch, name):
    compare(monkeypatch, name, FEW.get(name, STATES), seed=1)


@pytest.mark.nightly
def test_what_many_others_looked_at_before_changes_nothing(monkeypatch, name):
    compare(monkeypatch, name, MANY_STATES, seed=2)


FLIPS, MANY_FLIPS = 4, 1000
WHOLE = ("convolution", "filter_bank", "pooling", "equivariance", "transposed_convolution")
KERNEL = {"filter_bank": "bank"}  # what a lesson calls its kernel, where not that


def flip(monkeypatch, name, count, seed):
    """A photo that is shown pixel by pixel and a kernel, each with one bit changed."""
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, (16, 16, 1)).astype(np.uint8)
    weight = rng.normal(0, 2, (1, 3, 3))

    def payload():
        session = {photo.BROUGHT: photo.Brought(Picture(pixels.copy(), ()), 1, "")}
        kernel = to_link(Kernel("custom", "mine", weight.copy()))
        query = {"picture": UPLOAD, "side": "32", KERNEL.get(name, "kernel"): kernel}
        return open_lesson(monkeypatch, name, query, session).payload

    found = {payload()}
    for _ in range(count):
        for array, bits in ((pixels, range(8)), (weight, range(52))):  # not its sign and exponent
            raw = array.reshape(-1).view(f"u{array.itemsize}")
            place, bit = int(rng.integers(raw.size)), raw.dtype.type(1 << int(rng.choice(bits)))
            raw[place] ^= bit
            changed = payload()
            assert changed not in found, (place, bit)
            raw[place] ^= bit
    assert payload() in found


@pytest.mark.parametrize("name", WHOLE)
def test_one_bit_of_a_photo_or_a_kernel_is_another_result(monkeypatch, name):
    flip(monkeypatch, name, FLIPS, seed=3)


@pytest.mark.nightly
@pytest.mark.parametrize("name", WHOLE)
def test_one_bit_in_ten_thousand_places_is_another_result(monkeypatch, name):
    flip(monkeypatch, name, MANY_FLIPS, seed=4)
