"""A drawing in at most 256 colours: its large areas keep theirs, soft edges take the nearest.

Pillow's fast quantiser puts light colours that lie close together into one, its exact one takes
four times as long; drawings are long runs of few colours, which makes this quicker than both.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image

COLOURS: Final = 256

Packed: TypeAlias = npt.NDArray[np.uint32]


def flat_image(pixels: bytes, size: tuple[int, int]) -> Image.Image:
    """RGBA bytes, row by row, as a picture with a palette; transparency is not kept.

    The palette holds the most frequent colours (of equally frequent ones the smaller number);
    every other one is shown as that nearest to it in RGB.
    """
    packed = np.frombuffer(pixels, dtype="<u4") & np.uint32(0xFFFFFF)
    starts = np.concatenate(([0], np.flatnonzero(packed[1:] != packed[:-1]) + 1))
    lengths = np.diff(np.append(starts, len(packed)))
    colours, kinds = np.unique(packed[starts], return_inverse=True)
    areas = np.bincount(kinds, weights=lengths)
    kept = colours[np.lexsort((colours, -areas))[:COLOURS]]
    places = np.repeat(_nearest(colours, kept)[kinds], lengths)
    picture = Image.frombytes("P", size, places.tobytes())
    picture.putpalette(_channels(kept).astype(np.uint8).tobytes())
    return picture


def _nearest(colours: Packed, kept: Packed) -> npt.NDArray[np.uint8]:
    """Place of the kept colour nearest to each."""
    ours, theirs = _channels(colours), _channels(kept)
    apart = (theirs**2).sum(axis=1) - 2.0 * ours @ theirs.T
    return np.asarray(apart.argmin(axis=1), dtype=np.uint8)


def _channels(colours: Packed) -> npt.NDArray[np.float32]:
    """Red, green and blue of each, 0 to 255."""
    shifts = np.array([0, 8, 16], dtype=np.uint32)
    return ((colours[:, None] >> shifts) & np.uint32(255)).astype(np.float32)
