"""The steps on the way back, and the step of gradient descent that follows."""

from collections.abc import Callable, Mapping

import numpy as np

from cnnviz.lessons.backprop.chain import Stage
from cnnviz.lessons.backprop.convolution_trace import ConvolutionBackward, at_grid
from cnnviz.lessons.backprop.payload_layers import repeats
from cnnviz.lessons.backprop.payload_moment import Moment
from cnnviz.lessons.backprop.payload_panels import Panel
from cnnviz.lessons.backprop.payload_step import (
    Seen,
    Step,
    ends,
    position,
    region,
    seen,
    shaped,
    single,
    slopes,
    title,
    under,
    whole,
)
from cnnviz.player import axes


def _error(moment: Moment) -> Step:
    k, gradient = moment.k, moment.written
    first = moment.panel("shares" if moment.kind == "error" else gradient.of)
    target = moment.panel("target")
    facts = {"from": float(first.values.flat[k]), "target": float(target.values.flat[k])}
    total = float(gradient.values.flat[k])
    return Step(
        (seen(first, k), seen(target, k), seen(gradient, k)), facts, total, values=single(total)
    )


def _dense_weight(moment: Moment) -> Step:
    stage = moment.stage
    row, column = divmod(moment.k, stage.x.size)
    x, _ = ends(moment)
    factors = single(float(stage.dy[row])), single(float(stage.x.flat[column]))
    error = moment.panel(f"d:{stage.name}")
    here = seen(x, column), seen(error, row), seen(moment.written, moment.k)
    return Step(here, {}, float(stage.grads["weight"].flat[moment.k]), factors)


def _dense_bias(moment: Moment) -> Step:
    stage, k = moment.stage, moment.k
    here = seen(moment.panel(f"d:{stage.name}"), k), seen(moment.written, k)
    value = float(stage.dy[k])
    return Step(here, {}, float(stage.grads["bias"][k]), (single(value), single(1.0)))


def _dense_input(moment: Moment) -> Step:
    stage, k = moment.stage, moment.k
    x, _ = ends(moment)
    error, weights = moment.panel(f"d:{stage.name}"), stage.params["weight"][:, k]
    factors = shaped(stage.dy, error), shaped(weights, error)
    facts = {"number": title(x, k), "count": stage.dy.size}
    return Step((whole(error), seen(moment.written, k)), facts, float(stage.dx.flat[k]), factors)


def _unflatten(moment: Moment) -> Step:
    error, into = moment.panel(f"d:{moment.stage.name}"), moment.written
    return Step((whole(error), whole(into)), {"name": into.name, "count": into.values.size})


def _route(moment: Moment) -> Step:
    stage, k = moment.stage, moment.k
    error, x = moment.panel(f"d:{stage.name}"), moment.panel(moment.before)
    values, flats, winner = under(moment)
    total = float(stage.dy.flat[k])
    facts = {
        "ties": int((values == stage.x.flat[winner]).sum()),
        "from": title(error, k),
        "winner": winner,
        "gets": np.where(moment.gets(np.array([k]))[0], total, 0.0),
    }
    here = seen(error, k), Seen(x, flats.ravel()), Seen(moment.written, flats.ravel())
    return Step(here, facts, total, values=values)


def _gate(moment: Moment) -> Step:
    stage, k = moment.stage, moment.k
    own = float(slopes(moment).flat[k])
    slope = 1.0 if moment.wrong else own
    dy = float(stage.dy.flat[k])
    facts = {"own": own, "slope": slope, "dy": dy}
    here = (
        seen(moment.panel(f"d:{stage.name}"), k),
        seen(moment.panel(moment.before), k),
        seen(moment.written, k),
    )
    return Step(here, facts, float(stage.dx.flat[k]), (single(dy), single(slope)))


def _conv_weight(moment: Moment) -> Step:
    stage, k = moment.stage, moment.k
    f, slot, m, n = position(k, moment.weight)
    channel, (rows, columns) = moment.channels(f)[slot], moment.tables
    grid = [rows[:, m], columns[:, n]]
    factors = stage.dy[[f]], at_grid(stage.x[[channel]], grid)
    error = moment.panel(f"d:{stage.name}")
    here = (
        Seen(error, region(stage.dy, [f], *map(np.arange, stage.dy.shape[1:]))),
        Seen(moment.panel(moment.before), region(stage.x, [channel], *grid)),
        seen(moment.written, k),
    )
    total = float(stage.grads["weight"].flat[k])
    return Step(here, {"count": stage.dy[f].size}, total, factors)


