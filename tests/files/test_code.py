"""Every program that people copy is run here and must give the numbers of plain loops."""

from itertools import product
from math import erf, exp, sqrt, tanh

import numpy as np
import pytest

from cnnviz.files import code
from cnnviz.kernels import Kernel, build, cross

ACTIVATIONS = {
    "none": lambda t: t,
    "relu": lambda t: max(t, 0.0),
    "leaky_relu": lambda t: t if t > 0 else 0.01 * t,
    "sigmoid": lambda t: 1 / (1 + exp(-t)),
    "tanh": tanh,
    "gelu": lambda t: t * (1 + erf(t / sqrt(2))) / 2,
    "silu": lambda t: t / (1 + exp(-t)),
}


def pixel(plane, y, x, mode):
    """The number at (y, x), which may lie outside the picture."""
    places = []
    for at, n in zip((y, x), plane.shape, strict=True):
        if mode == "zeros" and not 0 <= at < n:
            return 0.0
        if mode == "reflect":
            at = abs(at)
            at = 2 * (n - 1) - at if at > n - 1 else at
        places.append(min(max(at, 0), n - 1) if mode == "replicate" else at % n)
    return plane[tuple(places)]


def oracle(image, kernel, row, col, channel, s):
    """One output number, tap by tap."""
    planes = image[None] if s["colour"] == "grey" else image
    chosen = [channel] if s["colour"] == "each" else range(len(planes))
    total = 0.0
    (top, _), (left, _) = s["padding"]
    for c in chosen:
        taps = kernel.weight[c if kernel.channels > 1 else 0]
        for m, n in np.ndindex(*kernel.size):
            weight = taps[-1 - m, -1 - n] if s["flip"] else taps[m, n]
            y = row * s["stride"] + m * s["dilation"] - top
            x = col * s["stride"] + n * s["dilation"] - left
            total += weight * pixel(planes[c], y, x, s["padding_mode"])
    return ACTIVATIONS[s["activation"]](total / kernel.divisor + s["bias"])


def oracle_map(image, kernel, s):
    shape = [
        (n + sum(pad) - s["dilation"] * (k - 1) - 1) // s["stride"] + 1
        for n, pad, k in zip(image.shape[-2:], s["padding"], kernel.size, strict=True)
    ]
    channels = len(image) if s["colour"] == "each" else 1
    result = np.zeros((channels, *shape))
    for c, i, j in np.ndindex(*result.shape):
        result[c, i, j] = oracle(image, kernel, i, j, c, s)
    return result


def run(text, image):
    space = {"image": image}
    exec(text, space)
    return space["output"]


def grid():
    """Kernels with colours they can have, crossed with every padding mode and varied settings."""
    kernels = [
        (build("sobel_x"), "grey"),
        (build("box", (2, 3)), "grey"),
        (build("emboss"), "each"),
        (build("gaussian", (3, 4)), "sum"),
        (build("random", (3, 2), seed=1, channels=3), "sum"),
    ]
    pads = [((0, 0), (0, 0)), ((1, 1), (1, 1)), ((1, 1), (2, 2)), ((0, 1), (1, 2))]
    steps = [(1, 1, False, 0.0), (2, 1, True, 1.0), (1, 2, False, -0.75), (3, 2, True, 2.5)]
    names = list(ACTIVATIONS)
    cases = product(kernels, pads, code.PADDING_MODES, steps)
    for index, ((kernel, colour), padding, mode, step) in enumerate(cases):
        stride, dilation, flip, bias = step
        settings = {
            "colour": colour,
            "stride": stride,
            "padding": padding,
            "padding_mode": mode,
            "dilation": dilation,
            "flip": flip,
            "bias": bias,
            "activation": names[index % len(names)],
        }
        yield kernel, settings


CASES = list(grid())
RNG = np.random.default_rng(5)
COLOUR = RNG.integers(-3, 10, (3, 8, 9)).astype(float)


def image_for(settings):
    return COLOUR[0] if settings["colour"] == "grey" else COLOUR


def agree(got, want):
    np.testing.assert_allclose(got, want, rtol=1e-12, atol=1e-12)


def test_the_grid_meets_every_setting():
    assert len(CASES) == 320
    met = {(s["colour"], s["padding_mode"], s["activation"]) for _, s in CASES}
    assert len(met) == 3 * 4 * 7


def test_numpy_layer_gives_the_numbers_of_plain_loops():
    for kernel, s in CASES:
        want = oracle_map(image_for(s), kernel, s)
        got = run(code.numpy_layer(kernel, **s), image_for(s))
        agree(got, want if s["colour"] == "each" else want[0])


