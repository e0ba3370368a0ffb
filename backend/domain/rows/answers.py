# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the backend answers beyond the rows of one table: several of them in one, lists, reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict

from backend.domain.rows.people import (
    BLSessionRow,
    LabContactRow,
    LaboratoryRow,
    PersonRow,
    ProposalRow,
)
from backend.domain.rows.samples import BLSampleRow, CrystalRow, ProteinRow
from backend.domain.rows.shipping import ContainerRow, DewarEventRow, DewarRow, ShippingRow

if TYPE_CHECKING:
    from typing_extensions import NotRequired


class ProposalInfo(ProposalRow):
    """A proposal with who leads it, its sessions, and how many rows hang on it."""

    person: PersonRow | None
    laboratory: LaboratoryRow | None
    sessions: list[BLSessionRow]
    counts: dict[str, int]


class PersonInfo(PersonRow):
    """A person with laboratory and the proposals that may be seen."""

    laboratory: LaboratoryRow | None
    proposals: list[ProposalRow]


class SessionInfo(BLSessionRow):
    """A session with its proposal."""

    proposal: ProposalRow | None
    dataCollectionGroups: int


class CrystalInfo(CrystalRow):
    """A crystal form with its protein."""

    protein: ProteinRow | None


class SampleContents(BLSampleRow):
    """A sample with what it is of."""

    crystal: CrystalInfo | None


class ContainerContents(ContainerRow):
    """A container with the samples in it."""

    samples: list[SampleContents]


class DewarContents(DewarRow):
    """A dewar with the containers in it."""

    containers: list[ContainerContents]


class ShippingInfo(ShippingRow):
    """A shipment with all that belongs to it."""

    proposal: ProposalRow | None
    sessions: list[BLSessionRow]
    sendingLabContact: LabContactRow | None
    returnLabContact: LabContactRow | None
    dewars: list[DewarContents]
    counts: dict[str, int]


class Place(TypedDict):
    """Where something is put right: the column of a row; without a key while that is not stored."""

    table: str
    id: int | None
    column: str


class ChecklistEntry(TypedDict):
    """One thing that was looked at before a shipment is sent."""

    key: str
    level: Literal["ok", "warning", "error"]
    text: str
    place: Place | None


class ShippingStep(DewarEventRow):
    """A step of one of a shipment's dewars."""

    code: str | None


class BoardEntry(TypedDict):
    """A dewar at a glance."""

    dewarId: int
    code: str | None
    barCode: str | None
    dewarStatus: str
    storageLocation: str | None
    shippingId: int
    shippingName: str | None
    proposal: str
    packing: str | None
    filledAt: str | None
    coldUntil: str | None
    since: str | None


class DewarBoard(TypedDict):
    """All dewars that somebody sees; how many there are in each state and place."""

    total: int
    rows: list[BoardEntry]
    next: str | None
    states: dict[str, int]
    places: dict[str, int]


class PrintedLabel(TypedDict):
    """When a label was printed, and what it bore."""

    hash: str
    person: str
    time: str


class LabelState(TypedDict):
    """What a dewar's label bears now, and whether it changed since it was printed."""

    dewarId: int
    hash: str
    printed: PrintedLabel | None
    changed: bool | None


class PdfEngine(TypedDict):
    """A program that makes PDF."""

    name: str
    available: bool
    install: str


class TemplateEntry(TypedDict):
    """A template of labels with its papers, the usual one first."""

    name: str
    title: str
    papers: list[str]
    subject: str
    pages_per_dewar: int


class LabelEngines(TypedDict):
    """What labels can be made with."""

    engines: list[PdfEngine]
    templates: list[TemplateEntry]


class NoticeLetter(TypedDict):
    """A letter to the contacts of a shipment."""

    kind: str
    to: list[str]
    subject: str
    text: str
    calendar: str | None


class NoticeList(TypedDict):
    """The letters of a shipment, and whether the backend can send them."""

    notices: list[NoticeLetter]
    canSend: bool


class SentNotice(TypedDict):
    """To whom a letter went."""

    to: list[str]