def _conv_bias(moment: Moment) -> Step:
    stage, k = moment.stage, moment.k
    error = moment.panel(f"d:{stage.name}")
    read = Seen(error, region(stage.dy, [k], *map(np.arange, stage.dy.shape[1:])))
    factors = stage.dy[[k]], np.ones_like(stage.dy[[k]])
    facts = {"count": stage.dy[k].size}
    return Step((read, seen(moment.written, k)), facts, float(stage.grads["bias"][k]), factors)


def _conv_input(moment: Moment) -> Step:
    stage, k, back = moment.stage, moment.k, moment.stage.back
    channel, row, column = position(k, stage.x)
    each = moment.weight.shape[1]
    filters = [f for f in range(len(moment.weight)) if channel in moment.channels(f)]
    assert isinstance(back, ConvolutionBackward)
    sizes = zip(back.windows, stage.x.shape[1:], strict=True)
    rows, columns = (axes.gathering(window, n).index for window, n in sizes)
    grid = [rows[row], columns[column]]
    weights = moment.weight[filters, channel % each]
    if not (moment.wrong and moment.steps.trace.mistake == "flip"):
        weights = weights[:, ::-1, ::-1]
    read_rows, read_columns = moment.tables
    fed = int((read_rows == row).sum() * (read_columns == column).sum())
    facts = {"number": title(moment.panel(moment.before), k), "fed": fed}
    error = moment.panel(f"d:{stage.name}")
    here = Seen(error, region(stage.dy, filters, *grid)), seen(moment.written, k)
    facts["count"] = fed * len(filters)
    factors = at_grid(stage.dy[filters], grid), weights
    return Step(here, facts, float(stage.dx.flat[k]), factors)


def _on_the_border(stage: Stage, i: int, j: int) -> bool:
    """Whether the window of an output reaches into the padding."""
    assert stage.back is not None
    tables = map(axes.sliding, stage.back.windows, stage.x.shape[1:])
    places = zip(tables, (i, j), strict=True)
    return any(not 0 <= p - t.before < t.inputs for t, at in places for p in t.places[at])


def _scatter(moment: Moment) -> Step:
    stage, k = moment.stage, moment.k
    f, i, j = position(k, stage.dy)
    rows, columns = moment.tables
    flats = region(stage.x, moment.channels(f), rows[i], columns[j])
    inside = flats[flats >= 0]
    into = int(inside[0]) if inside.size else 0
    error, value = moment.panel(f"d:{stage.name}"), float(stage.dy.flat[k])
    facts = {
        "dy": value,
        "error": title(error, k),
        "output": title(moment.panel(stage.name), k),
        "count": np.unique(inside).size,
        "copied": repeats(stage) and _on_the_border(stage, i, j),
        "into": into,
    }
    total = float(moment.values(moment.written).flat[into])
    factors = np.full(moment.weight[f].shape, value), moment.weight[f]
    return Step((seen(error, k), Seen(moment.written, flats)), facts, total, factors)


def _update(moment: Moment) -> Step:
    own, flat = updated(moment)
    gradient, after = moment.panel(f"d:{own.key}"), moment.panel(f"new:{own.key}")
    facts = {
        "from": float(own.values.flat[flat]),
        "slope": float(gradient.values.flat[flat]),
        "number": title(own, flat),
    }
    total = float(after.values.flat[flat])
    here = seen(own, flat), seen(gradient, flat), seen(after, flat)
    return Step(here, facts, total, values=single(total))


def updated(moment: Moment) -> tuple[Panel, int]:
    """The parameter whose turn it is: one number after the other, in the order of the network."""
    k = moment.k
    for stage in moment.steps.trace.stages:
        for name, array in stage.params.items():
            if k < array.size:
                return moment.panel(f"{stage.name}.{name}"), k
            k -= array.size
    raise ValueError("There is no such step.")


def _result(moment: Moment) -> Step:
    return Step((), {"count": moment.segment.count - 1})


BACKWARD: Mapping[str, Callable[[Moment], Step]] = {
    "error": _error,
    "miss": _error,
    "dense_weight": _dense_weight,
    "dense_bias": _dense_bias,
    "dense_input": _dense_input,
    "unflatten": _unflatten,
    "route": _route,
    "gate": _gate,
    "conv_weight": _conv_weight,
    "conv_bias": _conv_bias,
    "conv_input": _conv_input,
    "scatter": _scatter,
    "update": _update,
    "result": _result,
}
