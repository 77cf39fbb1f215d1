"""Layers around a layer, for what ONNX can say and a layer of `cnnviz.ops` does not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import prod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.files.onnx.call import Call
from cnnviz.ops.layer import NOTHING, Array, Example, Layer, Shape
from cnnviz.ops.shaping import AsMatrix


@dataclass(frozen=True, slots=True)
class Late(Layer):
    """A layer whose weights or settings are computed by the network, or come in with its inputs.

    Parameters
    ----------
    call : what is known of the node before it runs
    build : how the node becomes a layer once the rest is known
    data : names of the inputs that are data; they come first
    parameters, settings : names of the further inputs, in that order
    """

    title: ClassVar[str] = "Layer with computed weights or settings"
    formula: ClassVar[str] = r"y = f_{w(x)}(x)"
    reference: ClassVar[str] = ""
    examples: ClassVar[tuple[Example, ...]] = ()

    call: Call
    build: Callable[[Call], Layer]
    data: tuple[str, ...]
    parameters: tuple[str, ...]
    settings: tuple[str, ...]

    def plain(self, x_shape: Any) -> Layer:
        """The layer, where it follows from shapes."""
        if self.settings:
            return self
        layer, data, _ = self._shaped(x_shape)
        return layer.plain(data)

    def output_shape(self, x_shape: Any, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """Shape of the output, as far as it does not depend on values.

        Raises
        ------
        ValueError
            When settings come in.
        """
        layer, data, fed = self._shaped(x_shape)
        return layer.output_shape(data, {**shapes, **fed})

    def multiply_adds(self, x_shape: Any, shapes: Mapping[str, Shape] = NOTHING) -> int:
        """Those of the layer; 0 where settings come in, which no layer with weights has."""
        if self.settings:
            return 0
        layer, data, fed = self._shaped(x_shape)
        return layer.multiply_adds(data, {**shapes, **fed})

    def forward(self, x: Any, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The layer's output."""
        layer, data, fed = self._built(x)
        return layer.forward(data, {**params, **fed})

    def backward(
        self, dy: ArrayLike, x: Any, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Any]:
        """The layer's gradients; those of weights that come in are under "x", settings have 0."""
        layer, data, fed = self._built(x)
        grads: dict[str, Any] = layer.backward(dy, data, {**params, **fed})
        own = list(_several(grads.pop("x")))
        own += [grads.pop(name, np.zeros_like(fed[name])) for name in self.parameters]
        own += [np.zeros(np.shape(self._named(x)[name]), np.float32) for name in self.settings]
        return {"x": one_or_all(own), **grads}

    def _named(self, x: Any) -> dict[str, Any]:
        """The inputs, or their shapes, by name."""
        names = (*self.data, *self.parameters, *self.settings)
        return dict(zip(names, (x,) if len(names) == 1 else x, strict=True))

    def _shaped(self, x_shape: Any) -> tuple[Layer, Any, dict[str, Shape]]:
        """The layer for these shapes, the shape of its data, and those of its weights."""
        if self.settings:
            raise ValueError(f"The shape depends on the values of {', '.join(self.settings)}.")
        given = self._named(x_shape)
        layer = self.build(replace(self.call, shapes={**self.call.shapes, **given}))
        fed = {name: given[name] for name in self.parameters}
        return layer, one_or_all([given[name] for name in self.data]), fed

    def _built(self, x: Any) -> tuple[Layer, Any, dict[str, Array]]:
        given = {name: np.asarray(value) for name, value in self._named(x).items()}
        known = {name: given[name] for name in self.settings}
        shapes = {name: value.shape for name, value in given.items()}
        call = replace(
            self.call,
            known={**self.call.known, **known},
            shapes={**self.call.shapes, **shapes},
        )
        layer = self.build(call)
        call.check_read()
        fed = {name: given[name] for name in self.parameters}
        return layer, one_or_all([given[name] for name in self.data]), fed


