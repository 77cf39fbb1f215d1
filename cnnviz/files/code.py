"""The code that people take home: this step in NumPy, this layer in NumPy and in PyTorch.

Each text is a small program that reads `image`, an array of numbers: (height, width) for
colour "grey", (channels, height, width) for "each" and "sum". Its answer is left in `output`.
"""

from dataclasses import dataclass
from typing import TypedDict, Unpack

import numpy as np
import numpy.typing as npt

from cnnviz.files.numpy_given import given
from cnnviz.geometry import PADDING_MODES, Window, listed
from cnnviz.kernels import Kernel
from cnnviz.kernels.cells import compact

COLOURS = ("grey", "each", "sum")
Padding = tuple[tuple[int, int], tuple[int, int]]

NUMPY_MODES = {  # as an argument of np.pad
    "zeros": "",
    "reflect": ', mode="reflect"',
    "replicate": ', mode="edge"',
    "circular": ', mode="wrap"',
}
_TORCH_MODES = {
    "zeros": "",
    "reflect": ', mode="reflect"',
    "replicate": ', mode="replicate"',
    "circular": ', mode="circular"',
}

# The hyperbolic tangent stands for the logistic function: exp(-total) would overflow.
_NUMPY_ACTIVATIONS = {
    "none": "total",
    "relu": "np.maximum(total, 0)",
    "leaky_relu": "np.where(total > 0, total, 0.01 * total)",
    "sigmoid": "(1 + np.tanh(total / 2)) / 2  # = 1 / (1 + exp(-total))",
    "tanh": "np.tanh(total)",
    "gelu": "total * (1 + np.vectorize(erf)(total / np.sqrt(2))) / 2",
    "silu": "total * (1 + np.tanh(total / 2)) / 2  # = total / (1 + exp(-total))",
}
_TORCH_ACTIVATIONS = {
    "none": "total",
    "relu": "F.relu(total)",
    "leaky_relu": "F.leaky_relu(total, 0.01)",
    "sigmoid": "torch.sigmoid(total)",
    "tanh": "torch.tanh(total)",
    "gelu": "F.gelu(total)",
    "silu": "F.silu(total)",
}


class Settings(TypedDict, total=False):
    """What a convolution is set to beside its kernel; `_Layer` says what each one is without it."""

    colour: str
    stride: int
    padding: Padding
    padding_mode: str
    dilation: int
    flip: bool
    bias: float
    activation: str


def numpy_step_template(kernel: Kernel, **settings: Unpack[Settings]) -> str:
    """A program for one output pixel, with places to fill in.

    The places are {row}, {column} and (for "each") {channel} of the output pixel, and {top},
    {bottom}, {left}, {right} of its window in the padded picture, bottom and right exclusive:
    top = row * stride, bottom = top + dilation * (kernel height - 1) + 1. No other braces occur.

    Raises
    ------
    ValueError
        An unknown colour, padding mode or activation, or a kernel of several channels where the
        picture's channels are not summed.
    """
    layer = _Layer(kernel, **settings)
    each = layer.colour == "each"
    holes = f":{layer.dilation}" if layer.dilation > 1 else ""
    window = f"{{top}}:{{bottom}}{holes}, {{left}}:{{right}}{holes}"
    return _program(
        *_numpy_start(layer),
        "# output row {row}, column {column}" + (", channel {channel}" if each else ""),
        _numpy_padding(layer, "image[{channel}]" if each else "image"),
        f"window = padded[{':, ' if layer.colour == 'sum' else ''}{window}]",
        "products = window * kernel",
        f"total = products.sum(){layer.after_sum}",
        f"output = {_NUMPY_ACTIVATIONS[layer.activation]}",
    )


