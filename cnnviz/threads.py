"""One thread for NumPy's matrix products, also where NumPy was imported long before.

The threads of several sessions would only wait for each other. The variable
``OPENBLAS_NUM_THREADS`` is read once, when NumPy is first imported, and ``streamlit run`` imports
NumPy before the app: so the library itself is told.
"""

import ctypes
from importlib import import_module
from typing import Any

# As the library is named in NumPy's wheels, and in other builds of it.
STEMS = tuple(
    f"{name}_{{}}_num_threads{ending}"
    for name in ("scipy_openblas", "openblas")
    for ending in ("64_", "_64_", "64", "")
)


def one() -> None:
    """Let matrix products of this process run in one thread each."""
    tell = _function("set")
    if tell:
        tell(1)


def count() -> int | None:
    """How many threads a matrix product takes; None for a library that can't be asked."""
    ask = _function("get")
    return int(ask()) if ask else None


def _function(verb: str) -> Any:
    # The module that NumPy multiplies matrices in: what it is linked with is found through it.
    library = ctypes.CDLL(import_module("numpy._core._multiarray_umath").__file__)
    names = (stem.format(verb) for stem in STEMS)
    return next((getattr(library, name) for name in names if hasattr(library, name)), None)
