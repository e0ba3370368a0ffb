"""What leaves as a file in a community's format: a loaded sample's chain, and what was measured from it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.models import DataCollection, Proposal
from backend.domain.decimals import format_decimal
from backend.domain.ssx_figures import Chain
from backend.ownership import Caller
from backend.rows import Row
from backend.ssx.models import SsxDataAcquisition
from backend.ssx.modules.samples import info

OURS = ("proposal", "density", "measured")
"""What `chain` adds to `info`."""


def chain(session: Session, caller: Caller, key: int) -> Row:
    """A loaded sample as `info` gives it, with what `OURS` names; NotFound.

    proposal: code and number; density: crystals per mm³ of the stock, measured or computed; measured: the
    `descriptionJson` of its last acquisition, and `hours`, what all of them took, empty where nothing was
    measured that the caller may see.
    """
    sample = info(session, caller, key)
    stock = sample["sampleStock"]
    density = Chain(stock["crystalSlurry"], stock, {}, sample, {}).density
    proposal = session.get_one(Proposal, sample["proposalId"])
    code = f"{proposal.proposalCode or ''}{proposal.proposalNumber or ''}"
    measured = _measured(session, caller, key)
    return {**sample, "proposal": code, "density": density, "measured": measured}


def _measured(session: Session, caller: Caller, key: int) -> dict[str, Any]:
    wanted = (
        select(SsxDataAcquisition.descriptionJson, DataCollection.startTime, DataCollection.endTime)
        .join(DataCollection, DataCollection.dataCollectionId == SsxDataAcquisition.dataCollectionId)
        .where(SsxDataAcquisition.loadedSampleId == key, caller.sees(SsxDataAcquisition))
        .order_by(SsxDataAcquisition.ssxDataAcquisitionId)
    )
    found = session.execute(wanted).all()
    if not found:
        return {}
    seconds = sum((end - start).total_seconds() for _, start, end in found if start and end)
    return {**(found[-1][0] or {}), **({"hours": seconds / 3600} if seconds > 0 else {})}


def inner(row: Row | None) -> dict[str, Any]:
    """The `descriptionJson` of a row, empty where it has none."""
    return (row or {}).get("descriptionJson") or {}


def medium(stock: Row) -> str:
    """What carries the crystals, in words: the medium, the additive, the buffer with its pH."""
    buffer, additive = stock["crystalSlurry"]["buffer"], stock["additive"]
    return "; ".join(filter(None, (inner(stock).get("medium"), _solution(additive), _solution(buffer))))


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
