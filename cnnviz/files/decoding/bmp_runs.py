"""Run-length coding in BMP files: RLE8, RLE4 and OS/2's RLE24."""

_LINE, _END, _JUMP = range(3)


def read(
    data: bytes, position: int, size: tuple[int, int], bits: int
) -> tuple[bytearray, bytearray, bool]:
    """Pixels and which are drawn, in the order of the file, and whether the end mark came.

    A pixel is one byte, three where ``bits`` is 24. What lies outside the picture is left out.

    >>> read(bytes([2, 7, 0, 1]), 0, (3, 1), 8)
    (bytearray(b'\\x07\\x07\\x00'), bytearray(b'\\x01\\x01\\x00'), True)
    """
    width, height = size
    each = 3 if bits == 24 else 1
    pixels, drawn = bytearray(each * width * height), bytearray(width * height)
    x = y = 0
    while y < height and position + 1 < len(data):
        count, code = data[position], data[position + 1]
        position += 2
        if count == 0 and code == _END:
            return pixels, drawn, True
        if count == 0 and code == _LINE:
            x, y = 0, y + 1
            continue
        if count == 0 and code == _JUMP:
            x, y = x + data[position], y + data[position + 1] if position + 1 < len(data) else y
            position += 2
            continue
        run, used = _run(data, position - 1 if count else position, count, code, bits)
        position += used
        length = max(0, min(len(run) // each, width - x))
        at = y * width + x
        pixels[each * at : each * (at + length)] = run[: each * length]
        drawn[at : at + length] = b"\1" * length
        x += length
    return pixels, drawn, y >= height


def _run(data: bytes, at: int, count: int, code: int, bits: int) -> tuple[bytes, int]:
    """The pixels of one run, and the bytes that it takes beyond the first two."""
    if bits == 24:
        if count:
            return data[at : at + 3] * count, 2
        return data[at : at + 3 * code], 3 * code + code % 2
    if bits == 8:
        return (bytes([code]) * count, 0) if count else (data[at : at + code], code + code % 2)
    if count:
        return bytes([code >> 4, code & 15] * 128)[:count], 0
    packed = data[at : at + (code + 1) // 2]
    return bytes(half for byte in packed for half in (byte >> 4, byte & 15))[:code], (
        len(packed) + len(packed) % 2
    )
