"""What sessions share refuses every change."""

import copy
import pickle
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pytest

from cnnviz.fixed import FixedDict, fixed
from cnnviz.store import Store


@dataclass(frozen=True, slots=True)
class Record:
    """Something with all kinds inside."""

    inner: Any


class Pair(NamedTuple):
    """A tuple of its own kind."""

    first: Any
    second: Any


CHANGES = {
    "set": lambda one: one.__setitem__("a", 2),
    "delete": lambda one: one.__delitem__("a"),
    "or": lambda one: one.__ior__({"b": 1}),
    "clear": lambda one: one.clear(),
    "pop": lambda one: one.pop("a"),
    "popitem": lambda one: one.popitem(),
    "setdefault": lambda one: one.setdefault("b", 1),
    "update": lambda one: one.update(b=1),
}
COPIES = {
    "dict": dict,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "method": FixedDict.copy,
    "or": lambda one: one | {},
    "pickle": lambda one: pickle.loads(pickle.dumps(one)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_fixed_dictionary_refuses_each_change(change):
    shared = FixedDict(a=1)
    with pytest.raises(TypeError, match=r"^Others share this dictionary: copy it"):
        change(shared)
    assert shared == {"a": 1}


@pytest.mark.parametrize("way", COPIES.values(), ids=COPIES)
def test_a_copy_of_it_is_a_plain_one(way):
    made = way(FixedDict(a=[1]))
    made["b"] = 2
    assert type(made) is dict
    assert made == {"a": [1], "b": 2}


def test_all_that_is_inside_is_fixed_too():
    array = np.zeros(3)
    shut = MappingProxyType({"x": {"y": array[1:]}})
    record = Record((Pair(array, {"a": Record({"b": array})}), shut))
    made = fixed(record)
    assert made is record
    assert not array.flags.writeable
    pair, proxy = made.inner
    assert type(pair) is Pair
    assert type(pair.second) is type(proxy["x"]) is FixedDict
    assert type(pair.second["a"].inner) is FixedDict
    assert not proxy["x"]["y"].flags.writeable
    before = made.inner
    assert fixed(made).inner is before


def test_a_store_gives_nothing_that_can_be_changed():
    store = Store(max_entries=2, max_bytes=1000)
    made = store.get("a", lambda: ({"x": np.zeros(2)},))
    with pytest.raises(ValueError, match="read-only"):
        made[0]["x"][0] = 1
    store.put("b", {"y": np.ones(1)})
    assert type(store.find("b")) is FixedDict
    assert store.bytes == 24
