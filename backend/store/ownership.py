# SPDX-License-Identifier: LGPL-3.0-or-later
"""Who may see and write a row: the caller, and the proposals behind every row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from sqlalchemy import ColumnElement, Select, and_, false, literal, not_, select, true
from sqlalchemy.orm import Session

from backend.domain.permissions import PERMISSIONS as PERMISSIONS
from backend.errors import Invalid, NotAllowed
from backend.store.base import Base, Scope

T = TypeVar("T")


@dataclass(frozen=True)
class Realm:
    """Permissions that open rows: `whole` all of them, `part` one's own, `write` to change them."""

    whole: tuple[str, ...]
    part: tuple[str, ...]
    write: tuple[str, ...]

    @property
    def read(self) -> tuple[str, ...]:
        """One of these is needed to read anything."""
        return (*self.part, *self.whole)


REALMS = {
    "proposals": Realm(("all_proposals",), ("own_proposals",), ("write_proposals",)),
    "sessions": Realm(
        ("all_proposals", "all_sessions"), ("own_proposals", "own_sessions"), ("write_sessions",)
    ),
    "data": Realm(("all_sessions",), ("own_sessions",), ("write_sessions",)),
    "facility": Realm(
        ("all_proposals", "all_sessions"), ("own_proposals", "own_sessions"), ("administrate",)
    ),
}
"""What `Described.realm` names. Beam time is planned with proposals and used in sessions, so both open it;
what was measured in it is opened by the permissions for sessions only."""


@dataclass(frozen=True)
class Caller:
    """Who stands behind a request, and what he or she may do.

    `own` gives the proposals that he or she takes part in, `visits` the sessions that are joined alone.
    """

    name: str
    permissions: frozenset[str] = field(default_factory=frozenset)
    own: Select[int] | None = None
    visits: Select[int] | None = None
    login: str = ""
    """Key of the login that the token belongs to."""

    def may(self, *permissions: str) -> bool:
        """Whether one of *permissions* is held; who administrates may do everything."""
        return "administrate" in self.permissions or not self.permissions.isdisjoint(permissions)

    def sees_all(self, model: type[Base]) -> bool:
        """Whether the caller may see every row of *model*."""
        return self.may(*REALMS[model.realm()].whole)

    def sees(self, model: type[Base]) -> ColumnElement[bool]:
        """The condition that the caller may see a row of *model*."""
        if self.sees_all(model):
            return true()
        if not self.may(*REALMS[model.realm()].part):
            return false()
        return model.within(self.scope())

    def scope(self) -> Scope:
        """The proposals and sessions that are the caller's own."""
        joined = self.visits if self.may("own_sessions") else None
        return Scope(_NONE if self.own is None else self.own, _NONE if joined is None else joined)


_NONE: Select[int] = select(literal(0)).where(false())

EVERYONE = Caller("local", frozenset(PERMISSIONS))
"""The holder of a local process's secret, and the commands on this machine."""


def check_references(
    session: Session,
    caller: Caller,
    model: type[Base],
    changes: dict[str, Any],
    before: Mapping[str, object] | None = None,
) -> None:
    """Refuse foreign keys to rows that do not exist, are not the caller's, or lie in another proposal.

    Raises Invalid that names the field. A row cannot tie two proposals together, so that no later
    look-up through one of them shows the other's rows: one that moves to another has all of its keys checked.
    """
    after = {**(before or {}), **changes}
    moved = before is None or after.get(model.policy.owner) != before.get(model.policy.owner)
    proposal = _proposal(session, caller, model, after)
    for name, value in (after if moved else changes).items():
        target = model.parent(name) if name in model.attributes() else None
        kept = not moved and before is not None and before.get(name) == value
        if target is None or value is None or kept:
            continue
        if not may_name(session, caller, target, value, proposal):
            raise Invalid.field(name, f"There is no {target.__name__} {value} in this proposal.")


class RemoteRows(Protocol):
    """Services in other processes, as a session's `info["elsewhere"]`."""

    def serves(self, model: type[Base]) -> bool:
        """Whether a table's rows are theirs."""

    def may_name(self, model: type[Base], key: int, proposal: int | None) -> bool:
        """What `may_name` would say there."""


def may_name(session: Session, caller: Caller, model: type[Base], key: int, proposal: int | None) -> bool:
    """Whether a row of *proposal* (None for one that belongs to none by itself) may name this one."""
    return _known(session, (model, key, proposal), lambda: _may_name(session, caller, model, key, proposal))


