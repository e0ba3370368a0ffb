# SPDX-License-Identifier: LGPL-3.0-or-later
"""One acquisition with all that it joins, its files, and the document that lies beside the data."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from io import BytesIO
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.data.rules import attachments, collection_files, visits
from backend.core.models import (
    AutoProcProgram,
    BLSession,
    DataCollection,
    DataCollectionGroup,
    Detector,
)
from backend.domain import acquisition_document
from backend.errors import BackendError, NotFound
from backend.files.archives import Archive, Member, archive
from backend.files.names import download_name
from backend.files.roots import StoredFile
from backend.files.store import FileVisit, files_of
from backend.ssx.models import DataSet, ExperimentalPlan, SsxDataAcquisition
from backend.ssx.rules.acquisition_infos import RULES
from backend.ssx.rules.plans import PLAN_RULES
from backend.ssx.rules.samples import info
from backend.store.base import Base
from backend.store.ownership import Caller
from backend.store.rows import NO_RULES, Row, RowRules, columns, dumps, one, read

_PATHS = (
    *(f"xtalSnapshotFullPath{index}" for index in range(1, collection_files.SNAPSHOTS + 1)),
    "imageQualityIndicatorsPlotPath",
    "imageQualityIndicatorsCSVPath",
    "bestWilsonPlotPath",
    "datFullPath",
)


def details(session: Session, caller: Caller, key: int) -> Row:
    """An acquisition with its `info` and, each whole or null, what it joins; NotFound.

    `pictures` names the snapshots and plots that there are, `attachments` lists the other files.
    """
    row = one(session, caller, SsxDataAcquisition, key, RULES)

    def seen(model: type[Base], found: object, rules: RowRules = NO_RULES) -> Row | None:
        return _seen(session, caller, model, found, rules)

    collection = seen(DataCollection, row["dataCollectionId"])
    group = seen(DataCollectionGroup, collection and collection["dataCollectionGroupId"])
    return {
        **row,
        "loadedSample": _sample(session, caller, row["loadedSampleId"]),
        "experimentalPlan": seen(ExperimentalPlan, row["experimentalPlanId"], PLAN_RULES),
        "dataCollection": collection,
        "detector": seen(Detector, collection and collection["detectorId"]),
        "session": seen(BLSession, group and group["sessionId"]),
        "dataSet": seen(DataSet, row["dataSetId"]),
        "program": seen(AutoProcProgram, row["autoprocessingProgrammId"]),
        "pictures": list(_pictures(session, collection)) if collection else [],
        "attachments": list(_attachments(session, caller, row)),
    }


def document(found: Row) -> Row:
    """The document of an acquisition, from what `details` gives."""
    collection = found["dataCollection"] or {}
    own = [collection[name] for name in _PATHS if collection.get(name)]
    return acquisition_document.document(
        found,
        found["loadedSample"] or {"loadedSampleId": found["loadedSampleId"]},
        plan=found["experimentalPlan"],
        collection=found["dataCollection"],
        detector=found["detector"],
        session=found["session"],
        data_set=found["dataSet"],
        program=found["program"],
        results=found["info"]["results"],
        files=[*own, *(each["path"] for each in found["attachments"])],
    )


def archive_of(session: Session, caller: Caller, key: int) -> Archive:
    """All files of an acquisition and its document, as a zip archive that is made while it is read."""
    found = details(session, caller, key)
    text = dumps(document(found)).encode()
    members = [Member(acquisition_document.FILE_NAME, partial(_made, text))]
    return archive([*members, *_members(session, found)])


def _members(session: Session, found: Row) -> Iterator[Member]:
    """The files, each once, though a plot may be an attachment too."""
    collection, store = found["dataCollection"] or {}, files_of(session)
    measured = visits.of_collection(session, found["dataCollectionId"])
    processed = _visits(session, found, "program")
    paths = {collection[name]: measured for name in _PATHS if collection.get(name)}
    for each in found["attachments"]:
        paths.setdefault(each["path"], measured if each["of"] == "collection" else processed)
    for path, known in paths.items():
        yield Member(download_name(path), partial(store.open, path, known))


def _made(text: bytes) -> StoredFile:
    return StoredFile(acquisition_document.FILE_NAME, len(text), "", BytesIO(text))


def _sample(session: Session, caller: Caller, key: int) -> Row | None:
    """The sample with its chain; None for whoever may see the data but not the proposal."""
    try:
        return info(session, caller, key)
    except NotFound:
        return None


def _seen(session: Session, caller: Caller, model: type[Base], key: Any, rules: RowRules) -> Row | None:
    """A row that is joined; None where there is none, or none that the caller may see."""
    if key is None:
        return None
    try:
        return one(session, caller, model, key, rules)
    except NotFound:
        return None


def _pictures(session: Session, collection: Row) -> Iterator[str]:
    """`snapshot/1` … and the names of plots, as far as a path is known."""
    for index in range(1, collection_files.SNAPSHOTS + 1):
        if collection.get(f"xtalSnapshotFullPath{index}"):
            yield f"snapshot/{index}"
    for name in ("imageQualityIndicatorsPlot", "bestWilsonPlot"):
        if collection_files.has_file(session, collection, name):
            yield name


def _visits(session: Session, row: Row, of: str) -> list[FileVisit]:
    """The sessions that say from which folders the files of the collection or the program are given."""
    if of == "collection":
        return visits.of_collection(session, row["dataCollectionId"])
    program = row["autoprocessingProgrammId"]
    return visits.of_program(session, program) if program is not None else []


_OWNERS = {
    "collection": (attachments.COLLECTION, "dataCollectionId"),
    "program": (attachments.PROCESSING, "autoprocessingProgrammId"),
}


def _attachments(session: Session, caller: Caller, row: Row) -> Iterator[Row]:
    """Of the data collection, then of the program: name, type, path, and size in bytes while it is there."""
    for of, (kind, column) in _OWNERS.items():
        model, owner = kind.model, row[column]
        if owner is None:
            continue
        mine = getattr(model, model.policy.owner) == owner
        statement = select(*columns(model)).where(mine, caller.sees(model)).order_by(model.key())
        known = _visits(session, row, of)
        for held in read(session, statement):
            path = kind.path(held)
            if path and not held.get("deleted"):
                told = {"of": of, "id": held[model.key_name()], "type": held["fileType"], "path": path}
                yield {**told, "name": download_name(path), "size": _size(session, path, known)}


def _size(session: Session, path: str, known: list[FileVisit]) -> int | None:
    try:
        with files_of(session).open(path, known) as file:
            return file.size
    except BackendError:
        return None
