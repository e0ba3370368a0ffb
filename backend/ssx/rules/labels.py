# SPDX-License-Identifier: LGPL-3.0-or-later
"""Labels of tubes, chips and stocks: what is in them, from the whole chain."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.models import Proposal
from backend.core.shipping.rules.labels import LabelMaker, LabelQuery, LabelSettings, tube_code
from backend.domain.quantities.units import CRYSTAL_DENSITY
from backend.errors import Invalid, NotFound
from backend.ssx.models import CrystalSlurry, LoadedSample, SampleStock
from backend.store.base import Base
from backend.store.column_types import now
from backend.store.ownership import Caller
from backend.store.rows import Row, columns, read

THINGS: dict[str, type[LoadedSample] | type[SampleStock] | type[CrystalSlurry]] = {
    "LoadedSample": LoadedSample,
    "SampleStock": SampleStock,
    "CrystalSlurry": CrystalSlurry,
}


def tubes(
    session: Session,
    caller: Caller,
    table: str,
    keys: Sequence[int],
    options: LabelQuery,
    settings: LabelSettings,
) -> LabelMaker:
    """A small label for each of these things, in this order; NotFound names one that is not seen."""
    found = {row[THINGS[table].key_name()]: row for row in _seen(session, caller, THINGS[table], keys)}
    missing = [key for key in keys if key not in found]
    if missing:
        raise NotFound(f"There is no {table} {missing[0]}.")
    rows = [_with_parents(session, table, found[key]) for key in dict.fromkeys(keys)]
    proposals = {row["proposalId"] for row in rows}
    if len(proposals) > 1:
        raise Invalid.field("ids", "These belong to several proposals; print those of one at a time.")
    proposal = session.get_one(Proposal, proposals.pop())
    code = f"{proposal.proposalCode or ''}{proposal.proposalNumber or ''}"
    context = {
        "site": settings.site,
        "tubes": [_tube(row, code) for row in rows],
        "printed_on": now().isoformat(),
    }
    return LabelMaker(f"tubes-{code}", context, options, settings)


def _seen(session: Session, caller: Caller, model: type[Base], keys: Sequence[int | None]) -> list[Row]:
    wanted = [key for key in keys if key is not None]
    return read(session, select(*columns(model)).where(model.key().in_(wanted), caller.sees(model)))


def _with_parents(session: Session, table: str, row: Row) -> Row:
    """The row with its stock and slurry, as far as it has them."""
    stock = _one(session, SampleStock, row["sampleStockId"]) if table == "LoadedSample" else None
    stock = row if table == "SampleStock" else stock
    slurry = _one(session, CrystalSlurry, stock["crystalSlurryId"]) if stock else row
    return {**row, "stock": stock, "slurry": slurry}


def _one(session: Session, model: type[Base], key: int) -> Row | None:
    return next(iter(read(session, select(*columns(model)).where(model.key() == key))), None)


def _tube(row: Row, proposal: str) -> Row:
    stock, slurry = row["stock"] or {}, row["slurry"] or {}
    density = stock.get("crystalDensity") or slurry.get("crystalDensity")
    shown = f"{CRYSTAL_DENSITY.to_shown(density):.3g} × {CRYSTAL_DENSITY.shown}" if density else ""
    others = [part["name"] for part in (stock, slurry) if part and part["name"] != row["name"]]
    return {
        "code": tube_code(proposal, row["name"]),
        "name": row["name"],
        "stock": others[0] if others else "",
        "slurry": others[1] if len(others) > 1 else "",
        "density": shown,
        "date": (row["descriptionJson"] or {}).get("preparedAt") or now().date().isoformat(),
    }
