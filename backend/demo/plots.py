# SPDX-License-Identifier: LGPL-3.0-or-later
"""Pictures and figures that the demo's data collections leave: made here, the same each time."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import ImageDraw

_INK, _PALE, _ACCENT, _PAPER = "#1a2230", "#c8ced8", "#1565b8", "#ffffff"
_SIZE = (960, 600)
_MARGIN = 70

Point = tuple[float, float]


def snapshot(seed: int, device: str) -> bytes:
    """A camera's view of crystals on a chip or in a stream, as JPEG."""
    from PIL import Image, ImageDraw, ImageFilter  # for this demo only

    chance = random.Random(seed)  # noqa: S311 - a picture
    image = Image.new("RGB", _SIZE, "#6f7a85")
    draw = ImageDraw.Draw(image)
    if device == "photoChip":
        _windows(draw)
    else:
        draw.rectangle((0, 220, _SIZE[0], 380), fill="#a9b4bd")
    for _ in range(90):
        _crystal(draw, chance, (0, _SIZE[1]) if device == "photoChip" else (225, 375))
    draw.line((_SIZE[0] / 2, 270, _SIZE[0] / 2, 330), fill="#d33", width=2)
    draw.line((_SIZE[0] / 2 - 30, 300, _SIZE[0] / 2 + 30, 300), fill="#d33", width=2)
    kept = BytesIO()
    image.filter(ImageFilter.GaussianBlur(0.8)).save(kept, "JPEG", quality=85)
    return kept.getvalue()


def quality(seed: int, hit_rate: float) -> bytes:
    """Spots found along a run, as PNG."""
    chance = random.Random(seed)  # noqa: S311 - a picture

    def spots(share: float) -> float:
        hit = chance.random() < hit_rate * (1.2 - 0.4 * share)
        return chance.gauss(70, 22) if hit else chance.random() * 6

    dots = [(share, max(spots(share), 0) / 150) for share in (number / 900 for number in range(900))]
    return _plot("Spots per image", "image", lambda draw, place: _dots(draw, [place(*dot) for dot in dots]))


def wilson(seed: int) -> bytes:
    """ln of the mean intensity over 1/d², as PNG."""
    chance = random.Random(seed)  # noqa: S311 - a picture
    shares = [number / 60 for number in range(61)]
    curve = [
        (x, 0.85 - 0.6 * x - 0.12 * math.exp(-(((x - 0.12) / 0.06) ** 2)) + chance.gauss(0, 0.008))
        for x in shares
    ]
    return _plot(
        "ln mean intensity",
        "1/d² (Å⁻²)",
        lambda draw, place: draw.line([place(*point) for point in curve], fill=_ACCENT, width=3),
    )


def quality_table(images: int, hits: int) -> bytes:
    """The image quality indicators as CSV, one line for each thousandth of the run."""
    lines = [f"{images * part // 20},{hits // 20 + (part * 7) % 5}" for part in range(1, 21)]
    return "\n".join(["image,hits", *lines, ""]).encode()


def results(images: int, hits: int, indexed: int) -> bytes:
    """The file in which a processing program says what came of an acquisition."""
    told: dict[str, Any] = {"images": images, "hits": hits, "indexed": indexed, "program": "demo"}
    return json.dumps(told, indent=1).encode()


def log(images: int, hits: int, indexed: int) -> bytes:
    """A processing program's log."""
    return f"{images} images read\n{hits} hits found\n{indexed} images indexed\n".encode()


def _plot(
    above: str, below: str, put: Callable[[ImageDraw.ImageDraw, Callable[[float, float], Point]], object]
) -> bytes:
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", _SIZE, _PAPER)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(22)
    left, top, right, bottom = _MARGIN, _MARGIN, _SIZE[0] - 30, _SIZE[1] - _MARGIN
    for part in range(1, 5):
        height = bottom - (bottom - top) * part / 4
        draw.line((left, height, right, height), fill=_PALE)
    draw.line((left, top, left, bottom, right, bottom), fill=_INK, width=2)
    draw.text((left, 20), above, fill=_INK, font=font)
    draw.text((right, bottom + 16), below, fill=_INK, font=font, anchor="ra")
    put(draw, lambda x, y: (left + x * (right - left), bottom - min(y, 1) * (bottom - top)))
    kept = BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()


def _dots(draw: ImageDraw.ImageDraw, places: list[Point]) -> None:
    for x, y in places:
        draw.ellipse((x - 2, y - 2, x + 2, y + 2), fill=_ACCENT)


def _windows(draw: ImageDraw.ImageDraw) -> None:
    for x in range(0, _SIZE[0], 60):
        for y in range(0, _SIZE[1], 60):
            draw.rounded_rectangle((x + 10, y + 10, x + 50, y + 50), 8, fill="#a9b4bd")


def _crystal(draw: ImageDraw.ImageDraw, chance: random.Random, rows: tuple[int, int]) -> None:
    x, y = chance.uniform(0, _SIZE[0]), chance.uniform(*rows)
    angle, half, thick = chance.uniform(0, math.pi), chance.uniform(8, 16), chance.uniform(3, 5)
    along, across = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
    corners = [
        (x + a * half * along[0] + b * thick * across[0], y + a * half * along[1] + b * thick * across[1])
        for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
    draw.polygon(corners, fill="#eef2f5", outline="#3c4650")
