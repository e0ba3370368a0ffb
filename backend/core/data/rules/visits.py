# SPDX-License-Identifier: LGPL-3.0-or-later
"""At which sessions something was measured: they say from which folders its files may be given."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from backend.core.models import (
    AutoProc,
    AutoProcIntegration,
    AutoProcProgram,
    AutoProcScaling,
    BLSession,
    Crystal,
    DataCollection,
    DataCollectionGroup,
    Phasing,
    PhasingHasScaling,
    PhasingStep,
    ProcessingJob,
    Proposal,
    Protein,
)
from backend.files.store import FileVisit


def of_crystal(session: Session, key: int) -> list[FileVisit]:
    """The proposal of a crystal, which is measured at no session of its own yet."""
    statement = (
        select(Proposal.proposalCode, Proposal.proposalNumber)
        .join(Protein, Protein.proposalId == Proposal.proposalId)
        .join(Crystal, Crystal.proteinId == Protein.proteinId)
        .where(Crystal.crystalId == key)
    )
    return [_visit(code, number, None, None, None) for code, number in session.execute(statement)]


def of_collection(session: Session, key: int) -> list[FileVisit]:
    """The session of a data collection."""
    return _visits(session, DataCollection.dataCollectionId == key)


def of_program(session: Session, key: int) -> list[FileVisit]:
    """The sessions of the data that a processing program was given."""
    return _visits(session, _processed(AutoProcProgram.autoProcProgramId == key))


def of_phasing_run(session: Session, key: int) -> list[FileVisit]:
    """The sessions of the data whose scaling a phasing program was given."""
    link, step = PhasingHasScaling, PhasingStep
    phased = select(Phasing.phasingAnalysisId).where(Phasing.phasingProgramRunId == key)
    scaled = select(link.autoProcScalingId).where(link.phasingAnalysisId.in_(phased))
    stepped = select(step.autoProcScalingId).where(step.programRunId == key)
    used = AutoProcScaling.autoProcScalingId.in_(scaled.union(stepped))
    merged = select(AutoProcScaling.autoProcId).where(used)
    programs = select(AutoProc.autoProcProgramId).where(AutoProc.autoProcId.in_(merged))
    return _visits(session, _processed(AutoProcProgram.autoProcProgramId.in_(programs)))


def _processed(programs: ColumnElement[bool]) -> ColumnElement[bool]:
    """The data collections that these programs integrated or were asked to."""
    run, done, job = AutoProcProgram, AutoProcIntegration, ProcessingJob
    integrated = select(done.dataCollectionId).join(run, run.autoProcProgramId == done.autoProcProgramId)
    asked = select(job.dataCollectionId).join(run, run.processingJobId == job.processingJobId)
    return DataCollection.dataCollectionId.in_(integrated.where(programs).union(asked.where(programs)))


def _visits(session: Session, collections: ColumnElement[bool]) -> list[FileVisit]:
    columns: tuple[Any, ...] = (
        Proposal.proposalCode,
        Proposal.proposalNumber,
        BLSession.beamLineName,
        BLSession.visit_number,
        BLSession.startDate,
    )
    group, collection = DataCollectionGroup, DataCollection
    statement = (
        select(*columns)
        .join(BLSession, BLSession.proposalId == Proposal.proposalId)
        .join(group, group.sessionId == BLSession.sessionId)
        .join(collection, collection.dataCollectionGroupId == group.dataCollectionGroupId)
        .where(collections)
        .distinct()
    )
    return [_visit(*found) for found in session.execute(statement)]


def _visit(
    code: str | None, number: str | None, beamline: str | None, visit: object, start: Any
) -> FileVisit:
    proposal = f"{code or ''}{number or ''}"
    return FileVisit(
        proposal=proposal if code and number else "",
        beamline=beamline or "",
        visit="" if visit is None else str(visit),
        year=str(start.year) if start else "",
    )
