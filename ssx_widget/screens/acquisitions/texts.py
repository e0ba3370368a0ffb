# SPDX-License-Identifier: LGPL-3.0-or-later
"""How acquisitions and what they join are put in words."""

from __future__ import annotations

from collections.abc import Iterator

from backend.domain.quantities.decimals import format_decimal
from backend.domain.quantities.units import photon_energy
from backend.domain.rows.beamline import DetectorRow
from backend.domain.rows.collection import DataCollectionRow
from backend.domain.rows.people import BLSessionRow
from backend.domain.rows.ssx_answers import AcquisitionSummary
from ssx_widget.editing.draft import AnyRow
from ssx_widget.lists.list_lines import ListLine
from ssx_widget.look.texts import shown_time

_THIN = "\u2009"
_THOUSAND = 1000
_MEGA = 1_000_000

PICTURES = {
    **{f"snapshot/{index}": f"Snapshot {index}" for index in range(1, 5)},
    "imageQualityIndicatorsPlot": "Image quality",
    "bestWilsonPlot": "Wilson plot",
}
"""What each picture of a data collection is called."""

KINDS = {"collection": "Data collection", "program": "Processing"}


def count(value: int | None) -> str:
    """25 600, or a dash where it is not known."""
    return "–" if value is None else f"{value:,}".replace(",", _THIN)


def percent(value: float | None) -> str:
    """34.0 %, or a dash."""
    return "–" if value is None else f"{value:.1f} %"


def size(value: int | None) -> str:
    """12.3 MB; a file that is not there says so."""
    if value is None:
        return "not there"
    for unit, factor in (("GB", _MEGA * _THOUSAND), ("MB", _MEGA), ("kB", _THOUSAND)):
        if value >= factor:
            return f"{value / factor:.1f} {unit}"
    return f"{value} B"


def line(row: AnyRow) -> ListLine:
    """What the list says of an acquisition."""
    info: AcquisitionSummary | None = row.get("info")
    if not info:
        key = row.get("ssxDataAcquisitionId")
        return ListLine(f"Acquisition {key}" if key else "New acquisition")
    begun = shown_time(str(info["startTime"])) if info["startTime"] else "no time"
    results = info["results"]
    taken = results.get("images") if results else None
    images = f"{count(taken)} images" if taken is not None else ""
    parts = (begun, images, info["plan"] or "")
    hits = results.get("hits") if results else None
    badge = f"{count(hits)} hits" if hits is not None else ""
    return ListLine(
        info["loadedSample"], " · ".join(part for part in parts if part), badge, "accent" if hits else ""
    )


def title(row: AnyRow) -> str:
    """The heading over an acquisition: its sample and its time."""
    info: AcquisitionSummary | None = row.get("info")
    if not info:
        return line(row).title
    begun = f" · {shown_time(str(info['startTime']))}" if info["startTime"] else ""
    return f"{info['loadedSample']}{begun}"


def facts(
    collection: DataCollectionRow, detector: DetectorRow | None, session: BLSessionRow | None
) -> Iterator[tuple[str, str]]:
    """Label and text of what a data collection says, as far as it says something."""
    yield from _said("Beamline", session and session.get("beamLineName"))
    yield from _said("Time", _span(collection))
    yield from _said("Images", collection.get("numberOfImages") and count(collection["numberOfImages"]))
    exposure = collection.get("exposureTime")
    yield from _said("Exposure", exposure and _number(exposure * _MEGA, "µs"))
    wavelength = collection.get("wavelength")
    yield from _said(
        "Energy", wavelength and f"{_number(photon_energy(wavelength), 'keV')} ({_number(wavelength, 'Å')})"
    )
    yield from _said("Beam", _beam(collection))
    yield from _said("Flux", _amount(collection, "flux", "1/s"))
    yield from _said("Transmission", _amount(collection, "transmission", "%"))
    yield from _said("Resolution", _amount(collection, "resolution", "Å"))
    distance = _amount(collection, "detectorDistance", "mm")
    at = f"at {distance}" if distance else ""
    yield from _said("Detector", f"{_detector(detector)} {at}".strip())
    yield from _said("Status", collection.get("runStatus"))
    yield from _said("Directory", collection.get("imageDirectory"))
    yield from _said("Files", collection.get("fileTemplate"))
    yield from _said("Comments", collection.get("comments"))


def _said(words: str, text: str | float | None) -> Iterator[tuple[str, str]]:
    if text:
        yield words, str(text)


def _span(collection: DataCollectionRow) -> str:
    """3 Dec 2026 14:20 – 14:25; both days where it went on over midnight."""
    begun, ended = (
        shown_time(str(collection[name])) if collection.get(name) else "" for name in ("startTime", "endTime")
    )
    same_day = begun.rpartition(" ")[0] == ended.rpartition(" ")[0]
    return " – ".join(part for part in (begun, ended.rpartition(" ")[2] if same_day else ended) if part)


def _amount(row: AnyRow, name: str, unit: str) -> str:
    value = row.get(name)
    return "" if value is None else _number(value, unit)


def _number(value: float, unit: str) -> str:
    if abs(value) >= _MEGA:
        mantissa, _, power = f"{value:.2e}".partition("e")
        return f"{float(mantissa):g}·10{_raised(int(power))} {unit}"
    return f"{format_decimal(float(f'{value:.5g}'))} {unit}"


def _raised(power: int) -> str:
    return str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _beam(collection: DataCollectionRow) -> str:
    sizes = (collection.get("beamSizeAtSampleX"), collection.get("beamSizeAtSampleY"))
    known = [format_decimal(float(f"{value * _THOUSAND:.4g}")) for value in sizes if value is not None]
    shape = f" {collection['beamShape']}" if collection.get("beamShape") else ""
    return f"{' × '.join(known)} µm{shape}" if known else ""


def _detector(row: DetectorRow | None) -> str:
    if row is None:
        return ""
    parts = (row["detectorManufacturer"], row["detectorModel"])
    return " ".join(part for part in parts if part) or row["detectorType"] or ""
