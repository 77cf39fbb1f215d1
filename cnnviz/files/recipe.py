"""How a picture becomes the numbers that a network reads; a model's file does not say it."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PIL import Image

from cnnviz.files.images import Picture, channels
from cnnviz.files.ink import INKS, fitting
from cnnviz.geometry import at_least

IMAGENET = ((123.675, 116.28, 103.53), (58.395, 57.12, 57.375))  # red, green, blue; torchvision's
AUTO = "auto"
MNIST = ((33.3285,), (78.5655,))  # 0.1307 and 0.3081 of 255, as PyTorch's example has them


@dataclass(frozen=True, slots=True)
class Recipe:
    """The middle of a picture, resized, and of each level (0 to 255) the mean off and the scale.

    Parameters
    ----------
    title : str
    shape : (C, H, W) with C 1 or 3
        The part that is taken has these proportions, and is as large as it can be.
    mean, scale : one number, or one a channel in red, green, blue
        A number that goes in is (level − mean) / scale; a negative scale makes dark ink bright.
    crop : the share of that part's sides that is kept
    blue_first : whether the channels go in as blue, green, red
    channels_last : whether the network reads (N, H, W, C)
    ink : one of `cnnviz.files.ink.INKS`, or "auto" for that which suits bright ink on black

    Raises
    ------
    ValueError
        For a shape that no picture has, a scale of 0, a crop that is not from 0 to 1, or an ink
        that there is not.

    Examples
    --------
    >>> grey = Recipe("−1 … 1", (1, 1, 3), (127.5,), (127.5,))
    >>> grey.scaled(np.array([[[0, 255, 255]]], np.uint8)).tolist()
    [[[[-1.0, 1.0, 1.0]]]]
    """

    title: str
    shape: tuple[int, int, int]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    crop: float = 1.0
    blue_first: bool = False
    channels_last: bool = False
    ink: str = "level"

    def __post_init__(self) -> None:
        if self.shape[0] not in (1, 3):
            raise ValueError(
                f"A picture has 1 channel or 3; this network reads {self.shape[0]} of them."
            )
        for name, length in zip(("height", "width"), self.shape[1:], strict=True):
            at_least(name, length, 1)
        if 0 in self.scale:
            raise ValueError("A scale of 0 would divide by 0.")
        if not 0 < self.crop <= 1:
            raise ValueError(f"The crop keeps a share above 0 and up to 1, not {self.crop!r}.")
        if self.ink not in (AUTO, *INKS):
            names = ", ".join((AUTO, *INKS))
            raise ValueError(f"There is no ink {self.ink!r}: choose one of {names}.")

    def levels(self, picture: Picture) -> npt.NDArray[np.uint8]:
        """The picture as the network gets it, before the numbers are scaled.

        It is resized by Pillow's bicubic filter, which averages over all pixels when it shrinks.

        Returns
        -------
        uint8 (C, H, W), red first
        """
        levels = self._resized(picture)
        levels = INKS[self.way(levels)](levels)
        levels.setflags(write=False)
        return levels

    def way(self, levels: npt.NDArray[np.uint8]) -> str:
        """Which of the inks is taken for levels (C, H, W) as they are."""
        return fitting(levels) if self.ink == AUTO else self.ink

    def _resized(self, picture: Picture) -> npt.NDArray[np.uint8]:
        height, width, count = picture.pixels.shape
        _, high, wide = self.shape
        larger = self.crop * min(height / high, width / wide)
        tall, broad = max(1, round(larger * high)), max(1, round(larger * wide))
        top, left = (height - tall) // 2, (width - broad) // 2
        part = picture.pixels[top : top + tall, left : left + broad]
        flat = np.ascontiguousarray(part[:, :, 0] if count == 1 else part)
        image = Image.fromarray(flat).resize((wide, high), Image.Resampling.BICUBIC)
        resized = Picture(np.asarray(image).reshape(high, wide, count), ())
        wanted = channels(resized, "grey" if self.shape[0] == 1 else "rgb")[0]
        return wanted.astype(np.uint8)

    def scaled(self, levels: npt.ArrayLike) -> npt.NDArray[np.float32]:
        """What goes in, for levels (C, H, W) from 0 to 255: float32, a batch of one."""
        mean, scale = (np.reshape(each, (-1, 1, 1)) for each in (self.mean, self.scale))
        x = (np.asarray(levels) - mean) / scale
        if self.blue_first:
            x = x[::-1]
        if self.channels_last:
            x = np.moveaxis(x, 0, -1)
        batch = np.ascontiguousarray(x[None], np.float32)
        batch.setflags(write=False)
        return batch


def usual(shape: tuple[int, int, int], channels_last: bool = False) -> tuple[Recipe, ...]:
    """The seven ways in which a network with an input (C, H, W) has most likely been fed.

    Raises
    ------
    ValueError
        For a number of channels that no picture has.
    """
    plain = (
        Recipe("0 … 1", shape, (0.0,), (255.0,)),
        Recipe("−1 … 1", shape, (127.5,), (127.5,)),
        Recipe("0 … 255", shape, (0.0,), (1.0,)),
        Recipe("−0.5 … 0.5", shape, (127.5,), (255.0,)),
    )
    further = _grey(shape) if shape[0] == 1 else _coloured(shape)
    return tuple(replace(one, channels_last=channels_last) for one in (*plain, *further))


def _coloured(shape: tuple[int, int, int]) -> tuple[Recipe, ...]:
    return (
        Recipe("ImageNet's mean and deviation", shape, *IMAGENET),
        Recipe("0 … 1, blue first", shape, (0.0,), (255.0,), blue_first=True),
        Recipe("ImageNet's mean off, blue first", shape, IMAGENET[0], (1.0,), blue_first=True),
    )


def _grey(shape: tuple[int, int, int]) -> tuple[Recipe, ...]:
    mean, scale = MNIST
    return (
        Recipe("MNIST's mean and deviation", shape, mean, scale),
        Recipe("0 … 1, dark is bright", shape, (255.0,), (-255.0,)),
        Recipe("MNIST's, dark is bright", shape, (255 - mean[0],), (-scale[0],)),
    )
