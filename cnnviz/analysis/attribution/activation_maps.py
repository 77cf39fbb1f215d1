"""Class activation maps: the maps of a layer, weighted by what they mean for a class, added up.

Each function takes the maps A of a layer and the gradients G of the score for them, both
(C, *spatial), and gives one number for each position, with its sign. The usual pictures show the
positive part only, stretched over the photo.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from cnnviz.analysis.attribution.asked import Asked
from cnnviz.analysis.fields import fields
from cnnviz.networks.run import Gradients
from cnnviz.ops.layer import Array

# As pytorch-grad-cam adds them, so that nothing is divided by 0.
PLUSPLUS_EPSILON, XGRAD_EPSILON = 1e-6, 1e-7


@dataclass(frozen=True, slots=True)
class Accounts:
    """The sum of a heat map beside that of gradient times activation.

    They are equal where a gradient is the same all over a map, as before a global average.
    """

    heat: float
    product: float


def grad_cam(maps: Array, gradients: Array) -> Array:
    """Maps weighted by their mean gradient.

    Selvaraju et al., "Grad-CAM", ICCV 2017, equations 1 and 2.
    """
    return _weighted(maps, gradients.mean(axis=_spatial(maps)))


def grad_cam_plusplus(maps: Array, gradients: Array) -> Array:
    """Maps weighted by their positive gradients, each of which counts by how few stand beside it.

    Chattopadhay, Sarkar, Howlader and Balasubramanian, "Grad-CAM++", WACV 2018, equation 19.
    """
    squares, total = gradients**2, _kept_sum(maps)
    alpha = squares / (2 * squares + total * squares * gradients + PLUSPLUS_EPSILON)
    return _weighted(maps, (np.maximum(gradients, 0) * alpha).sum(axis=_spatial(maps)))


def xgrad_cam(maps: Array, gradients: Array) -> Array:
    """Maps weighted by their mean gradient, in which a position counts by its share of the map.

    Fu et al., "Axiom-based Grad-CAM", BMVC 2020, equation 8.
    """
    share = maps / (_kept_sum(maps) + XGRAD_EPSILON)
    return _weighted(maps, (gradients * share).sum(axis=_spatial(maps)))


def layer_cam(maps: Array, gradients: Array) -> Array:
    """Each number times its own gradient where that is positive.

    Jiang, Zhang, Hou, Cheng and Wei, "LayerCAM", IEEE Transactions on Image Processing 2021.
    """
    heat: Array = (np.maximum(gradients, 0) * maps).sum(axis=0)
    return heat


def hires_cam(maps: Array, gradients: Array) -> Array:
    """Each number times its own gradient.

    Draelos and Carin, "Use HiResCAM instead of Grad-CAM for faithful explanations of convolutional
    neural networks", 2020.
    """
    heat: Array = (gradients * maps).sum(axis=0)
    return heat


def eigen_cam(maps: Array, gradients: Array | None = None) -> Array:
    """How far each position lies along the direction in which the maps vary most, from their mean.

    It asks about no class, and has no sign of its own: it is turned so that it is larger where the
    maps together are. Muhammad and Yeasin, "Eigen-CAM", IJCNN 2020; centred as in pytorch-grad-cam.
    """
    at = maps.reshape(len(maps), -1).T
    at = at - at.mean(axis=0)
    _, _, directions = np.linalg.svd(at, full_matrices=False)
    heat: Array = (at @ directions[0]).reshape(maps.shape[1:])
    return heat if np.vdot(heat, maps.sum(axis=0)) >= 0 else -heat


METHODS: MappingProxyType[str, Callable[[Array, Array], Array]] = MappingProxyType(
    {
        "grad_cam": grad_cam,
        "grad_cam_plusplus": grad_cam_plusplus,
        "xgrad_cam": xgrad_cam,
        "layer_cam": layer_cam,
        "hires_cam": hires_cam,
        "eigen_cam": eigen_cam,
    }
)


def layers(asked: Asked) -> tuple[str, ...]:
    """The values whose units have a place on the picture, in order; the last is the usual choice.

    Raises
    ------
    ValueError
        When there is none with more than one position.
    """
    values = asked.activations.values
    known = fields(asked.network, asked.picture.shape, asked.params, local=True)
    found = tuple(
        node.name
        for node in asked.network.nodes
        if known[node.name] is not None and max(values[node.name].shape[2:], default=1) > 1
    )
    if not found:
        raise ValueError(
            "No layer of this network has maps whose positions are known places on the picture: "
            "there is nothing to point at."
        )
    return found


def class_map(asked: Asked, gradients: Gradients, layer: str, method: str = "grad_cam") -> Array:
    """The heat at each unit of a layer, (*spatial).

    Raises
    ------
    ValueError
        When the layer has no maps, or no such method is known.
    """
    if method not in METHODS:
        raise ValueError(f'There is no method "{method}": choose one of {", ".join(METHODS)}.')
    return METHODS[method](*_maps(asked, gradients, layer))


def accounts(asked: Asked, gradients: Gradients, layer: str, heat: Array) -> Accounts:
    """The sum of a layer's heat beside that of gradient times activation."""
    maps, slopes = _maps(asked, gradients, layer)
    product = np.vdot(slopes.astype(np.float64), maps.astype(np.float64))
    return Accounts(float(heat.sum(dtype=np.float64)), float(product))


def even(asked: Asked, gradients: Gradients, layer: str) -> bool:
    """Whether the gradient is the same all over each map, as before a global average.

    Then Grad-CAM, XGrad-CAM and HiResCAM are one.
    """
    slopes = gradients.values[layer][0]
    first = slopes[(slice(None), *(slice(1) for _ in slopes.shape[1:]))]
    return bool((slopes == first).all())


def _maps(asked: Asked, gradients: Gradients, layer: str) -> tuple[Array, Array]:
    values = asked.activations.values
    if layer not in values or values[layer].ndim != asked.picture.ndim or asked.picture.ndim < 3:
        raise ValueError(f'There are no maps at "{layer}".')
    maps, slopes = values[layer][0], gradients.values[layer][0]
    if not (np.isfinite(maps).all() and np.isfinite(slopes).all()):
        raise ValueError(f'The maps of "{layer}", or their gradients, are not finite.')
    return maps, slopes


def _spatial(maps: Array) -> tuple[int, ...]:
    return tuple(range(1, maps.ndim))


def _kept_sum(maps: Array) -> Array:
    total: Array = maps.sum(axis=_spatial(maps), keepdims=True)
    return total


def _weighted(maps: Array, weights: Array) -> Array:
    heat: Array = np.tensordot(weights, maps, axes=1)
    return heat
