# SPDX-License-Identifier: LGPL-3.0-or-later
"""Detectors by name: pixels of an image, bytes of a pixel, images a second at most.

Sizes and rates are those of the makers' data sheets: PSI (Leonarski et al., Structural Dynamics 7, 014305,
2020: JUNGFRAU, up to 2 kHz at 2 bytes a pixel), DECTRIS (EIGER2 X: rates at 16 bit; PILATUS3).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DetectorModel:
    """Pixels across and down, bytes a pixel takes uncompressed, the highest rate in Hz (None: unknown)."""

    name: str
    width: int
    height: int
    bytes: int
    rate: float | None = None

    @property
    def image_size(self) -> int:
        """The bytes of one uncompressed image."""
        return self.width * self.height * self.bytes


DETECTORS: dict[str, DetectorModel] = {
    each.name: each
    for each in (
        DetectorModel("JUNGFRAU 1M", 1024, 1024, 2, 2000.0),
        DetectorModel("JUNGFRAU 4M", 2068, 2164, 2, 2000.0),
        DetectorModel("JUNGFRAU 8M", 3108, 3262, 2, 2000.0),
        DetectorModel("EIGER2 X 1M", 1028, 1062, 2, 2000.0),
        DetectorModel("EIGER2 X 4M", 2068, 2162, 2, 560.0),
        DetectorModel("EIGER2 X 9M", 3108, 3262, 2, 230.0),
        DetectorModel("EIGER2 X 16M", 4148, 4362, 2, 133.0),
        DetectorModel("PILATUS3 X 6M", 2463, 2527, 4, 100.0),
    )
}
"""The detectors that a plan proposes; one of another name brings its own figures."""
