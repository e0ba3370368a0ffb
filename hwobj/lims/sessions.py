# SPDX-License-Identifier: LGPL-3.0-or-later
"""What mxcubecore 2 calls a session and who holds it; where it is not there, classes with the same fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from backend.domain.rows.answers import ProposalInfo
from backend.domain.rows.people import BLSessionRow, ProposalRow
from hwobj.lims.mxcube_names import PROPOSAL, Told, by_the_clock, told


@dataclass
class Lims:
    """The name of this LIMS."""

    name: str = ""
    description: str = ""


@dataclass
class Session:
    """A visit at the beamline."""

    session_id: str = ""
    beamline_name: str = ""
    start_date: str = ""
    start_time: str = ""
    end_date: str = ""
    end_time: str = ""
    title: str = ""
    code: str = ""
    number: str = ""
    proposal_id: str = ""
    proposal_name: str = ""
    comments: str | None = ""
    nb_shifts: str = ""
    scheduled: str = ""
    is_scheduled_beamline: bool = False
    is_scheduled_time: bool = False


@dataclass
class LimsSessionManager:
    """The sessions that may be chosen, and the chosen one."""

    active_session: Session | None = None
    sessions: list[Session] | None = field(default_factory=list)
    users: dict[str, object] | None = field(default_factory=dict)


if not TYPE_CHECKING:
    try:
        from mxcubecore.model.lims_session import Lims, LimsSessionManager, Session  # noqa: F401
    except ModuleNotFoundError as missing:
        # Without mxcubecore, or beside its first generation.
        if missing.name not in ("mxcubecore", "mxcubecore.model.lims_session"):
            raise

SECOND_GENERATION = LimsSessionManager.__module__.startswith("mxcubecore.")
"""Whether mxcubecore 2 asks, whose `login` answers with a session manager; the first wants a dictionary."""

SHIFTS = 3
"""Of eight hours: what a session is given that MXCuBE creates."""


def as_session(row: BLSessionRow, proposal: ProposalRow, beamline: str) -> Session:
    """A session of the backend as mxcubecore 2 knows it."""
    start, end = _parts(row["startDate"]), _parts(row["endDate"])
    code, number = proposal["proposalCode"] or "", proposal["proposalNumber"] or ""
    return Session(
        session_id=str(row["sessionId"]),
        beamline_name=row["beamLineName"] or "",
        start_date=start[0],
        start_time=start[1],
        end_date=end[0],
        end_time=end[1],
        title=proposal["title"] or "",
        code=code,
        number=number,
        proposal_id=str(proposal["proposalId"]),
        proposal_name=f"{code}{number}",
        comments=row["comments"] or "",
        nb_shifts=str(row["nbShifts"] or ""),
        scheduled=str(bool(row["scheduled"])),
        is_scheduled_beamline=is_here(row, beamline),
        is_scheduled_time=is_today(row),
    )


def as_older(info: ProposalInfo) -> Told:
    """A proposal with person, laboratory and sessions, as mxcubecore 1 and mxcubeqt know it."""
    return {
        "status": {"code": "ok"},
        "Proposal": {name: _filled(value) for name, value in told(info, PROPOSAL).items()},
        "Person": info.get("person") or {},
        "Laboratory": info.get("laboratory") or {},
        "Session": [older_session(row) for row in info["sessions"]],
    }


def older_session(row: BLSessionRow) -> Told:
    """A session as mxcubecore 1 knows it."""
    return {
        "sessionId": row["sessionId"],
        "proposalId": row["proposalId"],
        "beamlineName": row["beamLineName"] or "",
        "startDate": by_the_clock(row["startDate"]),
        "endDate": by_the_clock(row["endDate"]),
        "scheduled": int(row["scheduled"] or 0),
        "nbShifts": row["nbShifts"],
        "comments": row["comments"] or "",
        "timeStamp": by_the_clock(row["bltimeStamp"]),
    }


def is_here(row: BLSessionRow, beamline: str) -> bool:
    """Whether a session is at this beamline."""
    return bool(beamline) and (row["beamLineName"] or "").upper() == beamline.upper()


def is_today(row: BLSessionRow, today: date | None = None) -> bool:
    """Whether a session has begun by today and is not over yet; one without an end lasts."""
    day = today or date.today()  # noqa: DTZ011 - the beamline's own day
    begun = not row["startDate"] or _day(row["startDate"]) <= day
    return begun and (not row["endDate"] or day <= _day(row["endDate"]))


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone().date()


def _parts(moment: str | None) -> tuple[str, str]:
    """Day and time as mxcubecore 2 writes them: 20261124 and 23:00:00."""
    day, _, time = by_the_clock(moment).partition(" ")
    return day.replace("-", ""), time


def _filled(value: object) -> object:
    """mxcubeqt joins texts without looking."""
    return "" if value is None else value
