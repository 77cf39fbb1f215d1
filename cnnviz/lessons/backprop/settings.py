"""The settings of the backprop page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any, ClassVar

import numpy as np

from cnnviz.files.trained import TRAINED
from cnnviz.fixed import fixed
from cnnviz.kernels.cells import compact, number
from cnnviz.lessons.backprop import handed, recipe
from cnnviz.lessons.backprop import settings_weights as texts
from cnnviz.lessons.backprop.classes import NAMES, PHOTOS
from cnnviz.lessons.backprop.mistakes import MISTAKES
from cnnviz.lessons.backprop.settings_classes import OWN, OWN_PICTURE, OwnClasses
from cnnviz.lessons.backprop.settings_first import (
    AMOUNTS,
    FIRST,
    MODE,
    changed,
    check,
    is_padded,
    own_or,
)
from cnnviz.networks.preset import Preset
from cnnviz.networks.presets import PRESETS
from cnnviz.ops import Conv, SoftmaxCrossEntropy, SquaredError
from cnnviz.ops.layer import Array
from cnnviz.ops.loss import Loss
from cnnviz.settings.link import setting
from cnnviz.settings.model import MODEL, WAY, samples, stays
from cnnviz.settings.model import NAMES as CLASS_NAMES
from cnnviz.settings.shared import LABELS, LARGEST_DILATION, PADDING_MODES, UPLOAD, is_small
from cnnviz.settings.values import BEYOND, Codec, one_of, whole
from cnnviz.store import stored

NETWORKS = {name: make().title for name, make in PRESETS.items()}
CHAIN_SIDES = {8: "8", 16: "16", 28: "28", 64: "64", 128: "128"}
LOSSES = {"": "as the network comes", "cross_entropy": "Cross-entropy", "squared": "Squared error"}
SMALLEST_RATE, LARGEST_RATE = 1e-12, texts.LARGEST_RATE
LARGEST_TARGET = 1e6


def _limited(low: float, high: float) -> Codec[float | None]:
    """A number from low to high; None, without a word in the link, where it is left open."""

    def read(text: str) -> tuple[float | None, str]:
        value = number(text, "The number")
        if not isfinite(value):
            raise ValueError("This is not a number.")
        nearest = min(max(value, low), high) + 0.0  # + 0.0 turns -0 into 0
        return nearest, "" if nearest == value else BEYOND

    def show(value: float | None) -> str:
        return "as the network comes" if value is None else compact(value)

    return Codec(read, lambda value: "" if value is None else compact(value), show)


@dataclass(frozen=True, slots=True)
class Backprop(OwnClasses):
    """One network, one picture, what the answer should be, and how large a step is.

    ``model`` is one that was handed over, which takes the place of ``network``, or "": ``recipe``
    says how pictures go into it, and ``names`` are those of its classes, one a line.
    ``picture`` is "own" for the network's own, a sample's name, a grid as text or "upload";
    ``weights`` how they came from the network's own (see `.recipe`);
    ``target`` a class, or the wanted output of a network with one; ``rate`` the learning rate.
    ``mistake`` is what is wrong on purpose on the way back (see `.mistakes`).
    ``kernel_size`` to ``padding_mode`` are those of the first convolution.
    ``classes`` are the names of a person's own, ``photos`` what teaches them (see `.classes`);
    of these, ``picture`` may be one.
    """

    network: str = setting(one_of(NETWORKS), "pooled", "network")
    picture: str = setting(OWN_PICTURE, OWN, "picture")
    side: int = setting(whole(min(CHAIN_SIDES), max(CHAIN_SIDES)), 28, "picture size")
    weights: str = setting(texts.WEIGHTS, "", "set of weights")
    target: float | None = setting(_limited(-LARGEST_TARGET, LARGEST_TARGET), None, "target")
    loss: str = setting(one_of(LOSSES), "", "loss")
    rate: float | None = setting(_limited(SMALLEST_RATE, LARGEST_RATE), None, "learning rate")

    mistake: str = setting(one_of(MISTAKES), "", "mistake")

    kernel_size: int | None = setting(own_or(whole(1, 7)), None, "kernel size")
    stride: int | None = setting(own_or(whole(1, 4)), None, "stride")
    padding: int | tuple[tuple[int, int], ...] | None = setting(own_or(AMOUNTS), None, "padding")
    dilation: int | None = setting(own_or(whole(1, LARGEST_DILATION)), None, "dilation")
    padding_mode: str = setting(one_of(PADDING_MODES), "zeros", "padding mode")

    classes: str = setting(NAMES, "", "set of classes")
    photos: str = setting(PHOTOS, "", "set of photos")

    model: str = setting(MODEL, "", "model")
    recipe: int = setting(WAY, 0, "way in which pictures go in")
    names: str = setting(CLASS_NAMES, "", "names of classes")

    network_at_first: ClassVar[str] = "pooled"
    pads_photos: ClassVar[bool] = False  # the padding is the network's own for a photo too

    # What is taken back, in this order, when a link asks for things that do not fit together.
    gives_way: ClassVar[tuple[tuple[str, object], ...]] = (
        ("classes", ""),
        ("mistake", ""),
        ("target", None),
        ("loss", ""),
        ("weights", ""),
        ("model", ""),
        ("dilation", None),
        ("stride", None),
        ("kernel_size", None),
        ("padding_mode", "zeros"),
        ("padding", None),
        ("picture", OWN),
    )

    def __post_init__(self) -> None:
        if self.model:
            object.__setattr__(self, "network", type(self).network_at_first)

    @property
    def small(self) -> bool:
        """Whether the picture is a grid of numbers, not a photo."""
        return is_small(self.picture) and self.place < 0 and not self.model

    @property
    def stays(self) -> str:
        """What of it no link carries, beside photos."""
        return "model" if stays(self.model) else ""

    @property
    def shown(self) -> str:
        """The picture that a model looks at; its own is one that it takes for another."""
        if self.picture != OWN:
            return self.picture
        labelled = self.model in TRAINED and TRAINED[self.model].labelled
        return handed.misread(self.model) if labelled else samples(self.model)[0]

    def for_photo(self) -> tuple["Backprop", str]:
        """The settings that a photo is shown with, and what has to be said of that."""
        if self.network != "line":
            return self, ""
        network = Backprop().network
        said = f"The chapter's network reads one row of numbers; {NETWORKS[network]} reads a photo."
        return Backprop(network, side=self.side), said

    def build_own(self) -> Array:
        """The network's own picture (1, H, W)."""
        return self._start().x

    def _start(self, **changes: Any) -> Preset:
        """The network, perhaps with another first convolution."""
        return _start(self.network, self.model, self.model and self.names, **changes)

    @property
    def first(self) -> dict[str, int]:
        """Kernel size, stride, padding and dilation of its own first convolution.

        There are none where these stay as they are.
        """
        start = self._start()
        if not start.convolves or (self.model and not start.has_square_kernel):
            return {}
        columns = start.first.layer.windows(self._start().x.shape[1:])[-1]
        values = (columns.kernel_size, columns.stride, columns.pad[0], columns.dilation)
        return dict(zip(FIRST, values, strict=True))

    def build(self, x: Array) -> Preset:
        """The network with these weights, loss and target, for a picture (1, H, W).

        Raises ``ValueError``, in one sentence, when they do not fit together.
        """
        start = self.start(x)
        return replace(
            start, params=recipe.follow(start, self.weights, self.mistake, self.examples()).params
        )

    def start(self, x: Array) -> Preset:
        """The same with the weights that the network comes with."""
        return _with_loss(self._reading(x), self.loss, self.target)

    def carried(self, before: "Backprop", result: Callable[[], Any]) -> "Backprop":
        """These settings, which somebody changed from ``before``, with weights that stay.

        A recipe's steps went through what was there ``before``, which had this ``result``: where
        that is another now, the weights stand as numbers.
        """
        walked = recipe.kinds(self.weights) if self.weights == before.weights else ()
        if all(self._through(kind) == before._through(kind) for kind in walked):
            return self
        lesson = result()[1]
        return replace(self, weights=texts.to_text(lesson.trace.params, lesson.start.params))

    def _through(self, kind: str) -> tuple[object, ...]:
        """What the steps of a recipe go through, beside the weights."""
        first = tuple(getattr(self, name) for name in (*FIRST, MODE))
        model = (self.model, self.recipe if self.model else 0)
        both = (self.network, *model, self.loss, self.mistake, *first, len(self.class_names))
        if kind == recipe.TEACH:
            return (*both, self.photos)
        return (*both, self.picture, self.side, self.target, self.photos if self.place >= 0 else "")

    def _handed(self, preset: Preset, x: Array, changes: Mapping[str, Any]) -> Preset:
        """A model with a picture, perhaps with other weights behind another first convolution."""
        if self.class_names:
            raise ValueError("Classes of your own need one of the lesson's own networks.")
        if changes:
            rows, columns = x.shape[1:]
            try:
                preset = preset.fitting(x)
            except ValueError:
                raise ValueError(_too_small(rows, columns, changes)) from None
        return handed.shown(preset, x, self.model, self.shown)

    def _reading(self, x: Array) -> Preset:
        """The network with its first convolution as it is set, for this picture."""
        rows, columns = x.shape[1:]
        if self.network == "line" and rows > 1:
            raise ValueError(
                f"The chapter's network reads one row of numbers; this picture has {rows} rows."
            )
        changes = {name: getattr(self, name) for name in FIRST if getattr(self, name) is not None}
        if (changes or self.padding_mode != "zeros") and not self.first:
            raise ValueError("The first layer of this network stays as it is.")
        preset = self._start(**changes)
        if self.padding_mode != "zeros" and is_padded(preset.first.layer, (rows, columns)):
            changes[MODE] = self.padding_mode
            preset = self._start(**changes)
            check(preset.first.layer, (rows, columns))
        if self.model:
            return self._handed(preset, x, changes)
        if self.class_names:
            preset = preset.with_classes(self.class_names)
        try:
            typed = self.picture not in (OWN, UPLOAD, *LABELS) and self.place < 0
            read = preset.with_input(x, LABELS.get(self.picture, ""), typed)
            return self.named(read) if self.class_names else read
        except ValueError:
            raise ValueError(_too_small(rows, columns, changes)) from None