def test_numpy_step_gives_the_number_of_its_pixel():
    for index, (kernel, s) in enumerate(CASES):
        want = oracle_map(image_for(s), kernel, s)
        places = list(np.ndindex(*want.shape))
        channel, row, col = places[index * 7 % len(places)]
        got = run(code.numpy_step(kernel, row, col, channel, **s), image_for(s))
        assert np.ndim(got) == 0
        agree(got, want[channel, row, col])


def test_pytorch_layer_gives_the_numbers_of_plain_loops():
    pytest.importorskip("torch", reason="PyTorch is not installed, so its code can't be run")
    for kernel, s in CASES:
        got = run(code.pytorch_layer(kernel, **s), image_for(s))
        agree(got[0].numpy(), oracle_map(image_for(s), kernel, s))


def test_programs_agree_with_what_the_app_shows():
    from cnnviz.analysis.convolution import trace

    for kernel, s in CASES:
        image = image_for(s)
        want = trace(image.reshape(-1, *image.shape[-2:]), kernel, **s).y
        got = run(code.numpy_layer(kernel, **s), image)
        agree(got, want if s["colour"] == "each" else want[0])


def test_the_step_of_a_whole_number_example_reads_as_on_the_board():
    text = code.numpy_step(build("sobel_x"), 1, 2, padding=((1, 1), (1, 1)), bias=-2)
    assert text == (
        "import numpy as np\n"
        "\n"
        "# image: the picture as an array of numbers (height, width)\n"
        "kernel = np.array([[-1,  0,  1],\n"
        "                   [-2,  0,  2],\n"
        "                   [-1,  0,  1]])\n"
        "\n"
        "# output row 1, column 2\n"
        "padded = np.pad(image, ((1, 1), (1, 1)))\n"
        "window = padded[1:4, 2:5]\n"
        "products = window * kernel\n"
        "total = products.sum() - 2\n"
        "output = total\n"
    )
    image = np.array([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]])
    # Right column 4 + 2 * 8 + 12 = 32, left column 2 + 2 * 6 + 10 = 24, bias -2.
    assert run(text, image) == 6


def test_the_template_filled_by_a_browser_is_the_step():
    settings = {"colour": "each", "stride": 2, "dilation": 3, "padding": ((1, 1), (0, 2))}
    template = code.numpy_step_template(build("box", (2, 3)), **settings)
    filled = template
    # row 4 * stride 2 = 8, spans 3 * (2 - 1) + 1 = 4 and 3 * (3 - 1) + 1 = 7
    values = {"row": 4, "column": 5, "channel": 2, "top": 8, "bottom": 12, "left": 10, "right": 17}
    for name, value in values.items():
        assert f"{{{name}}}" in template
        filled = filled.replace(f"{{{name}}}", str(value))
    assert filled == code.numpy_step(build("box", (2, 3)), 4, 5, 2, **settings)
    assert "{" not in filled
    assert "image[2]" in filled
    assert "padded[8:12:3, 10:17:3]" in filled


def test_the_step_does_not_overflow_far_from_zero():
    image = np.full((3, 3), -1000.0)
    for activation in ("sigmoid", "silu"):
        with np.errstate(all="raise"):
            assert run(code.numpy_layer(build("box"), activation=activation), image) == 0


def test_a_cross_reads_two_maps():
    maps = np.zeros((2, 3, 3))
    maps[0, 1, 0] = maps[1, 0, 1] = 5
    assert run(code.numpy_step(cross(), 0, 0, colour="sum"), maps) == 10


def test_a_title_never_becomes_code():
    kernel = Kernel("custom", "x\nraise SystemExit", np.ones((1, 1, 1)))
    for write in (code.numpy_step_template, code.numpy_layer, code.pytorch_layer):
        assert "SystemExit" not in write(kernel)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"colour": "red"}, 'There is no such colour: use "grey", "each" or "sum".'),
        (
            {"padding_mode": "wrap"},
            'There is no such padding mode: use "zeros", "reflect", "replicate" or "circular".',
        ),
        (
            {"activation": "elu"},
            'There is no such activation: use "none", "relu", "leaky_relu", "sigmoid", "tanh", '
            '"gelu" or "silu".',
        ),
    ],
)
def test_unknown_settings_name_the_known_ones(settings, message):
    for write in (code.numpy_step_template, code.numpy_layer, code.pytorch_layer):
        with pytest.raises(ValueError) as error:
            write(build("box"), **settings)
        assert str(error.value) == message


def test_a_kernel_of_two_channels_needs_a_sum():
    with pytest.raises(ValueError) as error:
        code.numpy_layer(cross(), colour="each")
    assert str(error.value) == (
        'A kernel of 2 channels needs the colour setting "sum"; "each" takes a kernel of 1 channel.'
    )
