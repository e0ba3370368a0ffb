# SPDX-License-Identifier: LGPL-3.0-or-later
"""The columns of tables: types that SQLAlchemy lacks, and a short way to say each kind of column."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Date,
    DateTime,
    Dialect,
    Double,
    Enum,
    ForeignKey,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    Time,
    TypeDecorator,
)
from sqlalchemy.dialects.mysql import BINARY, LONGBLOB, LONGTEXT
from sqlalchemy.orm import Mapped, mapped_column

_MARIADB = ("mysql", "mariadb")


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
