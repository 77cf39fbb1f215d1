"""One filter slid along a signal, what its output says of the whole, and how the filter learns."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cnnviz.analysis import rounding
from cnnviz.geometry import Window
from cnnviz.ops import Conv, ReLU, Softmax
from cnnviz.traces import Array

NUDGE = 1e-4
BOUND = 1e6  # what grows beyond it will not come back


def window(
    edges: str, taps: int, stride: int = 1, dilation: int = 1, own: tuple[int, int] = (0, 0)
) -> Window:
    """How a filter meets the edges of a signal.

    "centred" keeps the length; the odd zero of an even filter goes left, as in the chapter.
    "causal" puts all zeros before the signal. "none" has none, "full" as many as the window
    reaches on both sides, "own" as many as ``own`` says.
    """
    reach = Window(taps, dilation=dilation).span - 1
    half = reach // 2
    pads = {"centred": (reach - half, half), "causal": (reach, 0), "none": (0, 0), "own": own}
    return Window(taps, stride, dilation, pads.get(edges, (reach, reach)))


def first_column(edges: str, own: Window) -> int:
    """Under which sample the first output stands: the middle of its window, or its end."""
    reach = own.span - 1
    return (reach if edges in ("causal", "full") else reach - reach // 2) - own.pad[0]


def slide(x: Array, w: Array, own: Window, bias: Array | None = None) -> Array:
    """The outputs (…, F, outputs) of filters ``w`` (F, C, taps) over signals ``x`` (…, C, n).

    What is nothing but rounding is 0.
    """
    layer = Conv(w.shape[-1], own.stride, (own.pad,), own.dilation)
    params = {"weight": w} if bias is None else {"weight": w, "bias": bias}
    y = rounding.outputs(layer, x.reshape(-1, *x.shape[-2:]), params)
    return y.reshape(*x.shape[:-2], *y.shape[1:])


@dataclass(frozen=True, slots=True, eq=False)
class FilterTrace:
    """One filter along one signal.

    ``x`` (channels, n); ``w`` (channels, taps), as it meets the signal; ``sums`` of products, ``z``
    with the bias, ``y`` after the activation, and the softmax ``shares`` of y (outputs,); the first
    output stands under the sample ``first``.
    """

    x: Array
    w: Array
    bias: float
    window: Window
    first: int
    sums: Array
    z: Array
    y: Array
    shares: Array

    @property
    def columns(self) -> npt.NDArray[np.intp]:
        """Under which sample each output stands (outputs,)."""
        return self.first + self.window.stride * np.arange(self.y.size)

    @property
    def weighted(self) -> float:
        """The mean of the outputs, each weighed by its share."""
        return float(self.shares @ self.y)


def filtered(
    x: Array, w: Array, bias: float, own: Window, edges: str, *, turned: bool, relu: bool
) -> FilterTrace:
    """Slide a filter; raises ``ValueError`` where it is longer than the padded signal.

    A filter of one row is used for every channel; of rows without a channel nothing is used.
    """
    x, w = np.atleast_2d(x), np.atleast_2d(w)
    w = np.resize(w, (len(x), w.shape[1]))[:, :: -1 if turned else 1]
    sums = slide(x, w[None], own)[0]
    z = slide(x, w[None], own, np.array([bias]))[0]
    y = ReLU().forward(z) if relu else z
    shares = Softmax().forward(y[None])[0]
    return FilterTrace(x, w, bias, own, first_column(edges, own), sums, z, y, shares)


@dataclass(frozen=True, slots=True, eq=False)
class LearnTrace:
    """A filter on its way to give ``goal`` (n,), after some updates.

    ``w`` (weights,) has the taps and, where it is learned too, the bias behind them. ``dz`` (n,) is
    the error at each place, ``parts`` (weights, n) what each place adds to the gradient ``dw`` of
    each weight and ``so_far`` the sums up to there; ``new`` the weights after the next update;
    ``slopes`` what a nudge of each weight does to the loss.
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
    rate: float

    @property
    def taps(self) -> Array:
        """The weights without the bias."""
        return self.w[: self.window.kernel_size]

    @property
    def bias(self) -> float:
        """The bias; 0 where there is none."""
        return float(self.w[self.window.kernel_size :].sum())


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """What a filter should learn: to turn ``x`` (n,) into ``goal`` (n,)."""

    x: Array
    goal: Array
    window: Window

    def forward(self, w: Array) -> Array:
        """z (n,) of some weights; behind the taps there may be a bias."""
        taps = self.window.kernel_size
        bias = w[taps:] if w.size > taps else None
        z: Array = slide(self.x[None], w[None, None, :taps], self.window, bias)[0]
        return z

    def loss(self, w: Array) -> float:
        """Half the sum of the squared differences from the goal."""
        return float(((ReLU().forward(self.forward(w)) - self.goal) ** 2).sum() / 2)

    def gradient(self, w: Array) -> tuple[Array, Array]:
        """The errors at the places (n,), and their sum for each weight (weights,)."""
        taps, z = self.window.kernel_size, self.forward(w)[None]
        dz = ReLU().backward(ReLU().forward(z) - self.goal, z)["x"]
        layer, params = Conv(taps, padding=(self.window.pad,)), {"weight": w[None, None, :taps]}
        params |= {"bias": w[taps:]} if w.size > taps else {}

        def sums(dz: Array, x: Array) -> Array:
            found = layer.parameter_gradients(dz[None], x[None, None], params)
            return np.concatenate([grad.ravel() for grad in found.values()])

        return dz[0] + 0.0, rounding.without_dust(
            sums(dz, self.x), sums(np.abs(dz), np.abs(self.x))
        )

    def slope(self, w: Array, k: int) -> float:
        """How fast the loss changes with one weight, by a nudge to both sides."""
        nudge = NUDGE * np.eye(w.size)[k]
        return (self.loss(w + nudge) - self.loss(w - nudge)) / (2 * NUDGE)


def learnt(
    x: Array, start: Array, goal: Array, *, rate: float, updates: int, bias: float | None = None
) -> LearnTrace:
    """The filter after so many updates, with its bias if it begins with one.

    Raises ``ValueError`` where it grew beyond all bounds.
    """
    own = window("centred", start.size)
    problem, w = Problem(x, goal, own), start if bias is None else np.append(start, bias)
    for done in range(updates):
        w = rounding.moved(w, problem.gradient(w)[1], rate)
        if not (np.abs(w) <= BOUND).all():
            raise ValueError(
                f"At update {done + 1} the filter grows beyond all bounds; take smaller steps."
            )
    dz, dw = problem.gradient(w)
    index = own.input_indices(x.size)
    read = np.where(index < 0, 0.0, x[index]).T
    read = read if bias is None else np.vstack([read, np.ones(x.size)])  # a bias meets a 1
    parts = read * dz + 0.0
    so_far = rounding.without_dust(parts.cumsum(axis=1), np.abs(parts).cumsum(axis=1))
    new, z = rounding.moved(w, dw, rate), problem.forward(w)
    slopes = np.array([problem.slope(w, k) for k in range(w.size)])
    return LearnTrace(
        x, w, own, z, ReLU().forward(z), goal, dz, parts, so_far, dw, new,
        problem.loss(w), problem.loss(new), slopes, rate,
    )  # fmt: skip
