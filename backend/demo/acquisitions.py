# SPDX-License-Identifier: LGPL-3.0-or-later
"""The demo's acquisitions: what was measured of a chip, a jet and a tape, with the files that were left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO

from sqlalchemy import select

from backend.core.models import (
    AutoProcProgram,
    AutoProcProgramAttachment,
    DataCollection,
    DataCollectionFileAttachment,
    DataCollectionGroup,
    Detector,
    ProcessingJob,
)
from backend.demo import plots
from backend.demo.plan import NAME as PLAN
from backend.demo.rows import Filling
from backend.files import uploads
from backend.results.ssx_json import RESULTS_FILE
from backend.ssx.models import (
    DataSet,
    ExperimentalPlan,
    LoadedSample,
    SampleDeliveryDevice,
    SsxDataAcquisition,
)
from backend.store.rows import Row

_BEGIN = datetime.fromisoformat("2026-12-03T09:00:00+01:00")
_WAVELENGTH = 1.0717
_FOLDER = "demo"


@dataclass(frozen=True)
class _Run:
    """Of which sample, minutes after the first; images, hits and indexed; by the plan or without one."""

    sample: str
    minute: int
    images: int
    hits: int = 0
    indexed: int = 0
    planned: bool = False


_RUNS = (
    _Run("Lys_chip_01", 0, 25600, 8704, 7050),
    _Run("Lys_chip_01", 42, 25600, 7936, 6190),
    _Run("Lys_chip_01", 85, 25600, 6400, 4670),
    _Run("PSI_jet_a", 150, 90000, 5400, 2920),
    _Run("PSI_jet_a", 205, 90000, 6300, 3650),
    _Run("MyoCO_tape_1", 290, 25600, 9984, 8390, planned=True),
    _Run("MyoCO_tape_1", 335, 25600, 10240, 8910, planned=True),
    _Run("MyoCO_tape_1", 380, 12800, planned=True),
)


def fill(filling: Filling, session: int) -> None:
    """Store acquisitions of a session; the files of each where the service keeps uploads.

    The last one was not processed yet.
    """
    detector = filling.session.scalar(
        select(Detector.detectorId).where(Detector.detectorSerialNumber == "DEMO")
    )
    if detector is None:
        made = filling.add(
            Detector,
            detectorType="Hybrid pixel array",
            detectorManufacturer="DECTRIS",
            detectorModel="JUNGFRAU 4M",
            detectorSerialNumber="DEMO",
        )
        detector = made["detectorId"]
    plan = filling.session.scalar(
        select(ExperimentalPlan.experimentalPlanId)
        .where(ExperimentalPlan.name == PLAN)
        .order_by(ExperimentalPlan.experimentalPlanId.desc())
    )
    merged: dict[str, int] = {}
    for number, run in enumerate(_RUNS, start=1):
        sample, device = _sample(filling, run.sample)
        collection = _collection(filling, session, int(detector), run, number, device)
        columns: dict[str, object] = {"loadedSampleId": sample, "dataCollectionId": collection}
        if run.hits:
            columns["autoprocessingProgrammId"] = _processed(filling, collection, run)
            if run.sample not in merged:
                name = f"{run.sample} merged"
                merged[run.sample] = int(filling.add(DataSet, name=name)["dataSetId"])
            columns["dataSetId"] = merged[run.sample]
        if run.planned:
            columns["experimentalPlanId"] = plan
        about = {"photonEnergy": 11.569, "bandwidth": 1, "beamSize": [4, 2], "repetitionRate": 925}
        filling.add(SsxDataAcquisition, descriptionJson=about, **columns)


def _sample(filling: Filling, name: str) -> tuple[int, str]:
    """The key of a loaded sample of the demo, the newest of that name, and the type of its device."""
    device = SampleDeliveryDevice
    statement = (
        select(LoadedSample.loadedSampleId, device.type)
        .join(device, device.sampleDeliveryDeviceId == LoadedSample.sampleDeliveryDeviceId)
        .where(LoadedSample.name == name)
        .order_by(LoadedSample.loadedSampleId.desc())
        .limit(1)
    )
    key, kind = filling.session.execute(statement).one()
    return key, kind


def _collection(filling: Filling, session: int, detector: int, run: _Run, number: int, device: str) -> int:
    begin = _BEGIN + timedelta(minutes=run.minute)
    end = begin + timedelta(minutes=max(run.images // 2600, 5))
    times = {"startTime": begin.isoformat(), "endTime": end.isoformat()}
    group = filling.add(DataCollectionGroup, sessionId=session, **times)
    row = filling.add(
        DataCollection,
        dataCollectionGroupId=group["dataCollectionGroupId"],
        detectorId=detector,
        dataCollectionNumber=number,
        runStatus="Successful",
        numberOfImages=run.images,
        exposureTime=0.0001,
        wavelength=_WAVELENGTH,
        resolution=1.6,
        transmission=100,
        detectorDistance=140,
        flux=2e15,
        beamSizeAtSampleX=0.004,
        beamSizeAtSampleY=0.002,
        imageDirectory=f"/data/visitor/mx2415/id29/20261203/RAW_DATA/{run.sample}/run_{number:02}",
        imagePrefix=run.sample,
        imageSuffix="h5",
        fileTemplate=f"{run.sample}_{number:02}_%06d.h5",
        **times,
        **_pictures(filling, run, number, device),
    )
    _attach(filling, row, f"{run.sample}_{number:02}_quality.csv", plots.quality_table(run.images, run.hits))
    return int(row["dataCollectionId"])


def _pictures(filling: Filling, run: _Run, number: int, device: str) -> Row:
    rate = run.hits / run.images
    drawn: dict[str, tuple[str, Callable[[], bytes]]] = {
        "xtalSnapshotFullPath1": ("snapshot_1.jpg", partial(plots.snapshot, number, device)),
        "xtalSnapshotFullPath2": ("snapshot_2.jpg", partial(plots.snapshot, 100 + number, device)),
        "imageQualityIndicatorsPlotPath": ("image_quality.png", partial(plots.quality, number, rate)),
        "bestWilsonPlotPath": ("wilson.png", partial(plots.wilson, number)),
    }
    wanted = drawn if run.hits else {name: drawn[name] for name in drawn if name.startswith("xtal")}
    return {
        column: _kept(filling, name, draw()) for column, (name, draw) in wanted.items() if filling.keeps_files
    }


def _attach(filling: Filling, collection: Row, name: str, content: bytes) -> None:
    if filling.keeps_files:
        path, key = _kept(filling, name, content), collection["dataCollectionId"]
        filling.add(DataCollectionFileAttachment, dataCollectionId=key, fileFullPath=path, fileType="log")


def _processed(filling: Filling, collection: int, run: _Run) -> int:
    job = filling.add(ProcessingJob, dataCollectionId=collection, displayName="Hits and indexing")
    program = filling.add(
        AutoProcProgram,
        processingJobId=job["processingJobId"],
        processingPrograms="CrystFEL 0.11",
        processingStatus=1,
    )
    key = int(program["autoProcProgramId"])
    counts = (run.images, run.hits, run.indexed)
    for name, kind, content in (
        (RESULTS_FILE, "Result", plots.results(*counts)),
        (f"{run.sample}.log", "Log", plots.log(*counts)),
    ):
        if filling.keeps_files:
            folder, _, last = _kept(filling, name, content).rpartition("/")
            columns = {"filePath": folder, "fileName": last, "fileType": kind}
            filling.add(AutoProcProgramAttachment, autoProcProgramId=key, **columns)
    return key


def _kept(filling: Filling, name: str, content: bytes) -> str:
    """The path of a file that the service keeps."""
    return uploads.put(filling.session, _FOLDER, BytesIO(content), called=name)
