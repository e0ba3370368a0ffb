# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the label tests share: a shipment to print, and eyes that read PDF pages back."""

from __future__ import annotations

import copy
import re
import select
import subprocess
from collections import Counter
from collections.abc import Callable
from os import close, pidfd_open
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

ENGINES = ("wkhtmltopdf", "weasyprint")

_CONTACT = {
    "name": "Anna Zürich",
    "address": ["Structural Biology", "Example University", "Notkestraße 85", "22607 Hamburg", "Germany"],
    "phone": "+49 40 000 000",
    "email": "anna.zuerich@example.org",
}
_CONTEXT: dict[str, Any] = {
    "site": {
        "name": "Example Light Source",
        "address": ["Sample Reception, Building 12", "1 Synchrotron Avenue", "38000 Grenoble", "France"],
        "delivery_entrance": "Gate 2",
        "phone": "+33 4 76 00 00 00",
    },
    "shipment": {
        "name": "December SSX run",
        "proposal": "mx2415",
        "laboratory": "Structural Biology",
        "safety_level": "GREEN",
        "courier": "World Courier",
        "return_courier": "Slow Courier",
        "return_account": "954-221-087",
    },
    "session": {"beamline": "ID29", "start": "2026-12-03", "local_contact": "B. Hall"},
    "sending_contact": _CONTACT,
    "return_contact": {**_CONTACT, "name": "Bertha Return"},
    "dewars": [
        {
            "code": "DEW-12",
            "barcode": "mx2415-7KQ2M9X",
            "containers": [{"code": "UNIPUCK-041"}, {"code": "UNIPUCK-042"}],
            "parcel": 1,
            "parcels": 2,
            "storage_temperature": "77 K",
            "packing": "dry shipper",
            "tracking_number": "1Z999AA10123456784",
        }
    ],
    "printed_on": "2026-11-30T11:40:00+01:00",
}


def codes_in(picture: Path) -> set[str]:
    """What a reader finds in a picture."""
    found = subprocess.run(["zbarimg", "-q", str(picture)], capture_output=True, check=False)
    return set(found.stdout.decode("utf-8").splitlines())


class Pages:
    """A PDF as a person with a scanner sees it."""

    def __init__(self, pdf: bytes, folder: Path) -> None:
        self._file = folder / f"{abs(hash(pdf)):x}.pdf"
        self._file.write_bytes(pdf)

    @property
    def texts(self) -> list[str]:
        """The text of each page, in one line."""
        text = self._run("pdftotext", "-layout", str(self._file), "-").decode("utf-8")
        return [" ".join(page.split()) for page in text.split("\f")[:-1]]

    @property
    def words(self) -> Counter[str]:
        """How often each word stands in the document."""
        return Counter(" ".join(self.texts).split())

    @property
    def letters(self) -> Counter[str]:
        """How often each character stands in the document, wherever its lines were broken."""
        return Counter("".join(self.texts).replace(" ", ""))

    def codes(self, dpi: int) -> list[set[str]]:
        """What a reader finds on each page that was scanned at `dpi`: kind and text, `QR-Code:abc`."""
        return [codes_in(picture) for picture in self.pictures(dpi)]

    def cut(self, dpi: int, left: float, top: float, width: float, height: float) -> set[str]:
        """What a reader finds in a piece that was cut from the first page, in millimetres."""
        scale = dpi / 25.4
        box = (left * scale, top * scale, (left + width) * scale, (top + height) * scale)
        piece = self._file.with_suffix(".piece.png")
        Image.open(self.pictures(dpi)[0]).crop(box).save(piece)
        return codes_in(piece)

    def pictures(self, dpi: int) -> list[Path]:
        """Each page as a PNG file."""
        stem = self._file.with_suffix(f".{dpi}")
        drawn = sorted(stem.parent.glob(f"{stem.name}-*.png"))
        if drawn:
            return drawn
        self._run("pdftoppm", "-r", str(dpi), "-gray", "-png", str(self._file), str(stem))
        return sorted(stem.parent.glob(f"{stem.name}-*.png"))

    def boxes(self) -> list[list[tuple[float, float, float, float, str]]]:
        """Where each word stands on each page, in points: left, top, right, bottom, word."""
        found = self._run("pdftotext", "-bbox", str(self._file), "-").decode("utf-8")
        word = re.compile(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>')
        return [
            [(float(a), float(b), float(c), float(d), text) for a, b, c, d, text in word.findall(page)]
            for page in found.split("</page>")[:-1]
        ]

    @staticmethod
    def _run(*command: str) -> bytes:
        return subprocess.run(command, capture_output=True, check=True).stdout


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Each of the two PDF engines."""
    return str(request.param)


@pytest.fixture
def context() -> dict[str, Any]:
    """A shipment of one ordinary dewar, free to be changed."""
    return copy.deepcopy(_CONTEXT)


@pytest.fixture
def look(tmp_path: Path) -> Callable[[bytes], Pages]:
    """Look at a PDF."""
    return lambda pdf: Pages(pdf, tmp_path)


@pytest.fixture
def process_ends() -> Callable[[int], bool]:
    """Wait until a process has ended; False when it has not within ten seconds."""

    def wait(pid: int) -> bool:
        try:
            handle = pidfd_open(pid)
        except ProcessLookupError:
            return True
        try:
            return bool(select.select([handle], [], [], 10)[0])
        finally:
            close(handle)

    return wait
