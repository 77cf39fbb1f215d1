"""All that sessions share, looked through for what one of them could change."""

import gc
import sys
import types
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
from PIL import ImageFont

from cnnviz.fixed import FixedDict
from cnnviz.store import Store

FIRM = (
    str,
    bytes,
    int,
    float,
    complex,
    np.generic,
    np.dtype,
    type,
    range,
    slice,
    Fraction,
    types.FunctionType,
    ImageFont.FreeTypeFont,
)


def keepers() -> Iterator[tuple[str, str, Any]]:
    """Every store and every cached function of the app: its module, its name, and itself."""
    for module, own in list(sys.modules.items()):
        for name, value in list(vars(own).items()) if module.startswith("cnnviz") else ():
            keeper = getattr(value, "store", value)
            if isinstance(keeper, Store) or hasattr(keeper, "cache_info"):
                yield module, name, keeper


def stores() -> dict[str, list[Any]]:
    """What every store and every cached function of the app keeps, by name."""
    found = {}
    for module, name, keeper in keepers():
        if isinstance(keeper, Store):
            found[f"{module}.{name}"] = [kept for kept, _ in keeper._kept.values()]
        else:
            made = {id(keeper.__wrapped__), id(keeper.__dict__)}
            inside = [one for one in gc.get_referents(keeper) if id(one) not in made]
            found[f"{keeper.__module__}.{name}"] = [
                one for one in inside if not isinstance(one, dict)
            ]
    return found


def changeable(value: Any, path: str, seen: set[int]) -> list[str]:
    """Where something in a value can be changed."""
    if value is None or type(value) is object or isinstance(value, FIRM) or id(value) in seen:
        return []
    seen.add(id(value))
    if isinstance(value, np.ndarray):
        return [path] if value.flags.writeable and value.size else []
    if isinstance(value, partial):
        return changeable((value.func, value.args, *value.keywords.values()), f"{path}()", seen)
    if is_dataclass(value):
        frozen = type(value).__dataclass_params__.frozen
        inner = {line.name: getattr(value, line.name) for line in fields(value)}
    elif isinstance(value, Mapping):
        frozen, inner = isinstance(value, FixedDict | types.MappingProxyType), dict(value)
    else:
        frozen = isinstance(value, tuple | frozenset)
        inner = dict(enumerate(value)) if isinstance(value, list | tuple | frozenset) else {}
    found = [] if frozen else [f"{path}: {type(value).__name__}"]
    return found + [
        place for key, one in inner.items() for place in changeable(one, f"{path}.{key}", seen)
    ]


def all_changeable() -> set[str]:
    """The same of all that is shared."""
    seen: set[int] = set()
    return {
        place
        for name, kept in stores().items()
        for one in kept
        for place in changeable(one, f"{name}: {type(one).__name__}", seen)
    }
