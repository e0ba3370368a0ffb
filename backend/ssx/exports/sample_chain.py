# SPDX-License-Identifier: LGPL-3.0-or-later
"""What leaves as a file in a community's format: a loaded sample's chain, and what was measured from it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from backend.core.models import Proposal
from backend.domain.quantities.decimals import format_decimal
from backend.domain.quantities.units import photon_energy
from backend.domain.science.sample_figures import FigureInput
from backend.ssx.rules import acquisition_details, acquisition_infos
from backend.ssx.rules.samples import info
from backend.store.ownership import Caller
from backend.store.rows import Row, description_of

OURS = ("proposal", "density", "measured", "acquisitions", "totals")
"""What `chain` adds to `info`."""

DOCUMENT, VERSION = "ssx-sample", 1
"""What the document of a loaded sample says of itself."""


def chain(session: Session, caller: Caller, key: int) -> Row:
    """A loaded sample as `info` gives it, with what `OURS` names; NotFound.

    proposal: code and number; density: crystals per mm³ of the stock, measured or computed; acquisitions:
    the document of each that the caller may see, in order, without the sample; totals: their images, hits
    and indexed images together; measured: how the last one was measured, by the names of its
    `descriptionJson`, and `hours`, what all of them took.
    """
    sample = info(session, caller, key)
    stock = sample["sampleStock"]
    density = FigureInput(stock["crystalSlurry"], stock, {}, sample, {}).density
    proposal = session.get_one(Proposal, sample["proposalId"])
    code = f"{proposal.proposalCode or ''}{proposal.proposalNumber or ''}"
    rows, totals = acquisition_infos.of_sample(session, caller, key)
    found = (acquisition_details.details(session, caller, row["ssxDataAcquisitionId"]) for row in rows)
    documents = [_without_sample(acquisition_details.document(each)) for each in found]
    ours = {"acquisitions": documents, "totals": totals, "measured": _measured(documents)}
    return {**sample, "proposal": code, "density": density, **ours}


def document(session: Session, caller: Caller, key: int) -> Row:
    """A loaded sample as one JSON document: its chain, and what was measured from it with the plans."""
    found = chain(session, caller, key)
    sample = {name: value for name, value in found.items() if name not in OURS}
    told = {name: found[name] for name in ("proposal", "acquisitions", "totals")}
    return {"document": DOCUMENT, "version": VERSION, "sample": sample, **told}


def _without_sample(made: Row) -> Row:
    return {name: value for name, value in made.items() if name != "sample"}


def _measured(documents: list[Row]) -> dict[str, object]:
    """What was told of the last acquisition; where nothing was, what its data collection says."""
    if not documents:
        return {}
    collections = [each["dataCollection"] or {} for each in documents]
    times = [(each.get("startTime"), each.get("endTime")) for each in collections]
    seconds = sum((end - start).total_seconds() for start, end in times if start and end)
    hours = {"hours": seconds / 3600} if seconds > 0 else {}
    return {**_beam(collections[-1]), **documents[-1]["acquisition"], **hours}


def _beam(collection: Row) -> dict[str, object]:
    """Photon energy in keV and beam in µm, as a data collection has them as a wavelength and in mm."""
    wavelength = collection.get("wavelength") or 0
    sizes: list[Any] = [collection.get(f"beamSizeAtSample{axis}") for axis in "XY"]
    energy = {"photonEnergy": photon_energy(wavelength)} if wavelength > 0 else {}
    return {**energy, **({} if None in sizes else {"beamSize": [1000 * size for size in sizes]})}


def medium(stock: Row) -> str:
    """What carries the crystals, in words: the medium, the additive, the buffer with its pH."""
    buffer, additive = stock["crystalSlurry"]["buffer"], stock["additive"]
    return "; ".join(
        filter(None, (description_of(stock).get("medium"), _solution(additive), _solution(buffer)))
    )


def _solution(row: Row | None) -> str:
    """A buffer or additive: its components with concentration, else its name."""
    if row is None:
        return ""
    parts = map(component, row["composition"] or ())
    acidity = f" pH {row['pH']:g}" if row["pH"] is not None else ""
    return (", ".join(parts) or row["name"]) + acidity


def component(part: Row) -> str:
    """One component of a buffer or additive, such as `50 mM sodium acetate`."""
    amount = part.get("concentration")
    shown = "" if amount is None else f"{format_decimal(amount)} {part.get('unit') or ''}"
    return f"{shown} {part['component']}".strip()
