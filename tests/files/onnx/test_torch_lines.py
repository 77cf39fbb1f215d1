"""Everyday lines of PyTorch, all in one network: both exporters' files give what PyTorch gives.

Its gradient, too. One export has all lines, as exporting takes longer than anything else here.
"""

import contextlib
import io
import warnings

import numpy as np
import pytest

from cnnviz.files.onnx import load
from cnnviz.networks.run import backward, forward

torch = pytest.importorskip(
    "torch", reason="PyTorch is not installed: pip install -r requirements-oracles.txt"
)
nn, functional = torch.nn, torch.nn.functional
torch.manual_seed(0)

# From maps (N, 8, 6, 6), none of them 0 or equal, to anything.
LINES = {
    "upsample nearest": nn.Upsample(scale_factor=2),
    "upsample bilinear": nn.Upsample(scale_factor=2, mode="bilinear"),
    "upsample corners": nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True),
    "upsample bicubic": nn.Upsample(size=(9, 4), mode="bicubic"),
    "slice": lambda x: x[:, :4, 1:-1, ::2],
    "chunk": lambda x: torch.cat(x.chunk(2, 1)[::-1], 1),
    "split": lambda x: x.split([3, 5], 1)[1],
    "amax": lambda x: x.amax((2, 3)),
    "max": lambda x: x.max(1)[0],
    "sum": lambda x: x.sum((2, 3)),
    "norm": lambda x: functional.normalize(x, dim=1),
    "instance norm": nn.InstanceNorm2d(8, affine=True),
    "group norm": nn.GroupNorm(4, 8),
    "layer norm": nn.LayerNorm([8, 6, 6]),
    "pow": lambda x: x**2,
    "root": lambda x: (x.abs() + 1) ** 0.5,
    "sqrt": lambda x: torch.sqrt(x.abs() + 1),
    "exp": torch.exp,
    "log": lambda x: torch.log(x.abs() + 1),
    "neg": lambda x: -x,
    "gelu": nn.GELU(),
    "softplus": nn.Softplus(),
    "where": lambda x: torch.where(x > 0, x, -2 * x),
    "masked": lambda x: x.masked_fill(x < 0, 0.5),
    "argmax": lambda x: x.argmax(1),
    "topk": lambda x: x.mean((2, 3)).topk(3)[0],
    "pixel shuffle": nn.PixelShuffle(2),
    "pad": lambda x: functional.pad(x, (1, 2, 3, 1)),
    "sum of several": lambda x: sum([x, x.tanh(), x.sigmoid()]),
    "index": lambda x: x[:, [0, 3, 5]],
    "view": lambda x: x.view(x.size(0), -1),
    "expand": lambda x: x.mean((2, 3), keepdim=True).expand(-1, -1, 6, 6) * x,
    "repeat": lambda x: x.repeat(1, 2, 1, 1),
    "minimum": lambda x: torch.minimum(x, x.mean()),
    "product": lambda x: x.prod(1),
    "log-sum-exp": lambda x: x.logsumexp(1),
    "one token": lambda x: x.flatten(2).transpose(1, 2)[:, 0],
    "token in front": lambda x: torch.cat(
        [torch.zeros(1, 1, 8).expand(x.size(0), -1, -1), x.flatten(2).transpose(1, 2)], 1
    ),
    "running sum": lambda x: x.cumsum(1),
    "sum of products": lambda x: torch.einsum("nchw,ndhw->ncd", x, x),
    "triangle": lambda x: x.tril(-1),
    "soft shrink": nn.Softshrink(0.1),
    "put": lambda x: overwritten(x),
    "positions": lambda x: x + torch.arange(6).float()[None, None, :, None],
}


def overwritten(x):
    """The last column of every map replaced by twice the first."""
    y = x.clone()
    y[:, :, :, -1] = 2 * x[:, :, :, 0]
    return y


class Lines(nn.Module):
    """All lines side by side."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.layers = nn.ModuleList(each for each in LINES.values() if isinstance(each, nn.Module))

    def forward(self, x):
        maps = self.conv(x)
        return tuple(line(maps) for line in LINES.values())


def exported(dynamo):
    """The file, for any number of samples."""
    file, x = io.BytesIO(), torch.randn(2, 3, 8, 8)
    network = Lines().eval()
    settings = {
        True: {"dynamic_shapes": ({0: torch.export.Dim("samples")},), "external_data": False},
        False: {"dynamic_axes": {"x": {0: "samples"}}, "opset_version": 17},
    }[dynamo]
    names = {"input_names": ["x"], "output_names": [f"line {name}" for name in LINES]}
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        torch.onnx.export(network, (x,), file, dynamo=dynamo, **names, **settings)
    return network, file.getvalue()


@pytest.mark.parametrize("dynamo", [False, True], ids=["older exporter", "newer exporter"])
def test_each_line_gives_what_pytorch_gives(dynamo):
    if dynamo:
        pytest.importorskip(
            "onnxscript",
            reason="onnxscript is not installed: pip install -r requirements-oracles.txt",
        )
    network, data = exported(dynamo)
    model = load(data)
    x = torch.randn(3, 3, 8, 8, requires_grad=True)
    wanted = dict(zip(LINES, network(x), strict=True))
    given = forward(model.network, model.params, x.detach().numpy())
    slopes = {}
    for name, expected in wanted.items():
        got = given.values[f"line {name}"]
        assert got.shape == tuple(expected.shape), name
        np.testing.assert_allclose(got, expected.detach().numpy(), 1e-4, 1e-5, err_msg=name)
        if expected.requires_grad:
            slopes[name] = torch.randn(expected.shape)
    for name, dy in slopes.items():
        (dx,) = torch.autograd.grad(wanted[name], x, dy, retain_graph=True)
        ours = backward(model.network, model.params, given, {f"line {name}": dy.numpy()}).values[
            "x"
        ]
        np.testing.assert_allclose(ours, dx.numpy(), 1e-3, 1e-4, err_msg=name)
