"""Who may see and write a row: the caller, and the proposals behind every row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, literal, select, true
from sqlalchemy.orm import Session

from backend.errors import Invalid, NotAllowed
from backend.tables import Base

PERMISSIONS = (
    "own_proposals",
    "all_proposals",
    "own_sessions",
    "all_sessions",
    "write_proposals",
    "write_sessions",
    "administrate",
)


@dataclass(frozen=True)
class Caller:
    """Who stands behind a request, and what he or she may do; `own` gives the proposals taken part in."""

    name: str
    permissions: frozenset[str] = field(default_factory=frozenset)
    own: Select[int] | None = None

    def may(self, *permissions: str) -> bool:
        """Whether one of *permissions* is held; who administrates may do everything."""
        return "administrate" in self.permissions or not self.permissions.isdisjoint(permissions)

    def proposals(self) -> Select[int] | None:
        """The proposals that the caller may see; None stands for all."""
        if self.may("all_proposals"):
            return None
        if self.own is None or not self.may("own_proposals"):
            return select(literal(0)).where(false())
        return self.own

    def sees(self, model: type[Base]) -> ColumnElement[bool]:
        """The condition that the caller may see a row of *model*."""
        proposals = self.proposals()
        return true() if proposals is None else model.within(proposals)


EVERYONE = Caller("local", frozenset(PERMISSIONS))
"""The holder of a local process's secret, and the commands on this machine."""


def check_references(session: Session, caller: Caller, model: type[Base], values: dict[str, Any]) -> None:
    """Refuse foreign keys to rows that do not exist, are not the caller's, or lie in another proposal.

    Raises Invalid that names the field. A row cannot tie two proposals together, so that no later
    look-up through one of them shows the other's rows.
    """
    proposal = _proposal(session, caller, model, values)
    for name, value in values.items():
        target = model.parent(name) if name in model.attributes() else None
        if target is None or value is None:
            continue
        allowed = caller.sees(target) if proposal is None else _seen_from(caller, target, proposal)
        if session.scalar(select(target.key()).where(target.key() == value, allowed)) is None:
            raise Invalid.field(name, f"There is no {target.__name__} {value} in this proposal.")


def _seen_from(caller: Caller, target: type[Base], proposal: int) -> ColumnElement[bool]:
    """People and laboratories are shared: who may see all of them may take any."""
    if target.__shared__ and caller.may("all_proposals"):
        return true()
    return and_(caller.sees(target), target.within([proposal]))


def _proposal(session: Session, caller: Caller, model: type[Base], values: dict[str, Any]) -> int | None:
    """The proposal that a row with *values* belongs to, as far as it has one."""
    owner, value = model, values.get(model.__owner__)
    while owner.__owner__ and value is not None:
        parent = owner.parent(owner.__owner__)
        if parent is None or parent.__root__:
            return int(value)
        key = getattr(parent, parent.__owner__)
        owner, value = parent, session.scalar(select(key).where(parent.key() == value, caller.sees(parent)))
    return None


def require(caller: Caller, *permissions: str) -> None:
    """Raise NotAllowed unless the caller holds one of *permissions*."""
    if not caller.may(*permissions):
        raise NotAllowed(
            f"This needs the permission {' or '.join(permissions)}; ask whoever runs this server."
        )
