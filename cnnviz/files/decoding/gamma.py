"""A PNG's gamma and chromaticities, written as an ICC profile (ICC.1:2010)."""

import struct

Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]

D50 = (0.9642, 1.0, 0.8249)
SRGB = (0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06)  # white, red, green, blue: x, y
_BRADFORD: Matrix = (
    (0.8951, 0.2664, -0.1614),
    (-0.7502, 1.7135, 0.0367),
    (0.0389, -0.0685, 1.0296),
)


def profile(exponent: float, xy: tuple[float, ...] = SRGB, *, grey: bool = False) -> bytes:
    """The profile of numbers v (0 to 1) that stand for light v ** exponent.

    ``xy`` are the chromaticities in the order of a cHRM chunk: white, red, green, blue.

    Raises
    ------
    ValueError, ZeroDivisionError, struct.error
        There is no such profile: the exponent is too far off, or three colours lie on a line.
    """
    curve = b"para" + bytes(8) + _fixed(exponent)
    if grey:
        return _written(b"GRAY", {b"wtpt": _xyz(D50), b"kTRC": curve})
    columns = dict(zip((b"rXYZ", b"gXYZ", b"bXYZ"), map(_xyz, _colorants(xy)), strict=True))
    curves = dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    return _written(b"RGB ", {b"wtpt": _xyz(D50), **columns, **curves})


def _colorants(xy: tuple[float, ...]) -> tuple[Vector, Vector, Vector]:
    """XYZ of full red, green and blue, as they look where D50 is white (Bradford)."""
    white, *primaries = [
        (x / y, 1.0, (1 - x - y) / y) for x, y in zip(xy[::2], xy[1::2], strict=True)
    ]
    amounts = _solved(_columns(*primaries), white)
    to, seen = _times(_BRADFORD, D50), _times(_BRADFORD, white)

    def adapted(colour: Vector, amount: float) -> Vector:
        cones = [
            c * amount * t / s for c, t, s in zip(_times(_BRADFORD, colour), to, seen, strict=True)
        ]
        return _solved(_BRADFORD, (cones[0], cones[1], cones[2]))

    red, green, blue = map(adapted, primaries, amounts)
    return red, green, blue


def _times(m: Matrix, v: Vector) -> Vector:
    x, y, z = (sum(a * b for a, b in zip(row, v, strict=True)) for row in m)
    return x, y, z


def _columns(a: Vector, b: Vector, c: Vector) -> Matrix:
    return (a[0], b[0], c[0]), (a[1], b[1], c[1]), (a[2], b[2], c[2])


def _determinant(m: Matrix) -> float:
    (a, b, c), (d, e, f), (g, h, i) = m
    return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)


def _solved(m: Matrix, v: Vector) -> Vector:
    """The x of m x = v, by Cramer's rule."""
    a, b, c = (tuple(row[k] for row in m) for k in range(3))
    whole = _determinant(m)
    return (
        _determinant(_columns(v, b, c)) / whole,  # type: ignore[arg-type]
        _determinant(_columns(a, v, c)) / whole,  # type: ignore[arg-type]
        _determinant(_columns(a, b, v)) / whole,  # type: ignore[arg-type]
    )


def _fixed(*values: float) -> bytes:
    """Numbers as s15Fixed16."""
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))


def _xyz(value: Vector) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(*value)


def _written(space: bytes, tags: dict[bytes, bytes]) -> bytes:
    table, body = b"", b""
    start = 128 + 4 + 12 * len(tags)
    for name, value in tags.items():
        table += name + struct.pack(">II", start + len(body), len(value))
        body += value + bytes(-len(value) % 4)
    header = bytes(4) + struct.pack(">I", 0x04200000) + b"mntr" + space + b"XYZ " + bytes(12)
    header += b"acsp" + bytes(28) + _fixed(*D50)
    header = bytes(4) + header + bytes(128)
    whole = header[:128] + struct.pack(">I", len(tags)) + table + body
    return struct.pack(">I", len(whole)) + whole[4:]
