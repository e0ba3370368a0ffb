# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a bundle holds: the tables in the order in which they are stored, and how their rows are told.

In a bundle a row's key is its number within its table, and a reference is the number of another row of the
bundle: so no bundle can name a row of the database that it comes to.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from backend.core import models as core
from backend.core import schemas as core_schemas
from backend.core.people.rules import lab_contacts
from backend.core.samples.rules import samples
from backend.core.shipping.rules import dewars, shippings
from backend.extensions.api.schemas import RowSchema
from backend.ssx import models as ssx
from backend.ssx import schemas as ssx_schemas
from backend.ssx.rules import samples as ssx_samples
from backend.store.base import Base
from backend.store.rows import NO_RULES, Row, RowRules, dumps, wire_name

OWNER = "proposalId"
"""The column that no bundle tells: whoever takes it in says which proposal its rows belong to."""

_OF_ONE_SERVER = frozenset({"cache", "coldUntil", "lastImageURL", "pdbFilePath", "sessionIds", "_etag"})
"""Members that mean nothing elsewhere: files of a server, what it computes, its sessions."""


@dataclass(frozen=True)
class TransferTable:
    """A table of a bundle.

    natural: columns by which people tell rows apart; a row of the proposal that has the same is the same
    thing. unique: a column that no two rows of the whole database share. within_shipment: the reference by
    which a row is part of a shipment. loose: references that are kept only if the bundle holds the row.
    """

    model: type[Base]
    schema: type[RowSchema]
    rules: RowRules = NO_RULES
    natural: tuple[tuple[str, ...], ...] = ()
    unique: str = ""
    within_shipment: str = ""
    loose: tuple[str, ...] = ()
    lists: Mapping[str, type[Base]] = field(default_factory=dict)
    """Members that list keys of another table."""

    @property
    def name(self) -> str:
        """The table's name in the bundle."""
        return self.model.__name__

    @property
    def key(self) -> str:
        """The name of the primary key."""
        return self.model.key_name()

    @cached_property
    def references(self) -> dict[str, type[Base]]:
        """The columns that name a row of another part, or the proposal; not the one that owns the row."""
        held = {part.model for part in PARTS} | {core.Proposal}
        targets = {name: self.model.parent(name) for name in self.model.attributes() if name != OWNER}
        return {name: target for name, target in targets.items() if target in held and name != self.key}

    @cached_property
    def told(self) -> list[str]:
        """The other members that travel: no key of a database, nothing that only staff writes."""
        left_out = {*self.model.policy.staff, *self.references, *self.lists, *_OF_ONE_SERVER}
        members = dict.fromkeys([*map(wire_name, self.model.attributes()), *self.rules.extra])
        return [name for name in members if name not in left_out and not name.endswith("Id")]

    def as_told(self, row: Row, numbered: Callable[[type[Base], int], int | None]) -> Row:
        """A row as JSON: what is not null, references as *numbered*, which knows those of the bundle."""
        plain: Row = json.loads(dumps(row))
        told = {name: plain[name] for name in self.told}
        for name, target in self.references.items():
            told[name] = None if plain[name] is None else numbered(target, plain[name])
        for name, target in self.lists.items():
            numbers = (numbered(target, key) for key in plain[name])
            told[name] = [number for number in numbers if number is not None]
        return {name: value for name, value in told.items() if value is not None}


PARTS: tuple[TransferTable, ...] = (
    TransferTable(core.Laboratory, core_schemas.LaboratorySchema),
    TransferTable(core.Person, core_schemas.PersonSchema),
    TransferTable(
        core.LabContact,
        core_schemas.LabContactSchema,
        RowRules(prepare=lab_contacts.RULES.prepare),
        natural=(("cardName",), ("personId",)),
    ),
    TransferTable(core.DiffractionPlan, core_schemas.DiffractionPlanSchema),
    TransferTable(core.Protein, core_schemas.ProteinSchema, samples.PROTEIN_RULES, natural=(("acronym",),)),
    TransferTable(core.Crystal, core_schemas.CrystalSchema),
    TransferTable(
        core.Shipping,
        core_schemas.ShippingSchema,
        shippings.RULES,
        natural=(("shippingName", "creationDate"),),
    ),
    TransferTable(
        core.Dewar,
        core_schemas.DewarSchema,
        dewars.RULES,
        natural=(("barCode",), ("shippingId", "code")),
        unique="barCode",
        within_shipment="shippingId",
    ),
    TransferTable(
        core.Container,
        core_schemas.ContainerSchema,
        samples.CONTAINER_RULES,
        natural=(("barcode",), ("dewarId", "code")),
        unique="barcode",
        within_shipment="dewarId",
        loose=("parentContainerId", "currentDewarId"),
    ),
    TransferTable(
        core.BLSample,
        core_schemas.BLSampleSchema,
        samples.SAMPLE_RULES,
        natural=(("crystalId", "name"),),
        within_shipment="containerId",
        loose=("containerId",),
    ),
    TransferTable(ssx.Buffer, ssx_schemas.BufferSchema),
    TransferTable(ssx.Additive, ssx_schemas.AdditiveSchema),
    TransferTable(ssx.CrystalSizeDistribution, ssx_schemas.CrystalSizeDistributionSchema),
    TransferTable(
        ssx.CrystalSlurry,
        ssx_schemas.CrystalSlurrySchema,
        ssx_samples.SLURRY_RULES,
        natural=(("name",),),
        within_shipment="blSampleId",
        loose=("blSampleId",),
        lists={"crystalIds": core.Crystal},
    ),
    TransferTable(
        ssx.SampleStock,
        ssx_schemas.SampleStockSchema,
        natural=(("name",),),
        within_shipment="blSampleId",
        loose=("blSampleId",),
    ),
    TransferTable(ssx.SampleDeliveryDevice, ssx_schemas.SampleDeliveryDeviceSchema, ssx_samples.DEVICE_RULES),
    TransferTable(
        ssx.LoadedSample,
        ssx_schemas.LoadedSampleSchema,
        natural=(("name",),),
        within_shipment="blSampleId",
        loose=("blSampleId",),
    ),
    TransferTable(ssx.MasterTrigger, ssx_schemas.MasterTriggerSchema),
    TransferTable(ssx.RepeatedSequence, ssx_schemas.RepeatedSequenceSchema),
    TransferTable(ssx.EventTrain, ssx_schemas.EventTrainSchema),
    TransferTable(ssx.TimedXrayDetection, ssx_schemas.of(ssx.TimedXrayDetection)),
    TransferTable(ssx.TimedXrayExposure, ssx_schemas.of(ssx.TimedXrayExposure)),
    TransferTable(ssx.TimedExcitation, ssx_schemas.of(ssx.TimedExcitation)),
    TransferTable(ssx.ExperimentalPlan, ssx_schemas.ExperimentalPlanSchema),
)
