"""What a person takes home: a map as picture or table, the layer as code, the page's own code."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from cnnviz.figures.coloured import coloured
from cnnviz.figures.histogram import histogram as figure
from cnnviz.files import code, csv_table, png
from cnnviz.kernels import Kernel
from cnnviz.traces import Array, ConvolutionTrace, MaxPoolTrace
from cnnviz.ui.caching import digest
from cnnviz.ui.window import layer


def histogram(trace: ConvolutionTrace) -> None:
    """Which values the map holds, before and after the activation."""
    st.plotly_chart(figure(trace), key="histogram", config={"displayModeBar": False})


def code_of(kernel: Kernel | None, trace: ConvolutionTrace | MaxPoolTrace, page: str) -> None:
    """The layer in NumPy and in PyTorch, and the page itself; a pooling has the page alone."""
    texts = {"This page": Path(page).read_text("utf-8")}
    if kernel and isinstance(trace, ConvolutionTrace):
        settings = layer(trace)
        numpy, pytorch = (
            code.numpy_layer(kernel, **settings),
            code.pytorch_layer(kernel, **settings),
        )
        texts = {"NumPy": numpy, "PyTorch": pytorch, **texts}
    for tab, text in zip(st.tabs(list(texts)), texts.values(), strict=True):
        tab.code(text)


def downloads(maps: Array) -> None:
    """Each map as PNG and CSV; a file is made when somebody asks for it."""
    with st.container(horizontal=True):
        for index, values in enumerate(maps):
            name = f"map_{index}" if len(maps) > 1 else "map"
            _download(name, "PNG", values, _picture)
            _download(name, "CSV", values, csv_table.encode)


def _download(name: str, kind: str, values: Array, write: Callable[[Array], str | bytes]) -> None:
    file = f"{name}_{digest(values)[:8]}.{kind.lower()}"  # no two maps share a name
    title = name.replace("_", " ").capitalize()
    st.download_button(f"{title} as {kind}", lambda: write(values), file, on_click="ignore")


def _picture(values: Array) -> bytes:
    return png.encode(coloured(values))
