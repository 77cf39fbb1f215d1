"""The players' HTML, CSS and JavaScript, read from the files beside this one."""

from functools import cache
from pathlib import Path
from types import MappingProxyType

from cnnviz.figures.theme import css_variables

HERE = Path(__file__).parent
# Each player is one module: a script uses only what the ones above it define. What all of them
# share lies in js/ (its looks in shared.css and transport.css), what one has for itself in a folder
# with its name.
SHARED = ("js/payload", "js/numbers", "js/colour", "js/draw", "js/shell", "js/keys")
PLAYERS = MappingProxyType(
    {
        "window": (
            *SHARED,
            "js/view",
            "js/stage",
            "js/bench",
            "js/words",
            "js/gallery",
            "js/editor",
            "js/transport",
            "js/timeline",
            "js/pointer",
            "js/layout",
            "js/beams",
            "js/player",
        ),
        "field": (
            *SHARED,
            "field/model",
            "field/photo",
            "field/side",
            "field/maps",
            "field/table",
            "field/says",
            "field/placing",
            "field/pointing",
            "field/field",
        ),
        "equivariance": (
            *SHARED,
            "js/view",
            "equivariance/model",
            "equivariance/sheets",
            "equivariance/score",
            "js/transport",
            "equivariance/moving",
            "equivariance/pointing",
            "equivariance/ways",
            "equivariance/room",
            "equivariance/equivariance",
        ),
        "pooling": (
            *SHARED,
            "pooling/model",
            "pooling/view",
            "pooling/marks",
            "pooling/captions",
            "pooling/forward",
            "pooling/mask",
            "pooling/backward",
            "pooling/shift",
            "pooling/bench",
            "pooling/race",
            "pooling/adds",
            "pooling/beams",
            "pooling/sentences",
            "js/transport",
            "pooling/steps",
            "pooling/pointing",
            "pooling/pooling",
        ),
        "backprop": (
            *SHARED,
            "backprop/model",
            "backprop/moment",
            "backprop/formula",
            "backprop/frame",
            "backprop/forward",
            "backprop/backward",
            "backprop/turned",
            "backprop/said",
            "backprop/slots",
            "backprop/products",
            "backprop/pictures",
            "backprop/bench",
            "backprop/layout",
            "backprop/scrub",
            "backprop/strip",
            "backprop/motion",
            "backprop/transport",
            "backprop/edit",
            "backprop/predict",
            "backprop/check",
            "backprop/update",
            "backprop/steps",
            "backprop/screen",
            "backprop/backprop",
        ),
    }
)


@cache
def parts(player: str) -> MappingProxyType[str, str]:
    """The texts ``html``, ``css`` and ``js`` of a player."""
    page = HERE / "player" if player == "window" else HERE / player / player
    scripts = (HERE / f"{name}.js" for name in PLAYERS[player])
    steps = [HERE / "transport.css"] if "js/transport" in PLAYERS[player] else []
    sheets = (HERE / "shared.css", *steps, page.with_suffix(".css"))
    return MappingProxyType(
        {
            "html": page.with_suffix(".html").read_text("utf-8"),
            "css": "\n".join((css_variables(), *(sheet.read_text("utf-8") for sheet in sheets))),
            "js": "\n".join(script.read_text("utf-8") for script in scripts),
        }
    )
