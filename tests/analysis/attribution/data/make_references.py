"""Write references.npz: what Captum, Zennit and pytorch-grad-cam give for the cases, in float64.

    pip install captum==0.9.0 zennit==0.5.1 grad-cam==1.5.7
    python -m tests.analysis.attribution.data.make_references

They bring matplotlib, OpenCV, scikit-learn and torchvision with them: too much for every run of
the tests, so their answers are stored.
"""

import json
import warnings
from importlib.metadata import version

import captum.attr
import numpy as np
import pytorch_grad_cam
import torch
from pytorch_grad_cam.utils.svd_on_activations import get_2d_projection
from zennit.attribution import Gradient
from zennit.composites import LayerMapComposite
from zennit.layer import Sum
from zennit.rules import Epsilon, Pass
from zennit.types import Activation, AvgPool, BatchNorm, Convolution, Linear

from cnnviz.ops import MaxPool
from tests.analysis.attribution.cases import (
    CASES,
    MAPS,
    NETWORKS,
    REFERENCES,
    THIN,
    TRAINED,
    TRAINED_MAPS,
    key,
    made,
    trained,
)

POINTS = 50
WINDOW, STEP, FILL = 4, 3, 0.25
CAMS = {
    "grad_cam": pytorch_grad_cam.GradCAM,
    "grad_cam_plusplus": pytorch_grad_cam.GradCAMPlusPlus,
    "xgrad_cam": pytorch_grad_cam.XGradCAM,
    "layer_cam": pytorch_grad_cam.LayerCAM,
    "hires_cam": pytorch_grad_cam.HiResCAM,
}


class Graph(torch.nn.Module):
    """One of our networks of PyTorch's modules."""

    def __init__(self, network, params, shape):
        super().__init__()
        self.network = network
        shapes = network.shapes(shape, params)
        for node in network.nodes:
            channels = shapes[node.inputs[0]][1], shapes[node.name][1]
            made = module(node.layer, *channels)
            state = {k: torch.tensor(a) for k, a in params.get(node.name, {}).items()}
            target = made[-1] if isinstance(made, torch.nn.Sequential) else made
            target.load_state_dict(state, strict=False)
            self.add_module(called(node.name), made)

    def layer(self, name):
        return self.get_submodule(called(name))

    def forward(self, x):
        values = {self.network.inputs[0]: x}
        for node in self.network.nodes:
            given = [values[name] for name in node.inputs]
            x = torch.stack(given, -1) if len(given) > 1 else given[0]
            values[node.name] = self.layer(node.name)(x)
        return values[self.network.outputs[0]]


def called(name):
    """A name that PyTorch allows."""
    return name.replace(".", "_")


def module(layer, channels, out):
    nn = torch.nn
    match type(layer).__name__:
        case "Conv":
            return convolution(layer, channels, out)
        case "Dense":
            return nn.Linear(channels, out)
        case "Clip":
            return nn.ReLU6()
        case "ReduceMean":
            return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Identity())
        case "MaxPool" | "AveragePool":
            kind = nn.MaxPool2d if isinstance(layer, MaxPool) else nn.AvgPool2d
            return kind(layer.kernel_size)
        case "BatchNorm":
            return nn.BatchNorm2d(channels, layer.eps)
        case "GlobalAveragePool":
            return nn.AdaptiveAvgPool2d(1)
        case "Add":
            return Sum()
    return {"ReLU": nn.ReLU, "Flatten": nn.Flatten}[type(layer).__name__]()


def convolution(layer, channels, out):
    rows, columns = layer.windows((224, 224))
    return torch.nn.Sequential(
        torch.nn.ZeroPad2d((*columns.pad, *rows.pad)),
        torch.nn.Conv2d(
            channels, out, layer.kernel_size, layer.stride, 0, layer.dilation, layer.groups
        ),
    )


class Asked(torch.nn.Module):
    """The score that is asked about, (N, 1)."""

    def __init__(self, graph, label, versus):
        super().__init__()
        self.graph, self.label, self.versus = graph, label, versus

    def forward(self, x):
        scores = self.graph(x)
        score = scores[:, self.label]
        return (score if self.versus is None else score - scores[:, self.versus])[:, None]


