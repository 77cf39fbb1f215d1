"""Networks that PyTorch exports run as they do in PyTorch."""

import io
import warnings

import numpy as np
import pytest

from cnnviz.files.onnx import load

torch = pytest.importorskip(
    "torch", reason="PyTorch is not installed: pip install -r requirements-oracles.txt"
)
nn = torch.nn


class Block(nn.Module):
    """Two convolutions, and a way around them."""

    def __init__(self, channels, maps, stride):
        super().__init__()
        self.through = nn.Sequential(
            nn.Conv2d(channels, maps, 3, stride, 1, bias=False),
            nn.BatchNorm2d(maps),
            nn.ReLU(),
            nn.Conv2d(maps, maps, 3, padding=1, bias=False),
            nn.BatchNorm2d(maps),
        )
        self.around = nn.Conv2d(channels, maps, 1, stride)

    def forward(self, x):
        return torch.relu(self.through(x) + self.around(x))


def residual():
    return nn.Sequential(
        nn.Conv2d(3, 8, 7, 2, 3),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.MaxPool2d(3, 2, 1),
        Block(8, 8, 1),
        Block(8, 16, 2),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(16, 10),
    )


def mobile():
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, 2, 1),
        nn.ReLU6(),
        nn.Conv2d(8, 8, 3, 1, 1, groups=8),
        nn.PReLU(8),
        nn.Conv2d(8, 4, 1),
        nn.Hardswish(),
        nn.ConvTranspose2d(4, 4, 3, 2, 1, output_padding=1),
        nn.ELU(),
        nn.AvgPool2d(2, ceil_mode=True),
        nn.Dropout(),
        nn.Flatten(),
        nn.Linear(4 * 16 * 16, 5),
        nn.Softmax(1),
    )


class Viewing(nn.Module):
    """Rows for a dense layer, and channels shuffled, as they were written before Flatten."""

    def __init__(self):
        super().__init__()
        self.conv, self.dense = nn.Conv2d(3, 4, 9, 8), nn.Linear(4 * 9, 5)

    def forward(self, x):
        y = torch.relu(self.conv(x))
        n, c, h, w = y.shape
        y = y.view(n, 2, c // 2, h, w).transpose(1, 2).reshape(n, c, h, w)
        return self.dense(y.view(x.size(0), -1))


@pytest.mark.parametrize("opset", [9, 13, 20])
@pytest.mark.parametrize("make", [residual, mobile, Viewing])
def test_exported_networks(make, opset):
    torch.manual_seed(0)
    network, x, file = make(), torch.randn(2, 3, 32, 32), io.BytesIO()
    network(x)  # running statistics other than 0 and 1
    network.eval()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns that it is not the newest
        torch.onnx.export(
            network, (x,), file, opset_version=opset, dynamo=False, dynamic_axes={"x": {0: "N"}},
            input_names=["x"], output_names=["y"],
        )  # fmt: skip
    loaded = load(file.getvalue())
    with torch.no_grad():
        expected = network(x).numpy()
    assert loaded.inputs["x"].shape == ("N", 3, 32, 32)
    np.testing.assert_allclose(loaded.run({"x": x.numpy()})["y"], expected, rtol=1e-4, atol=1e-6)
