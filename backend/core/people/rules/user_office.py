# SPDX-License-Identifier: LGPL-3.0-or-later
"""Proposals from the user office into our tables: made, brought up to date, never deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from backend.core.models import BLSession, Laboratory, Person, Proposal, ProposalHasPerson
from backend.errors import BackendError, Conflict, Invalid
from backend.outside.user_office import OfficeEntry
from backend.store.base import Base
from backend.store.rows import Row, flush

Check = Callable[[type[Base], Row], Row]
"""Gives the values of a row as they are to be stored; raises Invalid for what does not fit."""

M = TypeVar("M", bound=Base)


@dataclass
class OfficeSync:
    """Stores one record and keeps what it did, in words."""

    session: Session
    check: Check
    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    def put(self, model: type[M], found: M | None, values: Row, name: str) -> M:
        """The row with these values: *found*, changed where it differs, or a new one."""
        if found is None:
            found = model(**values)
            self.session.add(found)
            self.created.append(f"{model.__name__} {name}")
        else:
            differing = [column for column, value in values.items() if getattr(found, column) != value]
            for column in differing:
                setattr(found, column, values[column])
            if differing:
                self.changed.append(f"{model.__name__} {name}: {', '.join(differing)}")
        flush(self.session, model, values)
        return found

    def values(self, model: type[Base], given: object, what: str) -> Row:
        """Checked values, moments to the second as the database keeps them."""
        if not isinstance(given, Mapping):
            raise Invalid.field(what, f"{what} holds no named values.")
        checked = self.check(model, dict(given))
        return {
            name: value.replace(microsecond=0) if isinstance(value, datetime) else value
            for name, value in checked.items()
        }


def sync(session: Session, entries: Iterable[OfficeEntry], check: Check) -> dict[str, Any]:
    """Store every entry, each for itself; one that cannot be stored is reported and leaves nothing.

    Gives counts of proposals created, changed, unchanged and in error, and a row for each.
    """
    rows = [_synced(session, entry, check) for entry in entries]
    counts = dict.fromkeys(("created", "changed", "unchanged", "error"), 0)
    for row in rows:
        counts[row["outcome"]] += 1
    return {**counts, "rows": rows}


def _synced(session: Session, entry: OfficeEntry, check: Check) -> Row:
    told = {"place": entry.place, "proposal": entry.name}
    work = OfficeSync(session, check)
    try:
        if entry.record is None:
            raise Invalid(entry.problem)
        with session.begin_nested():
            _store(work, entry.record, entry.name)
    except BackendError as error:
        return {**told, "outcome": "error", "detail": error.detail, "errors": error.errors}
    except (DataError, IntegrityError):
        return {**told, "outcome": "error", "detail": "The database cannot hold these values.", "errors": {}}
    made = any(text.startswith("Proposal ") for text in work.created)
    outcome = "created" if made else "changed" if work.created or work.changed else "unchanged"
    detail = [f"{text} made" for text in work.created] + [f"{text} changed" for text in work.changed]
    return {**told, "outcome": outcome, "detail": "; ".join(detail), "errors": {}}


_PARTS = ("person", "participants", "sessions")


def _store(work: OfficeSync, record: Row, name: str) -> None:
    own = {column: value for column, value in record.items() if column not in _PARTS}
    values = work.values(Proposal, own, "proposal")
    found = work.session.scalar(
        select(Proposal).where(
            Proposal.proposalCode == values["proposalCode"],
            Proposal.proposalNumber == values["proposalNumber"],
        )
    )
    if record.get("person"):
        values["personId"] = _person(work, record["person"], "person").personId
    elif found is None:
        raise Invalid.field("person", "A new proposal needs the person that it belongs to.")
    proposal = work.put(Proposal, found, values, name)
    for number, given in enumerate(record.get("participants") or ()):
        _participant(work, proposal, given, f"participants.{number}")
    for number, given in enumerate(record.get("sessions") or ()):
        _session(work, proposal, given, f"sessions.{number}")


def _person(work: OfficeSync, given: object, what: str) -> Person:
    """A person, known by login, else by the user office's own key, else by name and address."""
    if not isinstance(given, Mapping):
        raise Invalid.field(what, f"{what} holds no named values.")
    values = work.values(Person, {k: v for k, v in given.items() if k not in ("laboratory", "role")}, what)
    names = next(
        (names for names in (("login",), ("externalId",)) if all(values.get(name) for name in names)),
        ("familyName", "givenName", "emailAddress"),
    )
    if not any(values.get(name) for name in names):
        raise Invalid.field(what, f"{what} has neither a login nor a name.")
    same = [getattr(Person, name) == values.get(name) for name in names]
    found = work.session.scalars(select(Person).where(*same).order_by(Person.personId).limit(1)).first()
    if given.get("laboratory"):
        values["laboratoryId"] = _laboratory(work, found, given["laboratory"], f"{what}.laboratory")
    shown = str(values.get("login") or values.get("familyName") or "")
    return work.put(Person, found, values, shown)


def _laboratory(work: OfficeSync, person: Person | None, given: object, what: str) -> int:
    """A laboratory with these values: others share it, so it is never changed, another is taken instead."""
    values = work.values(Laboratory, given, what)
    same = [getattr(Laboratory, name) == value for name, value in values.items()]
    found = list(work.session.scalars(select(Laboratory).where(*same).order_by(Laboratory.laboratoryId)))
    current = person.laboratoryId if person else None
    for laboratory in found:
        if laboratory.laboratoryId == current:
            return laboratory.laboratoryId
    first = found[0] if found else None
    return work.put(Laboratory, first, values, str(values.get("name") or "")).laboratoryId


def _participant(work: OfficeSync, proposal: Proposal, given: object, what: str) -> None:
    person = _person(work, given, what)
    role = given.get("role") if isinstance(given, Mapping) else None
    own = {"proposalId": proposal.proposalId, "personId": person.personId}
    checked = work.values(ProposalHasPerson, {**own, **({"role": role} if role else {})}, what)
    links = select(ProposalHasPerson).where(
        ProposalHasPerson.proposalId == proposal.proposalId, ProposalHasPerson.personId == person.personId
    )
    shown = str(person.login or person.familyName or "")
    work.put(ProposalHasPerson, work.session.scalars(links).first(), checked, shown)


def _session(work: OfficeSync, proposal: Proposal, given: object, what: str) -> None:
    """A session, known by its number, else by the user office's own key, else by beamline and start."""
    values = work.values(BLSession, given, what) | {"proposalId": proposal.proposalId}
    known = (("visit_number",), ("externalId",), ("beamLineName", "startDate"))
    names = next((names for names in known if all(values.get(name) is not None for name in names)), None)
    if names is None:
        raise Invalid.field(what, f"{what} needs visit_number, externalId, or beamLineName and startDate.")
    same = [getattr(BLSession, name) == values[name] for name in ("proposalId", *names)]
    found = list(work.session.scalars(select(BLSession).where(*same)))
    if len(found) > 1:
        raise Conflict(f"{what} stands for {len(found)} sessions.")
    work.put(BLSession, found[0] if found else None, values, " ".join(str(values[name]) for name in names))
