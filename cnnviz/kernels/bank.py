"""The bank: every family of kernels, in the order in which people meet them."""

from cnnviz.kernels import weights
from cnnviz.kernels.family import SIDES, Family, Option
from cnnviz.kernels.kernel import MAX_CHANNELS, MAX_SIDE, Kernel
from cnnviz.kernels.weights import Size

FROM_2 = SIDES[1:]
FROM_3 = SIDES[2:]
ODD = SIDES[::2]
ODD_FROM_3 = ODD[1:]
ODD_FROM_5 = ODD[2:]

ROOM = 10  # characters that fit under a small map

_ANGLE = Option("angle", "Angle", "a", 0, 0, 179, " {}°")

BANK: tuple[Family, ...] = (
    Family(
        "identity",
        "Identity",
        "Leaves the picture as it is: only the middle pixel counts.",
        weights.identity,
    ),
    Family(
        "box",
        "Box blur",
        "Replaces each pixel by the mean of its window, which blurs.",
        weights.box,
        short="Box",
    ),
    Family(
        "gaussian",
        "Gaussian blur",
        "Blurs softly: near pixels count more than far ones.",
        weights.gaussian,
        short="Gauss",
    ),
    Family(
        "sharpen",
        "Sharpen",
        "Makes each pixel differ more from its neighbours, so that edges look crisper.",
        weights.sharpen,
        heights=ODD_FROM_3,
        widths=ODD_FROM_3,
    ),
    Family(
        "horizontal_edge",
        "Horizontal edge",
        "Answers where bright lies below dark: the edge itself runs from left to right.",
        weights.sobel_y,
        heights=FROM_2,
        short="Horizontal",
    ),
    Family(
        "vertical_edge",
        "Vertical edge",
        "Answers where bright lies right of dark: the edge itself runs from top to bottom.",
        weights.sobel_x,
        widths=FROM_2,
        short="Vertical",
    ),
    Family(
        "edge_45",
        "Rising diagonal edge",
        "Answers at edges that climb from bottom left to top right.",
        weights.edge_45,
        heights=FROM_3,
        widths=FROM_3,
        short="Edge 45°",
    ),
    Family(
        "edge_135",
        "Falling diagonal edge",
        "Answers at edges that fall from top left to bottom right.",
        weights.edge_135,
        heights=FROM_3,
        widths=FROM_3,
        short="Edge 135°",
    ),
    Family(
        "sobel_x",
        "Sobel x",
        "Measures how fast the numbers grow to the right, smoothed from top to bottom.",
        weights.sobel_x,
        widths=FROM_2,
    ),
    Family(
        "sobel_y",
        "Sobel y",
        "Measures how fast the numbers grow downwards, smoothed from left to right.",
        weights.sobel_y,
        heights=FROM_2,
    ),
    Family(
        "scharr_x",
        "Scharr x",
        "Like Sobel x, with weights that treat slanted edges more evenly.",
        weights.scharr_x,
        heights=FROM_3,
        widths=FROM_2,
    ),
    Family(
        "scharr_y",
        "Scharr y",
        "Like Sobel y, with weights that treat slanted edges more evenly.",
        weights.scharr_y,
        heights=FROM_2,
        widths=FROM_3,
    ),
    Family(
        "prewitt_x",
        "Prewitt x",
        "Measures how fast the numbers grow to the right, all rows counting the same.",
        weights.prewitt_x,
        widths=FROM_2,
    ),
    Family(
        "prewitt_y",
        "Prewitt y",
        "Measures how fast the numbers grow downwards, all columns counting the same.",
        weights.prewitt_y,
        heights=FROM_2,
    ),
    Family(
        "laplacian",
        "Laplacian",
        "Compares each pixel with its neighbours: nothing on even slopes, much at edges and dots.",
        weights.laplacian,
        heights=FROM_3,
        widths=FROM_3,
    ),
    Family(
        "laplacian_of_gaussian",
        "Laplacian of Gaussian",
        "Blurs, then compares a spot with its surroundings: answers at dots of its own size.",
        weights.laplacian_of_gaussian,
        default_size=(5, 5),
        heights=ODD_FROM_5,
        widths=ODD_FROM_5,
        short="LoG",
    ),
    Family(
        "emboss",
        "Emboss",
        "Lights the picture from the top left, so that it looks pressed into metal.",
        weights.emboss,
        heights=FROM_3,
        widths=FROM_3,
    ),
    Family(
        "horizontal_line",
        "Horizontal line",
        "Answers along lines of large numbers that run from left to right.",
        weights.horizontal_line,
        heights=FROM_3,
        short="H line",
    ),
    Family(
        "vertical_line",
        "Vertical line",
        "Answers along lines of large numbers that run from top to bottom.",
        weights.vertical_line,
        widths=FROM_3,
        short="V line",
    ),
    Family(
        "gabor",
        "Gabor",
        "Answers to stripes of one direction and one spacing, like cells of the visual cortex.",
        weights.gabor,
        default_size=(15, 15),
        heights=ODD_FROM_3,
        widths=ODD_FROM_3,
        options=(_ANGLE, Option("wavelength", "Wavelength", "w", 5, 2, MAX_SIDE)),
    ),
    Family(
        "motion_blur",
        "Motion blur",
        "Blurs along one direction only, as when the camera moves.",
        weights.motion_blur,
        default_size=(9, 9),
        heights=ODD,
        widths=ODD,
        options=(_ANGLE,),
        short="Motion",
    ),
    Family(
        "random",
        "Random",
        "Weights drawn by chance, as in a network before training; the seed repeats the draw.",
        weights.random,
        options=(
            Option("seed", "Seed", "s", 0, 0, 999_999, ", seed {}"),
            Option("channels", "Channels", "c", 1, 1, MAX_CHANNELS),
        ),
    ),
)

CROSS = Family(
    "cross",
    "Cross",
    "Reads a map of horizontal lines and a map of vertical lines: answers where they meet.",
    weights.cross,
    heights=ODD_FROM_3,
    widths=ODD_FROM_3,
)

FAMILIES: dict[str, Family] = {family.name: family for family in (*BANK, CROSS)}
NAMES: tuple[str, ...] = tuple(family.name for family in BANK)


def build(name: str, size: Size | None = None, **options: int) -> Kernel:
    """The named kernel of (height, width), the family's usual size without one.

    Raises
    ------
    ValueError
        An unknown name, or a size or option that the family does not have.

    >>> build("sobel_x").weight[0].astype(int).tolist()
    [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    """
    if name not in FAMILIES:
        raise ValueError(f"There is no kernel of this name; there are {', '.join(FAMILIES)}.")
    return FAMILIES[name].build(size, **options)


def cross(size: Size = (3, 3)) -> Kernel:
    """A two-channel kernel for the maps of `LINE_BANK`: highest at the middle of a plus sign."""
    return CROSS.build(size)


def short_title(kernel: Kernel) -> str:
    """What people read where there is little room, as under a small map.

    >>> short_title(build("gaussian")), short_title(build("gabor", angle=45))
    ('Gauss', 'Gabor 45°')
    """
    family = FAMILIES.get(kernel.name)
    if not family:
        return kernel.title if len(kernel.title) <= ROOM else "Edited"
    short = family.short or family.title
    title = kernel.title.replace(family.title, short)
    return title if len(title) <= ROOM else short


CHAPTER_BANK: tuple[Kernel, ...] = tuple(
    build(name) for name in ("horizontal_edge", "vertical_edge", "box", "sharpen")
)
LINE_BANK: tuple[Kernel, ...] = (build("horizontal_line"), build("vertical_line"))
