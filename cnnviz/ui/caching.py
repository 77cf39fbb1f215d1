"""Results kept between reruns, found by a full digest.

Streamlit's own caches hash a large array by a sample, so that a changed pixel can go unnoticed, and
have no bound in bytes. Nothing is handed to them here.
"""

from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.store import Store


def digest(array: npt.NDArray[Any]) -> str:
    """A name for the array's content: every byte, the shape and the type count."""
    head = f"{array.shape} {array.dtype.str}".encode()
    return blake2b(head + np.ascontiguousarray(array).tobytes(), digest_size=16).hexdigest()


# A student's lesson is about ten results and 2 MB: a class's fit.
RESULTS = Store(max_entries=4096, max_bytes=256_000_000)
# What players get, packed once for all who open the same link.
PACKED = Store(max_entries=1024, max_bytes=64_000_000)