def numpy_step(
    kernel: Kernel, row: int, col: int, channel: int = 0, **settings: Unpack[Settings]
) -> str:
    """The program for output pixel (row, col), and channel under "each"; `output` is a number."""
    layer = _Layer(kernel, **settings)
    height, width = kernel.size
    top, left = row * layer.stride, col * layer.stride
    return numpy_step_template(kernel, **settings).format(
        row=row,
        column=col,
        channel=channel,
        top=top,
        bottom=top + Window(height, dilation=layer.dilation).span,
        left=left,
        right=left + Window(width, dilation=layer.dilation).span,
    )


def numpy_program(
    x: npt.NDArray[np.floating],
    kernel: Kernel,
    row: int,
    col: int,
    channel: int = 0,
    done: int | None = None,
    **settings: Unpack[Settings],
) -> str:
    """The program for one output with the picture ``x`` (C, H, W) in it: it runs as it is.

    It prints the output, or with ``done`` the sum of so many products.
    """
    layer = _Layer(kernel, **settings)
    text = numpy_step(kernel, row, col, channel, **settings)
    picture = given("image", x[0] if layer.colour == "grey" else x)
    end = "print(output)" if done is None else f"print(products.ravel()[:{done}].sum())"
    return text.replace(layer.image_comment, f"{layer.image_comment}\n{picture}") + end + "\n"


def numpy_layer(kernel: Kernel, **settings: Unpack[Settings]) -> str:
    """The program for the whole map: `output` is (rows, columns), with channels under "each"."""
    layer = _Layer(kernel, **settings)
    height, width = (Window(side, dilation=layer.dilation).span for side in kernel.size)
    step, holes = (f"::{n}" if n > 1 else ":" for n in (layer.stride, layer.dilation))
    image = {"grey": "yx", "each": "cyx", "sum": "cyx"}[layer.colour]
    weight = "cij" if kernel.channels > 1 else "ij"
    result = image if layer.colour == "each" else "yx"
    lines = [
        *_numpy_start(layer),
        _numpy_padding(layer, "image"),
        f"windows = sliding_window_view(padded, ({height}, {width}), axis=(-2, -1))",
    ]
    if layer.stride > 1 or layer.dilation > 1:
        lines.append(f"windows = windows[..., {step}, {step}, {holes}, {holes}]")
    return _program(
        lines[0],
        "from numpy.lib.stride_tricks import sliding_window_view",
        *lines[1:],
        "# y, x: output row and column; i, j: row and column of the kernel; c: channel",
        f'total = np.einsum("{image}ij,{weight}->{result}", windows, kernel){layer.after_sum}',
        f"output = {_NUMPY_ACTIVATIONS[layer.activation]}",
    )


