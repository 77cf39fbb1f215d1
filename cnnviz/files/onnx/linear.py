"""ONNX's Gemm as a dense layer where it is one, and as a general matrix product where not."""

from collections.abc import Mapping

import numpy as np

from cnnviz.files.onnx.call import Call
from cnnviz.ops.axes import stretches
from cnnviz.ops.dense import Dense
from cnnviz.ops.layer import Array, Layer
from cnnviz.ops.matrices import Gemm


def gemm(call: Call) -> Layer:
    """The layer."""
    general = _general(call)
    return Dense() if _is_dense(general, call.known) else general


def gemm_parameters(call: Call) -> Mapping[str, Array]:
    """The parameters: as they are, or as a dense layer wants them, (F, D) and (F,).

    They are views: hundreds of nodes may read the same large weight.
    """
    general = _general(call)
    if not _is_dense(general, call.known):
        return call.known
    weight = call.known["weight"] if general.transpose_weight else call.known["weight"].T
    params = {"weight": weight}
    if "bias" in call.known:
        params["bias"] = np.broadcast_to(call.known["bias"].reshape(-1), len(weight))
    return params


def _general(call: Call) -> Gemm:
    call.ignore("broadcast")
    alpha, beta = call.real("alpha", 1.0), call.real("beta", 1.0)
    return Gemm(alpha, beta, call.flag("transA"), call.flag("transB"))


def _is_dense(general: Gemm, known: Mapping[str, Array]) -> bool:
    """Whether the weights are known, nothing is scaled, and each output has one bias."""
    weight, bias = known.get("weight"), known.get("bias")
    if weight is None or weight.ndim != 2 or general.transpose_x or general.alpha != 1:
        return False
    if bias is None:
        return True
    features = weight.shape[0 if general.transpose_weight else 1]
    return general.beta == 1 and stretches(bias.shape, (1, features))
