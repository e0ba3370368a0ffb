"""What every table has: the declarative base, the column types and the way from a row to its proposal."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Dialect,
    Double,
    Enum,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    SmallInteger,
    String,
    Text,
    Time,
    TypeDecorator,
    select,
    true,
)
from sqlalchemy.dialects.mysql import BINARY, LONGBLOB, LONGTEXT
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Mapped, Mapper, mapped_column, registry


@dataclass(frozen=True)
class Scope:
    """The proposals that are somebody's, and the sessions that are without their proposal."""

    proposals: Select[int]
    sessions: Select[int]


Proposals: TypeAlias = Scope | Select[int] | Iterable[int]
"""Proposal ids, a query that gives them, or one that gives sessions beside them."""


def belongs(column: Any, proposals: Proposals) -> ColumnElement[bool]:
    """The condition that a column names one of *proposals*."""
    inside = proposals.proposals if isinstance(proposals, Scope) else proposals
    return column.in_(inside)  # type: ignore[no-any-return]


_MARIADB = ("mysql", "mariadb")


class Described:
    """What every mapped table can say of itself: its key, its columns, its way to a proposal."""

    if TYPE_CHECKING:
        __mapper__: ClassVar[Mapper[Any]]
        __tablename__: Any
        registry: ClassVar[registry]

    __owner__: ClassVar[str] = ""
    """The column that leads to the proposal, perhaps through its parent; empty with an own `within`."""
    __root__: ClassVar[bool] = False
    """True for the proposal itself."""
    __realm__: ClassVar[str] = ""
    """Which permissions open it: see `realm`; empty to follow the owner."""
    __older__: ClassVar[tuple[str, ...]] = ()
    """Columns that older ISPyB databases have, and those that we make; absent in ISPyB 12.

    A `*` says so of the whole table.
    """
    __staff__: ClassVar[tuple[str, ...]] = ()
    """Columns that only staff and services write: they decide what somebody sees, or name a file."""
    __shared__: ClassVar[bool] = False
    """True for what several proposals may use: people and laboratories."""
    __lies_as__: ClassVar[str] = ""
    """The column that names the sample as which it lies in a container: emptied when that is deleted."""
    __audited__: ClassVar[bool] = True
    """False for what is no change of data: the audit trail itself, remembered answers."""

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
        if cls.__realm__ or not cls.__owner__:
            return cls.__realm__ or "proposals"
        parent = cls.parent(cls.__owner__)
        above = parent.realm() if parent else "proposals"
        return "data" if above == "sessions" else above

    @classmethod
    def within(cls, proposals: Proposals) -> ColumnElement[bool]:
        """The condition that a row belongs to one of *proposals*.

        The one place that decides it for every table: a table without `__owner__` that does not
        override this belongs to nobody and is refused.
        """
        if cls.__realm__ == "facility":
            return true()
        if not cls.__owner__:
            raise LookupError(f"{cls.__name__} has no way to its proposal")
        column = getattr(cls, cls.__owner__)
        parent = cls.parent(cls.__owner__)
        if parent is None or parent.__root__:
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

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.__table__.info["ispyb"] = True  # type: ignore[attr-defined]


def is_ispybs(table: Any) -> bool:
    """Whether a table, also under another name, is one of ISPyB's that we map."""
    return bool(getattr(table, "info", {}).get("ispyb"))


def is_ours(table: Any) -> bool:
    """Whether a table is one that this program adds to ISPyB's."""
    return getattr(table, "metadata", None) is Base.metadata and not is_ispybs(table)


def through(column: Any, parent: type[Base], proposals: Proposals) -> ColumnElement[bool]:
    """The condition that a column names a row of *parent* that belongs to one of *proposals*."""
    keys = select(parent.key().label("key")).where(parent.within(proposals))
    # What belongs by what hangs on it goes down once more: beside, not inside, as SQLite nests so deep only.
    inside = keys if parent.__owner__ else select(keys.cte().c.key)
    return column.in_(inside)  # type: ignore[no-any-return]


def now() -> datetime:
    """The present moment in UTC, to the second, as ISPyB's DATETIME columns keep it."""
    return datetime.now(timezone.utc).replace(microsecond=0)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: with an offset in Python and on the wire, UTC without one in the database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(timezone.utc).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        # MariaDB's 0000-00-00, with which ISPyB says “none”, comes as text.
        return value.replace(tzinfo=timezone.utc) if isinstance(value, datetime) else None


