# SPDX-License-Identifier: LGPL-3.0-or-later
"""Looks for crystals in a decoded picture, in a process of its own.

Run as `python -m ssx_widget.screens.micrographs.outline_search LEVEL.npy SHARE`:
the array of one level of a pyramid, of
which a pixel is SHARE pixels of the picture wide. It prints a JSON list of outlines: the four corners of the
smallest rectangle around each crystal, in pixels of the picture.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_fill_holes, uniform_filter
from scipy.spatial import ConvexHull
from skimage.filters import gaussian, threshold_otsu
from skimage.measure import label, regionprops
from skimage.segmentation import clear_border

_SMOOTH = 1.0
_GROUND = 0.2
"""The share of the picture's side over which its ground changes."""

_LEAST_AREA = 40
_LEAST_OF_USUAL = 0.1
"""Of the median area: what is smaller is dust, or a letter beside the scale bar."""

_MOST_SHARE = 0.05
_LEAST_SOLIDITY = 0.85
"""Below, several crystals lie on each other: nobody could say how long each is."""

_MOST_SLENDER = 20.0
"""Longer and thinner is a scale bar or a scratch."""

Pixels = NDArray[Any]
Corners = list[tuple[float, float]]


def outlines(pixels: Pixels) -> Iterator[Corners]:
    """The corners of the rectangle around each crystal, x and y."""
    marked = clear_border(binary_fill_holes(_differs(pixels)))
    most = _MOST_SHARE * marked.size
    regions = [each for each in regionprops(label(marked)) if _LEAST_AREA <= each.area <= most]
    usual = np.median([each.area for each in regions]) if regions else 0
    for region in regions:
        if region.area >= _LEAST_OF_USUAL * usual and region.solidity >= _LEAST_SOLIDITY:
            corners = rectangle(region.coords[:, ::-1])
            if _slender(corners) <= _MOST_SLENDER:
                yield [(float(x), float(y)) for x, y in corners]


def rectangle(points: Pixels) -> Pixels:
    """The corners of the smallest rectangle around some pixels, given by column and row."""
    # A pixel is as wide as its four corners, not as its middle.
    square = np.array([(0, 0), (0, 1), (1, 0), (1, 1)])
    corners = (points[:, None, :] + square).reshape(-1, 2).astype(float)
    hull = corners[ConvexHull(corners).vertices]
    edges = np.diff(hull, axis=0, append=hull[:1])
    turned = [_turned(hull, angle) for angle in np.unique(np.arctan2(edges[:, 1], edges[:, 0]) % (np.pi / 2))]
    return min(turned, key=lambda each: each[0])[1]


def _turned(hull: Pixels, angle: float) -> tuple[float, Pixels]:
    """Area and corners of the rectangle that lies at this angle."""
    axes = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    along = hull @ axes.T
    (left, top), (right, bottom) = along.min(axis=0), along.max(axis=0)
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)]) @ axes
    return float((right - left) * (bottom - top)), corners


def _slender(corners: Pixels) -> float:
    first, second = np.linalg.norm(corners[1] - corners[0]), np.linalg.norm(corners[2] - corners[1])
    return float(max(first, second) / max(min(first, second), 1e-9))


def _differs(pixels: Pixels) -> Pixels:
    """Which pixels are darker or brighter than the ground around them."""
    grey = pixels.mean(axis=2) if pixels.ndim == 3 else pixels.astype(float)
    smooth = gaussian(grey, _SMOOTH)
    ground = uniform_filter(grey, round(_GROUND * max(grey.shape)))
    far = np.abs(smooth - ground - np.median(smooth - ground))
    marked: Pixels = far > threshold_otsu(far)
    return marked


def main() -> int:
    """Print the outlines in what the command line names."""
    share = float(sys.argv[2])
    found = [[(x * share, y * share) for x, y in each] for each in outlines(np.load(Path(sys.argv[1])))]
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
