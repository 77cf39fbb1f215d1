"""The second layer pads as PyTorch does, in every padding mode, with and without pooling."""

import numpy as np
import pytest

from cnnviz.files import samples
from cnnviz.kernels import CHAPTER_BANK, build
from cnnviz.lessons.filter_bank import trace as filter_bank
from tests.ops.torch_oracle import torch

MODES = {
    "zeros": "constant",
    "reflect": "reflect",
    "replicate": "replicate",
    "circular": "circular",
}


def slid(x, kernel, mode):
    """A 3 × 3 kernel over ``x`` (1, C, H, W), padded by one on each side."""
    filled = torch.nn.functional.pad(x, (1, 1, 1, 1), mode=MODES[mode])
    weight = torch.from_numpy(np.array(kernel.weight))[None]
    return torch.nn.functional.conv2d(filled, weight) / kernel.divisor


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("pool", [None, 2])
def test_both_layers_are_padded_alike(mode, pool):
    x = samples.load("shapes")[None]
    second = build("random", channels=4)
    trace = filter_bank.trace(x, CHAPTER_BANK, padding_mode=mode, pool=pool, second=second)
    picture = torch.from_numpy(np.array(x))[None]
    maps = torch.relu(torch.cat([slid(picture, kernel, mode) for kernel in CHAPTER_BANK], dim=1))
    if pool:
        maps = torch.nn.functional.max_pool2d(maps, pool)
    expected = slid(maps, second, mode)[0].numpy()
    np.testing.assert_allclose(trace.second.y, expected, rtol=1e-9, atol=1e-9)
    assert trace.second.padding_mode == mode
