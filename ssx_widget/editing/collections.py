# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the screens know of each collection: its table, its fields, how a row of it is called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from backend.domain.fields import core_fields, deliveries, ssx_fields
from backend.domain.fields.field import Field
from backend.domain.fields.plan_fields import EVENT_TABLES, event_fields
from ssx_widget.editing.draft import AnyRow
from ssx_widget.look.texts import shown_day, shown_time

TABLES: dict[str, str] = {
    "proposals": "Proposal",
    "sessions": "BLSession",
    "persons": "Person",
    "laboratories": "Laboratory",
    "lab_contacts": "LabContact",
    "shippings": "Shipping",
    "dewars": "Dewar",
    "containers": "Container",
    "samples": "BLSample",
    "crystals": "Crystal",
    "proteins": "Protein",
    "diffraction_plans": "DiffractionPlan",
    "loaded_samples": "LoadedSample",
    "crystal_slurries": "CrystalSlurry",
    "crystal_size_distributions": "CrystalSizeDistribution",
    "sample_stocks": "SampleStock",
    "delivery_devices": "SampleDeliveryDevice",
    "buffers": "Buffer",
    "additives": "Additive",
    "plans": "ExperimentalPlan",
    "data_acquisitions": "SsxDataAcquisition",
    "data_sets": "DataSet",
    "data_collections": "DataCollection",
    "autoproc_programs": "AutoProcProgram",
    "master_triggers": "MasterTrigger",
    "micrographs": "Micrograph",
}
"""The wire table of each collection of the clients."""

COLLECTIONS: dict[str, str] = {table: collection for collection, table in TABLES.items()}
"""The collection of a wire table, as named by `Field.refers_to`."""

IN_PROPOSAL = frozenset(
    (
        "proteins",
        "lab_contacts",
        "shippings",
        "sessions",
        "loaded_samples",
        "crystal_slurries",
        "buffers",
        "crystal_size_distributions",
        "sample_stocks",
        "delivery_devices",
        "additives",
        "plans",
        "data_sets",
        "master_triggers",
    )
)
"""The collections whose rows carry a `proposalId` of their own."""

WORDS: dict[str, str] = {
    "proposals": "proposal",
    "sessions": "session",
    "persons": "person",
    "laboratories": "laboratory",
    "lab_contacts": "contact",
    "shippings": "shipment",
    "dewars": "dewar",
    "containers": "container",
    "samples": "sample",
    "crystals": "crystal",
    "proteins": "protein",
    "diffraction_plans": "diffraction plan",
    "loaded_samples": "loaded sample",
    "crystal_slurries": "slurry",
    "crystal_size_distributions": "size distribution",
    "sample_stocks": "stock",
    "delivery_devices": "delivery device",
    "buffers": "buffer",
    "additives": "additive",
    "data_acquisitions": "acquisition",
    "data_sets": "data set",
    "data_collections": "data collection",
    "autoproc_programs": "processing run",
    "plans": "timing plan",
    "master_triggers": "master trigger",
    "micrographs": "micrograph",
}
"""What one row of a collection is called in a sentence."""


def _inside(member: str, section: str) -> Iterator[Field]:
    """The fields of a row that is nested in another one."""
    for field in core_fields.FIELDS[section]:
        if not field.refers_to:
            yield replace(field, name=f"{member}.{field.name}", section=section)


CONTACT_FIELDS: tuple[Field, ...] = (
    *(field for field in core_fields.FIELDS["LabContact"] if field.name != "personId"),
    *_inside("person", "Person"),
    *_inside("laboratory", "Laboratory"),
)
"""A contact is entered in one go with its person and laboratory, and the backend stores them together."""

SHIPPING_SESSIONS = Field("sessionIds", "Sessions", "list", refers_to="BLSession", section="Transport")
"""The sessions a shipment goes to: no column of its own, but entered and undone like one."""
MEMBERS: dict[str, str] = {
    f"repeatedSequence.{kind}": f"times of {table.removeprefix('Timed')}"
    for kind, table in EVENT_TABLES.items()
}
"""What is edited as a whole and has no field of its own, by name: the words for it in a step of undo."""

_NAMES: dict[str, str] = {
    "proposals": "{proposalCode}{proposalNumber}",
    "sessions": "{beamLineName} {day}",
    "persons": "{givenName} {familyName}",
    "lab_contacts": "{cardName}",
    "shippings": "{shippingName}",
    "dewars": "{code}",
    "containers": "{code}",
    "proteins": "{acronym}",
    "crystals": "{spaceGroup} {name}",
    "delivery_devices": "{device}",
    "master_triggers": "{nameInEventLog}",
    "crystal_size_distributions": "{size} µm {crystalHabit}",
    "data_acquisitions": "acquisition {ssxDataAcquisitionId}",
    "data_collections": "{imagePrefix} #{dataCollectionId} {begun}",
    "autoproc_programs": "{processingPrograms} #{autoProcProgramId}",
    "micrographs": "{file}",
}


def fields_of(collection: str, row: AnyRow) -> tuple[Field, ...]:
    """The fields that a form for this row asks for; a delivery device's depend on its type.

    A contact of a person who is stored already needs only its own. A shipment's sessions are no column.
    """
    if collection == "lab_contacts" and ("person" in row or row.get("personId") is None):
        return CONTACT_FIELDS
    table = TABLES[collection]
    fields = core_fields.FIELDS.get(table) or ssx_fields.FIELDS[table]
    if collection == "shippings":
        return (*fields, SHIPPING_SESSIONS)
    if collection == "plans":
        return (*fields, *event_fields(row))
    if collection == "delivery_devices":
        return fields + deliveries.DEVICE_FIELDS.get(str(row.get("type")), ())
    return fields


def sent(collection: str, column: str, value: object) -> object:
    """What is sent of a column: the trains of a plan without their keys, which the backend keeps by place."""
    return without_keys(value) if (collection, column) == ("plans", "repeatedSequence") else value


def without_keys(value: object) -> object:
    """Nested rows without the keys that they have where they are stored."""
    if isinstance(value, list):
        return [without_keys(each) for each in value]
    if isinstance(value, dict):
        return {name: without_keys(each) for name, each in value.items() if not name.endswith("Id")}
    return value


def name_of(collection: str, row: AnyRow) -> str:
    """How a person calls this row, never empty."""
    words = _Words(row)
    words["device"] = deliveries.DEVICE_LABELS.get(str(row.get("type")), "")
    words["day"] = f"· {shown_day(row['startDate'])}" if row.get("startDate") else ""
    words["begun"] = f"· {shown_time(row['startTime'])}" if row.get("startTime") else ""
    words["size"] = " × ".join(f"{size:g}" for size in row.get("characteristicDimensions") or ())
    words["file"] = (row.get("descriptionJson") or {}).get("fileName", "")
    name = " ".join(_NAMES.get(collection, "{name}").format_map(words).split())
    return name or f"unnamed {WORDS[collection]}"


class _Words(dict[str, Any]):
    """A row whose absent and empty columns read as nothing."""

    def __init__(self, row: AnyRow) -> None:
        super().__init__((name, value) for name, value in row.items() if value is not None)

    def __missing__(self, _name: str) -> str:
        return ""
