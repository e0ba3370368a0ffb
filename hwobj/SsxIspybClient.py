# SPDX-License-Identifier: LGPL-3.0-or-later
"""The hardware object for serial crystallography: slurries, stocks, loaded samples and timing plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from json import dumps
from pathlib import Path
from typing import ClassVar, cast
from urllib.parse import quote

from backend.domain.rows.samples import BLSampleRow
from backend.domain.rows.ssx_acquisition import DataSetRow, SsxDataAcquisitionRow
from backend.domain.rows.ssx_answers import (
    AcquisitionDetails,
    AcquisitionInfo,
    LoadedSampleInfo,
    NoAnswer,
    SampleAcquisitions,
    SampleTreeEntry,
)
from backend.domain.rows.ssx_plan import (
    EventTrainRow,
    ExperimentalPlanRow,
    MasterTriggerRow,
    RepeatedSequenceRow,
    TimedExcitationRow,
    TimedXrayDetectionRow,
    TimedXrayExposureRow,
)
from backend.domain.rows.ssx_sample import (
    AdditiveRow,
    BufferRow,
    CrystalSizeDistributionRow,
    CrystalSlurryRow,
    LoadedSampleRow,
    MicrographRow,
    SampleDeliveryDeviceRow,
    SampleStockRow,
)
from hwobj.client.collections import Collection, Page, new_key
from hwobj.client.multipart import Multipart
from hwobj.client.session import PDF_TIMEOUT, JsonObject, ListData, Progress, RestSession
from hwobj.errors import LimsError
from hwobj.lims.acquisition_file import write_beside_data
from hwobj.lims.lims_client import LimsClient
from hwobj.lims.mxcube import complain


class SsxIspybClient(LimsClient):
    """Loaded samples and what they are made of, and the plans by which they are measured."""

    SAMPLE_TABLES: ClassVar[frozenset[str]] = frozenset(
        {
            "LoadedSample",
            "SampleStock",
            "SampleDeliveryDevice",
            "CrystalSlurry",
            "CrystalSizeDistribution",
            "Buffer",
            "Additive",
        }
    )

    def __init__(self, name: str, rest: RestSession | None = None) -> None:
        super().__init__(name, rest)
        self.loaded_samples = Collection(self.rest, LoadedSampleRow, "/ssx/samples", "loadedSampleId")
        self.crystal_slurries = Collection(
            self.rest, CrystalSlurryRow, "/ssx/samples/crystal_slurry", "crystalSlurryId"
        )
        self.crystal_size_distributions = Collection(
            self.rest,
            CrystalSizeDistributionRow,
            "/ssx/samples/crystal_size_distribution",
            "crystalSizeDistributionId",
        )
        self.sample_stocks = Collection(
            self.rest, SampleStockRow, "/ssx/samples/sample_stocks", "sampleStockId"
        )
        self.delivery_devices = Collection(
            self.rest, SampleDeliveryDeviceRow, "/ssx/samples/delivery_devices", "sampleDeliveryDeviceId"
        )
        self.micrographs = Collection(self.rest, MicrographRow, "/ssx/samples/micrographs", "micrographId")
        self.buffers = Collection(self.rest, BufferRow, "/ssx/samples/buffers", "bufferId")
        self.additives = Collection(self.rest, AdditiveRow, "/ssx/samples/additives", "additiveId")
        self.plans = Collection(self.rest, ExperimentalPlanRow, "/ssx/plans", "experimentalPlanId")
        self.sequences = Collection(
            self.rest, RepeatedSequenceRow, "/ssx/plans/sequences", "repeatedSequenceId"
        )
        self.event_trains = Collection(self.rest, EventTrainRow, "/ssx/plans/event_trains", "eventTrainId")
        self.master_triggers = Collection(
            self.rest, MasterTriggerRow, "/ssx/plans/master_triggers", "masterTriggerId"
        )
        self.timed_xray_detections = Collection(
            self.rest, TimedXrayDetectionRow, "/ssx/plans/timed_xray_detections", "timedXrayDetectionId"
        )
        self.timed_xray_exposures = Collection(
            self.rest, TimedXrayExposureRow, "/ssx/plans/timed_xray_exposures", "timedXrayExposureId"
        )
        self.timed_excitations = Collection(
            self.rest, TimedExcitationRow, "/ssx/plans/timed_excitations", "timedExcitationId"
        )
        self.data_acquisitions = Collection(
            self.rest, SsxDataAcquisitionRow, "/ssx/data_acquisitions", "ssxDataAcquisitionId"
        )
        self.acquisition_infos = Collection(
            self.rest, AcquisitionInfo, "/ssx/data_acquisitions/infos", "ssxDataAcquisitionId"
        )
        self.data_sets = Collection(self.rest, DataSetRow, "/ssx/data_sets", "dataSetId")
        self._infos: dict[int, LoadedSampleInfo] = {}
        """Samples as they were last seen, for documents that are written while there is no backend."""

    def sample_info(self, loaded_sample_id: int) -> LoadedSampleInfo:
        """A loaded sample with its whole chain down to the protein, and its delivery device."""
        info = self.rest.ask(LoadedSampleInfo, "GET", f"/ssx/samples/{int(loaded_sample_id)}/info")
        self._infos[int(loaded_sample_id)] = info
        return info

    def acquisition_counts(self, loaded_samples: Sequence[int]) -> dict[int, int]:
        """How many acquisitions each of these loaded samples has, as far as the user may see them."""
        if not loaded_samples:
            return {}
        query = {"ids": ",".join(map(str, loaded_samples))}
        counts = self.rest.ask(dict[str, int], "GET", "/ssx/samples/acquisition_counts", params=query)
        return {int(key): count for key, count in counts.items()}

    def sample_tree(self, table: str, row_id: int, offset: int = 0) -> Page[SampleTreeEntry]:
        """What hangs on a row of Proposal, Protein, Crystal or CrystalSlurry, with counts of loaded samples.

        Rows have table, id, name, remark, loadedSamples; some 200 come at once, `total` counts all.
        """
        query = {"table": table, "id": int(row_id), "offset": offset}
        data = self.rest.ask_data(ListData, "/ssx/samples/tree", params=query)
        return Page(cast("list[SampleTreeEntry]", data["rows"]), data["total"], None)

    def put_in_place(
        self, table: str, row_id: int, container_id: int, location: str, key: str | None = None
    ) -> BLSampleRow:
        """Put a CrystalSlurry, SampleStock or LoadedSample into a position; gives its BLSample there.

        What lies in a container already is moved; deleting the BLSample takes it out again.
        """
        body = {"table": table, "id": row_id, "containerId": container_id, "location": location}
        return self.rest.ask(BLSampleRow, "POST", "/ssx/samples/places", json=body, key=key or new_key())

    def tube_labels(self, keys: Sequence[int], table: str = "LoadedSample", **choices: object) -> bytes:
        """PDF of small labels for loaded samples, or the rows of another table; choices: paper, blank …"""
        query = {**choices, "ids": ",".join(map(str, keys)), "table": table}
        return self.rest.content("/ssx/samples/labels", params=query, timeout=PDF_TIMEOUT)

    def store_micrograph(
        self, slurry_id: int, data: bytes, pixel_size: Sequence[float] = (), **description: object
    ) -> MicrographRow:
        """Store a picture of a slurry (TIFF, PNG, JPEG) and give its row; pixel size in µm, x and y."""
        form = {
            "crystalSlurryId": str(int(slurry_id)),
            "objectSidePixelSize": dumps(list(pixel_size) or None),
            "descriptionJson": dumps(description or None),
        }
        files = {"file": ("micrograph", data)}
        return self.rest.ask(
            MicrographRow, "POST", self.micrographs.path, data=form, files=files, timeout=PDF_TIMEOUT
        )

    def store_micrograph_file(
        self, values: Mapping[str, object], file: Path, progress: Progress | None = None
    ) -> MicrographRow:
        """As `store_micrograph`, sent from a file piece by piece; `values` are the row's columns.

        `progress(done, total)` hears of the bytes that went; what it raises ends the request, unstored.
        """
        form = {name: dumps(value) for name, value in values.items()}
        body = Multipart(form, "file", file, progress)
        headers = {"Content-Type": body.content_type}
        try:
            path = self.micrographs.path
            return self.rest.ask(MicrographRow, "POST", path, data=body, headers=headers, timeout=PDF_TIMEOUT)
        finally:
            body.close()

    def replace_micrograph(self, micrograph_id: int, data: bytes, etag: str | None = None) -> MicrographRow:
        """Store another picture in the place of a micrograph's; gives the row."""
        files = {"file": ("micrograph", data)}
        path = self._image(micrograph_id)
        return self.rest.ask(MicrographRow, "PUT", path, files=files, etag=etag, timeout=PDF_TIMEOUT)

    def micrograph_image(self, micrograph_id: int, thumbnail: int | None = None) -> bytes:
        """The picture as it was stored, or a PNG of 64, 128, 256, 512 or 1024 pixels."""
        query = {"thumbnail": thumbnail}
        return self.rest.content(self._image(micrograph_id), params=query, timeout=PDF_TIMEOUT)

    def save_micrograph_image(
        self, micrograph_id: int, target: Path, progress: Progress | None = None
    ) -> None:
        """Write the picture as it was stored into a file; `progress(done, total)` hears of its bytes."""
        self.rest.save(self._image(micrograph_id), target, progress, timeout=PDF_TIMEOUT)

    def _image(self, micrograph_id: int) -> str:
        return f"{self.micrographs.path}/{int(micrograph_id)}/image"

    def sample_sheet(self, loaded_sample_id: int, **choices: object) -> bytes:
        """PDF with all that is known of a loaded sample; choices: paper, engine, copies."""
        path = f"/ssx/samples/{int(loaded_sample_id)}/sheet"
        return self.rest.content(path, params=choices, timeout=PDF_TIMEOUT)

    def sample_file(self, loaded_sample_id: int, name: str) -> bytes:
        """A loaded sample as a file of one of `export_formats.COMMUNITY_FORMATS`, such as mmcif or nexus."""
        return self.rest.content(f"/ssx/samples/{int(loaded_sample_id)}/{quote(name, safe='')}")

    def sample_mmcif(self, loaded_sample_id: int) -> bytes:
        """A loaded sample as the text of an mmCIF file."""
        return self.sample_file(loaded_sample_id, "mmcif")

    def sample_nexus(self, loaded_sample_id: int) -> bytes:
        """A loaded sample as the bytes of a NeXus file."""
        return self.sample_file(loaded_sample_id, "nexus")

    def create_loaded_samples(
        self, rows: Sequence[Mapping[str, object]], key: str | None = None
    ) -> Sequence[LoadedSampleRow]:
        """Store up to 5,000 loaded samples, all or none; Invalid names the fields as `row.field`, from 0."""
        return self.loaded_samples.create_all(rows, key)

    def store_ssx_data_acquisition(
        self,
        loaded_sample_id: int,
        data_collection_id: int | None,
        experimental_plan_id: int | None = None,
        description: Mapping[str, object] | None = None,
        key: str | None = None,
        directory: str | Path | None = None,
        **columns: object,
    ) -> SsxDataAcquisitionRow | NoAnswer:
        """Tell that a data collection was measured from a loaded sample, by a plan; gives the stored row.

        description: photonEnergy (keV), bandwidth (%), repetitionRate (Hz), reactionTime (ms) and the like;
        columns: eventLogFilename, dataSetId, autoprocessingProgrammId. The same idempotency key again stores
        nothing new. The answer's `warnings`, if any, say what ISPyB's own tables could not take.

        In the *directory* of the data a JSON file tells the same, written first and without the backend.
        Within MXCuBE a fault is told in the user log, and the answer is empty: a queue goes on.
        """
        row = {
            "loadedSampleId": int(loaded_sample_id),
            "dataCollectionId": data_collection_id,
            "experimentalPlanId": experimental_plan_id,
            "descriptionJson": dict(description) if description else None,
            **columns,
        }
        if directory is not None:
            self._write_beside_data(Path(directory), int(loaded_sample_id), row)
        try:
            return self.data_acquisitions.create(row, key)
        except LimsError as error:
            if self.link is None:
                raise
            complain("The acquisition was not stored; New under Acquisitions joins its data by hand.", error)
            return {}

    def _write_beside_data(self, directory: Path, loaded_sample_id: int, row: Mapping[str, object]) -> None:
        known = self._infos.get(loaded_sample_id)
        sample: Mapping[str, object] = known or {"loadedSampleId": loaded_sample_id}
        try:
            write_beside_data(directory, row, sample)
        except OSError as error:
            complain("The file of the acquisition was not written.", error)

    def acquisition_details(self, acquisition_id: int) -> AcquisitionDetails:
        """An acquisition with all that it joins, each whole; its `info`, `pictures` and `attachments`."""
        return self.rest.ask(AcquisitionDetails, "GET", f"{self._acquisition(acquisition_id)}/details")

    def save_acquisition_files(
        self, acquisition_id: int, target: Path, progress: Progress | None = None
    ) -> None:
        """Write all files of an acquisition and its document into one zip archive, piece by piece.

        progress: called with the bytes that are there and those in all; what it raises ends the work.
        """
        self.rest.save(f"{self._acquisition(acquisition_id)}/files/download", target, progress)

    def sample_acquisitions(self, loaded_sample_id: int) -> SampleAcquisitions:
        """What was measured from a loaded sample: `rows` in order with `info`, and `totals` of all."""
        return self.rest.ask_data(SampleAcquisitions, f"/ssx/samples/{int(loaded_sample_id)}/acquisitions")

    def sample_document(self, loaded_sample_id: int) -> JsonObject:
        """A loaded sample with its chain and all that was measured from it, as one JSON document."""
        return self.rest.json("GET", f"/ssx/samples/{int(loaded_sample_id)}/document")

    def _acquisition(self, acquisition_id: int) -> str:
        return f"{self.data_acquisitions.path}/{int(acquisition_id)}"

    def get_loaded_samples(self, proposal_id: int | None = None, **filters: object) -> list[LoadedSampleRow]:
        """The loaded samples of a proposal: of this one, or of the chosen one (see `chosen_proposal`).

        Where none is chosen, all that the user may see.
        """
        chosen = proposal_id if proposal_id is not None else self.chosen_proposal()
        return list(self.loaded_samples.all(proposalId=chosen, **filters))

    def get_loaded_sample_info(self, loaded_sample_id: int) -> LoadedSampleInfo:
        """As `sample_info`: the name that a beamline's queue calls."""
        return self.sample_info(loaded_sample_id)
