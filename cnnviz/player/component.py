"""The player's HTML, CSS and JavaScript, read from the files beside this one."""

from functools import cache
from pathlib import Path
from types import MappingProxyType

from cnnviz.figures.theme import css_variables

HERE = Path(__file__).parent
# One module: each script uses only what the ones above it define.
SCRIPTS = (
    "payload",
    "numbers",
    "colour",
    "view",
    "draw",
    "stage",
    "bench",
    "words",
    "gallery",
    "editor",
    "timeline",
    "pointer",
    "layout",
    "beams",
    "address",
    "player",
)


@cache
def parts() -> MappingProxyType[str, str]:
    """The texts ``html``, ``css`` and ``js`` of the component."""
    return MappingProxyType(
        {
            "html": (HERE / "player.html").read_text("utf-8"),
            "css": css_variables() + "\n" + (HERE / "player.css").read_text("utf-8"),
            "js": "\n".join((HERE / "js" / f"{name}.js").read_text("utf-8") for name in SCRIPTS),
        }
    )
