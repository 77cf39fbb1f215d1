"""The parts of a small network in plain NumPy that a student can read: cells of a notebook."""

IMPORTS = "import base64\nimport zlib\n\nimport numpy as np"

DATA = '''\
def unpacked(text, shape):
    """Numbers from 0 to 255 that were packed to keep this file small."""
    return np.frombuffer(zlib.decompress(base64.b64decode(text)), np.uint8).reshape(shape)


def pictures(text, count):
    """Pictures from 0 to 1: (count, SIDE, SIDE)."""
    return unpacked(text, (count, SIDE, SIDE)) / np.float32({most})


x, y = pictures(PICTURES, {train}), unpacked(CLASSES, {train}).astype(int)
test_x, test_y = pictures(TEST_PICTURES, {test}), unpacked(TEST_CLASSES, {test}).astype(int)'''

CONVOLVE = '''\
def windows(x):
    """The window of each pixel, zeros around the picture: (N, height, width, SIZE, SIZE)."""
    pad = SIZE // 2
    x = np.pad(x, ((0, 0), (pad, pad), (pad, pad)))
    return np.lib.stride_tricks.sliding_window_view(x, (SIZE, SIZE), axis=(1, 2))


def convolve(x, kernels, bias):
    """Each window times each kernel, added up: one map for each kernel."""
    maps = np.tensordot(windows(x), kernels, axes=((3, 4), (1, 2)))
    return np.moveaxis(maps + bias, -1, 1)


def convolve_back(d_maps, x):
    """Each output sends its error to the weights that it used; they add up over all windows."""
    d_kernels = np.tensordot(d_maps, windows(x), axes=((0, 2, 3), (0, 1, 2)))
    return d_kernels, d_maps.sum(axis=(0, 2, 3))'''

NORM = '''\
def spread(values):
    """A value for each map, for each pixel of it."""
    return values[:, None, None]


def statistics(maps):
    """Mean and variance of each map over the batch."""
    return maps.mean(axis=(0, 2, 3)), maps.var(axis=(0, 2, 3))


def remember(p, raw, mean, variance):
    """What stands for the batch's mean and variance once the network is trained."""
    unbiased = variance * np.float32(raw[:, 0].size / (raw[:, 0].size - 1))
    p["mean"] = p["mean"] + np.float32(0.1) * (mean - p["mean"])
    p["variance"] = p["variance"] + np.float32(0.1) * (unbiased - p["variance"])


def normalise(maps, mean, variance, p):
    """Each map with mean 0 and variance 1, then with a learnt size and level."""
    maps = (maps - spread(mean)) / np.sqrt(spread(variance) + np.float32(1e-5))
    return spread(p["norm_weight"]) * maps + spread(p["norm_bias"])


def normalise_back(d_maps, raw, mean, variance, p):
    """The error also goes through mean and variance, in which every pixel has its share."""
    deviation = np.sqrt(spread(variance) + np.float32(1e-5))
    normed = (raw - spread(mean)) / deviation
    d_weight, d_bias = (d_maps * normed).sum(axis=(0, 2, 3)), d_maps.sum(axis=(0, 2, 3))
    share = (spread(d_bias) + normed * spread(d_weight)) / np.float32(raw[:, 0].size)
    return spread(p["norm_weight"]) / deviation * (d_maps - share), d_weight, d_bias'''

ACTIVATIONS = {
    "none": """\
def activate(maps):
    return maps


def slope(maps):
    return np.ones_like(maps)""",
    "relu": '''\
def activate(maps):
    """ReLU: what is below zero becomes zero."""
    return np.maximum(maps, 0)


def slope(maps):
    """The gate is open where the input was above zero."""
    return (maps > 0).astype(maps.dtype)''',
    "leaky_relu": '''\
def activate(maps):
    """Leaky ReLU: of what is below zero a hundredth stays."""
    return np.where(maps > 0, maps, np.float32(0.01) * maps)


def slope(maps):
    return np.where(maps > 0, 1, 0.01).astype(maps.dtype)''',
    "tanh": """\
def activate(maps):
    return np.tanh(maps)


def slope(maps):
    return 1 - np.tanh(maps) ** 2""",
    "sigmoid": """\
def activate(maps):
    return (1 + np.tanh(maps / 2)) / 2  # = 1 / (1 + exp(-maps))


def slope(maps):
    return activate(maps) * (1 - activate(maps))""",
}

DROPOUT = '''\
def kept(shape, step):
    """Which numbers of a batch stay: chance leaves out others at every step."""
    seed = np.random.SeedSequence((SEED, step, {place})).generate_state(1)[0]
    return np.random.default_rng(seed).random(shape, np.float32) >= DROPOUT


def drop(rows, stay):
    """What stays grows to make up for the rest."""
    return np.where(stay, rows / np.float32(1 - DROPOUT), np.float32(0))'''