def pytorch_layer(kernel: Kernel, **settings: Unpack[Settings]) -> str:
    """The same layer in PyTorch: `output` is a tensor (1, maps, rows, columns)."""
    layer = _Layer(kernel, **settings)
    (top, bottom), (left, right) = layer.padding
    padded = [f"x = F.pad(x, {(left, right, top, bottom)}{_TORCH_MODES[layer.padding_mode]})"]
    arguments = ["x", "weight"] + (["bias"] if layer.bias else [])
    if layer.padding_mode == "zeros" and top == bottom and left == right:
        padded = []
        arguments += [f"padding=({top}, {left})"] if top or left else []
    arguments += [f"stride={layer.stride}"] if layer.stride > 1 else []
    arguments += [f"dilation={layer.dilation}"] if layer.dilation > 1 else []
    arguments += ["groups=channels"] if layer.colour == "each" else []
    batch = "None, None" if layer.colour == "grey" else "None"
    return _program(
        "import torch",
        "import torch.nn.functional as F",
        "",
        layer.image_comment,
        f"x = torch.tensor(image, dtype=torch.float64)[{batch}]",
        *padded,
        "",
        *_torch_weight(layer),
        f"total = F.conv2d({', '.join(arguments)})",
        f"output = {_TORCH_ACTIVATIONS[layer.activation]}",
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """A kernel and its settings, checked, and the parts of code that NumPy and PyTorch share."""

    kernel: Kernel
    colour: str = "grey"
    stride: int = 1
    padding: Padding = ((0, 0), (0, 0))
    padding_mode: str = "zeros"
    dilation: int = 1
    flip: bool = False
    bias: float = 0.0
    activation: str = "none"

    def __post_init__(self) -> None:
        for what, value, known in (
            ("colour", self.colour, COLOURS),
            ("padding mode", self.padding_mode, PADDING_MODES),
            ("activation", self.activation, tuple(_NUMPY_ACTIVATIONS)),
        ):
            if value not in known:
                raise ValueError(f"There is no such {what}: use {listed(known)}.")
        if self.kernel.channels > 1 and self.colour != "sum":
            raise ValueError(
                f"A kernel of {self.kernel.channels} channels needs the colour setting "
                f'"sum"; "{self.colour}" takes a kernel of 1 channel.'
            )

    @property
    def image_comment(self) -> str:
        axes = "height, width" if self.colour == "grey" else "channels, height, width"
        return f"# image: the picture as an array of numbers ({axes})"

    @property
    def after_sum(self) -> str:
        """What happens to the sum of products: the divisor, then the bias."""
        divided = f" / {compact(self.kernel.divisor)}" if self.kernel.divisor != 1 else ""
        sign = "-" if self.bias < 0 else "+"
        return divided + (f" {sign} {compact(abs(self.bias))}" if self.bias else "")

    def kernel_literal(self, indent: int) -> str:
        """The weights as nested lists, one row a line, columns aligned."""
        cells = [[[compact(w) for w in row] for row in c] for c in self.kernel.weight.tolist()]
        width = max(len(cell) for table in cells for row in table for cell in row)
        inner = indent + (2 if len(cells) > 1 else 1)
        tables = [
            _nested([f"[{', '.join(cell.rjust(width) for cell in row)}]" for row in table], inner)
            for table in cells
        ]
        return _nested(tables, indent + 1) if len(tables) > 1 else tables[0]


def _nested(items: list[str], indent: int) -> str:
    separator = ",\n" + " " * indent
    return f"[{separator.join(items)}]"


def _program(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def _numpy_start(layer: _Layer) -> list[str]:
    """Imports, what the image is, and the kernel as it is applied; NumPy's import comes first."""
    erf = ["from math import erf"] if layer.activation == "gelu" else []
    lines = ["import numpy as np", *erf, "", layer.image_comment]
    lines.append(f"kernel = np.array({layer.kernel_literal(len('kernel = np.array('))})")
    if layer.flip:
        lines.append("kernel = kernel[..., ::-1, ::-1]  # true convolution: half a turn")
    return [*lines, ""]


def _numpy_padding(layer: _Layer, image: str) -> str:
    if not any(map(any, layer.padding)):
        return f"padded = {image}"
    channels = "(0, 0), " if image == "image" and layer.colour != "grey" else ""
    widths = f"({channels}{layer.padding[0]}, {layer.padding[1]})"
    return f"padded = np.pad({image}, {widths}{NUMPY_MODES[layer.padding_mode]})"


def _torch_weight(layer: _Layer) -> list[str]:
    """Weight (maps, channels / groups, kH, kW) and bias, one a map."""
    literal = layer.kernel_literal(len("weight = torch.tensor("))
    lines = [f"weight = torch.tensor({literal}, dtype=x.dtype)"]
    if layer.flip:
        lines.append("weight = weight.flip(-2, -1)  # true convolution: half a turn")
    if layer.kernel.divisor != 1:
        lines.append(f"weight = weight / {compact(layer.kernel.divisor)}")
    if layer.colour == "each":
        lines += ["channels = x.shape[1]", "weight = weight.repeat(channels, 1, 1, 1)"]
    elif layer.colour == "sum" and layer.kernel.channels == 1:
        lines.append("weight = weight.repeat(1, x.shape[1], 1, 1)")
    else:
        lines.append(f"weight = weight[{'None' if layer.colour == 'sum' else 'None, None'}]")
    if layer.bias:
        lines.append(f"bias = torch.full((len(weight),), {compact(layer.bias)}, dtype=x.dtype)")
    return lines
