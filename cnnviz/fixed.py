"""What several sessions share, and none of them can change."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from types import MappingProxyType
from typing import Any, TypeVar, cast

import numpy as np

T = TypeVar("T")


class FixedDict(dict[Any, Any]):
    """A dictionary that nobody changes; a copy of it, and what a process is sent, is a plain one.

    >>> FixedDict(a=1) | {"b": 2}
    {'a': 1, 'b': 2}
    """

    def _refuse(self, *_: object, **__: object) -> Any:
        raise TypeError("Others share this dictionary: copy it, and change the copy.")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[type[dict[Any, Any]], tuple[dict[Any, Any]]]:
        return dict, (dict(self),)


def fixed(value: T) -> T:
    """The value with arrays that are read-only and dictionaries that nobody changes, inside too.

    Arrays and frozen records stay the same objects.

    >>> fixed(({"x": np.zeros(2)},))[0]["x"].flags.writeable
    False
    """
    return cast(T, _fixed(value, set()))


def _fixed(value: Any, seen: set[int]) -> Any:
    if isinstance(value, np.ndarray):
        value.setflags(write=False)
        return value
    if isinstance(value, tuple):
        inner = [_fixed(one, seen) for one in value]
        if all(new is old for new, old in zip(inner, value, strict=True)):
            return value
        return value._make(inner) if hasattr(value, "_make") else tuple(inner)
    if isinstance(value, Mapping):
        return _fixed_mapping(value, seen)
    if is_dataclass(value) and not isinstance(value, type) and id(value) not in seen:
        seen.add(id(value))
        for line in fields(value):
            old = getattr(value, line.name)
            if (new := _fixed(old, seen)) is not old:
                object.__setattr__(value, line.name, new)
    return value


def _fixed_mapping(value: Mapping[Any, Any], seen: set[int]) -> Mapping[Any, Any]:
    inner = {key: _fixed(one, seen) for key, one in value.items()}
    firm = isinstance(value, FixedDict | MappingProxyType)
    if firm and all(inner[key] is value[key] for key in value):
        return value
    if isinstance(value, MappingProxyType):
        return MappingProxyType(inner)
    return FixedDict(inner)
