# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a picture may be, and the pixel size that its file tells: by resolution, by ImageJ or by OME."""

from __future__ import annotations

import re

MOST_PIXELS = 8192
"""Along each side."""

MOST_BYTES = 200 * 1024 * 1024
"""Of a request that brings a picture: 8192 × 8192 pixels in colour are 192 MiB."""

KINDS = {"TIFF": "image/tiff", "PNG": "image/png", "JPEG": "image/jpeg"}
"""The media type of each kind that is read."""

_MOST_MICROMETRES = 50.0
"""A larger pixel is that of a print or a screen: 72 dots per inch are 353 µm."""

_LEAST_MICROMETRES = 1e-4
_PER_UNIT = {2: 25_400.0, 3: 10_000.0}
_NAMES = {
    "m": 1e6, "cm": 1e4, "mm": 1e3, "µm": 1.0, "μm": 1.0, "um": 1.0, "micron": 1.0, "microns": 1.0,
    "\\u00b5m": 1.0, "nm": 1e-3, "pm": 1e-6,
}  # fmt: skip
"""µm in each unit, as OME and ImageJ write it."""

_IMAGEJ_UNIT = re.compile(r"^unit=(.+)$", re.MULTILINE)
_OME_SIZE = re.compile(r'\bPhysicalSize([XY])(Unit)?\s*=\s*"([^"]*)"')


def too_large(width: int, height: int) -> str | None:
    """Why a picture of that many pixels is not taken; None if it is."""
    if min(width, height) >= 1 and max(width, height) <= MOST_PIXELS:
        return None
    most = f"A picture has at most {MOST_PIXELS} × {MOST_PIXELS} pixels."
    return f"{most} This one says that it has {width} × {height}."


def too_heavy(size: int) -> str | None:
    """Why a file of that many bytes is not taken; None if it is."""
    if size <= MOST_BYTES:
        return None
    most = f"A picture has at most {MOST_BYTES // 2**20} MiB."
    return f"{most} This file has {size / 2**20:,.0f} MiB: save it packed, or with 8 bits.".replace(
        ",", "\u2009"
    )


def pixel_size(
    description: str = "", unit: int | None = None, density: tuple[float, float] | None = None
) -> tuple[float, float] | None:
    """The pixel size in µm, for x and y, that a file tells; None where it tells none that a microscope has.

    description: the TIFF's `ImageDescription`; unit: its `ResolutionUnit` (2 inch, 3 cm); density: pixels per
    unit in x and y.
    """
    return _sensible(_by_ome(description)) or _sensible(_by_density(description, unit, density))


def _by_ome(description: str) -> tuple[float, float] | None:
    found = {(axis, bool(of_unit)): text for axis, of_unit, text in _OME_SIZE.findall(description)}
    sizes = [
        _number(found.get((axis, False))) * _NAMES.get(found.get((axis, True), "µm"), 0) for axis in "XY"
    ]
    return (sizes[0], sizes[1]) if "OME" in description else None


def _by_density(
    description: str, unit: int | None, density: tuple[float, float] | None
) -> tuple[float, float] | None:
    if density is None or min(density) <= 0:
        return None
    imagej = _IMAGEJ_UNIT.search(description) if description.startswith("ImageJ=") else None
    per_unit = _NAMES.get(imagej[1].strip(), 0.0) if imagej else _PER_UNIT.get(unit or 0, 0.0)
    return per_unit / density[0], per_unit / density[1]


def _sensible(size: tuple[float, float] | None) -> tuple[float, float] | None:
    if size is None or not all(_LEAST_MICROMETRES <= each <= _MOST_MICROMETRES for each in size):
        return None
    return float(f"{size[0]:.6g}"), float(f"{size[1]:.6g}")


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0
