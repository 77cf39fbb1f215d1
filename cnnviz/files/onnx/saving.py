"""Networks as ONNX files, for other programs to run."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from cnnviz.files.onnx.schema import GRAPH, MODEL, OPSET
from cnnviz.files.onnx.tensors import write_value
from cnnviz.files.onnx.wire import encode
from cnnviz.files.onnx.writers import writer
from cnnviz.files.onnx.writing import Graph, Part
from cnnviz.networks.graph import Network, Params
from cnnviz.ops.layer import NOTHING, Shape

IR_VERSION = 10
VERSION = 21  # of ONNX's operators: ONNX Runtime lacks some of the later ones


def save(network: Network, params: Params, input_shapes: Mapping[str, Shape] | Shape) -> bytes:
    """Write a network with its parameters.

    Parameters
    ----------
    params : {node: {name: array}}, as `cnnviz.networks.forward` takes them
    input_shapes : the shape of the one input, or a mapping from name to shape
        The file is for inputs of these shapes.

    Returns
    -------
    bytes of a file in float16 where all parameters are, in float64 where one is, else in float32

    Raises
    ------
    ValueError
        When a layer can't be written: one that trains, or one that ONNX has no operator for.
    """
    shapes = network.shapes(input_shapes, params)
    dtype = _type(params)
    graph = Graph(taken=set(shapes))
    for node in network.nodes:
        own = {name: np.asarray(value) for name, value in params.get(node.name, NOTHING).items()}
        reads = [shapes[name] for name in node.inputs]
        part = Part(graph, node.name, node.layer, node.inputs, reads, own, dtype)
        try:
            writer(node.layer)(part)
        except ValueError as error:
            raise ValueError(f'At "{node.name}": {error}') from error
    return _file(
        graph,
        *(
            [write_value(name, dtype, shapes[name]) for name in names]
            for names in (network.inputs, network.outputs)
        ),
    )


def _type(params: Params) -> np.dtype[Any]:
    """What the file computes in."""
    given = {np.asarray(array).dtype for own in params.values() for array in own.values()}
    if given == {np.dtype(np.float16)}:
        return np.dtype(np.float16)
    return np.dtype(np.float64 if np.dtype(np.float64) in given else np.float32)


def _file(graph: Graph, inputs: list[bytes], outputs: list[bytes]) -> bytes:
    written = encode(
        GRAPH,
        node=graph.nodes,
        name="network",
        initializer=graph.tensors,
        input=inputs,
        output=outputs,
    )
    return encode(
        MODEL,
        ir_version=IR_VERSION,
        producer_name="cnnviz",
        graph=written,
        opset_import=encode(OPSET, domain="", version=VERSION),
    )
