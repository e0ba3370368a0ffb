# SPDX-License-Identifier: LGPL-3.0-or-later
"""Who calls in the ownership matrix, and the few rules that say what each may see and write.

The rules stand here a second time and in other words than in the backend, so that the two can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session

from backend.core.models import Person, SessionHasPerson
from backend.core.people.rules import proposals
from backend.extensions.auth import local
from tests.helpers.every_row import MODELS
from tests.service.conftest import Api

ROLES: dict[str, tuple[str, ...]] = {
    "stranger": (),
    "own_proposals": ("own_proposals",),
    "own_proposals+write": ("own_proposals", "write_proposals"),
    "own_sessions+write": ("own_sessions", "write_sessions"),
    "visitor+write": ("own_sessions", "write_sessions"),
    "all_proposals": ("all_proposals",),
    "all_sessions": ("all_sessions",),
    "staff": ("all_proposals", "write_proposals", "all_sessions", "write_sessions"),
    "administrate": ("administrate",),
}
"""All have an account, but the stranger comes without a token."""

VISITOR = "visitor+write"
"""Takes part in a session of the first proposal, and not in the proposal."""

TAKING_PART = set(ROLES) - {"stranger", VISITOR}
"""Those who take part in the first proposal."""

FACILITY = (
    *("Detector", "BeamLineSetup", "BeamCalendar"),
    *("EventType", "ComponentType", "ConcentrationType"),
)
USED = (
    *("Proposal", "Person", "Laboratory", "Workflow", "AutoProcProgram"),
    *("PhasingAnalysis", "PhasingProgramRun", "ScreeningRankSet"),
)
"""Tables whose rows belong by what names them, so that a new one is nobody's yet."""

FILES = ("DataCollectionFileAttachment",)
"""Tables whose rows cannot be without a path, which only staff and services write."""

MEASURED = ("/data_collections", "/autoproc", "/phasing", "/screenings", "/em", "/beamline")
ACQUIRED = ("/ssx/data_acquisitions", "/ssx/data_sets")
"""What was measured too, but belongs to a proposal by its sample: a session alone does not open it."""

# Realm: permissions that show one's own rows, all rows, and that write.
RULES = {
    "proposals": ({"own_proposals"}, {"all_proposals"}, {"write_proposals"}),
    "sessions": (
        {"own_proposals", "own_sessions"},
        {"all_proposals", "all_sessions"},
        {"write_sessions"},
    ),
    "data": ({"own_sessions"}, {"all_sessions"}, {"write_sessions"}),
    "acquisitions": ({"own_sessions"}, {"all_sessions"}, {"write_sessions"}),
    "facility": (set(), {"own_proposals", "all_proposals", "own_sessions", "all_sessions"}, set()),
}


def realm(name: str, path: str) -> str:
    """Which rule a table follows: by what it is, else by where it stands."""
    if name in FACILITY:
        return "facility"
    if name == "BLSession":
        return "sessions"
    if path.startswith(ACQUIRED):
        return "acquisitions"
    return "data" if path.startswith(MEASURED) else "proposals"


def _holds(role: str, wanted: set[str]) -> bool:
    return role == "administrate" or not wanted.isdisjoint(ROLES[role])


def sees(role: str, of: str, mine: bool) -> bool:
    """Whether a role sees a row of a realm: one of its own proposal, or another's."""
    own, everything, _ = RULES[of]
    if of == "sessions" and mine and role == VISITOR:
        return True
    if of == "acquisitions" and role == VISITOR:
        return False
    return _holds(role, everything) or (mine and _holds(role, own))


def refused(role: str, of: str, method: str) -> int:
    """401 or 403 for who may not even ask; 0 for who may."""
    if role == "stranger":
        return 401
    own, everything, write = RULES[of]
    needed = own | everything if method == "GET" else write
    return 0 if _holds(role, needed) else 403


def expected(role: str, of: str, method: str, mine: bool, done: int) -> int:
    """The status for a row: *done* for who may, 404 for a row that is not seen."""
    return refused(role, of, method) or (done if sees(role, of, mine) else 404)


def accounts(admin: Api, engine: Engine, visited: int) -> Mapping[str, Api]:
    """An account for each role, logged in; the first proposal is mx1, *visited* a session of it."""
    with Session(engine) as session:
        for role, permissions in ROLES.items():
            local.add(session, role, "a password", list(permissions))
            if role in TAKING_PART:
                proposals.take_part(session, role, "mx1")
        visitor = Person(login=VISITOR, familyName="V")
        session.add(visitor)
        session.flush()
        session.execute(insert(SessionHasPerson).values(sessionId=visited, personId=visitor.personId))
        session.commit()
    known = {role: Api(admin.url).login(role, "a password") for role in ROLES if role != "stranger"}
    return {"stranger": Api(admin.url), **known}


def keys_of(engine: Engine, name: str) -> set[int]:
    """The keys of all rows of a table."""
    with engine.connect() as connection:
        return set(connection.scalars(select(MODELS[name].key())))


def contents(engine: Engine, names: Any) -> dict[str, list[Any]]:
    """All rows of these tables, to compare them with what they are later."""
    with engine.connect() as connection:
        tables = {name: MODELS[name].__table__ for name in names}
        return {name: [tuple(row) for row in connection.execute(select(t))] for name, t in tables.items()}
