"""What the player of the backward pass should show at a step, asked of the engine's own records.

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


def _products(pairs, total):
    return pairs, [a * b for a, b in pairs], total


def _conv(trace, stage, k):
    f, i, j = np.unravel_index(k, stage.y.shape)
    back, pairs = stage.back, []
    tables = back._reads()
    for c in range(back.weight.shape[1]):
        for m, row in enumerate(tables[0][i]):
            for n, column in enumerate(tables[1][j]):
                x = 0.0 if row < 0 or column < 0 else stage.x[back._channel(f, c), row, column]
                pairs.append((x, back.weight[f, c, m, n]))
    return _products(pairs, stage.y[f, i, j])


def _dense(trace, stage, k):
    weight = stage.params["weight"]
    return _products(list(zip(stage.x, weight[k], strict=True)), stage.y[k])


def _pool(trace, stage, k):
    c, i, j = np.unravel_index(k, stage.y.shape)
    rows, columns = (
        window.input_indices(n)[at]
        for window, n, at in zip(stage.back.windows, stage.x.shape[1:], (i, j), strict=True)
    )
    values = [
        stage.x[c, row, column] if row >= 0 and column >= 0 else None
        for row in rows
        for column in columns
    ]
    return None, values, stage.y[c, i, j]


def _route(trace, stage, k):
    c, i, j = np.unravel_index(k, stage.dy.shape)
    value = stage.dy[c, i, j]
    winner = stage.back.winner(0, c, i, j)
    rows, columns = (
        window.input_indices(n)[at]
        for window, n, at in zip(stage.back.windows, stage.x.shape[1:], (i, j), strict=True)
    )
    values = [value if (row, column) == winner else 0.0 for row in rows for column in columns]
    return None, values, value


def _gate(trace, stage, k):
    slope = stage.layer.derivative(stage.x).ravel()[k]
    return _products([(stage.dy.ravel()[k], slope)], stage.dx.ravel()[k])


def _activation(trace, stage, k):
    return None, [stage.y.ravel()[k]], stage.y.ravel()[k]


def _conv_weight(trace, stage, k):
    f, c, *tap = np.unravel_index(k, stage.params["weight"].shape)
    terms = stage.back.weight_terms(f, c, *tap)
    pairs = list(zip(terms.dy.ravel(), terms.x.ravel(), strict=True))
    assert np.isclose(terms.total, stage.grads["weight"][f, c, *tap], rtol=1e-12, atol=1e-12)
    return _products(pairs, stage.grads["weight"][f, c, *tap])


def _conv_bias(trace, stage, k):
    return None, stage.dy[k].ravel().tolist(), stage.grads["bias"][k]


def _gather(trace, stage, k):
    c, i, j = np.unravel_index(k, stage.x.shape)
    (terms,) = stage.back.gather_terms(0, c, i, j)
    assert np.isclose(terms.total, stage.dx[c, i, j], rtol=1e-12, atol=1e-12)
    pairs = list(zip(terms.dy.ravel(), terms.weights.ravel(), strict=True))
    return _products(pairs, stage.dx[c, i, j])


def _scatter(trace, stage, k):
    f, i, j = np.unravel_index(k, stage.dy.shape)
    push = stage.back.push(0, f, i, j)
    pairs = [(push.dy, weight) for weight in stage.params["weight"][f].ravel()]
    assert np.array_equal([a * b for a, b in pairs], push.products.ravel())
    return _products(pairs, None)


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
