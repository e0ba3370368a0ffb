# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a picture may be, and the pixel size that its file tells."""

from __future__ import annotations

import pytest

from backend.domain.pictures import MOST_BYTES, pixel_size, too_heavy, too_large

OME = '<OME xmlns="x"><Image><Pixels PhysicalSizeX="{x}" {unit} PhysicalSizeY="{y}" {unit_y}/></Image></OME>'


@pytest.mark.parametrize(
    ("description", "unit", "density", "size"),
    [
        ("", 2, (101_600.0, 101_600.0), (0.25, 0.25)),
        ("", 3, (20_000.0, 10_000.0), (0.5, 1.0)),
        ("", 2, (72.0, 72.0), None),
        ("", 1, (4.0, 4.0), None),
        ("", 3, (0.0, 0.0), None),
        ("ImageJ=1.54f\nunit=micron\n", 1, (4.0, 4.0), (0.25, 0.25)),
        ("ImageJ=1.54f\nunit=\\u00b5m\n", 1, (4.0, 4.0), (0.25, 0.25)),
        ("ImageJ=1.54f\nunit=furlong\n", 1, (4.0, 4.0), None),
        (OME.format(x=0.241, y=0.242, unit="", unit_y=""), None, None, (0.241, 0.242)),
        (
            OME.format(x=241, y=241, unit='PhysicalSizeXUnit="nm"', unit_y='PhysicalSizeYUnit="nm"'),
            2,
            (72.0, 72.0),
            (0.241, 0.241),
        ),
        (OME.format(x="much", y=1, unit="", unit_y=""), None, None, None),
        (OME.format(x=0, y=0, unit="", unit_y=""), None, None, None),
    ],
)
def test_the_pixel_size_is_what_the_file_tells(
    description: str,
    unit: int | None,
    density: tuple[float, float] | None,
    size: tuple[float, float] | None,
) -> None:
    assert pixel_size(description, unit, density) == size


def test_a_picture_is_as_large_as_is_taken_or_the_sentence_says_how_large_it_is() -> None:
    assert too_large(8192, 1) is None
    assert (
        too_large(8193, 1) == "A picture has at most 8192 × 8192 pixels. This one says that it has 8193 × 1."
    )
    assert too_large(0, 5) is not None
    assert too_heavy(MOST_BYTES) is None
    assert "has 300 MiB" in (too_heavy(300 * 2**20) or "")
