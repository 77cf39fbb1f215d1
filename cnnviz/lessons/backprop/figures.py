"""How large a chain's numbers are from layer to layer, and how those of one layer are spread."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from cnnviz.figures.histogram import bars, edges, sign_colours
from cnnviz.figures.theme import BACKWARD, NEUTRAL
from cnnviz.lessons.backprop.statistics import LayerSize
from cnnviz.traces import Array

HEIGHT = 280


def sizes(layers: Sequence[LayerSize]) -> go.Figure:
    """The typical size of each layer's numbers, and of their gradients, on a logarithmic scale."""
    names = [layer.name for layer in layers]
    figure = go.Figure()
    for label, values, colour, symbol in (
        ("numbers", [layer.activation for layer in layers], NEUTRAL, "square"),
        ("their gradients", [layer.gradient for layer in layers], BACKWARD, "circle"),
    ):
        figure.add_trace(
            go.Scatter(
                x=names,
                y=[value or None for value in values],  # a logarithm has no zero
                name=label,
                mode="lines+markers",
                line={"color": colour, "width": 2},
                marker={"symbol": symbol, "size": 12},
                hovertemplate="%{x}: %{y:.3g}<extra></extra>",
            )
        )
    _lay_out(figure, "layer, from the picture to the scores", "typical size")
    figure.update_yaxes(type="log", exponentformat="power", dtick=1, range=_decades(layers))
    figure.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.15})
    return figure


def _decades(layers: Sequence[LayerSize]) -> tuple[float, float]:
    """Whole powers of ten around all sizes, so that there are at least two to read."""
    values = [size for layer in layers for size in (layer.activation, layer.gradient) if size]
    if not values:
        return -1, 1
    return float(np.floor(np.log10(min(values)))), float(np.floor(np.log10(max(values)))) + 1


def spread(values: Array, about: str) -> go.Figure:
    """How often which number occurs, blue below zero and orange above."""
    ends = edges(values)
    figure = go.Figure(bars(values, ends, sign_colours(ends), about, 1.0))
    _lay_out(figure, about, "how many")
    return figure


def losses(start: float, after: Sequence[float]) -> go.Figure:
    """The loss before the first step and after each."""
    figure = go.Figure(
        go.Scatter(
            x=list(np.arange(len(after) + 1)),
            y=[start, *after],
            mode="lines+markers",
            line={"color": NEUTRAL, "width": 2},
            marker={"size": 9},
            hovertemplate="after step %{x}: %{y:.6g}<extra></extra>",
        )
    )
    _lay_out(figure, "steps taken", "loss")
    return figure


def _lay_out(figure: go.Figure, across: str, up: str) -> None:
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        showlegend=False,
        font_size=16,
        xaxis={"title": across, "tickfont": {"size": 16}},
        yaxis={"title": up, "tickfont": {"size": 16}},
    )