class LocalDateTime(TypeDecorator[datetime]):
    """A moment that ISPyB keeps as the clock on the wall showed it (DATETIME).

    In a facility's database that is the clock of its `DATABASE_TIMEZONE`, in ours UTC. The hour that comes
    twice in autumn is read as the first one, in summer time.
    """

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(_zone(dialect)).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if not isinstance(value, datetime):
            return None
        return value.replace(tzinfo=_zone(dialect), fold=0).astimezone(timezone.utc)


def _zone(dialect: Dialect) -> ZoneInfo | timezone:
    """The zone of the connected database: see `backend.store.ispyb.dialect`."""
    found: ZoneInfo | timezone = getattr(dialect, "zone", timezone.utc)
    return found


class JsonText(TypeDecorator[Any]):
    """JSON that is text in the database (LONGTEXT in MariaDB) and an object everywhere else."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(LONGTEXT() if dialect.name in _MARIADB else Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class BlobText(TypeDecorator[str]):
    """Text that ISPyB keeps as a LONGBLOB, UTF-8."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(LONGBLOB() if dialect.name in _MARIADB else LargeBinary())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else value.encode()

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else value.decode(errors="replace")


class NumberList(TypeDecorator[list[float]]):
    """Numbers that the community keeps as text with commas; a list in Python and on the wire."""

    impl = String(255)
    cache_ok = True

    def process_bind_param(self, value: list[float] | None, dialect: Dialect) -> str | None:
        return None if value is None else ",".join(f"{number:.15g}" for number in value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> list[float] | None:
        return None if value is None else [float(number) for number in value.split(",") if number.strip()]


class HexBytes(TypeDecorator[str]):
    """Sixteen bytes in the database, hexadecimal text on the wire."""

    impl = LargeBinary(16)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(BINARY(16) if dialect.name in _MARIADB else LargeBinary(16))

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else bytes.fromhex(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else value.hex()


def key() -> Mapped[int]:
    """A primary key that the database counts."""
    return mapped_column(Integer, primary_key=True, autoincrement=True)


def ref(target: str, *, null: bool = True, unique: bool = False) -> Mapped[Any]:
    """A foreign key with its index. Nothing cascades: what hangs on a row keeps it."""
    return mapped_column(Integer, ForeignKey(target), nullable=null, index=True, unique=unique)


def text(
    length: int,
    *,
    null: bool = True,
    unique: bool = False,
    default: str | None = None,
    name: str | None = None,
) -> Mapped[Any]:
    """Text of at most *length* characters."""
    return mapped_column(name, String(length), nullable=null, unique=unique, default=default)


def long_text() -> Mapped[Any]:
    """Text without a limit that a person would meet."""
    return mapped_column(Text)


def integer(*, null: bool = True, default: int | None = None) -> Mapped[Any]:
    """A whole number."""
    return mapped_column(Integer, nullable=null, default=default)


def flag(default: int | None = None) -> Mapped[Any]:
    """Yes or no, as ISPyB's TINYINT: 1 or 0."""
    return mapped_column(SmallInteger, default=default)


def real(*, null: bool = True) -> Mapped[Any]:
    """A quantity in double precision: FLOAT's seven digits cannot hold femtoseconds beside minutes."""
    return mapped_column(Double, nullable=null)


def moment(*, stamped: bool = False, null: bool = True) -> Mapped[Any]:
    """A point in time in UTC; *stamped* ones are set when the row is made.

    In ISPyB's tables it is a TIMESTAMP, which MariaDB gives in the session's zone: ours is UTC.
    """
    return mapped_column(UtcDateTime, nullable=null, default=now if stamped else None)


def local_moment(*, stamped: bool = False, null: bool = True) -> Mapped[Any]:
    """A point in time that ISPyB keeps in the facility's local time: a DATETIME."""
    return mapped_column(LocalDateTime, nullable=null, default=now if stamped else None)


def day() -> Mapped[Any]:
    """A date."""
    return mapped_column(Date)


def time_of_day() -> Mapped[Any]:
    """A time without a date."""
    return mapped_column(Time)


def hex_bytes() -> Mapped[Any]:
    """Sixteen bytes that travel as hexadecimal text."""
    return mapped_column(HexBytes)


def blob_text() -> Mapped[Any]:
    """Long text in a column for bytes."""
    return mapped_column(BlobText)


def choice(*values: str, null: bool = True, default: str | None = None) -> Mapped[Any]:
    """One of *values*; an enum in MariaDB, checked text in SQLite."""
    return mapped_column(Enum(*values, create_constraint=False), nullable=null, default=default)


def json_object() -> Mapped[Any]:
    """An object that travels as JSON, never as text."""
    return mapped_column(JsonText)


def numbers() -> Mapped[Any]:
    """A list of numbers, one for each dimension."""
    return mapped_column(NumberList)
