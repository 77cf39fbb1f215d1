"""The layers of a chain as loops that a student can read: the text of a notebook's cells."""

from cnnviz.ops import Conv, Dense, Flatten, MaxPool, ReLU, Sigmoid, Tanh
from cnnviz.ops.layer import Layer

IMPORTS = "import base64\nimport zlib\n\nimport numpy as np"

SHOWN = '''\
def shown(name, ours, theirs):
    """Stop unless our numbers are those of the page."""
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    assert ours.shape == theirs.shape, (name, ours.shape, theirs.shape)
    apart = np.abs(ours - theirs).max()
    assert apart <= 1e-9 * np.abs(theirs).max() + 1e-15, (name, apart)
    print(f"{name}: {ours.size} numbers agree")'''

UNPACKED = '''\
def unpacked(text, shape):
    """Numbers that were packed to keep this file small."""
    return np.frombuffer(zlib.decompress(base64.b64decode(text)), "<f8").reshape(shape)'''

START = f"{IMPORTS}\n\n\n{SHOWN}\n\n\n{UNPACKED}"

CONVOLVE = '''\
def span(weight, dilation):
    """How many rows and columns a kernel covers, the gaps of a dilation included."""
    return [d * (k - 1) + 1 for d, k in zip(dilation, weight.shape[2:])]


def convolve_forward(x, weight, bias, stride, pad, dilation):
    """At each place: multiply the window by the kernel, add up, add the bias."""
    x = np.pad(x, ((0, 0), *pad))
    filters, (height, width) = len(weight), span(weight, dilation)
    rows = (x.shape[1] - height) // stride[0] + 1
    columns = (x.shape[2] - width) // stride[1] + 1
    y = np.zeros((filters, rows, columns))
    for f in range(filters):
        for i in range(rows):
            for j in range(columns):
                top, left = i * stride[0], j * stride[1]
                window = x[:, top : top + height : dilation[0], left : left + width : dilation[1]]
                y[f, i, j] = np.sum(window * weight[f]) + bias[f]
    return y


def convolve_back(dy, x, weight, stride, pad, dilation):
    """Each output sends its error to the weights that it used and to the inputs that it read."""
    x = np.pad(x, ((0, 0), *pad))
    height, width = span(weight, dilation)
    dx, dweight = np.zeros(x.shape), np.zeros(weight.shape)
    for f, i, j in np.ndindex(*dy.shape):
        top, left = i * stride[0], j * stride[1]
        rows = slice(top, top + height, dilation[0])
        columns = slice(left, left + width, dilation[1])
        dweight[f] += dy[f, i, j] * x[:, rows, columns]
        dx[:, rows, columns] += dy[f, i, j] * weight[f]
    dbias = dy.sum(axis=(1, 2))
    (top, bottom), (left, right) = pad
    return dx[:, top : dx.shape[1] - bottom, left : dx.shape[2] - right], dweight, dbias'''

# The same where a border repeats the picture, and so its gradient has to be brought back there.
FOLDED = '''\
def folded(dx, sizes, pad, mode):
    """What was sent to the border goes to the numbers that it repeats."""
    (top, bottom), (left, right) = pad
    if mode == "constant":
        return dx[:, top : dx.shape[1] - bottom, left : dx.shape[2] - right]
    rows, columns = (np.pad(np.arange(n), own, mode=mode) for n, own in zip(sizes, pad))
    whole = np.zeros((len(dx), *sizes))
    np.add.at(whole, (slice(None), rows[:, None], columns), dx)
    return whole'''
_CROPPED = """\
    (top, bottom), (left, right) = pad
    return dx[:, top : dx.shape[1] - bottom, left : dx.shape[2] - right], dweight, dbias"""
REPEATING = (
    FOLDED
    + "\n\n\n"
    + (
        CONVOLVE.replace("pad, dilation):", 'pad, dilation, mode="constant"):')
        .replace(
            "    x = np.pad(x, ((0, 0), *pad))",
            "    sizes, x = x.shape[1:], np.pad(x, ((0, 0), *pad), mode=mode)",
        )
        .replace(_CROPPED, "    return folded(dx, sizes, pad, mode), dweight, dbias")
    )
)

RELU = '''\
def relu_forward(x):
    return np.where(x > 0, x, 0.0)


def relu_back(dy, x):
    """The gate is open where the input was above zero."""
    return np.where(x > 0, dy, 0.0)'''

SIGMOID = """\
def sigmoid_forward(x):
    return (1 + np.tanh(x / 2)) / 2  # = 1 / (1 + exp(-x))


def sigmoid_back(dy, x):
    y = sigmoid_forward(x)
    return dy * y * (1 - y)  # at most a quarter of the error"""

TANH = """\
def tanh_forward(x):
    return np.tanh(x)


def tanh_back(dy, x):
    return dy * (1 - np.tanh(x) ** 2)"""

MAX_POOL = '''\
def winners(x, size, stride):
    """For each output: the row and the column of the largest input, the first where several tie."""
    rows = (x.shape[1] - size[0]) // stride[0] + 1
    columns = (x.shape[2] - size[1]) // stride[1] + 1
    for c in range(len(x)):
        for i in range(rows):
            for j in range(columns):
                top, left = i * stride[0], j * stride[1]
                window = x[c, top : top + size[0], left : left + size[1]]
                row, column = np.unravel_index(np.argmax(window), window.shape)
                yield (c, i, j), (c, top + row, left + column)


def max_pool_forward(x, size, stride):
    rows = (x.shape[1] - size[0]) // stride[0] + 1
    columns = (x.shape[2] - size[1]) // stride[1] + 1
    y = np.zeros((len(x), rows, columns))
    for output, winner in winners(x, size, stride):
        y[output] = x[winner]
    return y


def max_pool_back(dy, x, size, stride):
    """The winner takes the whole error."""
    dx = np.zeros(x.shape)
    for output, winner in winners(x, size, stride):
        dx[winner] += dy[output]
    return dx'''

FLATTEN = """\
def flatten_forward(x):
    return x.reshape(-1)


def flatten_back(dy, x):
    return dy.reshape(x.shape)"""

DENSE = """\
def dense_forward(x, weight, bias):
    y = np.zeros(len(weight))
    for k in range(len(weight)):
        y[k] = np.sum(weight[k] * x) + bias[k]
    return y


def dense_back(dy, x, weight):
    dx, dweight = np.zeros(x.shape), np.zeros(weight.shape)
    for k in range(len(dy)):
        dweight[k] = dy[k] * x
        dx += dy[k] * weight[k]
    return dx, dweight, dy"""

SOFTMAX = '''\
def judge(z, truth):
    """Softmax cross-entropy and its gradient, p - y."""
    above = z - z.max()  # the same shares, and no overflow
    total = np.exp(above).sum()
    p = np.exp(above) / total
    y = np.arange(len(z)) == truth
    return np.log(total) - above[truth], p - y'''

SQUARED = '''\
def judge(z, wanted):
    """The mean squared error and its gradient."""
    return np.mean((z - wanted) ** 2), 2 * (z - wanted) / z.size'''

NAMES: dict[type[Layer], str] = {
    Conv: "convolve",
    ReLU: "relu",
    Sigmoid: "sigmoid",
    Tanh: "tanh",
    MaxPool: "max_pool",
    Flatten: "flatten",
    Dense: "dense",
}
LAYERS = {
    "convolve": CONVOLVE,
    "relu": RELU,
    "sigmoid": SIGMOID,
    "tanh": TANH,
    "max_pool": MAX_POOL,
    "flatten": FLATTEN,
    "dense": DENSE,
}
