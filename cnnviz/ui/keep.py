"""What a person takes home: a map as picture or table, the layer as code, the page's own code."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import streamlit as st

from cnnviz.figures.histogram import histogram as figure
from cnnviz.figures.theme import RAMP, signed_range
from cnnviz.files import code, csv_table, png
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
    kernel, layer = kernels.current(visit), show.layer(trace)
    numpy, pytorch, here = st.tabs(["NumPy", "PyTorch", "This page"])
    numpy.code(code.numpy_layer(kernel, **layer))
    pytorch.code(code.pytorch_layer(kernel, **layer))
    with here:
        page_code(page)


def page_code(page: str) -> None:
    """The code behind a page."""
    st.code(Path(page).read_text("utf-8"))


def downloads(maps: Array) -> None:
    """Each map as PNG and CSV; a file is made when somebody asks for it."""
    with st.container(horizontal=True):
        for index, values in enumerate(maps):
            name = f"map_{index}" if len(maps) > 1 else "map"
            _download(name, "PNG", values, coloured)
            _download(name, "CSV", values, csv_table.encode)


def _download(name: str, kind: str, values: Array, write: Callable[[Array], str | bytes]) -> None:
    file = f"{name}_{digest(values)[:8]}.{kind.lower()}"  # no two maps share a name
    title = name.replace("_", " ").capitalize()
    st.download_button(f"{title} as {kind}", lambda: write(values), file, on_click="ignore")


def coloured(values: Array) -> bytes:
    """A map (H, W) in the light signed colours, as PNG."""
    t = np.nan_to_num(np.clip(values / signed_range(values), -1, 1))
    ramps = RAMP["light"]
    negative, positive = (_blend(ramps[side], np.abs(t)) for side in ("negative", "positive"))
    return png.encode(np.where(t[..., None] < 0, negative, positive))


def _blend(colours: tuple[str, ...], t: Array) -> npt.NDArray[np.uint8]:
    """The colour at each t from 0 to 1, linear between the given ones."""
    stops = np.array([list(bytes.fromhex(colour[1:])) for colour in colours])
    at = np.linspace(0, 1, len(stops))
    channels = [np.interp(t, at, stops[:, channel]) for channel in range(3)]
    return np.stack(channels, -1).round().astype(np.uint8)
