# SPDX-License-Identifier: LGPL-3.0-or-later
"""Bar and QR codes as SVG data URIs, made in memory: Code 128, Code 39, QR.

Modules are at least 0.508 mm wide (two pixels at 100 dpi), the width from which a page that was scanned or
faxed at 100 dpi still reads; quiet zones are part of each picture.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

MODULE_MM = 0.508
QUIET_MODULES = 10
"""Of a linear code, on either side (ISO/IEC 15417 and 16388)."""
QR_QUIET_MODULES = 4
QR_SYMBOL_MM = 28.0
"""Usual side of a QR symbol without its quiet zone; larger when modules would become too small."""
QR_MODULE_MM = 0.6

_CODE39 = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%")
_CODE128 = frozenset(map(chr, range(32, 127)))


class CannotCarry(ValueError):
    """A code that cannot carry this text; `str(error)` is a sentence that is printed in its place."""


@dataclass(frozen=True)
class Code:
    """A code as a picture: its text, the SVG as a data URI (empty when refused), its size with quiet zone."""

    text: str
    uri: str = ""
    width_mm: float = 0.0
    height_mm: float = 0.0
    quiet_mm: float = 0.0
    refusal: str = ""


@lru_cache(maxsize=256)
def code128(text: str, height_mm: float = 16.0, upright: bool = False) -> Code:
    """Give `text` as Code 128; `upright` turns it by a quarter. CannotCarry names what does not fit."""
    from barcode.codex import Code128

    _require(text, _CODE128, "Code 128")
    return _linear(text, Code128(text).build()[0], height_mm, upright)


@lru_cache(maxsize=256)
def code39(text: str, height_mm: float = 16.0, upright: bool = False) -> Code:
    """Give `text` as Code 39 without a check character, so that bar and QR code say the same.

    Lower case is refused, not raised: the library would print `MX2415` for `mx2415`.
    """
    from barcode.codex import Code39

    _require(text, _CODE39, "Code 39")
    return _linear(text, Code39(text, add_checksum=False).build()[0], height_mm, upright)


SYMBOLOGIES = {"code128": code128, "code39": code39}


def linear(
    text: str, symbology: str, max_width_mm: float, height_mm: float = 16.0, upright: bool = False
) -> Code:
    """Give `text` as a bar code that fits, or a Code whose `refusal` says why there is none."""
    try:
        code = SYMBOLOGIES[symbology](text, height_mm, upright)
        length = code.height_mm if upright else code.width_mm
        if length > max_width_mm:
            raise CannotCarry(f"“{text}” is too long for a bar code on this paper.")
    except CannotCarry as error:
        return Code(text, refusal=str(error))
    return code


def qr(text: str, symbol_mm: float = QR_SYMBOL_MM) -> Code:
    """Give `text` as a QR code of error level Q (a quarter may be damaged), its symbol at least that wide."""
    try:
        uri, modules = _qr_picture(text)
    except CannotCarry as error:
        return Code(text, refusal=str(error))
    module = max(QR_MODULE_MM, symbol_mm / modules)
    side = module * (modules + 2 * QR_QUIET_MODULES)
    return Code(text, uri, side, side, module * QR_QUIET_MODULES)


@lru_cache(maxsize=256)
def _qr_picture(text: str) -> tuple[str, int]:
    """Give the picture and the number of modules along a side, quiet zones left out of the number."""
    from qrcode import QRCode
    from qrcode.constants import ERROR_CORRECT_Q
    from qrcode.exceptions import DataOverflowError

    # Readers undo any mask; choosing the fairest of the eight would take eight times as long.
    symbol = QRCode(error_correction=ERROR_CORRECT_Q, border=QR_QUIET_MODULES, mask_pattern=2)
    symbol.add_data(text.encode("utf-8"), optimize=0)
    try:
        symbol.make(fit=True)
    except (DataOverflowError, ValueError) as error:
        raise CannotCarry("This text is too long for a QR code.") from error
    rows = symbol.get_matrix()
    path = "".join(f"M{x} {y}h{n}v1h-{n}z" for y, row in enumerate(rows) for x, n in _bars(row))
    return _svg(len(rows), len(rows), path), symbol.modules_count


def _require(text: str, alphabet: frozenset[str], name: str) -> None:
    if not text:
        raise CannotCarry("There is no text to make a bar code of.")
    strange = [character for character in dict.fromkeys(text) if character not in alphabet]
    if strange:
        shown = " ".join(f"“{character}”" for character in strange[:5])
        raise CannotCarry(f"{name} cannot carry {shown} of “{text}”.")


def _linear(text: str, modules: str, height_mm: float, upright: bool) -> Code:
    """Draw bars one module deep: the page stretches the picture, so that one serves bars of every height."""
    length = len(modules) + 2 * QUIET_MODULES
    length_mm = length * MODULE_MM
    quiet_mm = QUIET_MODULES * MODULE_MM
    bars = [(x + QUIET_MODULES, width) for x, width in _bars([module == "1" for module in modules])]
    if upright:
        path = "".join(f"M0 {y}h1v{n}h-1z" for y, n in bars)
        return Code(text, _svg(1, length, path), height_mm, length_mm, quiet_mm)
    path = "".join(f"M{x} 0h{n}v1h-{n}z" for x, n in bars)
    return Code(text, _svg(length, 1, path), length_mm, height_mm, quiet_mm)


def _bars(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Give start and length of each run of dark modules."""
    start = 0
    for dark, run in groupby(row):
        length = len(list(run))
        if dark:
            yield start, length
        start += length


def _svg(width: int, height: int, path: str) -> str:
    # The page says how large it is; engines must not keep the shape of the picture instead.
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" preserveAspectRatio="none"><path d="{path}"/></svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode("ascii")).decode("ascii")
