# SPDX-License-Identifier: LGPL-3.0-or-later
"""Proposals and sessions of whoever measures: found by user, by name, and created for today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from urllib.parse import quote

from backend.domain.rows.answers import Me, PersonInfo, ProposalInfo, SessionInfo
from backend.domain.rows.people import BLSessionRow, ProposalRow
from hwobj.client.collections import new_key
from hwobj.client.session import RestSession
from hwobj.errors import NotAllowed, NotFound
from hwobj.lims.mxcube_names import Told, as_key, as_moment
from hwobj.lims.sessions import SHIFTS, is_here, is_today


class VisitCalls:
    """Reads proposals and sessions with what belongs to them."""

    def __init__(self, rest: RestSession) -> None:
        self._rest = rest

    def of_user(self, login: str) -> Iterator[ProposalInfo]:
        """The proposals of a person, each with person, laboratory and sessions; none for who is unknown."""
        for key in self._proposals_of(login):
            yield self.proposal(key)

    def proposal(self, key: int) -> ProposalInfo:
        """A proposal with `person`, `laboratory` and `sessions`."""
        return self._rest.ask(ProposalInfo, "GET", f"/proposals/{int(key)}/info")

    def session(self, key: int) -> SessionInfo:
        """A session with its `proposal`."""
        return self._rest.ask(SessionInfo, "GET", f"/sessions/{int(key)}/info")

    def create(self, proposal: int, beamline: str, **columns: object) -> BLSessionRow:
        """Store a session; without other columns it lasts from today until tomorrow morning."""
        start = datetime.combine(datetime.now().date(), time())  # noqa: DTZ005 - the beamline's own day
        row = {
            "proposalId": proposal,
            "beamLineName": beamline,
            "startDate": as_moment(start),
            "endDate": as_moment(start + timedelta(days=1, hours=8)),
            "scheduled": 0,
            "nbShifts": SHIFTS,
            "comments": "Session created by MXCuBE",
            "visit_number": self._next_visit(proposal),
            **columns,
        }
        return self._rest.ask(BLSessionRow, "POST", "/sessions", json=row, key=new_key())

    def create_as_told(self, given: Told, beamline: str) -> BLSessionRow:
        """Store a session that mxcubecore 1 describes."""
        columns = {name: given[name] for name in ("scheduled", "nbShifts", "comments") if name in given}
        times = {name: as_moment(given[name]) for name in ("startDate", "endDate") if given.get(name)}
        return self.create(
            as_key(given["proposalId"]), str(given.get("beamlineName") or beamline), **columns, **times
        )

    def todays(self, info: ProposalInfo, beamline: str) -> BLSessionRow | None:
        """The session of a proposal that is at this beamline today."""
        return next((row for row in info["sessions"] if is_here(row, beamline) and is_today(row)), None)

    def _next_visit(self, proposal: int) -> int:
        """A number that no session of the proposal has: two of the same are refused."""
        query = {"proposalId": proposal, "limit": 1000}
        rows = self._rest.ask_rows(BLSessionRow, "/sessions", params=query)
        return max((row["visit_number"] or 0 for row in rows), default=0) + 1

    def _proposals_of(self, login: str) -> list[int]:
        if self._is_mine(login):
            rows = self._rest.ask_rows(ProposalRow, "/proposals", params={"limit": 1000})
            return [row["proposalId"] for row in rows]
        try:
            person = self._rest.ask(PersonInfo, "GET", f"/contacts/persons/{quote(login, safe='')}/info")
        except (NotFound, NotAllowed):
            return []
        return [row["proposalId"] for row in person["proposals"]]

    def _is_mine(self, login: str) -> bool:
        """Whether we are logged in as that user, who then is shown his or her own proposals only."""
        return self._rest.ask(Me, "GET", "/auth/me")["username"] == login