def by_captum(asked, x):
    attr, half = captum.attr, torch.full_like(x, -0.5)
    return {
        "gradient": attr.Saliency(asked).attribute(x, target=0, abs=False),
        "input_times_gradient": attr.InputXGradient(asked).attribute(x, target=0),
        "integrated": attr.IntegratedGradients(asked).attribute(
            x, target=0, n_steps=POINTS, method="gausslegendre"
        ),
        "integrated from half": attr.IntegratedGradients(asked).attribute(
            x, half, target=0, n_steps=POINTS, method="gausslegendre"
        ),
        "guided": attr.GuidedBackprop(asked).attribute(x, target=0),
        "deconvolved": attr.Deconvolution(asked).attribute(x, target=0),
        "occlusion": attr.Occlusion(asked).attribute(
            x, (x.shape[1], WINDOW, WINDOW), (x.shape[1], STEP, STEP), FILL, target=0
        ),
    }


def by_zennit(graph, x, label, versus):
    composite = LayerMapComposite(
        [
            (Activation, Pass()),
            ((Convolution, Linear, BatchNorm, AvgPool, Sum), Epsilon(epsilon=1e-6)),
        ]
    )

    def start(output):
        direction = torch.zeros_like(output)
        direction[:, label] = 1
        if versus is not None:
            direction[:, versus] = -1
        return direction * output.detach()

    with Gradient(graph, composite) as attributor:
        _, relevance = attributor(x.clone(), start)
    return {"relevance": relevance}


def by_grad_cam(asked, x, layer):
    target = asked.graph.layer(layer)
    found = {}
    for name, kind in CAMS.items():
        with kind(model=asked, target_layers=[target]) as cam:
            cam(x, [lambda output: output[0]])
            maps, slopes = (
                cam.activations_and_grads.activations,
                cam.activations_and_grads.gradients,
            )
            given = maps[0].numpy(), slopes[0].numpy()
            found[name] = cam.get_cam_image(x, target, None, *given, False)
    found["eigen_cam"] = get_2d_projection(given[0])
    found["grad_cam by captum"] = captum.attr.LayerGradCam(asked, target).attribute(x, target=0)
    return found


def of_a_trained_network():
    """Heat of every method on one photo, and every eighth gradient of its pixels."""
    network, params, x, label = trained()
    asked = Asked(Graph(network, params, x.shape).eval(), label, None)
    x = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    found = {"gradient": captum.attr.Saliency(asked).attribute(x, target=0, abs=False)}
    found["gradient"] = found["gradient"][..., ::THIN, ::THIN]
    for layer in TRAINED_MAPS:
        maps = by_grad_cam(asked, x, layer)
        found.update({f"{layer}/{method}": heat for method, heat in maps.items()})
    return {f"{TRAINED}/{name}": np.float32(np.squeeze(numbers(a), 0)) for name, a in found.items()}


def numbers(heat):
    return heat.detach().numpy() if isinstance(heat, torch.Tensor) else heat


def main():
    warnings.simplefilter("ignore")
    torch.set_default_dtype(torch.float64)
    names = ("captum", "zennit", "grad-cam", "torch")
    arrays = {"versions": json.dumps({name: version(name) for name in names})}
    for name, label, versus in CASES:
        params, x = made(name)
        graph = Graph(NETWORKS[name][0], params, x.shape).eval()
        asked, x = Asked(graph, label, versus), torch.tensor(x, requires_grad=True)
        found = {**by_captum(asked, x), **by_zennit(graph, x.detach(), label, versus)}
        for layer in MAPS[name]:
            maps = by_grad_cam(asked, x, layer)
            found.update({f"{layer}/{method}": heat for method, heat in maps.items()})
        for method, heat in found.items():
            arrays[key(name, label, versus, method)] = np.squeeze(numbers(heat), 0)
    arrays.update(of_a_trained_network())
    np.savez_compressed(REFERENCES, **arrays)


if __name__ == "__main__":
    main()
