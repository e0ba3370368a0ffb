# SPDX-License-Identifier: LGPL-3.0-or-later
"""The hardware object for ISPyB's own tables: proposals, contacts, shipments and samples; MXCuBE's LIMS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar, cast
from urllib.parse import quote

from backend.domain.rows.answers import (
    BackupEntry,
    BackupList,
    ChecklistEntry,
    CrystalWithPdb,
    DemoAnswer,
    DewarBoard,
    FacilityProfile,
    ImportReport,
    LabelEngines,
    LabelState,
    NoticeList,
    RestoredBackup,
    SentNotice,
    ShippingInfo,
    ShippingStep,
    TransferReport,
)
from backend.domain.rows.collection import DataCollectionGroupRow, DataCollectionRow
from backend.domain.rows.people import BLSessionRow, LabContactRow, LaboratoryRow, PersonRow, ProposalRow
from backend.domain.rows.processing import AutoProcProgramAttachmentRow, AutoProcProgramRow, ProcessingJobRow
from backend.domain.rows.samples import BLSampleRow, CrystalRow, DiffractionPlanRow, ProteinRow
from backend.domain.rows.shipping import ContainerRow, DewarEventRow, DewarRow, ShippingRow
from hwobj.client.collections import Collection, new_key
from hwobj.client.session import PDF_TIMEOUT, ListAnswer, Progress, RestSession
from hwobj.lims.older_calls import OlderCalls

TRANSFER_TIMEOUT = 300.0
"""Seconds that a transfer of many thousand rows may take."""

RESTORE_TIMEOUT = 300.0
"""Seconds that a restore of a large database may take: it is copied and checked twice."""


class PyIspybClient(OlderCalls):
    """Proposals, contacts, shipments with dewars and containers, samples, labels."""

    SAMPLE_TABLES: ClassVar[frozenset[str]] = frozenset({"BLSample", "Crystal", "Protein"})

    def __init__(self, name: str, rest: RestSession | None = None) -> None:
        super().__init__(name, rest)
        self.proposals = Collection(self.rest, ProposalRow, "/proposals", "proposalId")
        self.sessions = Collection(self.rest, BLSessionRow, "/sessions", "sessionId")
        self.persons = Collection(self.rest, PersonRow, "/contacts/persons", "personId")
        self.laboratories = Collection(self.rest, LaboratoryRow, "/contacts/labs", "laboratoryId")
        self.lab_contacts = Collection(self.rest, LabContactRow, "/contacts/lab_contacts", "labContactId")
        self.shippings = Collection(self.rest, ShippingRow, "/shippings", "shippingId")
        self.dewars = Collection(self.rest, DewarRow, "/shippings/dewars", "dewarId")
        self.containers = Collection(self.rest, ContainerRow, "/shippings/containers", "containerId")
        self.samples = Collection(self.rest, BLSampleRow, "/samples", "blSampleId")
        self.crystals = Collection(self.rest, CrystalRow, "/samples/crystals", "crystalId")
        self.proteins = Collection(self.rest, ProteinRow, "/samples/proteins", "proteinId")
        self.diffraction_plans = Collection(
            self.rest, DiffractionPlanRow, "/samples/diffraction_plans", "diffractionPlanId"
        )
        self.data_collections = Collection(
            self.rest, DataCollectionRow, "/data_collections", "dataCollectionId"
        )
        self.data_collection_groups = Collection(
            self.rest, DataCollectionGroupRow, "/data_collections/groups", "dataCollectionGroupId"
        )
        self.processing_jobs = Collection(self.rest, ProcessingJobRow, "/autoproc/jobs", "processingJobId")
        self.autoproc_programs = Collection(
            self.rest, AutoProcProgramRow, "/autoproc/programs", "autoProcProgramId"
        )

    def shipping_info(self, shipping_id: int) -> ShippingInfo:
        """A shipment with proposal, sessions, contacts, dewars, containers and samples, and their counts."""
        return self.rest.ask(ShippingInfo, "GET", f"/shippings/{int(shipping_id)}/info")

    def shipping_checklist(self, shipping_id: int) -> list[ChecklistEntry]:
        """What is still missing before the shipment can be sent, each with its level, text and place."""
        return self.rest.ask_rows(ChecklistEntry, f"/shippings/{int(shipping_id)}/checklist")

    def shipping_history(self, shipping_id: int) -> list[ShippingStep]:
        """The steps and refills of all its dewars, the newest first, each with the `code` of its dewar."""
        return self.rest.ask_rows(ShippingStep, f"/shippings/{int(shipping_id)}/history")

    def set_shipping_status(
        self, shipping_id: int, status: str, comments: str = "", key: str | None = None
    ) -> ShippingRow:
        """Send, receive or return a shipment; gives the row."""
        body = {"status": status, "comments": comments}
        path = f"/shippings/{int(shipping_id)}/status"
        return self.rest.ask(ShippingRow, "POST", path, json=body, key=key or new_key())

    def set_dewar_status(
        self,
        dewar_id: int,
        status: str,
        storage_location: str = "",
        reason: str = "",
        key: str | None = None,
        *,
        again: bool = False,
    ) -> DewarRow:
        """Put a dewar into a state and a place; gives the row.

        The same step within a minute raises Conflict whose `problem` has `repeat` and the `last` step: ask,
        then send it `again`. Sending what is not complete raises Conflict with the `checklist`.
        """
        body = {"dewarStatus": status, "storageLocation": storage_location, "reason": reason, "again": again}
        path = f"/shippings/dewars/{int(dewar_id)}/status"
        return self.rest.ask(DewarRow, "POST", path, json=body, key=key or new_key())

    def undo_dewar_step(self, dewar_id: int, key: str | None = None) -> DewarRow:
        """Put a dewar back to the state and place before its last step, by a new step; gives the row."""
        return self.rest.ask(
            DewarRow, "POST", f"/shippings/dewars/{int(dewar_id)}/undo", key=key or new_key()
        )

    def refill_dewar(
        self, dewar_id: int, time: str | None = None, reason: str = "", key: str | None = None
    ) -> DewarRow:
        """Keep that liquid nitrogen was topped up, now or at that time; gives the row."""
        path = f"/shippings/dewars/{int(dewar_id)}/refills"
        return self.rest.ask(
            DewarRow, "POST", path, json={"time": time, "reason": reason}, key=key or new_key()
        )

    def dewar_refills(self, dewar_id: int) -> list[DewarEventRow]:
        """When liquid nitrogen was topped up, the newest first."""
        return self.rest.ask_rows(DewarEventRow, f"/shippings/dewars/{int(dewar_id)}/refills")

    def dewar_board(self, **choices: object) -> DewarBoard:
        """All dewars (`rows`) with state, place and origin, and counts of `states` and `places`.

        choices: dewarStatus (one or a list), storageLocation, q, limit.
        """
        return self.rest.ask_data(DewarBoard, "/shippings/dewars/board", params=choices)

    def take_in_unknown_dewar(self, barcode: str, storage_location: str = "", comments: str = "") -> DewarRow:
        """Store a dewar that nobody knows as arrived, in the “unclaimed” shipment; gives the row."""
        body = {"barCode": barcode, "storageLocation": storage_location, "comments": comments}
        return self.rest.ask(DewarRow, "POST", "/shippings/dewars/unknown", json=body, key=new_key())

    def clone_shipping(
        self, shipping_id: int, name: str = "", *, samples: bool = True, key: str | None = None
    ) -> ShippingRow:
        """Ship again: a draft like that shipment, with or without its samples; gives the row."""
        body = {"shippingName": name, "samples": samples}
        path = f"/shippings/{int(shipping_id)}/clone"
        return self.rest.ask(ShippingRow, "POST", path, json=body, key=key or new_key())

    def dewar_history(self, dewar_id: int) -> list[DewarEventRow]:
        """The states and places of a dewar, the newest first."""
        return self.rest.ask_rows(DewarEventRow, f"/shippings/dewars/{int(dewar_id)}/history")

    def dewar_by_barcode(self, barcode: str) -> DewarRow:
        """The dewar that carries this barcode; raises NotFound."""
        return self.rest.ask(DewarRow, "GET", f"/shippings/dewars/by_barcode/{_segment(barcode)}")

    def shipping_labels(self, shipping_id: int, dewar_ids: Sequence[int] = (), **choices: object) -> bytes:
        """PDF of the labels of a shipment's dewars, or of some; choices: template, paper, engine, copies."""
        query = {**choices, "dewarId": list(dewar_ids)}
        return self.rest.content(f"/shippings/{int(shipping_id)}/labels", params=query, timeout=PDF_TIMEOUT)

    def dewar_labels(self, dewar_id: int, **choices: object) -> bytes:
        """PDF of the labels of one dewar; choices as for `shipping_labels`."""
        path = f"/shippings/dewars/{int(dewar_id)}/labels"
        return self.rest.content(path, params=choices, timeout=PDF_TIMEOUT)

    def label_state(self, shipping_id: int, template: str = "dewar") -> list[LabelState]:
        """For each dewar `hash`, `printed` (hash, person, time or None) and whether it `changed` since."""
        path = f"/shippings/{int(shipping_id)}/labels/state"
        return self.rest.ask_rows(LabelState, path, params={"template": template})

    def note_labels_printed(
        self, shipping_id: int, dewar_ids: Sequence[int] = (), template: str = "dewar"
    ) -> list[LabelState]:
        """Keep that labels of these dewars, or of all, were printed as they are now; gives the new state."""
        body = {"dewarIds": list(dewar_ids), "template": template}
        path = f"/shippings/{int(shipping_id)}/labels/printed"
        return self.rest.ask_rows(LabelState, path, "POST", json=body, key=new_key())

    def shipping_notices(self, shipping_id: int) -> NoticeList:
        """`notices` (kind, to, subject, text, calendar) for “sent” and “arrived”; `canSend` by mail."""
        return self.rest.ask(NoticeList, "GET", f"/shippings/{int(shipping_id)}/notices")

    def send_notice(self, shipping_id: int, kind: str, to: Sequence[str] = ()) -> SentNotice:
        """Send a notice to the shipment's contacts, or to some of them, by the backend's mail server."""
        path = f"/shippings/{int(shipping_id)}/notices"
        return self.rest.ask(SentNotice, "POST", path, json={"kind": kind, "to": list(to)}, key=new_key())

    def facility(self) -> FacilityProfile:
        """The facility's profile: addresses, texts, logo, beamlines, container types."""
        return self.rest.ask(FacilityProfile, "GET", "/facility")

    def load_facility(self, profile: Mapping[str, object]) -> FacilityProfile:
        """Load a facility's profile into a local backend; gives it as it is used from now on."""
        return self.rest.ask(FacilityProfile, "PUT", "/facility", json=profile, key=new_key())

    def label_engines(self) -> LabelEngines:
        """The PDF engines, whether each is there and how to install it; the templates with their papers."""
        return self.rest.ask(LabelEngines, "GET", "/labels/engines")

    def load_demo(self) -> ProposalRow:
        """Store the demo proposal and give it; only a local backend does this."""
        return self.proposals.get(self.rest.ask(DemoAnswer, "POST", "/demo")["proposalId"])

    def export_transfer(self, *, proposal_id: int | None = None, shipping_id: int | None = None) -> bytes:
        """A proposal, or a shipment with all that it is made of, as one zip file for another backend."""
        query = {"proposalId": proposal_id, "shippingId": shipping_id}
        return self.rest.content("/transfers/export", params=query, timeout=TRANSFER_TIMEOUT)

    def take_in_transfer(
        self,
        data: bytes,
        proposal_id: int,
        *,
        dry_run: bool = False,
        keep_existing: bool = False,
        again: bool = False,
        key: str | None = None,
    ) -> TransferReport:
        """Store an exported file in a proposal; `stored` and `found` count by table, `keys` has the new keys.

        Where the proposal has another row of the same name nothing is stored and Conflict is raised, its
        `problem` holding `conflicts`; unless `keep_existing` takes the row that is there. The same file a
        second time stores nothing (`repeated`), unless `again` brings back what is gone.
        """
        query = {
            "proposalId": proposal_id,
            "dry_run": _flag(dry_run),
            "keep_existing": _flag(keep_existing),
            "again": _flag(again),
        }
        return self.rest.ask(
            TransferReport,
            "POST",
            "/transfers",
            params=query,
            data=data,
            headers={"Content-Type": "application/zip"},
            timeout=TRANSFER_TIMEOUT,
            key=key or new_key(),
        )

    def backups(self) -> BackupList:
        """`rows` (name, time, reason, size, check), the newest first, and `message`: why the last one failed.

        Only a local backend has backups; another one raises NotFound.
        """
        answer = self.rest.ask(ListAnswer, "GET", "/backups")
        return {"rows": cast("list[BackupEntry]", answer["data"]["rows"]), "message": answer["message"]}

    def make_backup(self) -> BackupEntry:
        """Make a backup of the local database now; gives it."""
        return self.rest.ask(BackupEntry, "POST", "/backups", key=new_key())

    def restore_backup(self, name: str) -> RestoredBackup:
        """Go back to a backup; `before` is the one that was made of what is there now, or None."""
        path = f"/backups/{_segment(name)}/restore"
        return self.rest.ask(RestoredBackup, "POST", path, timeout=RESTORE_TIMEOUT, key=new_key())

    def import_samples(
        self,
        data: bytes | str,
        proposal_id: int,
        *,
        shipping_id: int | None = None,
        shipping_name: str | None = None,
        filename: str | None = None,
        dry_run: bool = False,
        create_proteins: bool = False,
        leave_out_errors: bool = False,
        mapping: Sequence[str] = (),
        skip: int = 0,
        key: str | None = None,
    ) -> ImportReport:
        """Store a list of samples as dewars, containers and samples of a shipment; gives counts and findings.

        A new shipment is made unless `shipping_id` names one; it is called `shipping_name`, or as the file.

        With errors in the list nothing is stored and Invalid is raised, its `problem` holding the findings;
        unless `leave_out_errors` stores the rest. `mapping` names the columns in the file's order, "" for
        one that is not read; `skip` counts lines before the rows. `data` is CSV, tabbed text or a workbook.
        """
        query = {
            "proposalId": proposal_id,
            "shippingId": shipping_id,
            "shippingName": shipping_name,
            "filename": filename,
            "dry_run": _flag(dry_run),
            "create_proteins": _flag(create_proteins),
            "leave_out_errors": _flag(leave_out_errors),
            "mapping": ",".join(mapping) or None,
            "skip": skip,
        }
        return self.rest.ask(
            ImportReport,
            "POST",
            "/shippings/import",
            params=query,
            data=data.encode() if isinstance(data, str) else data,
            headers={"Content-Type": "text/csv"},
            key=key or new_key(),
        )

    def attachments(self, program_id: int, **filters: object) -> list[AutoProcProgramAttachmentRow]:
        """The files that a processing program left, by name and path; filters as for a collection."""
        path = f"/autoproc/programs/{int(program_id)}/attachments"
        return self.rest.ask_rows(AutoProcProgramAttachmentRow, path, params=filters)

    def attachment(self, attachment_id: int) -> bytes:
        """A file that a processing program left."""
        return self.rest.content(f"/autoproc/attachments/{int(attachment_id)}/download")

    def phasing_attachment(self, attachment_id: int) -> bytes:
        """A file that a phasing program left."""
        return self.rest.content(f"/phasing/attachments/{int(attachment_id)}/download")

    def collection_attachment(self, attachment_id: int) -> bytes:
        """A file that belongs to a data collection."""
        return self.rest.content(f"/data_collections/attachments/{int(attachment_id)}/download")

    def save_attachment(
        self, attachment_id: int, target: Path, of: str = "program", progress: Progress | None = None
    ) -> None:
        """Write a file of a processing program, or `of` a data “collection”, piece by piece."""
        owner = "/data_collections" if of == "collection" else "/autoproc"
        self.rest.save(f"{owner}/attachments/{int(attachment_id)}/download", target, progress)

    def save_attachments(self, program_id: int, target: Path) -> None:
        """Write all files of a processing program into one zip archive, which may be larger than memory."""
        self.rest.save(f"/autoproc/programs/{int(program_id)}/attachments/download", target)

    def save_phasing_attachments(self, program_id: int, target: Path) -> None:
        """The same for a phasing program."""
        self.rest.save(f"/phasing/programs/{int(program_id)}/attachments/download", target)

    def snapshot(self, data_collection_id: int, index: int = 1, thumbnail: int | None = None) -> bytes:
        """A snapshot of the crystal, 1 to 4; or a PNG of 64, 128, 256, 512 or 1024 pixels."""
        path = f"/data_collections/{int(data_collection_id)}/snapshot/{int(index)}"
        return self.rest.content(path, params={"thumbnail": thumbnail})

    def collection_file(self, data_collection_id: int, name: str, thumbnail: int | None = None) -> bytes:
        """A plot or table by its name, such as `imageQualityIndicatorsPlot`; or a small PNG of a plot."""
        query = {"name": name, "thumbnail": thumbnail}
        return self.rest.content(f"/data_collections/{int(data_collection_id)}/file", params=query)

    def pdb_file(self, crystal_id: int) -> bytes:
        """The PDB file of a crystal, or the PDB entry that its pdbFileName names; raises NotFound."""
        return self.rest.content(f"/samples/crystals/{int(crystal_id)}/pdb", timeout=PDF_TIMEOUT)

    def store_pdb_file(
        self, crystal_id: int, name: str, data: bytes, etag: str | None = None
    ) -> CrystalWithPdb:
        """Store a PDB or mmCIF file for a crystal; gives its row, and cell and space group as `found`."""
        path = f"/samples/crystals/{int(crystal_id)}/pdb"
        return self.rest.ask(CrystalWithPdb, "PATCH", path, files={"file": (name, data)}, etag=etag)

    def remove_pdb_file(self, crystal_id: int, etag: str | None = None) -> None:
        """Take the PDB file of a crystal away, and its name."""
        self.rest.send("DELETE", f"/samples/crystals/{int(crystal_id)}/pdb", etag=etag, key=new_key())

    def export_samples(self, shipping_id: int, form: str = "csv") -> bytes:
        """A shipment's samples as a list (`csv` or `xlsx`) that imports to the same shipment."""
        return self.rest.content(f"/shippings/{int(shipping_id)}/export", params={"format": form})


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _segment(text: str) -> str:
    """User text as one segment of a path."""
    return quote(text, safe="")
