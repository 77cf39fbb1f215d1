"""One function a kernel: size (height, width) and options in, weights and divisor out.

Derivatives read left to right and top to bottom: positive where the picture gets brighter.
An angle is that of the line or stripe looked for, in degrees counter-clockwise from horizontal.
"""

from math import cos, pi, radians, sin

import numpy as np
from numpy.typing import NDArray

from cnnviz.kernels.factors import (
    binomial,
    difference,
    growth,
    ones,
    scharr_smoothing,
    second_difference,
)

Weight = NDArray[np.float64]
Size = tuple[int, int]
Weights = tuple[Weight, float]


def centre(size: Size) -> Size:
    """The tap that lies on the output pixel under "same" padding: an even side has more after."""
    return (size[0] - 1) // 2, (size[1] - 1) // 2


def identity(size: Size) -> Weights:
    """1 at the centre, 0 elsewhere."""
    weight = np.zeros(size)
    weight[centre(size)] = 1.0
    return weight, 1.0


def box(size: Size) -> Weights:
    """The mean of the window."""
    return np.outer(ones(size[0]), ones(size[1])), float(size[0] * size[1])


def gaussian(size: Size) -> Weights:
    """Binomial in both directions; standard deviation sqrt(side - 1) / 2."""
    weight = np.outer(binomial(size[0]), binomial(size[1]))
    return weight, float(weight.sum())


def sobel_x(size: Size) -> Weights:
    """Binomial down, difference across (Sobel 1970)."""
    return np.outer(binomial(size[0]), difference(size[1])), _growth(size)


def scharr_x(size: Size) -> Weights:
    """3 10 3 down, difference across (Scharr 2000)."""
    return np.outer(scharr_smoothing(size[0]), difference(size[1])), _growth(size)


def prewitt_x(size: Size) -> Weights:
    """Equal rows, difference across (Prewitt 1970). Rows add up: more rows, a larger answer."""
    return np.outer(ones(size[0]), difference(size[1])), growth(size[1])


def sobel_y(size: Size) -> Weights:
    """Sobel x, transposed."""
    return _transposed(sobel_x(size[::-1]))


def scharr_y(size: Size) -> Weights:
    """Scharr x, transposed."""
    return _transposed(scharr_x(size[::-1]))


def prewitt_y(size: Size) -> Weights:
    """Prewitt x, transposed."""
    return _transposed(prewitt_x(size[::-1]))


def edge_45(size: Size) -> Weights:
    """Difference down plus difference across, each three wide: a compass mask (Robinson 1977)."""
    height, width = size
    down = np.outer(difference(height), np.convolve(ones(3), binomial(width - 2)))
    across = np.outer(np.convolve(ones(3), binomial(height - 2)), difference(width))
    return down + across, _growth(size)


def edge_135(size: Size) -> Weights:
    """Edge 45, top and bottom exchanged: positive at the top right."""
    weight, divisor = edge_45(size)
    return weight[::-1], divisor


def laplacian(size: Size) -> Weights:
    """Second differences down and across, added; four neighbours minus four times the middle."""
    height, width = size
    down = np.outer(second_difference(height), binomial(width - 2))
    across = np.outer(binomial(height - 2), second_difference(width))
    return np.pad(down, ((0, 0), (1, 1))) + np.pad(across, ((1, 1), (0, 0))), _growth(size)


def sharpen(size: Size) -> Weights:
    """The picture minus its Laplacian."""
    weight, divisor = laplacian(size)
    return divisor * identity(size)[0] - weight, divisor


def emboss(size: Size) -> Weights:
    """The picture plus its slope to the bottom right; larger sizes blur the picture first."""
    weight, divisor = edge_45(size)
    blurred = np.outer(binomial(size[0] - 2), binomial(size[1] - 2))
    return weight + np.pad(blurred, 1), divisor


def horizontal_line(size: Size) -> Weights:
    """A bright row between darker rows; every column of the line counts."""
    return np.outer(-second_difference(size[0]), ones(size[1])), growth(size[0])


def vertical_line(size: Size) -> Weights:
    """Horizontal line, transposed."""
    return _transposed(horizontal_line(size[::-1]))


