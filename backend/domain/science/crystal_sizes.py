# SPDX-License-Identifier: LGPL-3.0-or-later
"""Crystals measured on micrographs: lines in pixels, their lengths in µm, and what these say together."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from backend.domain.rows import AnyRow, Row

AXES = ("length", "width")
"""What a line measures: the long axis of a crystal, or the one across it."""

_MOST_BINS = 30
_LEAST_BINS = 5
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_DIGITS = 3
_PIXEL_DIGITS = 3


@dataclass(frozen=True)
class MeasuredLine:
    """A line over a crystal, from one end to the other, in pixels from the picture's top left corner."""

    axis: str
    x1: float
    y1: float
    x2: float
    y2: float

    @classmethod
    def of(cls, row: AnyRow) -> MeasuredLine:
        """The line of a row of a micrograph's `descriptionJson.lines`."""
        return cls(row["axis"], row["x1"], row["y1"], row["x2"], row["y2"])

    @property
    def row(self) -> Row:
        """As a micrograph keeps it, to a thousandth of a pixel."""
        ends = {name: round(getattr(self, name), _PIXEL_DIGITS) for name in ("x1", "y1", "x2", "y2")}
        return {"axis": self.axis, **ends}

    @property
    def pixels(self) -> float:
        """Its length in pixels."""
        return math.hypot(self.x2 - self.x1, self.y2 - self.y1)

    @property
    def middle(self) -> tuple[float, float]:
        """The point half way."""
        return (self.x1 + self.x2) / 2, (self.y1 + self.y2) / 2

    def micrometres(self, pixel_size: Sequence[float]) -> float:
        """Its length in µm; the pixel size is in µm, for x and y, or one for both."""
        across, down = pixel_size[0], pixel_size[-1]
        return math.hypot((self.x2 - self.x1) * across, (self.y2 - self.y1) * down)


@dataclass(frozen=True)
class Statistics:
    """What lengths say together; `sigma` is the standard deviation of a sample, None for one length."""

    n: int
    mean: float
    median: float
    sigma: float | None
    minimum: float
    maximum: float


def summed_up(values: Sequence[float]) -> Statistics | None:
    """The statistics of some lengths, in their unit; None where there are none."""
    if not values:
        return None
    sigma = statistics.stdev(values) if len(values) > 1 else None
    mean, median = statistics.fmean(values), statistics.median(values)
    return Statistics(len(values), mean, median, sigma, min(values), max(values))


@dataclass(frozen=True)
class Histogram:
    """How many values lie in each bin; bin *i* goes from `edges[i]` to `edges[i + 1]`."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]


def histogram(values: Sequence[float]) -> Histogram | None:
    """Bins by the rule of Freedman and Diaconis, 2 IQR / ∛n wide, rounded to 1, 2, 2.5 or 5 × 10ⁿ.

    There are about 5 to 30 of them, however few or far apart the values are. None where there are none.
    """
    if not values:
        return None
    low, high = min(values), max(values)
    width = _round_width(_bounded_width(values, high - low), (high - low) / _MOST_BINS)
    first = math.floor(low / width + 1e-9)
    last = max(first + 1, math.ceil(high / width - 1e-9))
    counts = [0] * (last - first)
    for value in values:
        place = math.floor(value / width + 1e-9) - first
        counts[min(place, len(counts) - 1)] += 1
    edges = tuple(round(place * width, 9) for place in range(first, last + 1))
    return Histogram(edges, tuple(counts))


def _bounded_width(values: Sequence[float], span: float) -> float:
    if span <= 0:
        return max(abs(values[0]) / 10, 1e-3)
    quarters = statistics.quantiles(values, n=4, method="inclusive")
    by_rule = 2 * (quarters[2] - quarters[0]) / math.pow(len(values), 1 / 3)
    return min(max(by_rule, span / _MOST_BINS), span / _LEAST_BINS)


def _round_width(width: float, least: float) -> float:
    """The nearest of 1, 2, 2.5, 5 and 10 times a power of ten that is not below the least."""
    power = math.pow(10, math.floor(math.log10(width)))
    wide_enough = [step * power for step in _STEPS if step * power >= least] or [_STEPS[-1] * power]
    nearest: float = min(wide_enough, key=lambda each: abs(math.log(each / width)))
    return nearest


def lengths(lines: Iterable[MeasuredLine], pixel_size: Sequence[float], axis: str) -> list[float]:
    """The lengths in µm of the lines along one axis."""
    return [line.micrometres(pixel_size) for line in lines if line.axis == axis]


def distribution(measured: Mapping[str, Sequence[float]]) -> dict[str, object]:
    """The fields of a CrystalSizeDistribution (µm, one value per axis) by name, from lengths by axis.

    The shorter axis stands first, as in 4 × 9. σ is left out where an axis has a single crystal.
    """
    summed = (summed_up(measured.get(axis, ())) for axis in reversed(AXES))
    axes = sorted((each for each in summed if each), key=lambda each: each.mean)
    if not axes:
        return {}
    sigmas = [each.sigma for each in axes if each.sigma is not None]
    return {
        "minDimension": [_shown(each.minimum) for each in axes],
        "maxDimension": [_shown(each.maximum) for each in axes],
        "descriptionJson.mean": [_shown(each.mean) for each in axes],
        "descriptionJson.median": [_shown(each.median) for each in axes],
        "descriptionJson.sigma": [_shown(each) for each in sigmas] if len(sigmas) == len(axes) else None,
        "descriptionJson.method": "microscope",
        "descriptionJson.n": max(each.n for each in axes),
    }


def _shown(value: float) -> float:
    """To a thousandth of a µm: no micrograph says more."""
    return round(value, _DIGITS)
