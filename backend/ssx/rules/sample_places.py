# SPDX-License-Identifier: LGPL-3.0-or-later
"""Puts slurries, stocks and loaded samples into containers, where each travels as a sample of ISPyB's."""

from __future__ import annotations

from typing import TypeAlias, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.models import BLSample
from backend.core.samples.rules.samples import SAMPLE_RULES
from backend.errors import Invalid, NotFound
from backend.ssx.models import CrystalSlurry, CrystalSlurryHasCrystal, LoadedSample, SampleStock
from backend.ssx.rules.labels import THINGS
from backend.store.ownership import Caller
from backend.store.rows import Row, create, update

Thing: TypeAlias = LoadedSample | SampleStock | CrystalSlurry


def put(session: Session, caller: Caller, table: str, key: int, container: int, location: str) -> Row:
    """Put a thing into a position of a container; gives its BLSample.

    One that lies in a container already is moved; else a sample of the same name is made, of the first
    crystal of its slurry. Raises NotFound, Invalid for a position that does not exist or a container of
    another proposal, Conflict for a place or a name that is taken.
    """
    thing = _locked(session, caller, table, key)
    place = {"containerId": container, "location": location}
    if thing.blSampleId is not None:
        return update(session, caller, BLSample, thing.blSampleId, place, rules=SAMPLE_RULES)
    values = {**place, "name": thing.name, "crystalId": _crystal(session, thing)}
    row = create(session, caller, BLSample, values, SAMPLE_RULES)
    thing.blSampleId = row["blSampleId"]
    session.flush()
    return row


def _locked(session: Session, caller: Caller, table: str, key: int) -> Thing:
    """The thing under its lock: of two who put it somewhere at once, the second one moves it."""
    model = THINGS[table]
    wanted = select(model).where(model.key() == key, caller.sees(model)).with_for_update()
    found = cast("Thing | None", session.scalar(wanted))
    if found is None:
        raise NotFound(f"There is no {table} {key}.")
    return found


def _crystal(session: Session, thing: Thing) -> int:
    """The first crystal of the slurry that it comes from."""
    link = CrystalSlurryHasCrystal
    first = select(link.crystalId).where(link.crystalSlurryId == _slurry(session, thing))
    found = session.scalar(first.order_by(link.CrystalSlurryHasCrystalId).limit(1))
    if found is None:
        text = f"{thing.name} names no crystal: state the protein of its slurry first."
        raise Invalid.field("id", text)
    return found


def _slurry(session: Session, thing: Thing) -> int:
    if isinstance(thing, CrystalSlurry):
        return thing.crystalSlurryId
    stock = thing if isinstance(thing, SampleStock) else session.get_one(SampleStock, thing.sampleStockId)
    return stock.crystalSlurryId
