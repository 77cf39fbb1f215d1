"""Packages whose modules are imported when they are first asked for by their dotted name."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType


def modules_of(package: str) -> Callable[[str], ModuleType]:
    """A package's ``__getattr__`` (PEP 562), so that ``import cnnviz`` by itself loads no module.

    Examples
    --------
    >>> modules_of("cnnviz")("geometry").Window.__name__
    'Window'
    """

    def module(name: str) -> ModuleType:
        full = f"{package}.{name}"
        if name.startswith("_") or find_spec(full) is None:
            raise AttributeError(f"The package {package} has no module {name}.")
        return import_module(full)

    return module
