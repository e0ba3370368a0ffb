# SPDX-License-Identifier: LGPL-3.0-or-later
"""Server-sent events: who listens hears which rows changed; an open stream is also a window's lease."""

from __future__ import annotations

import queue
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any, Protocol

from flask import Response
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from backend.app_keys import AppKey
from backend.audit.journal import journal
from backend.store import database
from backend.store.base import Base
from backend.store.ownership import Caller
from backend.store.rows import dumps

HEARTBEAT = 0.5
"""Seconds between signs of life; a write to a dead window fails, and so its lease ends."""

MOST_ALIKE = 100
"""A list of thousands is told by its shipment; whoever hears of a hundred samples reads them all anew."""

Change = dict[str, Any]
Look = Callable[[], list[Change]]


class Hub:
    """Hands each change to every open stream of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._streams: set[queue.Queue[Change]] = set()

    def open(self) -> queue.Queue[Change]:
        """A new stream; changes wait in it."""
        stream: queue.Queue[Change] = queue.Queue(maxsize=1000)
        with self._lock:
            self._streams.add(stream)
        return stream

    def close(self, stream: queue.Queue[Change]) -> None:
        """Forget a stream."""
        with self._lock:
            self._streams.discard(stream)

    def publish(self, change: Change) -> None:
        """Put a change into each stream; one whose reader sleeps loses it rather than hold up a write."""
        with self._lock:
            for stream in self._streams:
                if not stream.full():
                    stream.put_nowait(change)


class WindowLeases(Protocol):
    """What counts the windows of a local process."""

    def hold(self) -> AbstractContextManager[None]:
        """One lease, as long as the block lasts."""


HUB = AppKey[Hub]("hub")
LEASES = AppKey[WindowLeases]("leases")
LOOKS = AppKey[Sequence[Callable[[], Look]]]("looks")
"""Each begins to look for what changes without a write, such as files."""


def changes(session: Session) -> list[Change]:
    """What this session wrote, as told to listeners: table, id, verb; of many alike only the first."""
    session.flush()
    told: dict[tuple[str, str], list[Change]] = defaultdict(list)
    for entry in journal(session).entries:
        if entry["tableName"] in _told_tables() and entry["rowId"] is not None:
            change = {"table": entry["tableName"], "id": entry["rowId"], "verb": entry["verb"]}
            told[entry["tableName"], entry["verb"]].append(change)
    return [change for alike in told.values() for change in alike[:MOST_ALIKE]]


@cache
def _told_tables() -> frozenset[str]:
    """Rows of proposals are told of; accounts and idempotency keys are nobody's business."""
    models = (mapper.class_ for mapper in Base.registry.mappers)
    return frozenset(
        model.__tablename__
        for model in models
        if model.policy.owner or model.policy.root or model.policy.shared
    )


def everything(verb: str) -> list[Change]:
    """What is told when all rows of all tables may be others than before: no row in particular, id 0."""
    return [{"table": table, "id": 0, "verb": verb} for table in sorted(_told_tables())]


def publish(told: list[Change]) -> None:
    """Tell all listeners of this process."""
    for change in told:
        HUB.here().publish(change)


def stream(caller: Caller) -> Response:
    """The event stream; a comment as heartbeat, `changed` events with table, id and verb."""
    leases = LEASES.here_or_none()
    held = leases.hold() if leases else nullcontext()
    looks = [begin() for begin in LOOKS.here_or_none() or ()]
    lines = _lines(HUB.here(), held, _sieve(caller, database.engine()), looks)
    return Response(lines, content_type="text/event-stream", headers={"Cache-Control": "no-store"})


def _sieve(caller: Caller, engine: Engine) -> Callable[[Change], bool]:
    """Whether the caller may hear of a change: of a row that he or she sees; of all only who sees all."""
    models = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}

    def heard(change: Change) -> bool:
        model = models[change["table"]]
        if caller.sees_all(model):
            return True
        with database.new_session(engine, write=False) as session:
            mine = select(model.key()).where(model.key() == change["id"], caller.sees(model))
            return session.scalar(mine) is not None

    return heard


def _lines(hub: Hub, held: Any, heard: Callable[[Change], bool], looks: Iterable[Look]) -> Iterator[str]:
    """`looks` are asked twice a second for what changed without a write, such as files."""
    mine = hub.open()
    try:
        with held:
            yield ": open\n\n"
            while True:
                try:
                    change = mine.get(timeout=HEARTBEAT)
                    yield f"event: changed\ndata: {dumps(change)}\n\n" if heard(change) else ": alive\n\n"
                except queue.Empty:
                    yield ": alive\n\n"
                for change in [change for look in looks for change in look()]:
                    yield f"event: changed\ndata: {dumps(change)}\n\n"
    finally:
        hub.close(mine)
