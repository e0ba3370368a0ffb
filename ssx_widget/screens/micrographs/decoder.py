# SPDX-License-Identifier: LGPL-3.0-or-later
"""Decodes a picture into a pyramid of arrays, in a process of its own: readers of files hold Python's lock.

Run as `python -m ssx_widget.screens.micrographs.decoder PICTURE FOLDER`.
It writes `level-0.npy` (the whole picture:
rows × columns, or × 3 for colour; 8 or 16 bits), each further level half as wide and high, and `about.json`.
A picture that cannot be read ends it with status 1 and a sentence on standard error.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.domain.pictures import KINDS, too_large

SMALLEST = 512
"""The last level fits into so many pixels each way."""

_DARK, _BRIGHT = 0.002, 0.998
"""The shares of pixels that are darker and brighter than the automatic contrast shows apart."""

_SAMPLED = 1024
"""At least half as many pixels each way are looked at for the contrast."""

Pixels = NDArray[Any]


def decode(picture: Path, folder: Path) -> None:
    """Write the pyramid of a picture; raises ValueError with a sentence."""
    pixels = read(picture)
    whole = pixels
    level = 0
    np.save(folder / "level-0.npy", pixels)
    while max(pixels.shape[:2]) > SMALLEST:
        level += 1
        pixels = halved(pixels)
        np.save(folder / f"level-{level}.npy", pixels)
    about = {"levels": level + 1, **contrast_of(whole), "low": int(whole.min()), "high": int(whole.max())}
    (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")


def read(picture: Path) -> Pixels:
    """The pixels: 8 or 16 bits, grey or red, green and blue; raises ValueError."""
    from PIL import Image

    try:
        with Image.open(picture, formats=tuple(KINDS)) as image:
            problem = too_large(*image.size)
            if problem:
                raise ValueError(problem)
            return _plain(image)
    except (OSError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise ValueError("This picture is damaged, or it is of a kind that cannot be read.") from error


def _plain(image: Any) -> Pixels:
    if image.mode.startswith("I"):
        return np.clip(np.asarray(image), 0, 65535).astype(np.uint16)
    grey = image.mode in ("1", "L", "LA")
    return np.asarray(image.convert("L" if grey else "RGB"))


def halved(pixels: Pixels) -> Pixels:
    """Each pixel the mean of four; an odd last row or column counts twice."""
    odd = [(0, side % 2) for side in pixels.shape[:2]] + [(0, 0)] * (pixels.ndim - 2)
    even = np.pad(pixels, odd, mode="edge") if any(side for _, side in odd) else pixels
    total = even[0::2, 0::2].astype(np.uint32)
    for part in (even[1::2, 0::2], even[0::2, 1::2], even[1::2, 1::2]):
        total += part
    return (total // 4).astype(pixels.dtype)


def contrast_of(pixels: Pixels) -> dict[str, int]:
    """The automatic contrast: the values that become black and white, by every so many pixels."""
    step = 1 + max(pixels.shape[:2]) // _SAMPLED
    dark, bright = np.quantile(pixels[::step, ::step], (_DARK, _BRIGHT))
    return {"dark": int(dark), "bright": max(int(np.ceil(bright)), int(dark) + 1)}


def main() -> int:
    """Decode what the command line names."""
    try:
        decode(Path(sys.argv[1]), Path(sys.argv[2]))
    except ValueError as error:
        sys.stderr.write(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