def _may_name(session: Session, caller: Caller, model: type[Base], key: int, proposal: int | None) -> bool:
    other = _elsewhere(session, model)
    if other is not None:
        return other.may_name(model, key, proposal)
    allowed = caller.sees(model) if proposal is None else _seen_from(caller, model, proposal)
    return _has(session, model, key, allowed) or _is_nobodys(session, caller, model, key)


@contextmanager
def remembering(session: Session) -> Iterator[None]:
    """While rows are stored for one caller, look up once what they name; nothing is deleted meanwhile."""
    session.info["known"] = {}
    try:
        yield
    finally:
        del session.info["known"]


def _known(session: Session, question: Hashable, ask: Callable[[], T]) -> T:
    """The answer to a question, asked once where answers are remembered."""
    known: dict[Hashable, T] | None = session.info.get("known")
    if known is None:
        return ask()
    if question not in known:
        known[question] = ask()
    return known[question]


def not_within(session: Session, model: type[Base], keys: Collection[int], proposal: int) -> list[int]:
    """Those of *keys* that are no rows of this proposal."""
    other = _elsewhere(session, model)
    if other is not None:
        return sorted(key for key in set(keys) if not other.may_name(model, key, proposal))
    known = session.scalars(select(model.key()).where(model.key().in_(keys), model.within([proposal])))
    return sorted(set(keys) - set(known))


def _elsewhere(session: Session, model: type[Base]) -> RemoteRows | None:
    found: RemoteRows | None = session.info.get("elsewhere")
    return found if found is not None and found.serves(model) else None


def check_shared(session: Session, caller: Caller, model: type[Base], key: int) -> None:
    """Refuse with NotAllowed that somebody else than the staff changes what other proposals use too."""
    root = _root(model)
    if root is None or not model.policy.shared or caller.sees_all(model):
        return
    others = select(root.key()).where(not_(root.within(caller.scope())))
    if _has(session, model, key, model.within(others)):
        raise NotAllowed(
            f"Other proposals use this {model.__name__} too; change it on the contact's card, which "
            "makes a copy of your own."
        )


def check_staff_columns(
    caller: Caller, model: type[Base], changes: dict[str, object], before: Mapping[str, object] | None
) -> None:
    """Refuse with NotAllowed that somebody else than the staff changes one of their columns."""
    if caller.sees_all(model):
        return
    for name in model.policy.staff:
        if name in changes and changes[name] != (before or {}).get(name):
            text = "Only the facility's staff writes this."
            raise NotAllowed(f"{name}: {text}", errors={name: [text]})


def _has(session: Session, model: type[Base], key: int, condition: ColumnElement[bool]) -> bool:
    return session.scalar(select(model.key()).where(model.key() == key, condition)) is not None


def _is_nobodys(session: Session, caller: Caller, model: type[Base], key: int) -> bool:
    """A row that belongs by what names it, which nothing does yet: whoever sees all may be the first."""
    root = _root(model)
    if root is None or model.policy.owner or model.policy.root or not caller.sees_all(model):
        return False
    everybody = model.within(select(root.key()))
    return _has(session, model, key, true()) and not _has(session, model, key, everybody)


def _root(model: type[Base]) -> type[Base] | None:
    """The proposal's class; a facility's own models may have none."""
    return next((mapper.class_ for mapper in model.registry.mappers if mapper.class_.policy.root), None)


def _seen_from(caller: Caller, target: type[Base], proposal: int) -> ColumnElement[bool]:
    """People and laboratories are shared: who may see all of them may take any."""
    if target.policy.shared and caller.may("all_proposals"):
        return true()
    return and_(caller.sees(target), target.within([proposal]))


def _proposal(session: Session, caller: Caller, model: type[Base], values: dict[str, Any]) -> int | None:
    """The proposal that a row with *values* belongs to, as far as it has one."""
    owner, value = model, values.get(model.policy.owner)
    while owner.policy.owner and value is not None:
        parent = owner.parent(owner.policy.owner)
        if parent is None or parent.policy.root:
            return int(value)
        if not parent.policy.owner:
            return None  # it belongs to a proposal by what hangs on it
        owner, value = parent, _owner_of(session, caller, parent, value)
    return None


def _owner_of(session: Session, caller: Caller, model: type[Base], key: int) -> object:
    """What leads on from a row towards its proposal; None for a row that the caller does not see."""
    owner = getattr(model, model.policy.owner)
    statement = select(owner).where(model.key() == key, caller.sees(model))
    return _known(session, (model, key), lambda: session.scalar(statement))


def require(caller: Caller, *permissions: str) -> None:
    """Raise NotAllowed unless the caller holds one of *permissions*."""
    if not caller.may(*permissions):
        raise NotAllowed(
            f"This needs the permission {' or '.join(permissions)}; ask whoever runs this server."
        )
