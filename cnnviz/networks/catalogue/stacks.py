"""Networks that are one stack of convolutions and poolings, most with dense layers on top."""

from cnnviz.networks.catalogue.notation import network, parse, steps
from cnnviz.networks.graph import Network, Node, Step, sequential
from cnnviz.ops import Concat, Conv, Dense, Dropout, Flatten, MaxPool, ReLU, Slice, Tanh

TWO_SMALL = parse("c3p1,c3p1")
ONE_LARGE = parse("c5p2")
DILATED = parse("c3p1,c3d2p2,c3d4p4,c3d8p8")
# Without the dense layers, as the receptive-field page looks at them.
LENET_5 = parse("6c5,a2,16c5,a2,120c5")
# Which maps of S2 each map of C3 reads (LeCun et al., table I).
C3_READS = (
    (0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5), (0, 4, 5), (0, 1, 5),
    (0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (0, 3, 4, 5), (0, 1, 4, 5), (0, 1, 2, 5),
    (0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5), (0, 1, 2, 3, 4, 5),
)  # fmt: skip
ALEXNET = parse("64c11s4p2,m3s2,192c5p2,m3s2,384c3p1,256c3p1,256c3p1,m3s2")
HALVES = (  # maps, kernel, stride, padding, groups, whether a pooling follows
    (96, 11, 4, 2, 1, True),
    (256, 5, 1, 2, 2, True),
    (384, 3, 1, 1, 1, False),
    (384, 3, 1, 1, 2, False),
    (256, 3, 1, 1, 2, True),
)
VGG_16 = parse(
    "64c3p1,64c3p1,m2,128c3p1,128c3p1,m2,256c3p1,256c3p1,256c3p1,m2,"
    "512c3p1,512c3p1,512c3p1,m2,512c3p1,512c3p1,512c3p1,m2"
)
# Its last three groups have four layers each: one more before each of the last three poolings.
VGG_19 = (*VGG_16[:9], VGG_16[8], *VGG_16[9:13], VGG_16[12], *VGG_16[13:17], *VGG_16[16:])


def two_small() -> Network:
    """Two 3×3 convolutions: the field of one 5×5, with fewer weights and a ReLU more."""
    return network(TWO_SMALL)


def one_large() -> Network:
    """One 5×5 convolution."""
    return network(ONE_LARGE)


def dilated() -> Network:
    """Four 3×3 convolutions whose dilation doubles: a field of 31 from 36 weights.

    Yu and Koltun, "Multi-scale context aggregation by dilated convolutions", ICLR 2016.
    """
    return network(DILATED)


def lenet_5(classes: int = 10, *, partly: bool = False) -> Network:
    """LeNet-5 for inputs (N, 1, 32, 32), with plain averages.

    All maps are connected, or ``partly`` as in the paper: a map of C3 reads some maps of S2.
    LeCun et al., "Gradient-based learning applied to document recognition", Proceedings of the
    IEEE 1998, section II.B.
    """
    trunk: list[Step] = []
    for number, step in enumerate(steps(LENET_5, activation=False), 1):
        trunk.append(step)
        if isinstance(step, tuple) and isinstance(step[1], Conv):
            trunk.append((f"tanh{number}", Tanh()))
    head: list[Step] = [
        ("dense1", Dense(), 84),
        ("dense1_tanh", Tanh()),
        ("dense2", Dense(), classes),
    ]
    whole = sequential(*trunk, Flatten(), *head)
    return _partly_connected(whole) if partly else whole


def _partly_connected(network: Network) -> Network:
    """The same with C3 in three parts, by how many maps each of its maps reads: 3, 4 or 6."""
    nodes: list[Node] = []
    for node in network.nodes:
        if node.name != "layer3":
            nodes.append(node)
            continue
        for k in range(6):
            nodes.append(Node(f"layer3.map{k}", Slice((k,), (k + 1,), (1,)), node.inputs))
        for count in (3, 4, 6):
            reads = [maps for maps in C3_READS if len(maps) == count]
            copies = [f"layer3.map{number}" for maps in reads for number in maps]
            joined = Node(f"layer3.{count}.read", Concat(), tuple(copies))
            nodes += [
                joined,
                Node(f"layer3.{count}", Conv(5, groups=len(reads)), (joined.name,), len(reads)),
            ]
        nodes.append(Node("layer3", Concat(), tuple(f"layer3.{count}" for count in (3, 4, 6))))
    return Network(network.inputs, tuple(nodes), network.outputs)


def alexnet(classes: int = 1000) -> Network:
    """AlexNet in one column, for inputs (N, 3, 224, 224).

    Krizhevsky, "One weird trick for parallelizing convolutional neural networks", 2014.
    """
    return _classifier(steps(ALEXNET), classes)


def alexnet_in_halves(classes: int = 1000) -> Network:
    """AlexNet as two cards computed it, half of the maps each, for inputs (N, 3, 224, 224).

    Krizhevsky, Sutskever and Hinton, "ImageNet classification with deep convolutional neural
    networks", NeurIPS 2012, section 3.5; its padding of the first layer is 2.
    """
    halves: list[Step] = []
    for k, (maps, size, stride, padding, groups, pooled) in enumerate(HALVES, 1):
        halves += [
            (f"layer{k}", Conv(size, stride, padding, groups=groups), maps),
            (f"relu{k}", ReLU()),
        ]
        if pooled:
            halves.append((f"pool{k}", MaxPool(3, 2)))
    return _classifier(halves, classes)


def vgg_16(classes: int = 1000) -> Network:
    """VGG-16, configuration D, for inputs (N, 3, 224, 224).

    Simonyan and Zisserman, "Very deep convolutional networks for large-scale image recognition",
    ICLR 2015, table 1.
    """
    return _classifier(steps(VGG_16), classes)


def vgg_19(classes: int = 1000) -> Network:
    """VGG-19, configuration E."""
    return _classifier(steps(VGG_19), classes)


def _classifier(trunk: list[Step], classes: int) -> Network:
    """The trunk with two dense layers of 4096 units and one of the classes."""
    return sequential(
        *trunk,
        Flatten(),
        Dropout(),
        ("dense1", Dense(), 4096),
        ("dense1_relu", ReLU()),
        Dropout(),
        ("dense2", Dense(), 4096),
        ("dense2_relu", ReLU()),
        ("dense3", Dense(), classes),
    )
