"""What the player of the backward pass should show at a step, in plain loops of its own.

Each function gives ``(pairs, products, total)``: the numbers multiplied, term by term in the order
of the screen, what they give, and the number that is written. ``pairs`` is None where the terms are
no products of two numbers.
"""

import numpy as np


def expected(trace, segment, k, view="gather"):
    """The terms of step ``k`` of a segment, as the engine has them."""
    stage = trace.stages[segment["layer"]] if segment["layer"] >= 0 else trace.stages[-1]
    kind = segment["kind"]
    if kind == "conv_input" and view == "scatter":
        kind = "scatter"
    return KINDS[kind](trace, stage, k)


def written_by(segment):
    """Segments whose steps have terms that this file knows."""
    return segment["kind"] in KINDS


def _products(pairs, total, bias=0.0):
    """The terms; together with the bias they have to give the total, or this file is wrong."""
    products = [a * b for a, b in pairs]
    assert total is None or np.isclose(sum(products) + bias, total, rtol=1e-12, atol=1e-12)
    return pairs, products, total


def _bias(stage, k):
    return stage.params["bias"][k] if "bias" in stage.params else 0.0


def _by_axis(setting):
    """A layer's setting as one value for the rows and one for the columns."""
    return setting if isinstance(setting, tuple) else (setting, setting)


def _pads(layer):
    """How much padding stands before the rows and before the columns."""
    assert getattr(layer, "padding_mode", "zeros") == "zeros" and layer.padding != "same"
    return [before if isinstance(before, int) else before[0] for before in _by_axis(layer.padding)]


def _places(layer, i, j):
    """The input position under each tap of the window of output (i, j), row by row."""
    axes = (layer.kernel_size, layer.stride, layer.dilation)
    sizes = zip((i, j), *map(_by_axis, axes), _pads(layer), strict=True)
    rows, columns = (
        [stride * at + dilation * tap - pad for tap in range(kernel)]
        for at, kernel, stride, dilation, pad in sizes
    )
    return [(row, column) for row in rows for column in columns]


def _entry(plane, place, outside):
    """The number at a place, or what stands for the padding."""
    inside = all(0 <= at < size for at, size in zip(place, plane.shape, strict=True))
    return plane[place] if inside else outside


def _conv(trace, stage, k):
    assert stage.layer.groups == 1
    f, i, j = np.unravel_index(k, stage.y.shape)
    pairs = [
        (_entry(plane, place, 0.0), weight)
        for plane, kernel in zip(stage.x, stage.params["weight"][f], strict=True)
        for place, weight in zip(_places(stage.layer, i, j), kernel.ravel(), strict=True)
    ]
    return _products(pairs, stage.y[f, i, j], _bias(stage, f))


def _dense(trace, stage, k):
    weight = stage.params["weight"]
    pairs = list(zip(stage.x, weight[k], strict=True))
    return _products(pairs, stage.y[k], _bias(stage, k))


def _pool(trace, stage, k):
    c, i, j = np.unravel_index(k, stage.y.shape)
    values = [_entry(stage.x[c], place, None) for place in _places(stage.layer, i, j)]
    return None, values, stage.y[c, i, j]


def _route(trace, stage, k):
    """The whole gradient goes to the first maximum of the window."""
    c, i, j = np.unravel_index(k, stage.dy.shape)
    seen = [_entry(stage.x[c], place, -np.inf) for place in _places(stage.layer, i, j)]
    values = [0.0] * len(seen)
    values[int(np.argmax(seen))] = stage.dy[c, i, j]
    return None, values, stage.dy[c, i, j]


def _gate(trace, stage, k):
    slope = stage.layer.derivative(stage.x).ravel()[k]
    return _products([(stage.dy.ravel()[k], slope)], stage.dx.ravel()[k])


def _activation(trace, stage, k):
    return None, [stage.y.ravel()[k]], stage.y.ravel()[k]


def _conv_weight(trace, stage, k):
    f, c, m, n = np.unravel_index(k, stage.params["weight"].shape)
    tap = m * stage.params["weight"].shape[3] + n
    pairs = [
        (dy, _entry(stage.x[c], _places(stage.layer, i, j)[tap], 0.0))
        for (i, j), dy in np.ndenumerate(stage.dy[f])
    ]
    return _products(pairs, stage.grads["weight"][f, c, m, n])


def _conv_bias(trace, stage, k):
    return None, stage.dy[k].ravel().tolist(), stage.grads["bias"][k]


def _gather(trace, stage, k):
    """Under each weight of the flipped kernel the error of the output that it led to, or 0."""
    c, *at = np.unravel_index(k, stage.x.shape)
    pads, strides = _pads(stage.layer), _by_axis(stage.layer.stride)
    dilations, pairs = _by_axis(stage.layer.dilation), []
    for f, kernel in enumerate(stage.params["weight"][:, c]):
        for tap in reversed(list(np.ndindex(kernel.shape))):
            spread = [
                x + pad - dilation * m
                for x, pad, dilation, m in zip(at, pads, dilations, tap, strict=True)
            ]
            i, j = (s // stride for s, stride in zip(spread, strides, strict=True))
            met = (i * strides[0], j * strides[1]) == tuple(spread)
            pairs.append((_entry(stage.dy[f], (i, j), 0.0) if met else 0.0, kernel[tap]))
    return _products(pairs, stage.dx[c, *at])


def _scatter(trace, stage, k):
    f, i, j = np.unravel_index(k, stage.dy.shape)
    weights = stage.params["weight"][f].ravel()
    return _products([(stage.dy[f, i, j], weight) for weight in weights], None)


def _dense_weight(trace, stage, k):
    row, column = np.unravel_index(k, stage.params["weight"].shape)
    return _products([(stage.dy[row], stage.x[column])], stage.grads["weight"][row, column])


def _dense_bias(trace, stage, k):
    return _products([(stage.dy[k], 1.0)], stage.grads["bias"][k])


def _dense_input(trace, stage, k):
    pairs = list(zip(stage.dy, stage.params["weight"][:, k], strict=True))
    return _products(pairs, stage.dx[k])


def _softmax(trace, stage, k):
    return None, np.exp(stage.y).tolist(), trace.shares[k]


def _error(trace, stage, k):
    return None, [stage.dy[k]], stage.dy[k]


def _squared(trace, stage, k):
    return None, ((stage.y - trace.target) ** 2).tolist(), trace.value


def _loss(trace, stage, k):
    return None, [trace.value], trace.value


KINDS = {
    "conv": _conv,
    "activation": _activation,
    "pool": _pool,
    "dense": _dense,
    "softmax": _softmax,
    "loss": _loss,
    "squared": _squared,
    "error": _error,
    "miss": _error,
    "dense_weight": _dense_weight,
    "dense_bias": _dense_bias,
    "dense_input": _dense_input,
    "route": _route,
    "gate": _gate,
    "conv_weight": _conv_weight,
    "conv_bias": _conv_bias,
    "conv_input": _gather,
    "scatter": _scatter,
}
