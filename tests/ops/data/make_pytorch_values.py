"""Write pytorch_values.npz: what PyTorch's float64 autograd gives for small cases of the layers.

    python -m tests.ops.data.make_pytorch_values

Needs requirements-oracles.txt. The file has "versions", "cases" (a list of [class, settings] as
JSON) and, for case number n, "n/x" (or "n/x0", "n/x1" ...), "n/weight" and other parameters,
"n/dy", "n/y", and the gradients "n/grad x" and so on; "n/mask" where PyTorch gives the winners. A
loss has "n/z", "n/target", "n/value" and "n/gradient".
"""

import json
from functools import reduce
from pathlib import Path

import numpy as np

from tests.ops.torch_oracle import functional, torch

FILE = Path(__file__).with_name("pytorch_values.npz")
NOT_LEARNT = ("running_mean", "running_var", "boxes")


def conv(x, weight, bias=None, *, pad=(), mode="constant", **settings):
    return getattr(functional, f"conv{x.ndim - 2}d")(
        functional.pad(x, pad, mode), weight, bias, **settings
    )


def transpose(x, weight, bias=None, **settings):
    return getattr(functional, f"conv_transpose{x.ndim - 2}d")(x, weight, bias, **settings)


def blur(x, row, pad, stride):
    row = torch.tensor(row, dtype=torch.float64) / sum(row)
    filters = (row[:, None] * row).expand(x.shape[1], 1, -1, -1)
    return functional.conv2d(
        functional.pad(x, pad, "reflect"), filters, None, stride, groups=x.shape[1]
    )


def lp(x, p, kernel, padding):
    ones = torch.ones(x.shape[1], 1, kernel, dtype=torch.float64)
    return functional.conv1d(x.abs() ** p, ones, None, 2, padding, groups=x.shape[1]) ** (1 / p)


def roi(x, boxes, size):
    cuts = [
        x[n, :, top : bottom + 1, left : right + 1]
        for n, left, top, right, bottom in boxes.int().tolist()
    ]
    return torch.stack([functional.adaptive_max_pool2d(cut, size) for cut in cuts])


X1, X2, X3 = (2, 4, 9), (2, 4, 6, 7), (1, 2, 4, 5, 4)
BOXES = np.array([[0, 0, 0, 6, 5], [1, 2, 1, 6, 3], [0, 4, 4, 4, 4]], float)
SE_SHAPES = {"x0": X2, "x1": (2, 4, 1, 1)}

