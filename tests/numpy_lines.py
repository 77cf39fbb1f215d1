"""Runs the lines of NumPy that a page prints, as they are printed, and gives what they assign.

The lines see the arrays they are given, ``np`` and a few names of Python; nothing else, so that a
name which stands nowhere on the page is an error, as it is for whoever copies the lines.
"""

import ast
import builtins
import copy
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

# NumPy itself imports while it runs; the lines cannot, see _statements.
KNOWN = MappingProxyType(
    {
        name: getattr(builtins, name)
        for name in (
            "abs",
            "enumerate",
            "float",
            "int",
            "len",
            "max",
            "min",
            "range",
            "sum",
            "zip",
            "__import__",
        )
    }
)
NUMPY = "import numpy as np"


class NotRunnable(Exception):
    """What is printed cannot be run: which line, and why not."""


@dataclass(frozen=True, slots=True, eq=False)
class Ran:
    """What lines of NumPy did: ``assigned`` in order as (target, value), ``names`` at the end.

    The value of a target is what stands there after its own line.
    """

    assigned: tuple[tuple[str, Any], ...]
    names: Mapping[str, Any]

    @property
    def value(self) -> Any:
        """What the last assignment gave."""
        return self.assigned[-1][1]


def run(text: str, arrays: Mapping[str, Any]) -> Ran:
    """Run the lines of ``text`` on copies of ``arrays``.

    Raises :class:`NotRunnable` with the line that fails.

    >>> ran = run("Z[0] = (X[0:2] * W).sum()", {"X": np.ones(3), "W": np.ones(2), "Z": np.zeros(2)})
    >>> ran.assigned[0][0], float(ran.value)
    ('Z[0]', 2.0)
    """
    names = {"np": np, **copy.deepcopy(dict(arrays)), "__builtins__": dict(KNOWN)}
    assigned: list[tuple[str, Any]] = []
    for statement in _statements(text):
        line = ast.unparse(statement)
        try:
            with np.errstate(divide="raise", invalid="raise"):
                exec(compile(ast.Module([statement], []), "<page>", "exec"), names)
            assigned += [(t, copy.deepcopy(eval(t, names))) for t in _targets(statement)]
        except Exception as error:
            raise NotRunnable(f"{line}: {type(error).__name__}: {error}") from error
    return Ran(tuple(assigned), {k: v for k, v in names.items() if k not in ("np", "__builtins__")})


def _statements(text: str) -> list[ast.stmt]:
    """The statements of a text, without the import of NumPy, which is there."""
    try:
        statements = ast.parse(text).body
    except SyntaxError as error:
        raise NotRunnable(f"{error.text or text}: {error.msg}") from error
    for node in (node for statement in statements for node in ast.walk(statement)):
        private = isinstance(node, ast.Attribute) and node.attr.startswith("_")
        if private or (isinstance(node, ast.Name) and node.id.startswith("__")):
            raise NotRunnable(f"{ast.unparse(node)}: a private name")
        imports = isinstance(node, ast.Import | ast.ImportFrom)
        if imports and ast.unparse(node) != NUMPY:
            raise NotRunnable(f"{ast.unparse(node)}: only NumPy is there")
    return [s for s in statements if ast.unparse(s) != NUMPY]


def _targets(statement: ast.stmt) -> list[str]:
    """What a statement writes to, as text; in a loop what its body writes to."""
    if isinstance(statement, ast.Assign):
        return [ast.unparse(target) for target in statement.targets]
    if isinstance(statement, ast.AugAssign | ast.AnnAssign):
        return [ast.unparse(statement.target)]
    if isinstance(statement, ast.For):
        return [target for inner in statement.body for target in _targets(inner)]
    return []
