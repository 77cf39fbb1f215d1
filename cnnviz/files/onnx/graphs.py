"""The nodes and the known arrays of a graph, as a file has them; how many nodes there may be."""

from collections.abc import Mapping
from dataclasses import dataclass

from cnnviz.files import UnreadableFile
from cnnviz.files.onnx.measuring import OF_SHAPES
from cnnviz.files.onnx.operators import OPERATORS
from cnnviz.files.onnx.schema import NODE, TENSOR
from cnnviz.files.onnx.structure import STRUCTURE
from cnnviz.files.onnx.tensors import read_tensor
from cnnviz.files.onnx.wire import Message
from cnnviz.ops.layer import Array

MAX_NODES = 2_000  # that compute something in a run: what is known before does not count
MAX_ALL = 10_000  # in the file
DOMAINS = ("", "ai.onnx")  # both are names of ONNX's own operators
KNOWN = {*OPERATORS, *OF_SHAPES, *STRUCTURE, "Constant"}
NAMED = 5  # this many unknown operators are named


@dataclass(slots=True, eq=False)
class Reader:
    """Reads the graph of a file, and the graphs in it.

    Attributes
    ----------
    beside : files with weights that came with it, by name
    total, computing : how many nodes were read so far, and how many of them compute in a run
    """

    beside: Mapping[str, bytes]
    total: int = 0
    computing: int = 0

    def nodes(self, graph: Message) -> list[Message]:
        """The nodes, whose operators are all known."""
        self.total += graph.count("node")
        if self.total > MAX_ALL:
            raise UnreadableFile(
                f"This model has {self.total:,} nodes; up to {MAX_ALL:,} can be read, of which up "
                f"to {MAX_NODES:,} compute something in a run."
            )
        nodes = graph.messages("node", NODE)
        for node in nodes:
            if node.text("domain") not in DOMAINS:
                raise UnreadableFile(
                    f"This model uses the operator {node.text('op_type')} of "
                    f'"{node.text("domain")}"; only ONNX\'s own operators can be run here.'
                )
        unknown = sorted({node.text("op_type") for node in nodes} - KNOWN)
        if unknown:
            named = ", ".join(f'"{name}"' for name in unknown[:NAMED])
            more = f" and {len(unknown) - NAMED} more" if len(unknown) > NAMED else ""
            raise UnreadableFile(
                f"This model uses the operators {named}{more}, for which there are no layers here."
            )
        return nodes

    def count_computing(self) -> None:
        """Count a node that computes something in a run."""
        self.computing += 1
        if self.computing > MAX_NODES:
            raise UnreadableFile(
                f"This model has more than {MAX_NODES:,} nodes that compute something in a run, "
                "the most that can be read."
            )

    def constants(self, graph: Message) -> dict[str, Array]:
        """The arrays that stand in the file, by name."""
        if graph.has("sparse_initializer"):
            raise UnreadableFile("This model has sparse weights; save it with dense ones.")
        tensors = {}
        for message in graph.messages("initializer", TENSOR):
            tensors[message.text("name")] = read_tensor(message, self.beside)
        return tensors
