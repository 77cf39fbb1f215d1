"""Networks that are one stack of convolutions and poolings, most with dense layers on top."""

from cnnviz.networks.catalogue.notation import Stack, network, parse, steps
from cnnviz.networks.graph import Network, Step, sequential
from cnnviz.ops import Conv, Dense, Dropout, Flatten, ReLU, Tanh

TWO_SMALL = parse("c3p1,c3p1")
ONE_LARGE = parse("c5p2")
DILATED = parse("c3p1,c3d2p2,c3d4p4,c3d8p8")
# Without the dense layers, as the receptive-field page looks at them.
LENET_5 = parse("6c5,a2,16c5,a2,120c5")
ALEXNET = parse("64c11s4p2,m3s2,192c5p2,m3s2,384c3p1,256c3p1,256c3p1,m3s2")
VGG_16 = parse(
    "64c3p1,64c3p1,m2,128c3p1,128c3p1,m2,256c3p1,256c3p1,256c3p1,m2,"
    "512c3p1,512c3p1,512c3p1,m2,512c3p1,512c3p1,512c3p1,m2"
)


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


def lenet_5() -> Network:
    """LeNet-5 for inputs (N, 1, 32, 32), with plain averages and all maps connected.

    LeCun et al., "Gradient-based learning applied to document recognition", Proceedings of the
    IEEE 1998, section II.B.
    """
    trunk: list[Step] = []
    for number, step in enumerate(steps(LENET_5, activation=False), 1):
        trunk.append(step)
        if isinstance(step, tuple) and isinstance(step[1], Conv):
            trunk.append((f"tanh{number}", Tanh()))
    return sequential(
        *trunk, Flatten(), ("dense1", Dense(), 84), ("dense1_tanh", Tanh()), ("dense2", Dense(), 10)
    )


def alexnet() -> Network:
    """AlexNet in one column, for inputs (N, 3, 224, 224).

    Krizhevsky, "One weird trick for parallelizing convolutional neural networks", 2014.
    """
    return _classifier(ALEXNET)


def vgg_16() -> Network:
    """VGG-16, configuration D, for inputs (N, 3, 224, 224).

    Simonyan and Zisserman, "Very deep convolutional networks for large-scale image recognition",
    ICLR 2015, table 1.
    """
    return _classifier(VGG_16)


def _classifier(stack: Stack) -> Network:
    """The stack with two dense layers of 4096 units and one of 1000 classes."""
    return sequential(
        *steps(stack),
        Flatten(),
        Dropout(),
        ("dense1", Dense(), 4096),
        ("dense1_relu", ReLU()),
        Dropout(),
        ("dense2", Dense(), 4096),
        ("dense2_relu", ReLU()),
        ("dense3", Dense(), 1000),
    )
