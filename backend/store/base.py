# SPDX-License-Identifier: LGPL-3.0-or-later
"""What every table has: the declarative base, the column types and the way from a row to its proposal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from sqlalchemy import (
    ColumnElement,
    MetaData,
    Select,
    select,
    true,
)
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Mapper, registry


@dataclass(frozen=True)
class Scope:
    """The proposals that are somebody's, and the sessions that are without their proposal."""

    proposals: Select[int]
    sessions: Select[int]


AnyColumn: TypeAlias = InstrumentedAttribute[Any] | ColumnElement[Any]
"""A column, or what stands for one in a statement."""

Proposals: TypeAlias = Scope | Select[int] | Iterable[int]
"""Proposal ids, a query that gives them, or one that gives sessions beside them."""


def belongs(column: AnyColumn, proposals: Proposals) -> ColumnElement[bool]:
    """The condition that a column names one of *proposals*."""
    inside = proposals.proposals if isinstance(proposals, Scope) else proposals
    return column.in_(inside)


@dataclass(frozen=True)
class Policy:
    """What is to be known of a table beyond its columns: whose its rows are, and who writes what."""

    owner: str = ""
    """The column that leads to the proposal, perhaps through its parent; empty with an own `within`."""
    root: bool = False
    """True for the proposal itself."""
    realm: str = ""
    """Which permissions open it: see `Described.realm`; empty to follow the owner."""
    older: tuple[str, ...] = ()
    """Columns that older ISPyB databases have, and those that we make; absent in ISPyB 12.

    A `*` says so of the whole table.
    """
    staff: tuple[str, ...] = ()
    """Columns that only staff and services write: they decide what somebody sees, or name a file."""
    shared: bool = False
    """True for what several proposals may use: people and laboratories."""
    lies_as: str = ""
    """The column that names the sample as which it lies in a container: emptied when that is deleted."""
    audited: bool = True
    """False for what is no change of data: the audit trail itself, remembered answers."""


class Described:
    """What every mapped table can say of itself: its key, its columns, its way to a proposal."""

    if TYPE_CHECKING:
        __mapper__: ClassVar[Mapper[Any]]
        __tablename__: Any
        registry: ClassVar[registry]

    policy: ClassVar[Policy] = Policy()

    @classmethod
    def key_name(cls) -> str:
        """Attribute name of the primary key."""
        return str(cls.__mapper__.get_property_by_column(cls.__mapper__.primary_key[0]).key)

    @classmethod
    def key(cls) -> InstrumentedAttribute[int]:
        """The primary key column."""
        return getattr(cls, cls.key_name())  # type: ignore[no-any-return]

    @classmethod
    def attributes(cls) -> list[str]:
        """The columns' attribute names, in the order in which the class tells them."""
        return [str(attribute.key) for attribute in cls.__mapper__.column_attrs]

    @classmethod
    def parent(cls, attribute: str) -> type[Base] | None:
        """The mapped class that a foreign key attribute points at, or None for a plain column."""
        foreign = next(iter(cls.__mapper__.columns[attribute].foreign_keys), None)
        if foreign is None:
            return None
        table = foreign.column.table
        return next(m.class_ for m in cls.registry.mappers if m.local_table is table)

    @classmethod
    def realm(cls) -> str:
        """`proposals`; `sessions`, which belong to both sides; `data`, which hang on one; or `facility`."""
        if cls.policy.realm or not cls.policy.owner:
            return cls.policy.realm or "proposals"
        parent = cls.parent(cls.policy.owner)
        above = parent.realm() if parent else "proposals"
        return "data" if above == "sessions" else above

    @classmethod
    def within(cls, proposals: Proposals) -> ColumnElement[bool]:
        """The condition that a row belongs to one of *proposals*.

        The one place that decides it for every table: a table without an owner that does not
        override this belongs to nobody and is refused.
        """
        if cls.policy.realm == "facility":
            return true()
        if not cls.policy.owner:
            raise LookupError(f"{cls.__name__} has no way to its proposal")
        column = getattr(cls, cls.policy.owner)
        parent = cls.parent(cls.policy.owner)
        if parent is None or parent.policy.root:
            return belongs(column, proposals)
        return through(column, parent, proposals)


class Base(Described, DeclarativeBase):
    """A row of ours or of ISPyB; its attribute names are the names on the wire."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Ispyb(Base):
    """A row of one of ISPyB's tables: no column may be invented there, and the table may be another's."""

    __abstract__ = True

    def __init_subclass__(cls, **options: object) -> None:
        super().__init_subclass__(**options)
        cls.__table__.info["ispyb"] = True  # type: ignore[attr-defined]


def is_ispybs(table: object) -> bool:
    """Whether a table, also under another name, is one of ISPyB's that we map."""
    return bool(getattr(table, "info", {}).get("ispyb"))


def is_ours(table: object) -> bool:
    """Whether a table is one that this program adds to ISPyB's."""
    return getattr(table, "metadata", None) is Base.metadata and not is_ispybs(table)


def through(column: AnyColumn, parent: type[Base], proposals: Proposals) -> ColumnElement[bool]:
    """The condition that a column names a row of *parent* that belongs to one of *proposals*."""
    keys = select(parent.key().label("key")).where(parent.within(proposals))
    # What belongs by what hangs on it goes down once more: beside, not inside, as SQLite nests so deep only.
    inside = keys if parent.policy.owner else select(keys.cte().c.key)
    return column.in_(inside)