@dataclass(frozen=True, slots=True)
class ViewState:
    """Where a link stands in the lesson: it belongs to the address, not to what is computed."""

    step: int = setting(whole(0, 999_999), 0, "step")
    view: str = setting(one_of({"gather": "gather", "scatter": "scatter"}), "gather", "view")
    hide: int = setting(one_of({0: "shown", 1: "hidden first"}), 0, "way of showing numbers")
    tour: int = setting(whole(0, 16), 0, "stop of the tour")  # 0: every number
    large: int = setting(one_of({0: "small", 1: "large"}), 0, "size of the picture")
    teach: int = setting(one_of({0: "closed", 1: "open"}), 0, "view of the classes")


@stored(max_entries=128, max_bytes=64_000_000)
def _start(network: str, model: str, names: str, **changes: Any) -> Preset:
    """A network, perhaps with another first convolution."""
    preset = handed.preset(model, names) if model else PRESETS[network]()
    if changes:
        layer = preset.first.layer
        assert isinstance(layer, Conv)
        preset = preset.with_first(changed(layer, changes))
    return fixed(preset)


def _too_small(rows: int, columns: int, changes: Mapping[str, Any]) -> str:
    """Why a picture does not fit, and what would."""
    reason = f"A picture of {rows} × {columns} shrinks to nothing on its way through this network"
    if not changes:
        return f"{reason}; choose a larger one."
    lines = {name: Backprop.__dataclass_fields__[name].metadata for name in changes}
    shown = {line["noun"]: line["codec"].show(changes[name]) for name, line in lines.items()}
    values = ", ".join(f"{noun} {value}" for noun, value in shown.items())
    return f"{reason} with {values}; choose a larger picture or a smaller number."


def _with_loss(preset: Preset, loss: str, target: float | None) -> Preset:
    """The preset with another loss and target, where they are asked for."""
    outputs = len(preset.classes)
    kinds: dict[str, Loss] = {"cross_entropy": SoftmaxCrossEntropy(), "squared": SquaredError()}
    judge = kinds.get(loss, preset.loss)
    if outputs == 1:
        if isinstance(judge, SoftmaxCrossEntropy):
            raise ValueError("Cross-entropy compares classes; this network has one output.")
        wanted = preset.target if target is None else np.array([target])
        return replace(preset, loss=judge, target=wanted)
    if target is not None and target not in range(outputs):
        raise ValueError(f"The truth is a class from 0 to {outputs - 1}, not {compact(target)}.")
    truth = int(preset.target) if target is None else int(target)
    known = preset.known and truth == int(preset.target)
    preset = replace(preset, known=known)
    if isinstance(judge, SquaredError):
        return replace(preset, loss=judge, target=np.eye(outputs)[truth])
    return replace(preset, loss=judge, target=np.array(truth))
