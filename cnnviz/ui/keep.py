"""What a person takes home: a map as picture or table, the code of this layer, this page's code."""

from pathlib import Path

import numpy as np
import streamlit as st

from cnnviz.files import code, csv_table, png
from cnnviz.figures.histogram import histogram as figure
from cnnviz.figures.theme import RAMP, signed_range
from cnnviz.settings import Convolution
from cnnviz.traces import Array, ConvolutionTrace
from cnnviz.ui import kernels, show
from cnnviz.ui.caching import digest
from cnnviz.ui.state import Visit


def histogram(trace: ConvolutionTrace) -> None:
    """Which values the map holds, before and after the activation."""
    st.plotly_chart(figure(trace), key="histogram", config={"displayModeBar": False})


def code_of(visit: Visit[Convolution], trace: ConvolutionTrace, page: str) -> None:
    """The layer in NumPy and in PyTorch, and the page itself."""
    kernel, layer = kernels.current(visit), show.layer(visit.settings, trace)
    numpy, pytorch, here = st.tabs(["NumPy", "PyTorch", "This page"])
    numpy.code(code.numpy_layer(kernel, **layer))
    pytorch.code(code.pytorch_layer(kernel, **layer))
    here.code(Path(page).read_text("utf-8"))


def downloads(trace: ConvolutionTrace) -> None:
    """Each map as PNG and CSV; a file is made when somebody asks for it."""
    with st.container(horizontal=True):
        for index, values in enumerate(trace.y):
            _download(f"map_{index}" if len(trace.y) > 1 else "map", values)


def _download(name: str, values: Array) -> None:
    stem = f"{name}_{digest(values)[:8]}"
    for kind, write in (("PNG", lambda: coloured(values)), ("CSV", lambda: csv_table.encode(values))):
        st.download_button(
            f"{name} as {kind}", write, f"{stem}.{kind.lower()}", on_click="ignore"
        )


def coloured(values: Array) -> bytes:
    """A map (H, W) in the light signed colours, as PNG."""
    t = np.nan_to_num(np.clip(values / signed_range(values), -1, 1))
    negative, positive = (_ramp(RAMP["light"][side], np.abs(t)) for side in ("negative", "positive"))
    return png.encode(np.where(t[..., None] < 0, negative, positive))


def _ramp(colours: tuple[str, ...], t: Array) -> np.ndarray:
    stops = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in colours])
    at = np.linspace(0, 1, len(stops))
    return np.stack([np.interp(t, at, stops[:, i]) for i in range(3)], -1).round().astype(np.uint8)
