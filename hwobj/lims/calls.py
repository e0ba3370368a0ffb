# SPDX-License-Identifier: LGPL-3.0-or-later
"""The calls that MXCuBE makes to its LIMS, in both generations, answered from the backend.

What cannot be done is told in the user log and answered by nothing, so that a measurement goes on; `login`
alone raises, as whoever typed a wrong password waits for an answer.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import partial, wraps
from typing import TypeVar, cast

from backend.domain.rows.answers import PersonInfo, ProposalInfo
from backend.domain.rows.people import BLSessionRow
from hwobj.client.gevent_support import run_in_thread_pool
from hwobj.client.session import RestSession
from hwobj.errors import LimsError, NotFound, Unreachable
from hwobj.lims.hardware_object import LimsObject
from hwobj.lims.lims_client import LimsClient
from hwobj.lims.measurements import MeasurementCalls
from hwobj.lims.mxcube import beamline, beamline_object, complain
from hwobj.lims.mxcube_names import Told, as_key
from hwobj.lims.proposals import split_name
from hwobj.lims.samples import samples_of
from hwobj.lims.sessions import (
    SECOND_GENERATION,
    Lims,
    LimsSessionManager,
    Session,
    as_older,
    as_session,
    older_session,
)
from hwobj.lims.visits import VisitCalls

F = TypeVar("F", bound=Callable[..., object])

PATIENCE = 5.0
"""Seconds that a first call waits for a connection that is just being made."""


def answering(failed: str, nothing: object) -> Callable[[F], F]:
    """Answer *nothing*, and tell in the user log that it *failed* and why, where it does not help."""

    def wrap(call: F) -> F:
        @wraps(call)
        def answer(self: LimsCalls, *args: object, **options: object) -> object:
            if self.is_disabled:
                return copy(nothing)
            try:
                self.be_connected()
                return call(self, *args, **options)
            except (LimsError, ValueError, KeyError, TypeError) as error:
                complain(failed, error if isinstance(error, LimsError) else ValueError(f"{error!r}."))
                return copy(nothing)

        return cast("F", answer)

    return wrap


class LimsCalls(LimsClient, LimsObject):
    """A LIMS of MXCuBE: login, proposals and sessions, samples, and all that is stored."""

    beamline_name = "unknown"
    is_disabled = False
    """Whether nothing is asked and stored: somebody works without a proposal."""

    def __init__(self, name: str, rest: RestSession | None = None) -> None:
        super().__init__(name, rest)
        self.visits = VisitCalls(self.rest)
        self.measurements = MeasurementCalls(self.rest)
        self.session_manager = LimsSessionManager()
        self.user_name = ""
        self.listed_samples: list[Told] = []

    def init(self) -> None:
        """Connect, as the name of this beamline that the role `session` tells, or the property `beamline`."""
        session = beamline_object("session")
        self.beamline_name = self.text("beamline") or str(getattr(session, "beamline_name", "") or "unknown")
        self.override_beamline_name = self.beamline_name
        if session is None and beamline() is not None:
            complain(
                "The role session is missing from the beamline's configuration.",
                ValueError("Add it, or no proposal can be followed."),
            )
        super().init()

    def be_connected(self) -> None:
        """Raise Unreachable at once without a connection, so that no caller waits for a dead backend."""
        link = self.link
        if link is None or link.state.name == "connected":
            return
        wait = PATIENCE if link.state.name == "starting" else 0.0
        if not run_in_thread_pool(partial(link.wait_for, "connected", wait)):
            raise Unreachable(link.state.sentence)

    def is_connected(self) -> bool:
        """Whether what is stored now arrives."""
        return self.link is None or self.link.state.name == "connected"

    def echo(self) -> bool:
        """Whether the backend answers."""
        try:
            self.be_connected()
            self.rest.health()
        except LimsError:
            return False
        return True

    def get_lims_name(self) -> list[Lims]:
        """What this LIMS is called."""
        return [Lims(name="SSX Desk", description="Samples of serial crystallography, on ISPyB's tables")]

    def get_user_name(self) -> str:
        """The login of whoever measures."""
        return self.user_name

    def get_full_user_name(self) -> str:
        """The name of whoever measures; the login where the backend knows no other."""
        return self._full_name() or self.user_name

    @answering("The user's name was not found.", "")
    def _full_name(self) -> str:
        if not self.user_name:
            return ""
        person = self.rest.ask(PersonInfo, "GET", f"/contacts/persons/{self.user_name}/info")
        return f"{person['givenName'] or ''} {person['familyName'] or ''}".strip()

    def is_user_login_type(self) -> bool:
        """People log in by their own name, not by a proposal's."""
        return True

    def login(
        self, login_id: str, password: str, *_: object, create_session: bool = True
    ) -> LimsSessionManager | Told:
        """Log in whoever measures, and list the sessions of his or her proposals at this beamline.

        Where the configuration has an account for the beamline, that one goes on storing. Gives a session
        manager, beside mxcubecore 1 a dictionary. Raises a LimsError, which the user log tells too.
        """
        try:
            return self._log_in(login_id, password, create_session)
        except LimsError as error:
            complain("The login failed.", error)
            raise

    def _log_in(self, login_id: str, password: str, create_session: bool) -> LimsSessionManager | Told:
        proposals = self._prove(login_id, password)
        self.user_name = login_id
        if create_session and proposals and not any(self._here(info) for info in proposals):
            proposals[0]["sessions"].append(
                self.visits.create(proposals[0]["proposalId"], self.beamline_name)
            )
        self._offer(proposals)
        return (
            self.session_manager if SECOND_GENERATION or self.link is None else self._older_answer(proposals)
        )

    def _prove(self, login_id: str, password: str) -> list[ProposalInfo]:
        """The proposals of a user who is who he or she says."""
        if self.text("password_file") or self.text("token_file"):
            person = RestSession(self.rest.target.url, timeout=self.rest.timeout, verify=self.rest.verify)
            try:
                person.login(login_id, password)
                return list(VisitCalls(person).of_user(login_id))
            finally:
                person.close()
        if not self.rest.target.local:
            self.rest.login(login_id, password)
            if self.link is not None:
                self.link.retry()
        return list(self.visits.of_user(login_id))

    def _here(self, info: ProposalInfo) -> BLSessionRow | None:
        return self.visits.todays(info, self.beamline_name)

    def _offer(self, proposals: list[ProposalInfo]) -> None:
        """The sessions that may be chosen; the one that is now and here is chosen."""
        sessions = [
            as_session(row, info, self.beamline_name) for info in proposals for row in info["sessions"]
        ]
        now = next((s for s in sessions if s.is_scheduled_beamline and s.is_scheduled_time), None)
        self.session_manager = LimsSessionManager(sessions=sessions, active_session=now)
        self.emit("sessionsChanged", sessions)

    def _older_answer(self, proposals: list[ProposalInfo]) -> Told:
        if not proposals:
            text = f"{self.user_name} takes part in no proposal."
            return {"status": {"code": "error", "msg": text}, "Proposal": None, "session": None}
        info = next((each for each in proposals if self._here(each)), proposals[0])
        found = self._here(info) or next(iter(info["sessions"]), None)
        session = {"session": older_session(found) if found else {}, "new_session_flag": False}
        return {**as_older(info), "status": {"code": "ok", "msg": self.user_name}, "Session": session}

    def set_active_session_by_id(self, session_id: str) -> Session:
        """Choose one of the sessions, by its key or by its proposal's name; raises NotFound."""
        for session in self.session_manager.sessions or []:
            if str(session_id) in (session.session_id, session.proposal_name):
                self.session_manager.active_session = session
                return session
        raise NotFound(f"There is no session {session_id} to choose: log in again.")

    @answering("The proposals were not found.", [])
    def get_proposals_by_user(self, login_id: str) -> list[Told]:
        """The proposals of a user, each with person, laboratory and sessions."""
        return [as_older(info) for info in self.visits.of_user(login_id)]

    @answering("The proposal was not found.", {"status": {"code": "error"}})
    def get_proposal(self, proposal_code: str, proposal_number: object) -> Told:
        """A proposal with person, laboratory and sessions; its `status` is `error` when there is none."""
        key = self.known_proposals.find(str(proposal_code), str(proposal_number))
        return as_older(self.visits.proposal(key))

    @answering("The session was not created.", None)
    def create_session(self, proposal: Told | str | int) -> LimsSessionManager | int:
        """Create a session for today: of a proposal by its key or name, or with the columns of a dictionary.

        Gives the session manager with it chosen; for a dictionary the key of the session.
        """
        if isinstance(proposal, dict):
            return self.visits.create_as_told(proposal, self.beamline_name)["sessionId"]
        text = str(proposal)
        key = int(text) if text.isdecimal() else self.known_proposals.find(*split_name(text))
        row = self.visits.create(key, self.beamline_name)
        chosen = as_session(row, self.visits.proposal(key), self.beamline_name)
        others = self.session_manager.sessions or []
        self.session_manager = LimsSessionManager(sessions=[*others, chosen], active_session=chosen)
        return self.session_manager

    @answering("The samples were not found.", [])
    def get_samples(self, proposal: object = None, *_: object) -> list[Told]:
        """The samples of the chosen proposal, of no other: with cell, space group, dewar and shipment.

        *proposal* is a key (mxcubecore 1); else the chosen session, the configuration or MXCuBE's own
        session say whose samples are meant.
        """
        key = self._proposal_of_samples(proposal)
        if key is None:
            raise NotFound("No proposal is chosen: log in and choose a session.")
        self.listed_samples = samples_of(self.rest, key)
        return self.listed_samples

    def _proposal_of_samples(self, given: object) -> int | None:
        if str(given or "").isdecimal():
            return int(str(given))
        active = self.session_manager.active_session
        return int(active.proposal_id) if active is not None else self.chosen_proposal()

    def find_sample_by_sample_id(self, sample_id: object) -> Told | None:
        """A sample of those last listed, by its key."""
        return next((row for row in self.listed_samples if str(row["sampleId"]) == str(sample_id)), None)

    @answering("The data collection was not stored.", (None, None))
    def store_data_collection(
        self, datacollection_dict: Told, beamline_config_dict: object = None
    ) -> tuple[int | None, int | None]:
        """Store a data collection; gives its key and its detector's."""
        return self.measurements.collection(datacollection_dict, beamline_config_dict)

    @answering("The data collection was not brought up to date.", (None, None))
    def update_data_collection(
        self, datacollection_dict: Told, *_: object, **__: object
    ) -> tuple[int | None, int | None]:
        """Bring a stored data collection up to date; gives its key and its detector's."""
        detector = datacollection_dict.get("detector_id")
        if not datacollection_dict.get("collection_id"):
            raise NotFound("It was not stored when it began.")
        return self.measurements.update(datacollection_dict), as_key(detector) if detector else None

    def finalize_data_collection(self, datacollection_dict: Told) -> tuple[int | None, int | None]:
        """Bring a data collection that has ended up to date."""
        return self.update_data_collection(datacollection_dict)

    @answering("The group of data collections was not stored.", None)
    def _store_data_collection_group(self, group_data: Told) -> int | None:
        """Store a group of data collections; gives its key."""
        return self.measurements.group(group_data)

    @answering("The image was not stored.", None)
    def store_image(self, image_dict: Told) -> int | None:
        """Store what is known of an image; gives its key."""
        return self.measurements.image(image_dict)

    @answering("The energy scan was not stored.", {"energyScanId": -1})
    def store_energy_scan(self, energyscan_dict: Told) -> Told:
        """Store a scan over an absorption edge; gives its key by name."""
        return {"energyScanId": self.measurements.energy_scan(energyscan_dict)}

    @answering("The fluorescence spectrum was not stored.", {"xfeFluorescenceSpectrumId": -1})
    def store_xfe_spectrum(self, xfespectrum_dict: Told) -> Told:
        """Store a fluorescence spectrum; gives its key by name."""
        return {"xfeFluorescenceSpectrumId": self.measurements.xfe_spectrum(xfespectrum_dict)}

    @answering("The workflow was not stored.", (None, None, None))
    def store_workflow(self, workflow_dict: Told) -> tuple[int | None, int | None, int | None]:
        """Store a workflow and its grid; gives their keys, between them none of a mesh: ISPyB has none."""
        workflow, grid = self.measurements.workflow(workflow_dict)
        return workflow, None, grid

    @answering("The step of the sample changer was not stored.", None)
    def store_robot_action(self, robot_action_dict: Told) -> int | None:
        """Store a step of the sample changer; gives its key."""
        return self.measurements.robot_action(robot_action_dict)

    @answering("The set-up of the beamline was not stored.", None)
    def store_beamline_setup(self, session_id: object, bl_config_dict: object) -> int | None:
        """Store how the beamline is set up for a session; gives its key."""
        return self.measurements.setup(session_id, bl_config_dict)
