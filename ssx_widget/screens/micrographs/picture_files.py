# SPDX-License-Identifier: LGPL-3.0-or-later
"""Files of pictures before they are sent: what cannot be taken is refused unread, the scale proposed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from backend.domain.pictures import KINDS, pixel_size, too_heavy, too_large
from hwobj.errors import Invalid

CHOICE = "Pictures (*.tif *.tiff *.png *.jpg *.jpeg);;All files (*)"
_DESCRIPTION, _X_DENSITY, _Y_DENSITY, _UNIT = 270, 282, 283, 296
_INCH = 2


def looked_at(file: Path) -> tuple[float, float] | None:
    """The pixel size in µm that a picture's file tells; raises Invalid with a sentence, or OSError.

    Only its length and its head are read.
    """
    problem = too_heavy(file.stat().st_size)
    if problem:
        raise Invalid(problem)
    from PIL import Image

    try:
        with Image.open(file, formats=tuple(KINDS)) as image:
            problem, size = too_large(*image.size), _told_size(image)
    except Image.DecompressionBombError as error:
        raise Invalid(too_large(0, 0) or "") from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise Invalid("This is no TIFF, PNG or JPEG picture of a kind that can be read.") from error
    except Exception as error:  # Pillow's readers raise whatever their format makes them
        raise Invalid("This is no TIFF, PNG or JPEG picture of a kind that can be read.") from error
    if problem:
        raise Invalid(problem)
    return size


def _told_size(image: Any) -> tuple[float, float] | None:
    tags = getattr(image, "tag_v2", None)
    if tags is None:
        dpi = image.info.get("dpi")
        return pixel_size(unit=_INCH, density=(float(dpi[0]), float(dpi[1]))) if dpi else None
    density = tags.get(_X_DENSITY), tags.get(_Y_DENSITY)
    known = (float(density[0]), float(density[1])) if all(density) else None
    return pixel_size(str(tags.get(_DESCRIPTION) or ""), tags.get(_UNIT, _INCH), known)
