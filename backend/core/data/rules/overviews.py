# SPDX-License-Identifier: LGPL-3.0-or-later
"""Several tables in one answer, in a constant number of statements: proposals, people, sessions, data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from backend.core.models import (
    AutoProcIntegration,
    BLSample,
    BLSession,
    Crystal,
    DataCollection,
    DataCollectionGroup,
    Laboratory,
    Person,
    Proposal,
    ProposalHasPerson,
    Protein,
    Shipping,
    ShippingHasSession,
)
from backend.errors import NotFound
from backend.store.base import Base
from backend.store.ownership import Caller
from backend.store.rows import NO_RULES, Row, RowRules, columns, one, read

Keys = Iterable[int | None]


def proposal_info(session: Session, caller: Caller, key: int) -> Row:
    """A proposal with its person and laboratory, its sessions, and how many rows hang on it."""
    row = one(session, caller, Proposal, key)
    person = _by_key(session, Person, [row["personId"]]).get(row["personId"])
    laboratory = person and _by_key(session, Laboratory, [person["laboratoryId"]]).get(person["laboratoryId"])
    return {
        **row,
        "person": person,
        "laboratory": laboratory,
        "sessions": _rows(session, BLSession, BLSession.proposalId == key, caller.sees(BLSession)),
        "counts": {
            "shippings": _count(session, Shipping, Shipping.proposalId == key),
            "proteins": _count(session, Protein, Protein.proposalId == key),
            "samples": _count(session, BLSample, BLSample.within([key])),
        },
    }


def person_info(session: Session, caller: Caller, login: str) -> Row:
    """A person by login, with laboratory and the proposals that the caller may see of those taken part in."""
    known = select(Person.personId).where(Person.login == login, caller.sees(Person))
    key = session.scalar(known)
    if key is None:
        raise NotFound(f"There is no person with the login {login}.")
    row = one(session, caller, Person, key)
    laboratory = _by_key(session, Laboratory, [row["laboratoryId"]]).get(row["laboratoryId"])
    joined = select(ProposalHasPerson.proposalId).where(ProposalHasPerson.personId == key)
    taken = or_(Proposal.personId == key, Proposal.proposalId.in_(joined))
    mine = _rows(session, Proposal, taken, caller.sees(Proposal))
    return {**row, "laboratory": laboratory, "proposals": mine}


def session_info(session: Session, caller: Caller, key: int) -> Row:
    """A session with its proposal, its shipments and its groups of data collections."""
    row = one(session, caller, BLSession, key, SESSION_INFOS)
    sent = select(ShippingHasSession.shippingId).where(ShippingHasSession.sessionId == key)
    shippings = _rows(session, Shipping, Shipping.shippingId.in_(sent), caller.sees(Shipping))
    return {**row, "shippings": shippings}


def _with_proposals(session: Session, rows: list[Row]) -> None:
    """Add to sessions their proposal and how many groups of data collections they have."""
    proposals = _by_key(session, Proposal, (row["proposalId"] for row in rows))
    group = DataCollectionGroup
    keys = [row["sessionId"] for row in rows]
    counted = select(group.sessionId, func.count()).where(group.sessionId.in_(keys)).group_by(group.sessionId)
    counts = _pairs(session, counted)
    for row in rows:
        row["proposal"] = proposals.get(row["proposalId"])
        row["dataCollectionGroups"] = counts.get(row["sessionId"], 0)


SESSION_INFOS = RowRules(extend=_with_proposals)
"""What `infos` of sessions have beyond the columns."""


def overlapping(start: datetime | None, end: datetime | None) -> list[ColumnElement[bool]]:
    """The conditions that a session overlaps a span of time; an open end is no condition."""
    conditions: list[ColumnElement[bool]] = []
    if start is not None:
        conditions.append(or_(BLSession.endDate.is_(None), BLSession.endDate >= start))
    if end is not None:
        conditions.append(BLSession.startDate <= end)
    return conditions


def groups_of_session(session: Session, caller: Caller, key: int) -> list[Row]:
    """The groups of a session with sample, protein, collections and how often these were processed."""
    one(session, caller, BLSession, key)
    groups = _rows(session, DataCollectionGroup, DataCollectionGroup.sessionId == key)
    inside = [row["dataCollectionGroupId"] for row in groups]
    collections = _rows(session, DataCollection, DataCollection.dataCollectionGroupId.in_(inside))
    samples = _named(session, (row["blSampleId"] for row in groups))
    processed = _processed(session, [row["dataCollectionId"] for row in collections])
    for row in groups:
        mine = [c for c in collections if c["dataCollectionGroupId"] == row["dataCollectionGroupId"]]
        row.update(samples.get(row["blSampleId"], {"sample": None, "acronym": None}))
        row["dataCollections"] = mine
        row["numberOfImages"] = sum(c["numberOfImages"] or 0 for c in mine)
        row["integrations"] = sum(processed.get(c["dataCollectionId"], 0) for c in mine)
    return groups


def _named(session: Session, keys: Keys) -> dict[int, Row]:
    """The names of samples and the acronyms of their proteins."""
    found = session.execute(
        select(BLSample.blSampleId, BLSample.name, Protein.acronym)
        .join(Crystal, BLSample.crystalId == Crystal.crystalId)
        .join(Protein, Crystal.proteinId == Protein.proteinId)
        .where(BLSample.blSampleId.in_({key for key in keys if key}))
    )
    return {key: {"sample": name, "acronym": acronym} for key, name, acronym in found}


def _processed(session: Session, keys: Sequence[int]) -> dict[int, int]:
    column = AutoProcIntegration.dataCollectionId
    counted = select(column, func.count()).where(column.in_(keys)).group_by(column)
    return _pairs(session, counted)


def _pairs(session: Session, statement: Select[int, int]) -> dict[int, int]:
    return {row[0]: row[1] for row in session.execute(statement)}


def _rows(session: Session, model: type[Base], *conditions: ColumnElement[bool]) -> list[Row]:
    return read(session, select(*columns(model)).where(*conditions).order_by(model.key()), NO_RULES)


def _by_key(session: Session, model: type[Base], keys: Keys) -> dict[object, Row]:
    wanted = {key for key in keys if key}
    return {row[model.key_name()]: row for row in _rows(session, model, model.key().in_(wanted))}


def _count(session: Session, model: type[Base], condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(model).where(condition)) or 0
