# SPDX-License-Identifier: LGPL-3.0-or-later
"""Pictures: what is one, how large it may be, and a small one made of it.

Pillow decodes one picture at a time: the largest takes some hundred megabytes while it is open.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, cast

from backend.domain.pictures import KINDS, MOST_PIXELS, too_large

if TYPE_CHECKING:
    from PIL.Image import Image

SIDES = (64, 128, 256, 512, 1024)
"""Sizes of thumbnails: pixels along the longer side."""

_MODES = {"1", "L", "LA", "P", "RGB", "RGBA", "I;16", "I;16B", "I;16L", "I", "CMYK", "YCbCr"}

_one_at_a_time = threading.Lock()


class NoPicture(ValueError):
    """What cannot be used as a picture; the text is a sentence for a person."""


@dataclass(frozen=True)
class Picture:
    """What a picture is: its media type, and its sides in pixels."""

    kind: str
    width: int
    height: int


def checked(stream: IO[bytes]) -> Picture:
    """What the stream holds, decoded to its last pixel; raises NoPicture. It stands at its start then."""
    with _opened(stream) as image:
        found = Picture(KINDS[image.format or ""], *image.size)
        _decode(image)
    stream.seek(0)
    return found


def kind_of(stream: IO[bytes]) -> str:
    """The media type, from the first bytes; the stream stands at its start again."""
    start = stream.read(8)
    stream.seek(0)
    marks = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
    tiff = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
    if start.startswith(tiff):
        return "image/tiff"
    found = (kind for mark, kind in marks.items() if start.startswith(mark))
    return next(found, "application/octet-stream")


def thumbnail(stream: IO[bytes], side: int) -> bytes:
    """A PNG at most *side* pixels wide and high; 16 bits are stretched from the darkest to the brightest.

    Raises NoPicture.
    """
    with _opened(stream) as image:
        image.draft("RGB", (side, side))  # a JPEG is decoded no larger than needed
        _decode(image)
        small = _small(image, side)
    made = io.BytesIO()
    small.save(made, "PNG")
    return made.getvalue()


@contextmanager
def _opened(stream: IO[bytes]) -> Iterator[Image]:
    """The picture, its sides and its kind of pixels checked before anything is decoded."""
    from PIL import Image  # takes its time, and few requests are about pictures

    with _one_at_a_time:
        try:
            image = Image.open(stream, formats=tuple(KINDS))
        except Image.DecompressionBombError as error:
            raise NoPicture(_TOO_LARGE) from error
        except Exception as error:  # Pillow's readers raise whatever their format makes them
            raise NoPicture("This is no TIFF, PNG or JPEG picture of a kind that can be read.") from error
        problem = too_large(*image.size)
        if problem:
            raise NoPicture(problem)
        if image.mode not in _MODES:
            raise NoPicture(f"Pixels of the kind {image.mode} cannot be read: save it with 8 or 16 bits.")
        with image:
            yield image


_TOO_LARGE = f"A picture has at most {MOST_PIXELS} × {MOST_PIXELS} pixels."


def _decode(image: Image) -> None:
    try:
        image.load()
    except Exception as error:  # as above
        raise NoPicture("This picture is damaged, or it was not sent to its end.") from error


def _small(image: Image, side: int) -> Image:
    """The picture at that size: first every so many pixels, then smoothly, as 16 bits know no smooth way."""
    from PIL.Image import Resampling

    if image.mode.startswith("I"):
        image = _eight_bits(_every(image, side * 4))
    elif image.mode not in ("L", "RGB", "RGBA"):
        image = image.convert("RGBA" if image.mode in ("LA", "P") else "RGB")
    image.thumbnail((side, side), Resampling.BOX)
    return image


def _every(image: Image, side: int) -> Image:
    from PIL.Image import Resampling

    share = min(1.0, side / max(image.size))
    size = (max(1, round(image.width * share)), max(1, round(image.height * share)))
    return image.resize(size, Resampling.NEAREST)


def _eight_bits(image: Image) -> Image:
    whole = image.convert("I")
    low, high = cast("tuple[int, int]", whole.getextrema())
    scale = 255 / max(1, high - low)
    return whole.point(lambda value: value * scale - low * scale).convert("L")
