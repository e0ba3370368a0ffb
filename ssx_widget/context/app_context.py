# SPDX-License-Identifier: LGPL-3.0-or-later
"""The context: everything that a screen is given, and the proposal that all screens work on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone

from qtpy.QtCore import QObject, Signal

from backend.domain.rows import AnyRow
from backend.domain.rows.answers import FacilityProfile
from backend.domain.rows.people import BLSessionRow, ProposalRow
from hwobj.client.collections import Collection
from ssx_widget.background.tasks import Tasks
from ssx_widget.context.connection import Clients
from ssx_widget.context.facility import KnownFacility
from ssx_widget.context.preferences import Preferences
from ssx_widget.editing.autosave import Autosave
from ssx_widget.editing.collections import IN_PROPOSAL, fields_of
from ssx_widget.editing.draft import Draft, Row
from ssx_widget.editing.draft_files import claim_folder
from ssx_widget.editing.edits import Edits
from ssx_widget.look.messages import Messages


class AppContext(QObject):
    """What the screens of one window share.

    `core` and `ssx` are the clients, called on a worker only:
    `context.tasks.run(lambda: context.core.shipping_info(7), done=self._fill)`.
    `proposalChanged(row)` and `sessionChanged(row)` carry the row that was picked, or None.
    `rowChanged(table, id, verb)` tells of a row that anybody changed.
    `facilityChanged()`: another profile of the facility holds. `screenWanted(name, key)` asks the window for
    a screen, `moveWanted(address, folder)` for another backend.
    """

    proposalChanged = Signal(object)
    sessionChanged = Signal(object)
    rowChanged = Signal(str, object, str)
    facilityChanged = Signal()
    screenWanted = Signal(str, object)
    moveWanted = Signal(str, object)

    def __init__(self, connection: Clients, preferences: Preferences, drafts_of: str) -> None:
        """`drafts_of` names the backend: drafts for one are never sent to another. Raises OSError."""
        super().__init__()
        self.connection, self.preferences = connection, preferences
        self.core, self.ssx = connection.core, connection.ssx
        connection.changed.connect(self.rowChanged)
        self.messages = Messages()
        self.tasks = Tasks(self.messages)
        files = claim_folder(preferences.folder / "drafts" / drafts_of)
        self.edits = Edits(self.collection, self.tasks, self.messages, Autosave(files, self.messages))
        self.proposal: ProposalRow | None = None
        self.session: BLSessionRow | None = None
        self.facility = KnownFacility()

    @property
    def proposal_id(self) -> int | None:
        """The key of the picked proposal."""
        return self.proposal["proposalId"] if self.proposal else None

    def collection(self, name: str) -> Collection[Row]:
        """The collection of this name, of whichever client has it."""
        found: Collection[Row] = getattr(self.core, name, None) or getattr(self.ssx, name)
        return found

    def new(self, collection: str, values: AnyRow | None = None) -> Draft:
        """A draft of a new row: the picked proposal, the defaults of its fields, then `values`."""
        given = dict(values or {})
        row: Row = {"proposalId": self.proposal_id} if collection in IN_PROPOSAL else {}
        for field in fields_of(collection, given):
            row = field.put(row, field.default) if field.default is not None else row
        description = {**row.get("descriptionJson", {}), **given.get("descriptionJson", {})}
        merged = {**row, **given, **({"descriptionJson": description} if description else {})}
        return self.edits.new(collection, merged)

    def last_proposal(self) -> ProposalRow | None:
        """The proposal of the last time, else the newest; None where there is none. Runs on a worker."""
        proposals, wanted = self.core.proposals, self.preferences.proposal_id
        last = proposals.list(proposalId=wanted, limit=1).rows if wanted else ()
        return next(iter(last or proposals.list(sort="-proposalId", limit=1).rows), None)

    def pick_proposal(self, row: ProposalRow | None) -> None:
        """Work on another proposal, and on its session of the last time, else the one that comes next."""
        if (row["proposalId"] if row else None) == self.proposal_id:
            self.proposal = row
            return
        last_session = self.preferences.session_id
        self.pick_session(None)
        self.proposal = row
        self.preferences.proposal_id = key = self.proposal_id
        self.proposalChanged.emit(row)
        if key is None:
            return
        self.tasks.run(
            lambda: self.core.sessions.list(proposalId=key, sort="-startDate", limit=100).rows,
            done=lambda rows: self._pick_one_of(rows, key, last_session),
            owner=self,
        )

    def _pick_one_of(self, sessions: Sequence[BLSessionRow], proposal: int, last: int | None) -> None:
        if proposal == self.proposal_id and self.session is None:
            again = [row for row in sessions if row["sessionId"] == last]
            self.pick_session(again[0] if again else next_session(sessions))

    def pick_session(self, row: BLSessionRow | None) -> None:
        """Work on another session of the proposal."""
        if row != self.session:
            self.session = row
            self.preferences.session_id = row["sessionId"] if row else None
            self.sessionChanged.emit(row)

    def read_facility(self) -> None:
        """Ask the backend which facility it speaks of."""
        self.tasks.run(self.core.facility, done=self.take_facility, owner=self)

    def take_facility(self, profile: FacilityProfile) -> None:
        """Speak of this facility from now on; `profile` is what `/facility` answers."""
        found = KnownFacility.of(profile)
        if found != self.facility:
            self.facility = found
            self.facilityChanged.emit()

    def show(self, screen: str, key: object = None) -> None:
        """Go to a screen, as `context.show("shipments", 12)`; `key` is given to its `open_row`."""
        self.screenWanted.emit(screen, key)

    def leave(self) -> None:
        """Keep what was typed and let go of the backend; what it still answers is heard by nobody."""
        self.edits.autosave.close()
        self.connection.close()
        self.tasks.close()

    def close(self) -> None:
        """Keep what was typed and the choices, and wait for the work that is on its way."""
        self.preferences.save()
        self.edits.autosave.close()
        self.tasks.wait(5)
        self.tasks.close()


def next_session(sessions: Sequence[BLSessionRow]) -> BLSessionRow | None:
    """Of sessions, latest first: the one that comes next or is under way, else the latest.

    One without dates, as a beamline may store it, is neither.
    """
    now = datetime.now(timezone.utc)
    ahead = [row for row in sessions if (ends := _ends(row)) and ends >= now]
    return next(iter(ahead[-1:] or sessions[:1]), None)


def _ends(session: BLSessionRow) -> datetime | None:
    text = session["endDate"] or session["startDate"]
    return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None
