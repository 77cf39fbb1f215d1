"""ONNX files as networks. Nothing outside the file is opened, and no code of it runs."""

from collections.abc import Mapping
from os import PathLike
from pathlib import Path

from cnnviz.files import UnreadableFile
from cnnviz.files.onnx.graphs import DOMAINS, NAMED, Reader
from cnnviz.files.onnx.model import Model, check_size
from cnnviz.files.onnx.schema import GRAPH, MODEL, OPSET, VALUE
from cnnviz.files.onnx.tensors import read_value
from cnnviz.files.onnx.translation import Translation
from cnnviz.files.onnx.trials import trials
from cnnviz.files.onnx.wire import Budget, Message, damaged
from cnnviz.networks.graph import Network

MAX_BYTES = 128_000_000
OPSETS = range(6, 29)


def load(source: bytes | str | PathLike[str], beside: Mapping[str, bytes] | None = None) -> Model:
    """Read a model.

    Parameters
    ----------
    source : the file itself, as bytes, or its path
    beside : files with weights that came with it, by name
        No other file is opened, whatever the model says.

    Raises
    ------
    UnreadableFile
        When it is no ONNX model, damaged, larger than 128 MB or 2,000 nodes, keeps weights in a
        file that did not come with it, holds NaN, or uses operators or settings that are not known
        here.
    """
    try:
        return _model(_bytes(source, sum(map(len, (beside or {}).values()))), beside or {})
    except UnreadableFile:
        raise
    except ValueError as error:  # from a layer or the network
        raise UnreadableFile(f"This model can't be run: {error}") from error


def load_together(files: Mapping[str, bytes]) -> Model:
    """Read the one model among files that were brought together; the others are its weights.

    Raises
    ------
    UnreadableFile
        When none of them ends in ".onnx", or several do; else as `load`.
    """
    models = [name for name in files if name.lower().endswith(".onnx")]
    if len(files) == 1 and not models and not next(iter(files)).lower().endswith(".data"):
        models = list(files)
    if len(models) != 1:
        named = ", ".join(f'"{name}"' for name in list(files)[:NAMED])
        raise UnreadableFile(
            f'Of {named} {len(models) or "none"} end in ".onnx"; bring one model, and the file'
            " with its weights if it has one."
        )
    return load(files[models[0]], {n: data for n, data in files.items() if n != models[0]})


def _bytes(source: bytes | str | PathLike[str], beside: int) -> bytes:
    if isinstance(source, bytes | bytearray | memoryview):
        data = bytes(source)
    else:
        with Path(source).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    if len(data) + beside > MAX_BYTES:
        raise UnreadableFile(
            f"This file is larger than {MAX_BYTES // 10**6} MB; bring a smaller model."
        )
    return data


def _model(data: bytes, beside: Mapping[str, bytes]) -> Model:
    message = Message(memoryview(data), MODEL, Budget())
    opset = _opset(message)
    if message.has("functions"):
        raise UnreadableFile(
            "This model defines functions of its own, which cannot be run here; export it with"
            " ONNX's own operators."
        )
    graphs = message.messages("graph", GRAPH)
    if len(graphs) != 1:
        raise damaged()
    return _translated(graphs[0], opset, beside)


def _opset(message: Message) -> int:
    versions = {
        o.text("domain"): o.whole("version") for o in message.messages("opset_import", OPSET)
    }
    known = [versions[domain] for domain in DOMAINS if domain in versions]
    if not known:
        raise damaged()
    if known[0] not in OPSETS:
        raise UnreadableFile(
            f"This model is written for version {known[0]} of ONNX's operators; versions "
            f"{OPSETS[0]} to {OPSETS[-1]} can be read."
        )
    return known[0]


def _translated(graph: Message, opset: int, beside: Mapping[str, bytes]) -> Model:
    reader = Reader(beside)
    nodes, constants = reader.nodes(graph), reader.constants(graph)
    values = [read_value(value) for value in graph.messages("input", VALUE)]
    inputs = {name: value for name, value in values if name not in constants}
    dtypes = {name: array.dtype.name for name, array in constants.items()}
    dtypes |= {name: value.dtype for name, value in inputs.items()}
    ranks = {name: len(value.shape) for name, value in inputs.items() if value.shape is not None}
    translation = Translation(opset, dtypes, constants, trials(inputs), ranks, reader)
    for node in nodes:
        translation.add(node)
    outputs = dict(read_value(value) for value in graph.messages("output", VALUE))
    for name in outputs:
        translation.materialise(name)
    network = Network(tuple(inputs), tuple(translation.nodes), tuple(outputs))
    model = Model(network, translation.params, inputs, outputs, opset)
    shapes = {name: value.lengths() for name, value in inputs.items()}
    known = {name: shape for name, shape in shapes.items() if shape is not None}
    if len(known) == len(shapes):
        check_size(network, model.params, known)
    return model
