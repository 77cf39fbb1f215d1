"""One filter slid along a signal, what its output says of the whole, and how the filter learns."""

from dataclasses import dataclass

import numpy as np

from cnnviz.analysis.rounding import without_dust
from cnnviz.geometry import Window
from cnnviz.ops import Conv, ReLU, Softmax
from cnnviz.traces import Array

NUDGE = 1e-4
BOUND = 1e6  # what grows beyond it will not come back


def window(edges: str, taps: int, stride: int = 1, dilation: int = 1) -> Window:
    """How a filter meets the edges of a signal.

    "centred" keeps the length; the odd zero of an even filter goes left, as in the chapter.
    "causal" puts all zeros before the signal. "none" has none, "full" as many as the window
    reaches on both sides.
    """
    reach = Window(taps, dilation=dilation).span - 1
    pads = {"centred": (reach - reach // 2, reach // 2), "causal": (reach, 0), "none": (0, 0)}
    return Window(taps, stride, dilation, pads.get(edges, (reach, reach)))


def columns(edges: str, own: Window, n: int) -> Array:
    """Under which sample each output stands (outputs,): the middle of its window, or its end."""
    reach = own.span - 1
    anchor = reach if edges in ("causal", "full") else reach - reach // 2
    return np.arange(own.output_length(n), dtype=np.float64) * own.stride + anchor - own.pad[0]


def slide(x: Array, w: Array, own: Window, bias: Array | None = None) -> Array:
    """The outputs (…, F, outputs) of filters ``w`` (F, C, taps) over signals ``x`` (…, C, n).

    What is nothing but rounding is 0.
    """
    layer = Conv(w.shape[-1], own.stride, (own.pad,), own.dilation)
    batch = x.reshape(-1, *x.shape[-2:])

    def forward(x: Array, w: Array, b: Array | None) -> Array:
        return layer.forward(x, {"weight": w} if b is None else {"weight": w, "bias": b})

    scale = forward(np.abs(batch), np.abs(w), None if bias is None else np.abs(bias))
    y = without_dust(forward(batch, w, bias), scale)
    return y.reshape(*x.shape[:-2], *y.shape[1:])


@dataclass(frozen=True, slots=True, eq=False)
class FilterTrace:
    """One filter along one signal.

    ``x`` (n,); ``w`` (taps,), as it meets the signal; ``sums`` of products, ``z`` with the bias,
    ``y`` after the activation, and the softmax ``shares`` of y (outputs,); ``columns`` says under
    which sample an output stands.
    """

    x: Array
    w: Array
    bias: float
    window: Window
    columns: Array
    sums: Array
    z: Array
    y: Array
    shares: Array

    @property
    def weighted(self) -> float:
        """The mean of the outputs, each weighed by its share."""
        return float(self.shares @ self.y)


def filtered(
    x: Array, w: Array, bias: float, own: Window, edges: str, *, turned: bool, relu: bool
) -> FilterTrace:
    """Slide a filter; raises ``ValueError`` where it is longer than the padded signal."""
    w = w[::-1] if turned else w
    sums = slide(x[None], w[None, None], own)[0]
    z = slide(x[None], w[None, None], own, np.array([bias]))[0]
    y = ReLU().forward(z) if relu else z
    shares = Softmax().forward(y[None])[0]
    return FilterTrace(x, w, bias, own, columns(edges, own, x.size), sums, z, y, shares)


@dataclass(frozen=True, slots=True, eq=False)
class LearnTrace:
    """A filter ``w`` (taps,) on its way to give ``goal`` (n,), after some updates.

    ``dz`` (n,) is the error at each place, ``parts`` (taps, n) what each place adds to the gradient
    ``dw`` of each weight and ``so_far`` the sums up to there; ``new`` the weights after the next
    update; ``slopes`` what a nudge of each weight does to the loss.
    """

    x: Array
    w: Array
    window: Window
    z: Array
    y: Array
    goal: Array
    dz: Array
    parts: Array
    so_far: Array
    dw: Array
    new: Array
    loss: float
    after: float
    slopes: Array
    updates: int
    rate: float


def learnt(x: Array, start: Array, goal: Array, *, rate: float, updates: int) -> LearnTrace:
    """The filter after so many updates; ``ValueError`` where it grew beyond all bounds."""
    own = window("centred", start.size)
    w = start
    for done in range(updates):
        w = _updated(w, _gradient(x, w, goal, own)[1], rate)
        if not (np.abs(w) <= BOUND).all():
            raise ValueError(
                f"At update {done + 1} the filter grows beyond all bounds; take smaller steps."
            )
    dz, dw = _gradient(x, w, goal, own)
    index = own.input_indices(x.size)
    parts = np.where(index < 0, 0.0, x[index]).T * dz + 0.0
    so_far = without_dust(parts.cumsum(axis=1), np.abs(parts).cumsum(axis=1))
    new = _updated(w, dw, rate)
    z = slide(x[None], w[None, None], own)[0]
    losses = loss(x, w, goal, own), loss(x, new, goal, own)
    slopes = [_slope(x, w, goal, own, k) for k in range(w.size)]
    y = ReLU().forward(z)
    return LearnTrace(
        x, w, own, z, y, goal, dz, parts, so_far, dw, new, *losses, np.array(slopes), updates, rate
    )


def loss(x: Array, w: Array, goal: Array, own: Window) -> float:
    """Half the sum of the squared differences from the goal."""
    y = ReLU().forward(slide(x[None], w[None, None], own)[0])
    return float(((y - goal) ** 2).sum() / 2)


def _gradient(x: Array, w: Array, goal: Array, own: Window) -> tuple[Array, Array]:
    """The errors at the places (n,), and their sum for each weight (taps,)."""
    z = slide(x[None], w[None, None], own)
    dz = ReLU().backward(ReLU().forward(z) - goal, z)["x"]
    layer, params = Conv(w.size, padding=(own.pad,)), {"weight": w[None, None]}
    dw = layer.parameter_gradients(dz[None], x[None, None], params)["weight"][0, 0]
    scale = layer.parameter_gradients(np.abs(dz)[None], np.abs(x)[None, None], params)["weight"]
    return dz[0] + 0.0, without_dust(dw, scale[0, 0])


def _updated(w: Array, dw: Array, rate: float) -> Array:
    return without_dust(w - rate * dw, np.abs(w) + np.abs(rate * dw))


def _slope(x: Array, w: Array, goal: Array, own: Window, k: int) -> float:
    """How fast the loss changes with one weight, by a nudge to both sides."""
    nudge = NUDGE * np.eye(w.size)[k]
    up, down = (loss(x, w + sign * nudge, goal, own) for sign in (1, -1))
    return (up - down) / (2 * NUDGE)
