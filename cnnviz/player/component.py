"""The players' HTML, CSS and JavaScript, read from the files beside this one."""

from functools import cache
from pathlib import Path
from types import MappingProxyType

from cnnviz.figures.theme import css_variables

HERE = Path(__file__).parent
# Each player is one module: a script uses only what the ones above it define. What all of them
# share lies in js/, what one has for itself in a folder with its name.
SHARED = ("js/payload", "js/numbers", "js/colour", "js/draw", "js/shell")
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
    return MappingProxyType(
        {
            "html": page.with_suffix(".html").read_text("utf-8"),
            "css": css_variables() + "\n" + page.with_suffix(".css").read_text("utf-8"),
            "js": "\n".join(script.read_text("utf-8") for script in scripts),
        }
    )
