"""The scripts of a player as one text: Streamlit takes a single ES module.

The scripts are ES modules themselves. This follows their imports, puts what a module needs before
it, and takes the lines with ``import`` and the words ``export`` away. All modules then share one
scope, so a name may be defined in only one of them.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

# One form of each is enough, and easy to find: `import { a, b } from "./file.js";`, and `export`
# before a definition. Each definition outside a function names one thing.
IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.{1,2}/[^"]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=const|let|var|class|function|async)", re.MULTILINE)
DEFINED = re.compile(
    r"^(export )?(?:const|let|var|class|(?:async )?function\*?) ([\w$]+)", re.MULTILINE
)
# Notes that have lines of their own: a third of a script, which a browser need not load.
NOTE = re.compile(r"^[ \t]*(?:/\*\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.MULTILINE | re.DOTALL)
OTHER = re.compile(r"^(?:import\b|export (?!default )).*", re.MULTILINE)


class ModuleError(ValueError):
    """Scripts that cannot be joined into one text."""


def modules(entry: Path) -> dict[Path, str]:
    """Every module that ``entry`` imports, directly or not, with its text; ``entry`` is last."""
    found: dict[Path, str] = {}
    _visit(Path(os.path.abspath(entry)), found, ())
    return found


def _visit(path: Path, found: dict[Path, str], above: tuple[Path, ...]) -> None:
    if path in above:
        circle = " → ".join(p.name for p in (*above[above.index(path) :], path))
        raise ModuleError(f"Modules import each other in a circle: {circle}.")
    if path in found:
        return
    text = path.read_text("utf-8")
    for names, source in _imports(text):
        target = Path(os.path.abspath(path.parent / source))
        _visit(target, found, (*above, path))
        exported = {name for export, name in DEFINED.findall(found[target]) if export}
        if missing := sorted(names - exported):
            raise ModuleError(f"{path.name} imports {', '.join(missing)}: not in {target.name}.")
    found[path] = text


def _imports(text: str) -> Iterator[tuple[set[str], str]]:
    for names, source in IMPORT.findall(text):
        yield {name.strip() for name in names.split(",") if name.strip()}, source


def join(texts: dict[Path, str]) -> str:
    """One module of several: with no import, and with the ``export default`` of the last one."""
    homes: dict[str, Path] = {}
    for path, text in texts.items():
        for _, name in DEFINED.findall(text):
            if name in homes:
                raise ModuleError(
                    f"{name} is defined in {homes[name].name} and in {path.name}: joined, "
                    "a name can mean one thing only."
                )
            homes[name] = path
    return "\n".join(f"// ---- {path.name}\n{_bare(path, text)}" for path, text in texts.items())


def _bare(path: Path, text: str) -> str:
    bare = EXPORT.sub("", IMPORT.sub("", NOTE.sub("", text)))
    if other := OTHER.search(bare):
        raise ModuleError(f"{path.name}: a form of import or export that is not read: {other[0]}")
    return bare
