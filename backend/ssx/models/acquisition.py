# SPDX-License-Identifier: LGPL-3.0-or-later
"""What was measured from a loaded sample, and what was merged of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped

from backend.store.base import Base, Policy
from backend.store.column_types import json_object, key, ref, text


class DataSet(Base):
    """Acquisitions that are merged into one set of intensities."""

    __tablename__ = "DataSet"
    policy = Policy(owner="proposalId", realm="data", staff=("mergedResultsFilename",))

    dataSetId: Mapped[int] = key()
    proposalId: Mapped[int] = ref("Proposal.proposalId", null=False)
    name: Mapped[str] = text(45, null=False)
    mergedResultsFilename: Mapped[str | None] = text(255)


class SsxDataAcquisition(Base):
    """One data collection from a loaded sample: by which plan, with which log, processed by which program."""

    __tablename__ = "SsxDataAcquisition"
    policy = Policy(owner="loadedSampleId", realm="data", staff=("eventLogFilename",))

    ssxDataAcquisitionId: Mapped[int] = key()
    loadedSampleId: Mapped[int] = ref("LoadedSample.loadedSampleId", null=False)
    dataCollectionId: Mapped[int] = ref("DataCollection.dataCollectionId", null=False)
    experimentalPlanId: Mapped[int | None] = ref("ExperimentalPlan.experimentalPlanId")
    eventLogFilename: Mapped[str | None] = text(255)
    dataSetId: Mapped[int | None] = ref("DataSet.dataSetId")
    autoprocessingProgrammId: Mapped[int | None] = ref("AutoProcProgram.autoProcProgramId")
    descriptionJson: Mapped[dict[str, Any] | None] = json_object()
