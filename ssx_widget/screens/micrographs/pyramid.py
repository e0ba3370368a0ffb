# SPDX-License-Identifier: LGPL-3.0-or-later
"""A decoded picture at all its sizes, and tiles of it at a contrast; everything here runs on a worker."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from qtpy.QtCore import QRectF
from qtpy.QtGui import QImage

from ssx_widget.background.tasks import Task
from ssx_widget.screens.micrographs.scratch_folder import ScratchFolder
from ssx_widget.screens.micrographs.worker_process import run_module

TILE = 512
_OPAQUE = 255


class Contrast(NamedTuple):
    """The values that are shown as black and as white."""

    dark: int
    bright: int


class TileKey(NamedTuple):
    """Which tile: of which level, in which row and column of tiles."""

    level: int
    row: int
    column: int


@dataclass(frozen=True)
class Pyramid:
    """The levels of one picture, each half as large as the one before; files that are read in parts."""

    folder: ScratchFolder
    levels: tuple[NDArray[Any], ...]
    automatic: Contrast
    ends: Contrast
    """The darkest and the brightest value of the picture."""

    @cached_property
    def width(self) -> int:
        """In pixels."""
        return int(self.levels[0].shape[1])

    @cached_property
    def height(self) -> int:
        """In pixels."""
        return int(self.levels[0].shape[0])

    def level_for(self, scale: float) -> int:
        """The level to draw at, when one pixel of the picture is `scale` pixels of the screen wide."""
        wanted = 0
        while wanted + 1 < len(self.levels) and scale * 2 ** (wanted + 1) <= 1:
            wanted += 1
        return wanted

    def keys(self, level: int, part: QRectF) -> list[TileKey]:
        """The tiles of a level that show a part of the picture."""
        rows, columns = self.levels[level].shape[:2]
        side = TILE * 2**level
        across = range(_index(part.left(), side, columns), _index(part.right(), side, columns) + 1)
        down = range(_index(part.top(), side, rows), _index(part.bottom(), side, rows) + 1)
        return [TileKey(level, row, column) for row in down for column in across]

    def place(self, key: TileKey) -> QRectF:
        """Where a tile lies, in pixels of the picture."""
        rows, columns = self.levels[key.level].shape[:2]
        share = 2**key.level
        top, left = key.row * TILE, key.column * TILE
        width, height = min(TILE, columns - left), min(TILE, rows - top)
        return QRectF(left * share, top * share, width * share, height * share)

    def tile(self, key: TileKey, contrast: Contrast) -> QImage:
        """A tile at this contrast. Numpy lets go of Python's lock while it looks the values up."""
        top, left = key.row * TILE, key.column * TILE
        part = self.levels[key.level][top : top + TILE, left : left + TILE]
        grey = np.take(table(part.dtype, contrast), part)
        pixels = np.empty((*grey.shape[:2], 4), np.uint8)
        # Qt keeps blue first.
        pixels[..., :3] = grey[..., ::-1] if grey.ndim == 3 else grey[..., None]
        pixels[..., 3] = _OPAQUE
        height, width = grey.shape[:2]
        return QImage(pixels.tobytes(), width, height, 4 * width, QImage.Format_RGB32).copy()


def table(kind: np.dtype[Any], contrast: Contrast) -> NDArray[np.uint8]:
    """What each value of a pixel is shown as, 0 to 255."""
    values = np.arange(np.iinfo(kind).max + 1, dtype=np.float32)
    span = max(contrast.bright - contrast.dark, 1)
    return np.clip((values - contrast.dark) * (255 / span), 0, 255).astype(np.uint8)


def opened(picture: Path, task: Task) -> Pyramid:
    """The pyramid of a picture's file, made by a process of its own; raises Invalid, OSError or Cancelled."""
    folder = ScratchFolder("micrograph")
    run_module("decoder", [str(picture), str(folder.path)], task)
    return _loaded(folder)


def _loaded(folder: ScratchFolder) -> Pyramid:
    path = folder.path
    about = json.loads((path / "about.json").read_text(encoding="utf-8"))
    levels = tuple(np.load(path / f"level-{n}.npy", mmap_mode="r") for n in range(about["levels"]))
    return Pyramid(
        folder, levels, Contrast(about["dark"], about["bright"]), Contrast(about["low"], about["high"])
    )


def _index(position: float, side: int, pixels: int) -> int:
    """The row or column of tiles at a position, at most the last."""
    last = max(0, (pixels - 1) // TILE)
    return max(0, min(int(position // side), last))
