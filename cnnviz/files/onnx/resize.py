"""ONNX's Resize and Upsample, with what they say about sizes as sizes."""

from math import floor

from cnnviz.files.onnx.call import Call
from cnnviz.ops.axes import positive_axes
from cnnviz.ops.layer import Layer
from cnnviz.ops.resizing import COORDINATES, ROUNDED, Resize

POLICIES = ("stretch", "not_larger", "not_smaller")
TENSORFLOW = "tf_crop_and_resize"


def resize(call: Call) -> Layer:
    """Resize, or Upsample, which came before it."""
    mode = call.choice("mode", ("nearest", "linear", "cubic", "bilinear"))
    coordinates, nearest = "asymmetric", "floor"
    if call.opset >= 11 and call.operator == "Resize":
        coordinates = call.choice("coordinate_transformation_mode", (*COORDINATES, TENSORFLOW))
        nearest = call.choice("nearest_mode", ROUNDED)
    if coordinates == TENSORFLOW:
        raise call.refusal(f'cuts a region out ("{TENSORFLOW}"); only whole arrays are resized.')
    call.ignore("roi", "extrapolation_value")
    scales, sizes = _lengths(call)
    return Resize(
        scales,
        sizes,
        mode.replace("bilinear", "linear"),
        coordinates,
        nearest,
        call.real("cubic_coeff_a", -0.75),
        call.flag("exclude_outside"),
        call.flag("antialias"),
    )


def _lengths(call: Call) -> tuple[tuple[float, ...] | None, tuple[int, ...] | None]:
    """Scales or sizes, one of both, for every axis."""
    second = "roi" if call.opset < 11 and call.operator == "Resize" else "scales"
    scales, sizes = call.reals(second) or None, call.wholes("sizes") or None
    policy = call.choice("keep_aspect_ratio_policy", POLICIES)
    given = scales or sizes or ()
    if (scales is None) == (sizes is None):
        raise call.refusal("takes scales or sizes, one of both.")
    axes = call.wholes("axes")
    if axes is None and policy == "stretch":
        return scales, sizes
    shape = call.shapes["x"]
    places = positive_axes(range(len(shape)) if axes is None else axes, len(shape))
    if len(places) != len(given):
        raise call.refusal(f"has {len(given)} lengths for {len(places)} axes.")
    of = dict(zip(places, given, strict=True))
    if scales is not None:
        return tuple(float(of.get(axis, 1)) for axis in range(len(shape))), None
    if policy != "stretch":
        ratios = [length / shape[axis] for axis, length in of.items() if shape[axis]]
        scale = (min if policy == "not_larger" else max)(ratios, default=1.0)
        of = {axis: floor(scale * shape[axis] + 0.5) for axis in of}
    return None, tuple(int(of.get(axis, n)) for axis, n in enumerate(shape))