# class, settings, shapes of input and parameters, the same in PyTorch
LAYERS = [
    ("Conv", {"kernel_size": 3, "padding": 1}, {"x": X1, "weight": (3, 4, 3), "bias": (3,)},
     lambda *a: conv(*a, padding=1)),
    ("Conv", {"kernel_size": [3, 2], "stride": [2, 1], "dilation": [1, 3], "groups": 2},
     {"x": X2, "weight": (6, 2, 3, 2)},
     lambda *a: conv(*a, stride=(2, 1), dilation=(1, 3), groups=2)),
    ("Conv", {"kernel_size": 2, "stride": [1, 2, 1], "padding": [1, 0, 1]},
     {"x": X3, "weight": (3, 2, 2, 2, 2), "bias": (3,)},
     lambda *a: conv(*a, stride=(1, 2, 1), padding=(1, 0, 1))),
    ("Conv", {"kernel_size": 4, "padding": "same"}, {"x": X2, "weight": (2, 4, 4, 4)},
     lambda *a: conv(*a, pad=(1, 2, 1, 2))),
    ("Conv", {"kernel_size": 3, "padding": [[2, 0], [1, 3]], "groups": 4},
     {"x": X2, "weight": (4, 1, 3, 3)}, lambda *a: conv(*a, pad=(1, 3, 2, 0), groups=4)),
    *[("Conv", {"kernel_size": 3, "padding": 2, "stride": 2, "padding_mode": mode},
       {"x": X2, "weight": (2, 4, 3, 3), "bias": (2,)},
       lambda *a, m=mode: conv(*a, pad=(2,) * 4, mode=m, stride=2))
      for mode in ("reflect", "replicate", "circular")],
    ("ConvTranspose", {"kernel_size": 3}, {"x": X1, "weight": (4, 2, 3), "bias": (2,)}, transpose),
    ("ConvTranspose", {"kernel_size": [3, 4], "stride": [2, 3], "padding": 1,
                       "output_padding": [1, 0], "groups": 2},
     {"x": (2, 4, 3, 4), "weight": (4, 3, 3, 4), "bias": (6,)},
     lambda *a: transpose(*a, stride=(2, 3), padding=1, output_padding=(1, 0), groups=2)),
    ("ConvTranspose", {"kernel_size": 2, "dilation": 3, "output_padding": 2},
     {"x": (1, 2, 2, 3, 2), "weight": (2, 1, 2, 2, 2)},
     lambda *a: transpose(*a, dilation=3, output_padding=2)),
    ("MaxPool", {"kernel_size": 2}, {"x": X2},
     lambda x: functional.max_pool2d(x, 2, return_indices=True)),
    ("MaxPool", {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True}, {"x": X2},
     lambda x: functional.max_pool2d(x, 3, 2, 1, ceil_mode=True, return_indices=True)),
    ("MaxPool", {"kernel_size": 2, "stride": 1, "dilation": 3}, {"x": X1},
     lambda x: functional.max_pool1d(x, 2, 1, 0, 3, return_indices=True)),
    ("MaxPool", {"kernel_size": [1, 2, 3], "stride": 1, "padding": [0, 1, 1]}, {"x": X3},
     lambda x: functional.max_pool3d(x, (1, 2, 3), 1, (0, 1, 1), return_indices=True)),
    ("AveragePool", {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True}, {"x": X2},
     lambda x: functional.avg_pool2d(x, 3, 2, 1, ceil_mode=True)),
    ("AveragePool", {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True,
                     "count_include_pad": False}, {"x": X2},
     lambda x: functional.avg_pool2d(x, 3, 2, 1, ceil_mode=True, count_include_pad=False)),
    ("AveragePool", {"kernel_size": 2}, {"x": X3}, lambda x: functional.avg_pool3d(x, 2)),
    ("LpPool", {"kernel_size": [2, 3], "stride": 1}, {"x": X2},
     lambda x: functional.lp_pool2d(x, 2, (2, 3), 1)),
    ("LpPool", {"kernel_size": 3, "stride": 2, "padding": 1, "p": 3.0}, {"x": X1},
     lambda x: lp(x, 3, 3, 1)),
    ("BlurPool", {"kernel_size": 3}, {"x": X2}, lambda x: blur(x, [1, 2, 1], (1, 1, 1, 1), 2)),
    ("BlurPool", {"kernel_size": 4, "stride": 3}, {"x": X2},
     lambda x: blur(x, [1, 3, 3, 1], (1, 2, 1, 2), 3)),
    ("GlobalAveragePool", {}, {"x": X3}, lambda x: functional.adaptive_avg_pool3d(x, 1)),
    ("GlobalMaxPool", {}, {"x": X2},
     lambda x: functional.adaptive_max_pool2d(x, 1, return_indices=True)),
    ("RoIMaxPool", {"output_size": [2, 3]}, {"x": X2, "boxes": BOXES},
     lambda x, boxes: roi(x, boxes, (2, 3))),
    ("Flatten", {}, {"x": X2}, lambda x: x.flatten(1)),
    ("Dense", {}, {"x": (3, 5), "weight": (4, 5), "bias": (4,)}, functional.linear),
    ("Dense", {}, {"x": (2, 3, 5), "weight": (4, 5)}, functional.linear),
    *[("BatchNorm", {"training": True, "eps": 1e-3},
       {"x": shape, "weight": (4,), "bias": (4,)},
       lambda x, weight, bias: functional.batch_norm(x, None, None, weight, bias, True, eps=1e-3))
      for shape in ((5, 4), X2)],
    ("BatchNorm", {},
     {"x": X1, "weight": (4,), "bias": (4,), "running_mean": (4,), "running_var": (4,)},
     lambda x, weight, bias, running_mean, running_var: functional.batch_norm(
         x, running_mean, running_var, weight, bias)),
    *[("LocalResponseNorm", {"size": size, "alpha": 0.5, "beta": 0.75, "k": 2.0}, {"x": (2, 7, 3)},
       lambda x, n=size: functional.local_response_norm(x, n, 0.5, 0.75, 2.0)) for size in (3, 4)],
    ("Add", {}, SE_SHAPES, torch.add),
    ("Multiply", {}, SE_SHAPES, torch.mul),
    ("Multiply", {}, {"x0": X1, "x1": X1, "x2": (9,)}, lambda *xs: reduce(torch.mul, xs)),
    ("Concat", {}, {"x0": X2, "x1": (2, 1, 6, 7)}, lambda *xs: torch.cat(xs, 1)),
    ("Softmax", {}, {"x": X1}, lambda x: x.softmax(1)),
    ("LogSoftmax", {"axis": -1}, {"x": X1}, lambda x: x.log_softmax(-1)),
    *[(kind, {}, {"x": X1}, function) for kind, function in (
        ("ReLU", functional.relu), ("LeakyReLU", functional.leaky_relu), ("Sigmoid", torch.sigmoid),
        ("Tanh", torch.tanh), ("GELU", functional.gelu), ("SiLU", functional.silu))],
]  # fmt: skip

