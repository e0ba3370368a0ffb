# SPDX-License-Identifier: LGPL-3.0-or-later
"""The demo's micrograph: rods drawn with a scale bar, most of them measured."""

from __future__ import annotations

import io
import math
import random
from dataclasses import dataclass

from backend.demo.rows import Filling
from backend.domain.science.crystal_sizes import MeasuredLine

_WIDTH, _HEIGHT = 1600, 1140
_PIXEL_SIZE = 0.12
"""µm."""

_RODS, _MEASURED, _MEASURED_ACROSS = 44, 28, 12
_GROUND, _BODY, _RIM = 203, 168, 118
_BAR = 50
"""The length of the scale bar in µm."""


@dataclass(frozen=True)
class _Rod:
    """A crystal: its middle and its sides in pixels, and how it lies."""

    x: float
    y: float
    length: float
    width: float
    angle: float

    def at(self, along: float, across: float) -> tuple[float, float]:
        """A point of it: -1 to 1 along and across."""
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        dx, dy = along * self.length / 2, across * self.width / 2
        return self.x + dx * cos - dy * sin, self.y + dx * sin + dy * cos

    @property
    def lines(self) -> tuple[MeasuredLine, MeasuredLine]:
        """Its length and its width."""
        return (
            MeasuredLine("length", *self.at(-1, 0), *self.at(1, 0)),
            MeasuredLine("width", *self.at(0, -1), *self.at(0, 1)),
        )


def fill(filling: Filling, slurry: int) -> None:
    """Store the picture of a slurry with lines over its crystals."""
    rods = _rods()
    lines = [rod.lines[0] for rod in rods[:_MEASURED]] + [rod.lines[1] for rod in rods[:_MEASURED_ACROSS]]
    filling.add_picture(
        _picture(rods),
        crystalSlurryId=slurry,
        objectSidePixelSize=[_PIXEL_SIZE, _PIXEL_SIZE],
        descriptionJson={"fileName": "batch7_01.png", "lines": [line.row for line in lines]},
    )


def _rods() -> list[_Rod]:
    """On a grid, each somewhat beside its place, so that no two hide each other."""
    chance = random.Random(7)  # noqa: S311  the same picture each time
    columns, rows = 8, 6
    places = [(column, row) for row in range(rows) for column in range(columns)]
    chance.shuffle(places)
    return [
        _Rod(
            (column + 0.5 + chance.uniform(-0.2, 0.2)) * _WIDTH / columns,
            (row + 0.5 + chance.uniform(-0.2, 0.2)) * (_HEIGHT - 120) / rows,
            chance.gauss(9, 1.6) / _PIXEL_SIZE,
            chance.gauss(4, 0.5) / _PIXEL_SIZE,
            chance.uniform(0, math.pi),
        )
        for column, row in places[:_RODS]
    ]


def _picture(rods: list[_Rod]) -> io.BytesIO:
    from PIL import Image, ImageChops, ImageDraw

    image = Image.new("L", (_WIDTH, _HEIGHT), _GROUND)
    draw = ImageDraw.Draw(image)
    for rod in rods:
        corners = [rod.at(-1, -1), rod.at(1, -1), rod.at(1, 1), rod.at(-1, 1)]
        draw.polygon(corners, fill=_BODY, outline=_RIM, width=2)
    left, floor = _WIDTH - 60 - _BAR / _PIXEL_SIZE, _HEIGHT - 50
    draw.rectangle((left, floor, left + _BAR / _PIXEL_SIZE - 1, floor + 11), fill=25)
    draw.text((left + 180, floor - 34), f"{_BAR} um", fill=25, font_size=26)
    # Darker towards the corners, as under a lamp.
    shade = Image.radial_gradient("L").resize(image.size).point(lambda value: value * 0.2)
    image = ImageChops.subtract(image, shade)
    made = io.BytesIO()
    image.save(made, "PNG")
    made.seek(0)
    return made
