# SPDX-License-Identifier: LGPL-3.0-or-later
"""Files of micrographs that are dropped: of which kinds, with which scale, and what is refused how."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2
from pytestqt.qtbot import QtBot

from ssx_widget.context.app_context import AppContext
from ssx_widget.look.messages import Message
from ssx_widget.screens.micrographs.decoder import decode, halved, read
from ssx_widget.screens.micrographs.picture_files import looked_at
from tests.gui.screens.micrographs.test_micrographs import WAIT_MS, Open, open_slurry, settle, slurry

__all__ = ["open_slurry", "slurry"]

GRADIENT = np.arange(600 * 500, dtype=np.uint32).reshape(500, 600)


def grey(bits: int) -> Image.Image:
    """A picture whose every pixel is known."""
    if bits == 8:
        return Image.fromarray((GRADIENT % 256).astype(np.uint8))
    return Image.fromarray((GRADIENT % 65536).astype(np.uint16))


@pytest.mark.parametrize("name", ["a.tif", "a.png"])
@pytest.mark.parametrize("bits", [8, 16])
def test_each_pixel_is_read_as_it_is(tmp_path: Path, name: str, bits: int) -> None:
    file = tmp_path / name
    grey(bits).save(file)
    pixels = read(file)
    assert pixels.dtype.itemsize * 8 == bits
    assert (pixels == GRADIENT % 2**bits).all()


@pytest.mark.parametrize("name", ["a.tif", "a.png", "a.jpg"])
def test_colour_is_read_as_colour(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    Image.new("RGB", (32, 16), (200, 100, 50)).save(file)
    pixels = read(file)
    assert pixels.shape == (16, 32, 3)
    assert np.abs(pixels[0, 0].astype(int) - (200, 100, 50)).max() <= 3


def test_a_level_is_half_as_large_and_as_bright() -> None:
    assert halved(np.array([[0, 4, 9], [8, 12, 9], [1, 1, 7]], np.uint16)).tolist() == [[6, 9], [1, 7]]
    assert halved(np.full((6, 4, 3), 65, np.uint8)).shape == (3, 2, 3)


def test_a_pyramid_ends_with_a_level_that_fits_a_tile(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    Image.new("L", (3000, 20), 7).save(file)
    decode(file, tmp_path)
    assert np.load(tmp_path / "level-3.npy").shape == (3, 375)
    assert not (tmp_path / "level-4.npy").exists()


def tiff_with(file: Path, description: str, per_unit: float, unit: int) -> Path:
    """A TIFF that says how large its pixels are."""
    tags = ImageFileDirectory_v2()
    tags[270] = description
    tags[282] = tags[283] = per_unit
    tags[296] = unit
    grey(8).save(file, tiffinfo=tags)
    return file


def test_the_scale_is_proposed_by_what_the_file_tells(tmp_path: Path) -> None:
    imagej = tiff_with(tmp_path / "j.tif", "ImageJ=1.54f\nunit=micron\n", 4.0, 1)
    assert looked_at(imagej) == (0.25, 0.25)
    ome = (
        '<OME><Image><Pixels PhysicalSizeX="241" PhysicalSizeXUnit="nm" PhysicalSizeY="0.25"/></Image></OME>'
    )
    assert looked_at(tiff_with(tmp_path / "o.tif", ome, 72, 2)) == (0.241, 0.25)
    assert looked_at(tiff_with(tmp_path / "c.tif", "", 20_000, 3)) == (0.5, 0.5)
    screen = tmp_path / "s.jpg"
    grey(8).save(screen, dpi=(96, 96))
    assert looked_at(screen) is None


def test_a_proposed_scale_is_stored_and_told(
    context: AppContext, slurry: int, tmp_path: Path, open_slurry: Open, told: list[Message], qtbot: QtBot
) -> None:
    view = open_slurry(context, slurry)
    file = tiff_with(tmp_path / "j.tif", "ImageJ=1.54f\nunit=micron\n", 4.0, 1)
    with qtbot.waitSignal(view.uploads.finished, timeout=WAIT_MS):
        view.add_files([file])
    settle(context, qtbot)
    [row] = context.ssx.micrographs.all(crystalSlurryId=slurry)
    assert row["objectSidePixelSize"] == [0.25, 0.25]
    assert told[-1].text == "j.tif is added, 0.25 µm/pixel by its file."


def ten_gigabytes(folder: Path) -> Path:
    """A file that says it is a TIFF, and takes no room on the disk."""
    file = folder / "huge.tif"
    with file.open("wb") as made:
        made.write(b"II+\0")
        made.truncate(10 * 10**9)
    return file


def too_wide(folder: Path) -> Path:
    """A picture with more pixels than are taken."""
    file = folder / "wide.png"
    Image.new("1", (9000, 2)).save(file)
    return file


def cut_off(folder: Path) -> Path:
    """A picture whose end is missing."""
    whole = folder / "whole.png"
    grey(16).save(whole)
    file = folder / "cut.png"
    file.write_bytes(whole.read_bytes()[:-3000])
    return file


def no_picture(folder: Path) -> Path:
    """A text with a picture's name."""
    file = folder / "notes.tif"
    file.write_text("no picture", encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (ten_gigabytes, "huge.tif is not added. A picture has at most 200 MiB. This file has 9\u2009537 MiB"),
        (too_wide, "wide.png is not added. A picture has at most 8192 × 8192 pixels. This one says"),
        (cut_off, "cut.png is not added. This picture is damaged"),
        (no_picture, "notes.tif is not added. This is no TIFF, PNG or JPEG picture"),
        (lambda folder: folder / "gone.tif", "gone.tif is not added."),
    ],
    ids=["10 GB", "too wide", "cut off", "text", "gone"],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence_and_nothing_is_stored(
    context: AppContext,
    slurry: int,
    tmp_path: Path,
    open_slurry: Open,
    told: list[Message],
    qtbot: QtBot,
    make: Callable[[Path], Path],
    words: str,
) -> None:
    view = open_slurry(context, slurry)
    with qtbot.waitSignal(view.uploads.finished, timeout=WAIT_MS):
        view.add_files([make(tmp_path)])
    settle(context, qtbot)
    assert (told[-1].level, told[-1].text.startswith(words)) == ("error", True), told[-1].text
    assert list(context.ssx.micrographs.all(crystalSlurryId=slurry)) == []


def test_adding_is_stopped_on_its_way_and_nothing_is_stored(
    context: AppContext, slurry: int, tmp_path: Path, open_slurry: Open, told: list[Message], qtbot: QtBot
) -> None:
    view = open_slurry(context, slurry)
    noise = np.random.default_rng(1).integers(0, 65535, (3000, 3000), np.uint16)
    file = tmp_path / "noise.tif"
    Image.fromarray(noise).save(file)
    view.uploads.begun.connect(
        lambda task, _words: task.progress.connect(lambda *_: view.page.upload_line.stop.click())
    )
    with qtbot.waitSignal(view.uploads.finished, timeout=WAIT_MS):
        view.add_files([file, file])
    settle(context, qtbot)
    assert view.page.upload_line.isHidden()
    assert list(context.ssx.micrographs.all(crystalSlurryId=slurry)) == []
    assert [message for message in told if message.level == "error"] == []
