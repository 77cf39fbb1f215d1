"""The steps on the way forward: from the picture to the loss."""

from collections.abc import Callable, Mapping

from cnnviz.lessons.backprop.convolution_trace import at_grid
from cnnviz.lessons.backprop.payload_moment import Moment
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
    under,
    whole,
)


def _start(moment: Moment) -> Step:
    return Step((whole(moment.panel("x")),))


def _conv(moment: Moment) -> Step:
    stage, k = moment.stage, moment.k
    x, y = ends(moment)
    f, i, j = position(k, stage.y)
    channels, (rows, columns) = moment.channels(f), moment.tables
    grid = [rows[i], columns[j]]
    factors = at_grid(stage.x[channels], grid), moment.weight[f]
    bias = float(stage.params["bias"][f]) if "bias" in stage.params else 0.0
    read = Seen(x, region(stage.x, channels, *grid))
    return Step((read, seen(y, k)), {}, float(stage.y.flat[k]), factors, bias=bias)


def _activation(moment: Moment) -> Step:
    stage, k = moment.stage, moment.k
    x, y = ends(moment)
    facts = {"value": float(stage.x.flat[k]), "slope": float(slopes(moment).flat[k])}
    return Step(
        (seen(x, k), seen(y, k)), facts, float(stage.y.flat[k]), values=single(facts["value"])
    )


def _pool(moment: Moment) -> Step:
    x, y = ends(moment)
    values, flats, winner = under(moment)
    total = float(moment.stage.y.flat[moment.k])
    facts = {
        "count": int((flats >= 0).sum()),
        "ties": int(((flats >= 0) & (values == total)).sum()),
        "place": position(winner, moment.stage.x)[1:],
    }
    return Step((Seen(x, flats.ravel()), seen(y, moment.k)), facts, total, values=values)


def _flatten(moment: Moment) -> Step:
    x, y = ends(moment)
    return Step((whole(x), whole(y)), {"name": y.name, "count": moment.stage.y.size})


def _dense(moment: Moment) -> Step:
    stage, k = moment.stage, moment.k
    x, y = ends(moment)
    factors = (shaped(stage.x, x), shaped(stage.params["weight"][k], x))
    bias = float(stage.params["bias"][k]) if "bias" in stage.params else 0.0
    return Step((whole(x), seen(y, k)), {}, float(stage.y[k]), factors, bias=bias)


def _softmax(moment: Moment) -> Step:
    scores, shares = moment.panel(moment.stage.name), moment.panel("shares")
    powers = moment.panel("powers").values
    total = float(shares.values.flat[moment.k])
    return Step((whole(scores), seen(shares, moment.k)), {}, total, values=powers.reshape(1, 1, -1))


def _loss(moment: Moment) -> Step:
    trace = moment.steps.trace
    shares, loss = moment.panel("shares"), moment.panel("loss")
    truth = int(trace.target)
    share = single(float(shares.values.flat[truth]))
    return Step((seen(shares, truth), seen(loss, 0)), {"truth": truth}, trace.value, values=share)


def _squared(moment: Moment) -> Step:
    y, target = moment.panel(moment.stage.name), moment.panel("target")
    pairs = y.values.reshape(1, 1, -1), target.values.reshape(1, 1, -1)
    here = whole(y), whole(target), seen(moment.panel("loss"), 0)
    return Step(here, {"pairs": pairs}, moment.steps.trace.value, values=(pairs[0] - pairs[1]) ** 2)


FORWARD: Mapping[str, Callable[[Moment], Step]] = {
    "start": _start,
    "conv": _conv,
    "activation": _activation,
    "pool": _pool,
    "flatten": _flatten,
    "dense": _dense,
    "softmax": _softmax,
    "loss": _loss,
    "squared": _squared,
}