def laplacian_of_gaussian(size: Size) -> Weights:
    """(1 - r^2/2s^2) exp(-r^2/2s^2) in whole numbers (Marr and Hildreth 1980).

    s is a sixth of the shorter side less one; 5 x 5 is the usual table with 16 in the middle.
    """
    if size == (5, 5):
        quarter = np.array([[16.0, -2.0, -1.0], [-2.0, -1.0, 0.0], [-1.0, 0.0, 0.0]])
        return np.pad(quarter, ((2, 0), (2, 0)), mode="reflect"), 1.0
    y, x = _offsets(size)
    r2 = (x**2 + y**2) / (2 * ((min(size) - 1) / 6) ** 2)
    weight = _whole((1 - r2) * np.exp(-r2), np.exp(-r2))
    return weight, float(max(weight[weight > 0].sum() // 16, 1))  # reads like the 5 x 5


def gabor(size: Size, angle: int, wavelength: int) -> Weights:
    """A cosine under a Gaussian, without its mean (Daugman 1985), in whole numbers.

    The Gaussian's standard deviation is 0.56 wavelengths: a band of one octave. The divisor is
    the sum of the positive weights, so that answers stay within the range of the picture.
    """
    y, x = _offsets(size)
    sine, cosine = _direction(angle)
    across = x * sine + y * cosine
    envelope = np.exp(-(x**2 + y**2) / (2 * (0.56 * wavelength) ** 2))
    weight = _whole(envelope * np.cos(2 * pi * across / wavelength), envelope)
    return weight, float(weight[weight > 0].sum())


def motion_blur(size: Size, angle: int) -> Weights:
    """The mean along a line through the centre."""
    sine, cosine = _direction(angle)
    steps = np.arange(-max(size), max(size) + 1) / max(abs(sine), abs(cosine))
    rows = np.rint(-steps * sine).astype(int) + size[0] // 2
    columns = np.rint(steps * cosine).astype(int) + size[1] // 2
    inside = (rows >= 0) & (rows < size[0]) & (columns >= 0) & (columns < size[1])
    weight = np.zeros(size)
    weight[rows[inside], columns[inside]] = 1.0
    return weight, float(weight.sum())


def random(size: Size, seed: int, channels: int) -> Weights:
    """Normal with variance 2 / fan_in, to two decimals (He and others 2015, section 2.2)."""
    spread = (2.0 / (channels * size[0] * size[1])) ** 0.5
    normal = np.random.default_rng(seed).standard_normal((channels, *size))
    return np.round(spread * normal, 2), 1.0


def cross(size: Size) -> Weights:
    """Two channels: a horizontal line left and right, a vertical line above and below."""
    weight = np.zeros((2, *size))
    row, column = centre(size)
    weight[0, row, :] = weight[1, :, column] = 1.0
    weight[:, row, column] = 0.0
    return weight, 1.0


def _growth(size: Size) -> float:
    return growth(size[0]) * growth(size[1])


def _transposed(weights: Weights) -> Weights:
    return weights[0].T, weights[1]


def _offsets(size: Size) -> tuple[Weight, Weight]:
    row, column = centre(size)
    y, x = np.mgrid[-row : size[0] - row, -column : size[1] - column].astype(np.float64)
    return y, x


def _direction(angle: int) -> tuple[float, float]:
    # Rounded, so that 90 degrees is exactly upright and 45 exactly diagonal.
    return round(sin(radians(angle)), 12), round(cos(radians(angle)), 12)


def _whole(weight: Weight, envelope: Weight) -> Weight:
    """Whole numbers up to about 100 that sum to 0.

    Of the peaks 60 to 100 the one whose rounded weights come closest to 0 is taken; the middle
    takes what is left.
    """
    weight = weight - envelope * (weight.sum() / envelope.sum())
    peaks = np.arange(100, 59, -1)[:, None, None]
    rounded = np.rint(peaks * weight / np.abs(weight).max())
    weight = rounded[np.abs(rounded.sum(axis=(1, 2))).argmin()]
    weight[weight.shape[0] // 2, weight.shape[1] // 2] -= weight.sum()
    return weight
