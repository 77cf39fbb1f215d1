"""Every colour and font of the app, light and dark, and how wide a colour scale is.

Sign is blue or orange and zero is uncoloured; the two hues stay apart for all common kinds of
colour blindness. Magenta means "here, and everything linked to here" and nothing else. Teal, olive
and violet are the three blocks of a network: convolution, pooling, dense.
"""

from types import MappingProxyType

import numpy as np
import numpy.typing as npt

FONT = (
    '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, '
    '"Liberation Sans", sans-serif'
)

TOKENS = MappingProxyType(
    {
        "light": MappingProxyType(
            {
                "bg": "#FAFAF8",
                "surface": "#FFFFFF",
                "sunk": "#F1F1EE",
                "ink": "#16181D",
                "ink2": "#565B66",
                "line": "#DFE0E3",
                "line2": "#B9BCC4",
                "focus": "#C2127F",
                "halo": "#FFFFFF",
                "grid-low": "#F8F8F6",
                "grid-high": "#626261",
                "forward": "#1F2A44",
                "forward-paper": "#F4F6FA",
                "backward": "#8A1C6B",
                "backward-paper": "#FBF1F8",
                "backward-card": "#F7E6F2",
                "backward-line": "#DCB3D0",
                "conv": "#0E8A74",
                "conv-pale": "#BFE6DC",
                "pool": "#857400",
                "pool-pale": "#E6DF9B",
                "dense": "#6A4BC4",
                "dense-pale": "#D9CFF6",
            }
        ),
        "dark": MappingProxyType(
            {
                "bg": "#101216",
                "surface": "#181B21",
                "sunk": "#1F232B",
                "ink": "#F0F1F4",
                "ink2": "#A9AFBB",
                "line": "#2B3039",
                "line2": "#4A515E",
                "focus": "#FF7ACB",
                "halo": "#0B0C0F",
                "grid-low": "#1E2128",
                "grid-high": "#DCDFE4",
                "forward": "#C9D6F5",
                "forward-paper": "#141821",
                "backward": "#F0A3D6",
                "backward-paper": "#1F141D",
                "backward-card": "#2C1A28",
                "backward-line": "#6D3F60",
                "conv": "#4FD0B6",
                "conv-pale": "#1A5A4E",
                "pool": "#D8CB5A",
                "pool-pale": "#5A5314",
                "dense": "#B09BF5",
                "dense-pale": "#43347C",
            }
        ),
    }
)

# From zero outwards, at |t| = 0, 1/4, 1/2, 3/4, 1; linear between.
RAMP = MappingProxyType(
    {
        "light": MappingProxyType(
            {
                "negative": ("#F4F4F1", "#BDD6F0", "#62A0DC", "#1F63B0", "#0B3874"),
                "positive": ("#F4F4F1", "#F9D2AA", "#EF9A4B", "#C75B0A", "#7A3002"),
            }
        ),
        "dark": MappingProxyType(
            {
                "negative": ("#20242B", "#24476F", "#2F76C2", "#76B7F7", "#DDEEFF"),
                "positive": ("#20242B", "#59360F", "#B5660F", "#F7A23F", "#FFEBCF"),
            }
        ),
    }
)

# Mid-tones of the two ramps, readable on both backgrounds: for figures that Streamlit themes.
NEGATIVE, POSITIVE, NEUTRAL = "#3F8FD6", "#E07B1A", "#8A8F99"
BACKWARD = "#B0559A"  # the plum of the way back


def css_variables() -> str:
    """The tokens and ramps as CSS custom properties for both schemes."""
    return "\n".join(f'[data-scheme="{scheme}"] {{ {_declarations(scheme)} }}' for scheme in TOKENS)


def _declarations(scheme: str) -> str:
    tokens = {**TOKENS[scheme], **{k: " ".join(v) for k, v in RAMP[scheme].items()}}
    tokens["font"] = FONT
    return " ".join(f"--{name}: {value};" for name, value in tokens.items())


def signed_range(values: npt.NDArray[np.floating]) -> float:
    """How far a zero-centred scale reaches, so that its ends are at -range and +range.

    Up to 100 finite values: their largest magnitude, exactly. More: the 99.2nd percentile of the
    magnitudes, rounded up to a half of its power of ten, so that one bright spot does not wash out
    a photo. A map of zeros gives 1, so that it looks constant.

    >>> signed_range(np.array([[-3.0, 2.0]]))
    3.0
    """
    magnitudes = np.abs(values[np.isfinite(values)])
    if not magnitudes.any():
        return 1.0
    if magnitudes.size <= 100:
        return float(magnitudes.max())
    limit = float(np.quantile(magnitudes, 0.992)) or float(magnitudes.max())
    step = 10.0 ** np.floor(np.log10(limit)) / 2
    return float(np.ceil(limit / step) * step)
