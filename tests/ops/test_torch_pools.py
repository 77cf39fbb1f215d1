"""The less usual kinds of pooling agree with PyTorch, over 500 random settings each."""

from math import comb, prod

import numpy as np
import pytest

from cnnviz.ops import BlurPool, GlobalAveragePool, GlobalMaxPool, LpPool, RoIMaxPool
from tests.ops.torch_oracle import BLOCKS, agrees, functional, per_axis, refuses, torch


@BLOCKS
def test_global_pooling(seeds):
    for seed in seeds:
        generator = np.random.default_rng(seed)
        rank = 1 + seed % 3
        x = generator.standard_normal(
            (*per_axis(generator, 1, 4, 2), *per_axis(generator, 1, 7, rank))
        )
        axes = tuple(range(2, x.ndim))
        agrees(GlobalAveragePool(), x, {}, lambda x, a=axes: x.mean(a, keepdim=True), seed)
        if seed % 2:
            x = np.round(x)  # so that there are ties
        largest = getattr(functional, f"adaptive_max_pool{rank}d")
        agrees(GlobalMaxPool(), x, {}, lambda x, pool=largest: pool(x, 1), seed)
        _, index = largest(torch.from_numpy(x), 1, return_indices=True)
        assert np.array_equal(GlobalMaxPool().mask(x), index.numpy())


@BLOCKS
def test_lp_pooling(seeds):
    """PyTorch has no padding or dilation here, and takes no size of x: those are put together."""
    for seed in seeds:
        generator = np.random.default_rng(seed)
        rank, p = 1 + seed % 3, float(generator.choice([1, 1.5, 2, 3, 4]))
        kernel, stride = per_axis(generator, 1, 4, rank), per_axis(generator, 1, 4, rank)
        dilation = per_axis(generator, 1, 3, rank) if seed % 2 else (1,) * rank
        padding = tuple(int(generator.integers(0, k // 2 + 1)) if seed % 2 else 0 for k in kernel)
        spatial = per_axis(generator, 5, (14, 8, 7)[rank - 1], rank)
        x = generator.standard_normal((2, 2, *spatial))

        def expected(x, settings=(rank, p, kernel, stride, padding, dilation), plain=not seed % 2):
            rank, p, kernel, stride, padding, dilation = settings
            if plain:
                size = kernel if rank > 1 else kernel[0]  # PyTorch takes no tuple in 1-D
                return getattr(functional, f"lp_pool{rank}d")(x.abs(), p, size, stride)
            ones = torch.ones(2, 1, *kernel, dtype=torch.float64)
            convolve = getattr(functional, f"conv{rank}d")
            sums = convolve(x.abs() ** p, ones, None, stride, padding, dilation, groups=2)
            return sums ** (1 / p)

        agrees(LpPool(kernel, stride, padding, dilation, p=p), x, {}, expected, seed)


@BLOCKS
def test_blur_pooling(seeds):
    """As in the paper's code: pad, then convolve each channel with the outer product."""
    modes = {
        "zeros": "constant",
        "reflect": "reflect",
        "replicate": "replicate",
        "circular": "circular",
    }
    for seed in seeds:
        generator = np.random.default_rng(seed)
        rank, mode = 1 + seed % 3, [*modes][seed // 3 % 4]
        kernel, stride = per_axis(generator, 1, 8, rank), per_axis(generator, 1, 4, rank)
        x = generator.standard_normal((2, 2, *per_axis(generator, 5, 9, rank)))

        def expected(x, kernel=kernel, stride=stride, mode=mode):
            rows = [torch.tensor([comb(k - 1, m) for m in range(k)]).double() for k in kernel]
            filters = torch.ones((), dtype=torch.float64)
            for row in rows:
                filters = filters[..., None] * row
            filters = (filters / filters.sum()).expand(2, 1, *kernel)
            border = [int(side) for k in reversed(kernel) for side in ((k - 1) // 2, k // 2)]
            padded = functional.pad(x, border, modes[mode])
            convolve = getattr(functional, f"conv{len(kernel)}d")
            return convolve(padded, filters, None, stride, groups=2)

        agrees(BlurPool(kernel, stride, mode), x, {}, expected, seed)


@BLOCKS
def test_roi_pooling(seeds):
    """PyTorch's adaptive pooling cuts an array into the same cells as RoI pooling a box."""
    for seed in seeds:
        generator = np.random.default_rng(seed)
        size, (height, width) = per_axis(generator, 1, 5, 2), per_axis(generator, 3, 11, 2)
        scale = float(generator.choice([1, 0.5, 0.25]))
        x = generator.standard_normal((2, 2, height, width))
        boxes = []
        for _ in range(int(generator.integers(1, 4))):
            left, right = sorted(generator.integers(0, width, 2).tolist())
            top, bottom = sorted(generator.integers(0, height, 2).tolist())
            boxes.append((int(generator.integers(2)), left, top, right, bottom))

        def expected(x, boxes=boxes, size=size):
            cuts = [
                x[n, :, top : bottom + 1, left : right + 1] for n, left, top, right, bottom in boxes
            ]
            return torch.stack([functional.adaptive_max_pool2d(cut, size) for cut in cuts])

        given = np.array(boxes, float)
        given[:, 1:] /= scale
        layer = BoundRoI(RoIMaxPool(size, scale), given)
        agrees(layer, x, {}, expected, seed)


class BoundRoI:
    """RoI pooling of fixed boxes, so that they are not taken for something with a gradient."""

    def __init__(self, layer, boxes):
        self.layer, self.params = layer, {"boxes": boxes}

    def forward(self, x, params):
        return self.layer.forward(x, self.params)

    def backward(self, dy, x, params):
        return self.layer.backward(dy, x, self.params)


def test_lp_pooling_of_hanging_windows_sums_what_is_there():
    """PyTorch scales such a window up, as if it were full: a norm does not."""
    x = np.array([[[3.0, 4.0, 12.0]]])
    scaled = functional.lp_pool1d(torch.from_numpy(x), 2, 2, 2, ceil_mode=True).numpy()
    assert scaled[0, 0, 1] == pytest.approx(12 * np.sqrt(2), rel=1e-15)
    assert LpPool(2, ceil_mode=True).forward(x).tolist() == [[[5, 12]]]


@pytest.mark.parametrize("settings", [{"kernel_size": 6}, {"kernel_size": 2, "stride": -1}])
def test_what_pytorch_refuses_is_refused(settings):
    x = np.ones((1, 1, 5, 5))
    refuses(
        RuntimeError,
        lambda: functional.lp_pool2d(torch.from_numpy(x), 2, **settings),
        lambda: LpPool(**settings).forward(x),
    )


@pytest.mark.parametrize("shape", [(1, 1, 0), (1, 0, 3)])
def test_nothing_to_pool_is_refused(shape):
    assert prod(shape) == 0
    with pytest.raises(ValueError, match="no empty channel or axis"):
        GlobalMaxPool().forward(np.ones(shape))


def test_a_border_that_cannot_be_reflected_is_refused():
    x = np.ones((1, 1, 3))
    refuses(
        RuntimeError,
        lambda: functional.pad(torch.from_numpy(x), (3, 3), "reflect"),
        lambda: BlurPool(7).forward(x),
    )