class ContainerTypeEntry(TypedDict):
    """A type of container with its positions per ring or row."""

    name: str
    capacity: int
    aliases: list[str]
    kind: str
    shape: str
    layout: list[int]


class FacilityProfile(TypedDict):
    """The facility as its labels and lists name it; sites add their own members."""

    name: str
    address: list[str]
    logo: str
    beamlines: list[str]
    container_types: list[ContainerTypeEntry]
    tracking_urls: dict[str, str]


class DemoAnswer(TypedDict):
    """The demo proposal that was stored."""

    proposalId: int
    code: str


class TransferConflict(TypedDict):
    """A row of a transfer that is another one here; `key` is None for one that is not yours."""

    table: str
    row: int
    key: int | None
    columns: list[str]
    message: str


class TransferReport(TypedDict):
    """What became of the rows of a transfer, by table; `keys` has the new key of each number in the file."""

    transferReceivedId: int
    proposalId: int
    repeated: bool
    stored: dict[str, int]
    found: dict[str, int]
    kept: list[TransferConflict]
    keys: dict[str, dict[str, int]]


class BackupEntry(TypedDict):
    """A backup; its size in bytes, and `ok` or what a check found wrong."""

    name: str
    time: str
    reason: str
    size: int
    check: str


class BackupList(TypedDict):
    """The backups that there are, and why the last one came to nothing, if it did."""

    rows: list[BackupEntry]
    message: str | None


class RestoredBackup(TypedDict):
    """What is in the database now, and the backup of what was there before."""

    restored: str
    before: BackupEntry | None


class ListFinding(TypedDict):
    """What was found in a cell of a sample list."""

    line: int
    column: str
    level: Literal["error", "warning"]
    code: str
    message: str
    reason: str
    text: str


class LeftOutLine(TypedDict):
    """A line of a sample list that was not stored."""

    line: int
    reason: str


class ListColumnEntry(TypedDict):
    """What a column of a sample list is taken for; certainty is 0 to 1."""

    index: int
    header: str
    key: str
    title: str
    certainty: float
    examples: list[str]


class ImportReport(TypedDict):
    """What was stored of a sample list, and how it was understood."""

    shippingId: int | None
    rowsIn: int
    rowsStored: int
    leftOut: list[LeftOutLine]
    findings: list[ListFinding]
    dewars: list[int]
    containers: list[int]
    proteinsCreated: list[str]
    format: str
    sure: bool
    reason: str
    encoding: str
    separator: str
    columns: list[ListColumnEntry]


class FoundCell(TypedDict, total=False):
    """Cell (Å, degrees) and space group that a PDB file tells."""

    spaceGroup: str
    cell_a: float
    cell_b: float
    cell_c: float
    cell_alpha: float
    cell_beta: float
    cell_gamma: float


class CrystalWithPdb(CrystalRow):
    """A crystal and what its new PDB file says."""

    found: FoundCell


class Problem(TypedDict, total=False):
    """A refusal (RFC 9457), and what some of them tell beside."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    errors: dict[str, list[str]]
    current: dict[str, object]
    checklist: list[ChecklistEntry]
    conflicts: list[TransferConflict]
    findings: list[ListFinding]
    repeat: bool
    last: DewarEventRow


class LoginAnswer(TypedDict):
    """A login: its token, when that ends, and what the user may do."""

    token: str
    expires_at: str
    refresh_token: NotRequired[str]
    username: str
    permissions: list[str]


class LoginModule(TypedDict):
    """A way to log in; of kind `browser` with what the browser is to be sent with."""

    name: str
    kind: str
    authorization_endpoint: NotRequired[str]
    client_id: NotRequired[str]
    scope: NotRequired[str]


class LoginModules(TypedDict):
    """The ways to log in."""

    modules: list[LoginModule]


class Me(TypedDict):
    """Who is logged in."""

    username: str
    permissions: list[str]


class Health(TypedDict):
    """What a backend says of itself; a local one also proves that it knows the secret."""

    status: str
    version: str
    api: int
    proof: NotRequired[str]
