"""More convolutions one after the other, in plain NumPy: cells of a notebook."""

LAYERS = '''\
def windows_of(maps):
    """The window of each pixel of each map: (N, maps, height, width, SIZE, SIZE)."""
    pad = SIZE // 2
    maps = np.pad(maps, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    return np.lib.stride_tricks.sliding_window_view(maps, (SIZE, SIZE), axis=(2, 3))


def combine(maps, kernels, bias):
    """Like `convolve`, but a kernel reads all maps and has weights of its own for each."""
    sums = np.tensordot(windows_of(maps), kernels, axes=((1, 4, 5), (1, 2, 3)))
    return np.moveaxis(sums + bias, -1, 1)


def combine_back(d_sums, maps, kernels):
    """The error goes to the weights, and through kernels that are turned round to the maps."""
    d_kernels = np.tensordot(d_sums, windows_of(maps), axes=((0, 2, 3), (0, 2, 3)))
    turned = kernels[:, :, ::-1, ::-1]
    d_maps = np.tensordot(windows_of(d_sums), turned, axes=((1, 4, 5), (0, 2, 3)))
    return d_kernels, d_sums.sum(axis=(0, 2, 3)), np.moveaxis(d_maps, -1, 1)'''

ANSWER = """\
    for layer in range(2, DEPTH + 1):
        active = activate(combine(active, p[f"kernels{layer}"], p[f"kernel_bias{layer}"]))"""

FORWARD = """\
    read, sums = [], []
    for layer in range(2, DEPTH + 1):
        read.append(active)
        sums.append(combine(active, p[f"kernels{layer}"], p[f"kernel_bias{layer}"]))
        active = activate(sums[-1])"""

BACK = """\
    for layer in range(DEPTH, 1, -1):
        d_sums, kernels = d_active * slope(sums.pop()), p[f"kernels{layer}"]
        d[f"kernels{layer}"], d[f"kernel_bias{layer}"], d_active = combine_back(
            d_sums, read.pop(), kernels
        )"""

BEGIN = """\
for layer in range(2, DEPTH + 1):
    fan = KERNELS * window
    shape = (KERNELS, KERNELS, SIZE, SIZE)
    p[f"kernels{layer}"] = start(f"kernels{layer}", shape, fan, fan)
    p[f"kernel_bias{layer}"] = np.zeros(KERNELS)"""
