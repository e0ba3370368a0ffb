# SPDX-License-Identifier: LGPL-3.0-or-later
"""What processing programs say of their data: read from the small file that each leaves among its results."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from backend.core.data.rules import attachments, visits
from backend.core.models import AutoProcProgramAttachment
from backend.domain import acquisition_results as domain
from backend.domain.acquisition_results import Results
from backend.errors import BackendError
from backend.files.store import files_of
from backend.results import READERS, reader_of
from backend.store.rows import Row, columns, read

log = logging.getLogger(__name__)


def of_programs(session: Session, programs: Iterable[int | None]) -> dict[int, Results]:
    """The results of those programs that left some, by the program's key; the newest file of each."""
    table = AutoProcProgramAttachment
    keys = {key for key in programs if key is not None}
    named = [table.fileName.endswith(reader.ending, autoescape=True) for reader in READERS]
    statement = (
        select(*columns(table)).where(table.autoProcProgramId.in_(keys), or_(*named)).order_by(table.key())
    )
    found = {}
    for row in read(session, statement) if keys else ():
        results = _read(session, row)
        if results is not None:
            found[int(row["autoProcProgramId"])] = results
    return found


def of_acquisition(row: Row, program: Results | None, images: int | None) -> Results | None:
    """What a program told, else what was told of the acquisition; the images of its collection at least."""
    told = program or _described(row.get("descriptionJson") or {})
    if told.images is None and told.hits is None and told.indexed is None:
        return Results(images=images) if images is not None else None
    return told if told.images is not None else Results(images, told.hits, told.indexed)


def _described(held: Mapping[str, object]) -> Results:
    try:
        return domain.of(held)
    except ValueError:
        return Results()


def _read(session: Session, row: Row) -> Results | None:
    reader = reader_of(row["fileName"] or "")
    known = visits.of_program(session, row["autoProcProgramId"])
    path = attachments.PROCESSING.path(row)
    try:
        if reader is None or row.get("deleted"):
            return None
        with files_of(session).open(path, known) as file:
            return reader.read(b"".join(file.parts())) if file.size <= reader.most_bytes else None
    except (BackendError, OSError, ValueError) as error:
        log.info("no results are read from %s: %s", path, error)
        return None
