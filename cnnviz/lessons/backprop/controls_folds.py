"""What folds out under the backprop player: sizes, maps and checks."""

import streamlit as st

from cnnviz.analysis.gradient_report import scientific, summary
from cnnviz.figures.coloured import coloured
from cnnviz.lessons.backprop import controls_events as backprop_events
from cnnviz.lessons.backprop import controls_show as backprop
from cnnviz.lessons.backprop import figures
from cnnviz.lessons.backprop import statistics as chain_statistics
from cnnviz.lessons.backprop.chain import ChainTrace
from cnnviz.lessons.backprop.check import kink_message
from cnnviz.lessons.backprop.controls_show import Lesson
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.lessons.backprop.statistics import Health, LayerSize
from cnnviz.traces import Array
from cnnviz.ui import layout
from cnnviz.ui.intake import Prepared
from cnnviz.ui.state import PageState

MAP = 132  # how wide a map of the gallery is
VERDICTS = {
    "steady": "The error keeps about its size on the way back.",
    "vanishing": "The gradients vanish: at the first map they are {times} times smaller than at "
    "the last one.",
    "exploding": "The gradients explode: at the first map they are {times} times larger than at "
    "the last one.",
    "dead": "No error reaches the first layer: every gate on the way is shut.",
}


def sizes(visit: PageState[Backprop], lesson: Lesson) -> None:
    """Each layer's numbers and gradients: as maps, in size, and how they are spread."""
    trace = lesson.trace
    layers = chain_statistics.sizes(trace)
    st.text(_verdict(chain_statistics.health(trace)))
    _maps(trace)
    st.plotly_chart(figures.sizes(layers), key="chain-sizes", config={"displayModeBar": False})
    st.table(_table(layers), hide_index=True, border="horizontal")
    name = st.segmented_control(
        "Spread of",
        [layer.name for layer in layers],
        default=layers[0].name,
        required=True,
        key=f"{visit.page}-spread-{visit.settings.network}",
    )
    layer = next(layer for layer in layers if layer.name == name)
    values, gradients = st.columns(2)
    config = {"displayModeBar": False}
    values.plotly_chart(
        figures.spread(layer.values, f"values of {name}"), key="chain-values", config=config
    )
    gradients.plotly_chart(
        figures.spread(layer.gradients, f"gradients of {name}"), key="chain-grads", config=config
    )
    if losses := backprop_events.losses(visit):
        first = backprop_events.first_loss(visit)
        st.plotly_chart(figures.losses(first, losses), key="chain-losses", config=config)


def _verdict(health: Health) -> str:
    times = max(health.ratio, 1 / health.ratio) if health.ratio else 0
    return VERDICTS[health.verdict].format(times=f"{times:,.0f}")


def _maps(trace: ChainTrace) -> None:
    """Above each layer's maps, below their gradients, each on a scale of its own around zero."""
    pairs = [("x", trace.x, trace.stages[0].dx)]
    pairs += [(stage.name, stage.y, stage.dy) for stage in trace.stages if stage.y.ndim == 3]
    with st.container(horizontal=True, key="chain-maps"):
        for name, values, gradients in pairs:
            for place in range(len(values)):
                title = f"{name} {place}" if len(values) > 1 else name
                with st.container(width=MAP):
                    _map(title, values[place])
                    _map(f"∂{title}", gradients[place])


def _map(title: str, values: Array) -> None:
    zoom = max(1, MAP // max(values.shape))
    picture = coloured(values).repeat(zoom, axis=0).repeat(zoom, axis=1)
    layout.image(picture, title, MAP)
    ends = f"{values.min():.2g} … {values.max():.2g}".replace("-", "−")
    st.caption(f"**{title}**  \n{ends}")


def _table(layers: tuple[LayerSize, ...]) -> dict[str, list[str]]:
    return {
        "layer": [layer.name for layer in layers],
        "kind": [type(layer.layer).title for layer in layers],
        "numbers": [_short(layer.activation) for layer in layers],
        "their gradients": [_short(layer.gradient) for layer in layers],
        "weights": [_short(layer.weight) for layer in layers],
        "gradients of the weights": [_short(layer.weight_gradient) for layer in layers],
        "gates shut": ["" if layer.shut is None else f"{layer.shut:.0%}" for layer in layers],
    }


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}"


def check_all(visit: PageState[Backprop], picture: Prepared, lesson: Lesson) -> None:
    """Every gradient beside its finite difference, and where that means nothing."""
    with st.spinner("Moving every number a little …"):
        report = backprop.report(visit, picture, lesson)
    st.text(summary(report))
    st.caption(
        "Good is a relative error of up to 1e−7, usual near kinks up to 1e−4, wrong above 1e−2 "
        "(Stanford CS231n)."
    )
    st.table(
        {
            "array": list(report.relative_error),
            "largest relative error": [scientific(e) for e in report.relative_error.values()],
            "verdict": list(report.verdict.values()),
            "checked": [
                sum(probe.array == name for probe in report.probes) for name in report.verdict
            ],
        },
        hide_index=True,
        border="horizontal",
    )
    for kink in report.kinks[:12]:
        st.text(kink_message(kink))
