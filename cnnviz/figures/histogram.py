"""Which values a feature map holds, and which of them an activation lets through."""

import numpy as np
import plotly.graph_objects as go

from cnnviz.figures.theme import NEGATIVE, NEUTRAL, POSITIVE
from cnnviz.traces import Array, ConvolutionTrace

BINS = 41
HEIGHT = 260


def histogram(trace: ConvolutionTrace) -> go.Figure:
    """Counts of the map's values, blue below zero and orange above.

    With an activation, grey bars behind show the values before it.
    """
    ends = edges(trace.pre)
    figure = go.Figure()
    if trace.activation != "none":
        figure.add_trace(bars(trace.pre, ends, NEUTRAL, "before the activation", 0.35))
    figure.add_trace(bars(trace.y, ends, sign_colours(ends), "in the map", 1.0))
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        barmode="overlay",
        bargap=0.06,
        showlegend=False,
        font_size=16,
        xaxis={"title": "value", "zeroline": True, "zerolinewidth": 2},
        yaxis={"title": "how many pixels"},
    )
    return figure


def edges(values: Array) -> Array:
    """Bin edges, symmetric about zero so that the middle bin is centred on it."""
    finite = values[np.isfinite(values)]
    limit = float(np.abs(finite).max()) if finite.size else 1.0
    return np.linspace(-1, 1, BINS + 1) * (limit or 1.0)


def bars(values: Array, ends: Array, colour: str | list[str], name: str, opacity: float) -> go.Bar:
    """A bar for each bin, as high as it has values."""
    counts, _ = np.histogram(values[np.isfinite(values)], ends)
    return go.Bar(
        x=(ends[:-1] + ends[1:]) / 2,
        y=counts,
        width=np.diff(ends),
        marker={"color": colour, "line_width": 0},
        opacity=opacity,
        name=name,
        hovertemplate="%{y} pixels near %{x:.3g}<extra></extra>",
    )


def sign_colours(ends: Array) -> list[str]:
    """A colour for each bin, by the sign of its middle."""
    middles = np.round((ends[:-1] + ends[1:]) / 2, 12)
    return [NEGATIVE if m < 0 else POSITIVE if m > 0 else NEUTRAL for m in middles]
