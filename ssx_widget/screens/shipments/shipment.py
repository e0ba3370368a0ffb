# SPDX-License-Identifier: LGPL-3.0-or-later
"""One shipment as the screen has it: its rows from the backend, read again when somebody changes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qtpy.QtCore import QObject, QTimer, Signal

from backend.domain.containers import find_type
from backend.domain.rows.answers import ChecklistEntry, ContainerContents, DewarContents, ShippingInfo
from backend.domain.rows.samples import CrystalRow
from hwobj.PyIspybClient import PyIspybClient
from hwobj.SsxIspybClient import SsxIspybClient
from ssx_widget.background.tasks import sentence
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.draft import Draft, Row
from ssx_widget.screens.shipments.contents.crystals import Crystals
from ssx_widget.screens.shipments.contents.placements import PlacedItem, lying

_SETTLE_MS = 150
_TABLES = frozenset(
    (
        *("Shipping", "Dewar", "Container", "BLSample", "Crystal", "Protein", "LabContact", "Person"),
        *("Laboratory", "CrystalSlurry", "SampleStock", "LoadedSample"),
    )
)
_NESTED = ("proposal", "sessions", "sendingLabContact", "returnLabContact", "dewars", "counts")
_IN_ROWS = ("containers", "samples", "crystal")


@dataclass(frozen=True)
class Reading:
    """A shipment with all that is in it, its checklist, the crystals that its samples may be of, and what
    else lies there as a sample, by the sample's key."""

    info: ShippingInfo | None = None
    checklist: tuple[ChecklistEntry, ...] = ()
    crystals: Crystals = field(default_factory=Crystals)
    things: Mapping[int, PlacedItem] = field(default_factory=dict)

    @property
    def row(self) -> Row:
        """The shipment's own row."""
        return {name: value for name, value in (self.info or {}).items() if name not in _NESTED}

    @property
    def dewars(self) -> list[DewarContents]:
        """Its dewars, with the containers in them."""
        return list(self.info["dewars"]) if self.info else []

    @property
    def containers(self) -> list[ContainerContents]:
        """The containers of all dewars, with the samples in them."""
        return [container for dewar in self.dewars for container in dewar["containers"]]

    @property
    def errors(self) -> list[str]:
        """What keeps it from being sent."""
        return [line["text"] for line in self.checklist if line["level"] == "error"]

    def dewar(self, key: int | None) -> DewarContents | None:
        """A dewar by its key."""
        return next((row for row in self.dewars if row["dewarId"] == key), None)

    def container(self, key: int | None) -> ContainerContents | None:
        """A container by its key."""
        return next((row for row in self.containers if row["containerId"] == key), None)


def own_row(row: Mapping[str, object]) -> Row:
    """A row of `info` without what is nested in it: what the draft of it starts from."""
    return {name: value for name, value in row.items() if name not in _IN_ROWS}


def read(core: PyIspybClient, ssx: SsxIspybClient, shipping: int) -> Reading:
    """Read a shipment. On a worker."""
    info = core.shipping_info(shipping)
    proteins = list(core.proteins.all(proposalId=info["proposalId"]))
    keys = [row["proteinId"] for row in proteins]
    crystals: list[CrystalRow] = []
    for first in range(0, len(keys), 100):
        crystals += core.crystals.all(proteinId=keys[first : first + 100])
    checklist = core.shipping_checklist(shipping)
    things = lying(ssx, _in_ssx_containers(info))
    return Reading(info, tuple(checklist), Crystals.of(proteins, crystals), things)


def _in_ssx_containers(info: ShippingInfo) -> list[int]:
    """The samples that may be something else: pucks carry pins only."""
    return [
        sample["blSampleId"]
        for dewar in info["dewars"]
        for container in dewar["containers"]
        if getattr(find_type(container["containerType"] or ""), "kind", "ssx") == "ssx"
        for sample in container["samples"]
    ]


class OpenShipment(QObject):
    """`changed()`: another reading. `failed(sentence)`: it could not be read. `gone()`: it is deleted."""

    changed = Signal()
    failed = Signal(str)
    gone = Signal()

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.draft: Draft | None = None
        self.reading = Reading()
        self.is_read = False
        self._asked = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLE_MS)
        self._timer.timeout.connect(self.read)
        context.rowChanged.connect(self._follow)
        context.edits.saved.connect(self._take_saved)
        context.edits.deleted.connect(self._take_deleted)

    @property
    def key(self) -> int | None:
        """The key of the shipment, None while it is not stored."""
        return self.draft.id if self.draft else None

    def open(self, draft: Draft) -> None:
        """Go to a shipment, stored or new."""
        self._asked += 1
        self.draft, self.reading, self.is_read = draft, Reading(), draft.is_new
        self.changed.emit()
        self.read()

    def read(self) -> None:
        """Read it again; what is shown stays until the answer is there."""
        self._timer.stop()
        key, core, ssx = self.key, self._context.core, self._context.ssx
        if key is None:
            return
        self._asked += 1
        asked = self._asked
        self._context.tasks.run(
            lambda: read(core, ssx, key),
            done=lambda reading: self._take(asked, reading),
            failed=lambda error: self._fail(asked, error),
            owner=self,
        )

    def _take(self, asked: int, reading: Reading) -> None:
        # What was stored while it was on its way may be missing in it: it is about to be read again.
        if asked == self._asked and self.draft and not (self.is_read and self._timer.isActive()):
            self.reading, self.is_read = reading, True
            self._context.edits.open("shippings", reading.row)
            self.changed.emit()

    def _fail(self, asked: int, error: Exception) -> None:
        if asked == self._asked:
            self.failed.emit(sentence(error))

    def _follow(self, table: str, _key: object, _verb: str) -> None:
        if table in _TABLES and self.key is not None and not self._timer.isActive():
            self._timer.start()

    def _take_saved(self, draft: Draft) -> None:
        if draft.collection in ("shippings", "dewars", "containers", "samples", "lab_contacts", "proteins"):
            self._follow("Shipping", None, "updated")

    def _take_deleted(self, collection: str, _key: object) -> None:
        if collection == "shippings" and self.draft and self.draft.gone:
            self.gone.emit()
        else:
            self._take_saved(Draft(collection))
