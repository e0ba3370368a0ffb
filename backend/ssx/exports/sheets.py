# SPDX-License-Identifier: LGPL-3.0-or-later
"""The data sheet of a loaded sample: each field of its chain that holds something, in the forms' words.

Below it stands what was measured: time, images, hits and indexed images of each acquisition, and its plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from typing import Any

from sqlalchemy.orm import Session

from backend.core.models import Proposal
from backend.core.shipping.rules.labels import LabelMaker, LabelQuery, LabelSettings, tube_code
from backend.domain.acquisition_results import COUNTS
from backend.domain.fields import core_fields, deliveries, ssx_fields
from backend.domain.fields.field import Field
from backend.domain.quantities.decimals import format_decimal
from backend.domain.safety import highest
from backend.domain.science.sample_figures import figures
from backend.ssx.exports.sample_chain import component
from backend.ssx.rules import acquisition_infos
from backend.ssx.rules.samples import info
from backend.store.column_types import now
from backend.store.ownership import Caller
from backend.store.rows import Row

_Section = dict[str, Any]


def sheet(
    session: Session, caller: Caller, key: int, wish: LabelQuery, settings: LabelSettings
) -> LabelMaker:
    """The data sheet of one loaded sample; NotFound when the caller may not see it."""
    sample = info(session, caller, key)
    rows, totals = acquisition_infos.of_sample(session, caller, key)
    measured = _measured(rows, totals)
    proposal = session.get_one(Proposal, sample["proposalId"])
    code = f"{proposal.proposalCode or ''}{proposal.proposalNumber or ''}"
    proteins = [crystal["protein"] or {} for crystal in sample["sampleStock"]["crystalSlurry"]["crystals"]]
    context = {
        "site": settings.site,
        "shipment": {"proposal": code, "safety_level": highest(p.get("safetyLevel") for p in proteins)},
        "sheets": [
            {
                "title": sample["name"],
                "code": tube_code(code, sample["name"]),
                "sections": [*_sections(sample), *_section("What was measured", measured)],
            }
        ],
        "printed_on": now().isoformat(),
    }
    return LabelMaker(f"sheet-{sample['name']}", context, wish, settings)


def _sections(sample: Row) -> Iterator[_Section]:
    """The chain from the device to the protein, then what follows from it; empty parts left out."""
    stock, device = sample["sampleStock"], sample["sampleDeliveryDevice"]
    slurry = stock["crystalSlurry"]
    yield from _by_section("Sample", ssx_fields.FIELDS["LoadedSample"], sample)
    name = f"Delivery: {deliveries.DEVICE_LABELS[device['type']]}"
    yield from _section(name, _facts(deliveries.DEVICE_FIELDS[device["type"]], device))
    yield from _table("Stock", "SampleStock", stock)
    yield from _table("Additive", "Additive", stock["additive"])
    yield from _table("Slurry", "CrystalSlurry", slurry)
    yield from _table("Size distribution", "CrystalSizeDistribution", slurry["crystalSizeDistribution"])
    yield from _table("Buffer", "Buffer", slurry["buffer"])
    for crystal in slurry["crystals"]:
        protein = crystal["protein"] or {}
        acronym = protein.get("acronym") or ""
        yield from _section(f"Crystal {acronym}", _facts(core_fields.FIELDS["Crystal"], crystal))
        yield from _section(f"Macromolecule {acronym}", _facts(core_fields.FIELDS["Protein"], protein))
    yield from _section("What follows from it", _figures(sample, device, stock, slurry))


def _measured(rows: Iterable[Row], totals: Row) -> Iterator[Row]:
    """A line for each acquisition, and one for all of them together."""
    several = totals["acquisitions"] > 1
    for row in rows:
        info = row["info"]
        begun = info["startTime"]
        named = f"{begun.day} {begun:%b %Y %H:%M} UTC" if begun else f"No. {row['ssxDataAcquisitionId']}"
        said = (_counts(info["results"] or {}), info["plan"], info["program"])
        yield {"name": named, "value": " · ".join(part for part in said if part)}
    if several and _counts(totals):
        yield {"name": "Processed, together", "value": _counts(totals)}


def _counts(results: Row) -> str:
    """25600 images, 8704 hits (34 %), 7050 indexed (81 %), as far as they are known."""
    rates = {"hits": results.get("hitRate"), "indexed": results.get("indexingRate")}
    parts = []
    for name in COUNTS:
        if results.get(name) is not None:
            rate = rates.get(name)
            parts.append(f"{results[name]} {name}" + (f" ({rate:.0f} %)" if rate is not None else ""))
    return ", ".join(parts)


def _section(heading: str, facts: Iterable[Row]) -> Iterator[_Section]:
    found = list(facts)
    if found:
        yield {"heading": heading.strip(), "facts": found}


def _table(heading: str, table: str, row: Row | None) -> Iterator[_Section]:
    named = f"{heading} {(row or {}).get('name') or ''}"
    yield from _section(named, _facts(_unnamed(ssx_fields.FIELDS[table]), row or {}))


def _unnamed(fields: Iterable[Field]) -> Iterator[Field]:
    """Without the name, which stands in the heading."""
    return (field for field in fields if field.name != "name")


def _by_section(first: str, fields: Iterable[Field], row: Row) -> Iterator[_Section]:
    parts: dict[str, list[Field]] = {}
    for field in _unnamed(fields):
        parts.setdefault(field.section or first, []).append(field)
    for heading, inner in parts.items():
        yield from _section(heading, _facts(inner, row))


def _facts(fields: Iterable[Field], row: Mapping[str, object]) -> Iterator[Row]:
    """The fields that hold something; one that names another row is left to that row's own part."""
    for field in fields:
        value = field.get(row)
        if value not in (None, "", []) and not field.refers_to:
            yield {"name": field.label, "value": _text(field, value)}


def _text(field: Field, value: Any) -> str:
    """A value with its unit, as a form shows it; rows of a list one below the other."""
    if field.name == "composition":
        return "\n".join(map(component, value))
    if field.items:
        return "\n".join(
            " · ".join(f"{f['name']} {f['value']}" for f in _facts(field.items, row)) for row in value
        )
    shown = field.choice_label(value) if field.kind == "choice" else field.show(value)
    return f"{shown} {'× ' if field.unit[:1].isdecimal() else ''}{field.unit}".strip()


def _figures(sample: Row, device: Row, stock: Row, slurry: Row) -> Iterator[Row]:
    try:
        found = figures(sample, device, stock, slurry, slurry["crystalSizeDistribution"])
    except ArithmeticError:
        return  # numbers that no sample has; nothing follows from them
    for figure in found:
        derived = figure.derived
        if not isfinite(derived.value):
            continue
        # Three digits are what a person reads; the formula is not printed.
        number = format_decimal(float(f"{derived.value:.3g}"))
        text = f"{number} {derived.unit}".strip()
        yield {"name": figure.label, "value": f"{text} – {derived.warning}" if derived.warning else text}