CLASSES = np.array([[0, 3, -100, 1], [2, -100, 0, 0]])
SHARES = np.array([[0.5, 0.5, 0], [0, 0.25, 0.75]])
LOSSES = [
    *[("SoftmaxCrossEntropy", {"reduction": r}, (2, 4, 4), CLASSES,
       lambda z, t, r=r: functional.cross_entropy(z, t, reduction=r)) for r in ("mean", "sum")],
    ("SoftmaxCrossEntropy", {}, (2, 3), SHARES, functional.cross_entropy),
    ("SquaredError", {}, (2, 3), SHARES, functional.mse_loss),
    ("SquaredError", {"reduction": "sum"}, (2, 3), SHARES,
     lambda z, t: functional.mse_loss(z, t, reduction="sum")),
]  # fmt: skip


def main() -> None:
    generator = np.random.default_rng(0)
    cases, arrays = [], {}
    for n, (kind, settings, *rest) in enumerate([*LAYERS, *LOSSES]):
        found = (layer_values if len(rest) == 2 else loss_values)(generator, kind, *rest)
        arrays.update({f"{n}/{name}": array for name, array in found.items()})
        cases.append([kind, settings])
    versions = f"PyTorch {torch.__version__}, NumPy {np.__version__}"
    np.savez_compressed(FILE, versions=versions, cases=json.dumps(cases), **arrays)
    print(f"{len(cases)} cases, {FILE.stat().st_size} bytes, {versions}")


def layer_values(generator, kind, shapes, function):
    """Input, parameters, output and gradients, for a random gradient of the output."""
    given = {name: values(generator, name, shape, kind) for name, shape in shapes.items()}
    tensors = {
        name: torch.from_numpy(array).requires_grad_(name not in NOT_LEARNT)
        for name, array in given.items()
    }
    y = function(*tensors.values())
    if isinstance(y, tuple):
        y, given["mask"] = y[0], y[1].numpy()
    dy = np.round(generator.standard_normal(tuple(y.shape)), 2)
    y.backward(torch.from_numpy(dy))
    grads = {f"grad {name}": t.grad.numpy() for name, t in tensors.items() if t.requires_grad}
    return {**given, **grads, "dy": dy, "y": y.detach().numpy()}


def loss_values(generator, kind, shape, target, function):
    """Scores, target, value and gradient."""
    z = values(generator, "z", shape, kind)
    tz = torch.from_numpy(z).requires_grad_()
    loss = function(tz, torch.from_numpy(target))
    loss.backward()
    value, gradient = loss.detach().numpy(), tz.grad.numpy()
    return {"z": z, "target": target, "value": value, "gradient": gradient}


def values(generator, name, shape, kind):
    """Numbers with few digits; halves for the maximum layers, so that there are ties."""
    if isinstance(shape, np.ndarray):
        return shape
    numbers = generator.standard_normal(shape)
    if name == "running_var":
        numbers = np.abs(numbers) + 0.25
    halves = kind in ("MaxPool", "GlobalMaxPool")
    return np.round(2 * numbers) / 2 if halves else np.round(numbers, 2)


if __name__ == "__main__":
    main()