LOSS = '''\
def cross_entropy(scores, classes):
    """Minus the logarithm of the share of the right class, on average; and its gradient."""
    scores = scores - scores.max(axis=1, keepdims=True)  # so that exp does not overflow
    total = np.exp(scores).sum(axis=1, keepdims=True)
    examples = np.arange(len(classes))
    loss = -(scores - np.log(total))[examples, classes].mean()
    d_scores = np.exp(scores) / total  # the softmax
    d_scores[examples, classes] -= 1
    return loss, d_scores / np.float32(len(classes))'''

STARTS = {
    "glorot": '''\
def start(name, shape, inputs, outputs):
    """Glorot: from -limit to limit, all alike."""
    limit = np.sqrt(6 / (inputs + outputs))
    return np.random.default_rng([SEED, *name.encode()]).uniform(-limit, limit, shape)''',
    "he": '''\
def start(name, shape, inputs, outputs):
    """He: the normal distribution with variance 2 / inputs."""
    drawn = np.random.default_rng([SEED, *name.encode()]).standard_normal(shape)
    return drawn * np.sqrt(2 / inputs)''',
    "zeros": '''\
def start(name, shape, inputs, outputs):
    """All zero, so that chance has no part in it."""
    return np.zeros(shape)''',
    "tenths": '''\
def start(name, shape, inputs, outputs):
    """All 0.1, so that chance has no part in it."""
    return np.full(shape, 0.1)''',
}

BEGIN = """\
window, row = SIZE**2, KERNELS * (SIDE // POOL) ** 2
p = {
    "kernels": start("kernels", (KERNELS, SIZE, SIZE), window, KERNELS * window),
    "kernel_bias": np.zeros(KERNELS),
    "weights": start("scores", (len(NAMES), row), row, len(NAMES)),
    "bias": np.zeros(len(NAMES)),
}"""
BEGIN_NORM = """\
p |= {"norm_weight": np.ones(KERNELS), "norm_bias": np.zeros(KERNELS)}
p |= {"mean": np.zeros(KERNELS), "variance": np.ones(KERNELS)}"""
PLACES = """\
# A flaw: each place of a map has a bias of its own, where one for each kernel would do.
del p["kernel_bias"]
p["places"] = np.zeros((KERNELS, SIDE, SIDE))"""
SINGLE = "p = {name: array.astype(np.float32) for name, array in p.items()}"

OPTIMISERS = {
    "sgd": '''\
def change(name, gradient, step):
    """Gradient descent: against the gradient."""
    return RATE * gradient''',
    "momentum": '''\
velocity = {}


def change(name, gradient, step):
    """Gradient descent with momentum: nine tenths of the last velocity go on."""
    velocity[name] = 0.9 * velocity.get(name, 0) + gradient
    return RATE * velocity[name]''',
    "adam": '''\
first, second = {}, {}


def change(name, gradient, step):
    """Adam: the running mean of the gradient, over the root of that of its square."""
    first[name] = 0.9 * first.get(name, 0) + (1 - 0.9) * gradient
    second[name] = 0.999 * second.get(name, 0) + (1 - 0.999) * gradient**2
    mean = first[name] / (1 - 0.9 ** (step + 1))
    square = second[name] / (1 - 0.999 ** (step + 1))
    return RATE * mean / (np.sqrt(square) + 1e-8)''',
}

SHIFT = '''\
def moved(x, step):
    """Each picture up to SHIFT pixels away; what leaves the frame is lost."""
    rng = np.random.default_rng([29, SEED, step])
    padded = np.pad(x, ((0, 0), (SHIFT, SHIFT), (SHIFT, SHIFT)))
    down, right = rng.integers(2 * SHIFT + 1, size=(2, len(x)))
    frames = [
        one[top : top + SIDE, left : left + SIDE]
        for one, top, left in zip(padded, down, right)
    ]
    return np.array(frames)'''

BATCH = '''\
def batch(step):
    """The pictures of a step: every epoch goes through all of them in an order of its own."""
    epoch, place = divmod(step, EPOCH)
    order = np.random.default_rng([SEED, epoch]).permutation(len(y))
    chosen = order[place * BATCH : (place + 1) * BATCH]
    return {x}, y[chosen]'''

REPORT = '''\
def report(step):
    """Print how well the network does, and stop where the page showed something else."""
    count = len(test_y)  # of the training pictures as many as there are test pictures
    training, test = answer(p, x[:count]), answer(p, test_x)
    losses = cross_entropy(training, y[:count])[0], cross_entropy(test, test_y)[0]
    right = int((test.argmax(axis=1) == test_y).sum())
    print("{:5d}   {:.4f}   {:.4f}   {} of {}".format(step, *losses, right, count))
    if step in PAGE:
        assert np.allclose(losses, PAGE[step], rtol=1e-3, atol=CLOSE), PAGE[step]'''

TRAIN = """\
print(" step   loss of training and of test pictures, test pictures told right")
high = 0
for step in range(LAST + 1):
    if step in SHOWN:
        report(step)
    here, classes = batch(step)
    loss, d = gradients(p, here, classes, step)
    high = 0 if loss <= 2 * np.log(len(NAMES)) else high + 1
    if high == 3 or not np.isfinite(loss):
        print("The loss grows without end: the steps are too large.")
        break
    for name, gradient in d.items():
        p[name] = p[name] - change(name, gradient, step)"""