@dataclass(frozen=True, slots=True)
class Around(Layer):
    """Base of the layers that change what goes into another layer and what comes out of it."""

    title: ClassVar[str] = "Layer as ONNX has it"
    formula: ClassVar[str] = r"y = g(f(x))"
    reference: ClassVar[str] = ""
    examples: ClassVar[tuple[Example, ...]] = ()

    layer: Layer

    def plain(self, x_shape: Any) -> Layer:
        """The layer."""
        return self.layer.plain(x_shape)

    def windows(self, spatial: Shape) -> Any:
        """Those of the layer."""
        return self.layer.windows(spatial)

    def output_shape(self, x_shape: Any, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """That of the layer."""
        return self.layer.output_shape(x_shape, shapes)

    def multiply_adds(self, x_shape: Any, shapes: Mapping[str, Shape] = NOTHING) -> int:
        """Those of the layer."""
        return self.layer.multiply_adds(x_shape, shapes)

    def forward(self, x: Any, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The layer's output."""
        return self.layer.forward(x, params)

    def backward(
        self, dy: ArrayLike, x: Any, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Any]:
        """The layer's gradients."""
        return self.layer.backward(dy, x, params)


@dataclass(frozen=True, slots=True)
class Whole(Around):
    """A layer for whole numbers: computed in float64, cut off, and wrapped around as they do."""

    dtype: str

    def forward(self, x: Any, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The layer's output, in whole numbers; exact up to 2**53."""
        wide = [np.asarray(value, np.float64) for value in _several(x)]
        y = self.layer.forward(one_or_all(wide), params)
        limit = float(2**62)
        bounded = np.clip(np.nan_to_num(y), -limit, limit)  # what overflows has no right answer
        wrapped: Array = bounded.astype(np.int64).astype(self.dtype)
        return wrapped


@dataclass(frozen=True, slots=True)
class Truth(Around):
    """A layer for truth values: what it puts out counts as true above 0."""

    def forward(self, x: Any, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """Truth values."""
        return self.layer.forward(x, params) > 0


@dataclass(frozen=True, slots=True)
class LikeFirst(Around):
    """A layer of two inputs, the second taken in the type of the first."""

    def forward(self, x: Any, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The layer's output."""
        return self.layer.forward(self._alike(x))

    def backward(
        self, dy: ArrayLike, x: Any, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Any]:
        """The layer's gradients."""
        return self.layer.backward(dy, self._alike(x))

    def _alike(self, x: Any) -> tuple[Array, Array]:
        a, b = (np.asarray(each) for each in x)
        return a, b.astype(a.dtype if a.dtype.kind == "f" else b.dtype)


@dataclass(frozen=True, slots=True)
class InRows(Around):
    """A layer that sees its input as a matrix: the axes before one as rows, the rest as columns.

    That is how Softmax worked before opset 13.
    """

    axis: int

    def plain(self, x_shape: Any) -> Layer:
        """The layer in it where there is nothing but channels, else this one."""
        return self.layer if self.axis == 1 and prod(x_shape[2:]) == 1 else self

    def output_shape(self, x_shape: Any, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The input's shape."""
        AsMatrix(self.axis).output_shape(x_shape)
        return tuple(x_shape)

    def forward(self, x: Any, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The layer's output, in the input's shape."""
        matrix = AsMatrix(self.axis).forward(x)
        return self.layer.forward(matrix, params).reshape(np.shape(x))

    def backward(
        self, dy: ArrayLike, x: Any, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Any]:
        """The gradient of "x", in its shape."""
        matrix = AsMatrix(self.axis).forward(x)
        dx = self.layer.backward(np.reshape(dy, matrix.shape), matrix, params)["x"]
        return {"x": dx.reshape(np.shape(x))}


@dataclass(frozen=True, slots=True)
class Mirrored(Around):
    """A layer that sees the channels in the opposite order."""

    def forward(self, x: Any, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The layer's output, the channels back in their order."""
        y: Array = self.layer.forward(np.asarray(x)[:, ::-1], params)[:, ::-1]
        return y

    def backward(
        self, dy: ArrayLike, x: Any, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Any]:
        """The gradient of "x", its channels in their order."""
        dy, x = np.asarray(dy)[:, ::-1], np.asarray(x)[:, ::-1]
        return {"x": self.layer.backward(dy, x, params)["x"][:, ::-1]}


@dataclass(frozen=True, slots=True)
class FromAxis(Around):
    """A layer of two inputs, the axes of the second laid on those of the first from one on.

    That is how arithmetic stretched arrays before opset 7.
    """

    axis: int

    def plain(self, x_shape: Any) -> Layer:
        """This layer: the one in it sees other axes."""
        return self

    def output_shape(self, x_shape: Any, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """That of the layer."""
        pair: Any = (x_shape[0], self._laid(*x_shape))
        return self.layer.output_shape(pair)

    def forward(self, x: Any, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The layer's output."""
        return self.layer.forward(self._pair(x))

    def backward(
        self, dy: ArrayLike, x: Any, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Any]:
        """The two gradients, each in its array's shape."""
        da, db = self.layer.backward(dy, self._pair(x))["x"]
        return {"x": (da, db.reshape(np.shape(x[1])))}

    def _pair(self, x: Any) -> tuple[Array, Array]:
        a, b = np.asarray(x[0]), np.asarray(x[1])
        return a, b.reshape(self._laid(a.shape, b.shape))

    def _laid(self, a: Shape, b: Shape) -> Shape:
        axis = self.axis + len(a) if self.axis < 0 else self.axis
        return (*b, *(1,) * (len(a) - axis - len(b)))


def depends_on_values(layer: Layer) -> bool:
    """Whether the shape of the layer's output is known only once it runs."""
    inner = layer.layer if isinstance(layer, Around) else layer
    return isinstance(inner, Late) and bool(inner.settings)


def _several(x: Any) -> tuple[Any, ...]:
    return x if isinstance(x, tuple) else (x,)


def one_or_all(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else tuple(values)
