"""Packages whose modules are imported when they are first asked for by their dotted name."""

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing would be one more module to load
    from typing import Any

NONE: Mapping[str, str] = MappingProxyType({})


def modules_of(package: str, functions: Mapping[str, str] = NONE) -> "Callable[[str], Any]":
    """A package's ``__getattr__`` (PEP 562), so that ``import cnnviz`` by itself loads no module.

    ``functions`` are those that stand in the package as well, each with its module.

    Examples
    --------
    >>> modules_of("cnnviz")("geometry").Window.__name__
    'Window'
    """

    def module(name: str) -> "Any":
        if name in functions:
            return getattr(import_module(f"{package}.{functions[name]}"), name)
        full = f"{package}.{name}"
        if name.startswith("_") or find_spec(full) is None:
            raise AttributeError(f"The package {package} has no module {name}.")
        return import_module(full)

    return module
