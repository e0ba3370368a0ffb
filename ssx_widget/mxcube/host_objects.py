# SPDX-License-Identifier: LGPL-3.0-or-later
"""What MXCuBE has for us: its hardware objects, by role or by name, and the session that it works in."""

from __future__ import annotations

from dataclasses import dataclass

from backend.domain.rows.people import BLSessionRow, ProposalRow
from hwobj.PyIspybClient import PyIspybClient


class HostObjectMissing(Exception):
    """A hardware object is not there, or is another kind of thing; `str(error)` says what to do."""


@dataclass(frozen=True)
class HostSession:
    """The proposal and session that MXCuBE is logged in for, and its user group; empty before a login."""

    code: str = ""
    number: str = ""
    session_id: int | None = None
    group: str = ""

    @property
    def name(self) -> str:
        """As people write it: mx2415."""
        return f"{self.code}{self.number}"

    @property
    def key(self) -> tuple[str, int | None]:
        """What is worked on, whatever the group."""
        return self.name, self.session_id


def hardware_object(given: str, speaks: str) -> object:
    """The hardware object with this role, else with this name; `speaks` is what the right kind has.

    Raises HostObjectMissing, with a sentence for the user.
    """
    found = _by_role(given) or _by_name(given)
    if found is None:
        raise HostObjectMissing(
            f"The hardware object “{given}” is not there. Add it to MXCuBE's beamline configuration, or "
            "write another role or name into the properties of this brick. If it is there, MXCuBE's log says "
            "why it did not load."
        )
    if not hasattr(found, speaks):
        raise HostObjectMissing(
            f"The hardware object “{given}” is a {type(found).__name__} and cannot be used here. "
            "Write the role or name of the right one into the properties of this brick."
        )
    return found


def host_session() -> HostSession:
    """What MXCuBE's own session says now."""
    from mxcubecore import HardwareRepository

    session = getattr(HardwareRepository.beamline, "session", None)
    if session is None:
        return HostSession()
    key = _text(session, "session_id")
    return HostSession(
        _text(session, "proposal_code"),
        _text(session, "proposal_number"),
        int(key) if key.isdecimal() else None,
        _text(session, "user_group"),
    )


def rows_of(core: PyIspybClient, host: HostSession) -> tuple[ProposalRow | None, BLSessionRow | None]:
    """The proposal and the session of the host in our backend, as far as they are there. Runs on a worker.

    A session counts only together with its proposal: the keys may be those of another database.
    """
    if not host.name:
        return None, None
    proposals = core.proposals.list(proposalCode=host.code, proposalNumber=host.number, limit=1).rows
    if not proposals:
        return None, None
    key = proposals[0]["proposalId"]
    wanted = (
        core.sessions.list(proposalId=key, sessionId=host.session_id, limit=1).rows if host.session_id else ()
    )
    return proposals[0], next(iter(wanted), None)


def _by_role(role: str) -> object:
    from mxcubecore import HardwareRepository

    beamline = HardwareRepository.beamline
    if beamline is None or role.startswith("/"):
        return None
    try:
        return beamline.get_object_by_role(role)
    except (AttributeError, KeyError):
        return None


def _by_name(name: str) -> object:
    from mxcubecore import HardwareRepository

    repository = HardwareRepository.get_hardware_repository()
    return repository.get_hardware_object(name if name.startswith("/") else f"/{name}")


def _text(session: object, name: str) -> str:
    value = getattr(session, name, None)
    return "" if value is None else str(value)
