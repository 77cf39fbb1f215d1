"""A model that somebody brings as files; a process of the pool reads it, as it is a stranger's."""

from collections.abc import Iterator, Mapping
from typing import Any

from cnnviz.files import onnx
from cnnviz.files.names import unstarred
from cnnviz.files.onnx.model import check_size
from cnnviz.files.own_model import OwnModel

CHANNELS = (1, 3)
TITLE = 40  # characters of a file's name
OPEN_SIDE = 224  # of a picture whose size the file leaves open


def read(files: Mapping[str, bytes]) -> Iterator[OwnModel]:
    """The model among files that were brought together.

    Raises
    ------
    ValueError
        With one sentence: what is wrong with the file, or why no picture can be shown to it.
    """
    model = onnx.load_together(files)
    if len(model.inputs) != 1 or len(model.outputs) != 1:
        raise ValueError(
            f"This model has {_counted(len(model.inputs), 'input')} and "
            f"{_counted(len(model.outputs), 'output')}; one that takes one picture and gives one "
            "answer can be shown here."
        )
    (given,) = model.inputs.values()
    shape, last = picture_shape(given.shape)
    title = unstarred(min(files, key=len).rsplit("/", 1)[-1][:TITLE])
    params = {node: dict(own) for node, own in model.params.items()}
    found = OwnModel(title, model.network, params, shape, last)
    x_shape = (1, *shape[1:], shape[0]) if last else (1, *shape)
    check_size(found.network, params, {found.network.inputs[0]: x_shape})
    yield found


def picture_shape(shape: tuple[Any, ...] | None) -> tuple[tuple[int, int, int], bool]:
    """Channels, height and width of the picture that an input takes, and if channels come last.

    >>> picture_shape(("N", 3, 224, 224)), picture_shape((1, 28, 28, 1))
    (((3, 224, 224), False), ((1, 28, 28), True))

    Raises
    ------
    ValueError
        When no picture has such a shape.
    """
    if shape is None or len(shape) != 4:
        told = "no shape" if shape is None else "the shape " + " × ".join(map(str, shape))
        raise ValueError(f"Its input has {told}; a picture has one such as 1 × 3 × 224 × 224.")
    _, *axes = shape
    last = axes[2] in CHANNELS and axes[0] not in CHANNELS
    channels, *sides = (axes[2], *axes[:2]) if last else axes
    if channels not in CHANNELS:
        if isinstance(channels, int) and channels > 0:
            raise ValueError(f"Its input has {channels} channels; a picture has 1 or 3.")
        channels = 3
    high, wide = (n if isinstance(n, int) and n > 0 else OPEN_SIDE for n in sides)
    return (channels, high, wide), last


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"
