# SPDX-License-Identifier: LGPL-3.0-or-later
"""Storing the demo's rows under the same schemas and rules as rows that come over the API."""

from __future__ import annotations

from typing import IO

from sqlalchemy.orm import Session

from backend.core import models as core
from backend.core import schemas as core_schemas
from backend.core.people.rules import lab_contacts
from backend.core.samples.rules import samples
from backend.core.shipping.rules import dewars, shippings
from backend.extensions.api.schemas import RowSchema
from backend.files.store import files_of
from backend.ssx import models as ssx
from backend.ssx import schemas as ssx_schemas
from backend.ssx.rules import acquisitions, micrographs
from backend.ssx.rules import samples as ssx_samples
from backend.ssx.rules.plans import PLAN_RULES
from backend.store.base import Base
from backend.store.ownership import EVERYONE
from backend.store.rows import NO_RULES, Row, RowRules, create

_KINDS: dict[type[Base], tuple[type[RowSchema], RowRules]] = {
    core.Laboratory: (core_schemas.LaboratorySchema, NO_RULES),
    core.Person: (core_schemas.PersonSchema, NO_RULES),
    core.Proposal: (core_schemas.ProposalSchema, NO_RULES),
    core.BLSession: (core_schemas.BLSessionSchema, NO_RULES),
    core.LabContact: (core_schemas.LabContactSchema, lab_contacts.RULES),
    core.Protein: (core_schemas.ProteinSchema, samples.PROTEIN_RULES),
    core.Crystal: (core_schemas.CrystalSchema, NO_RULES),
    core.Shipping: (core_schemas.ShippingSchema, shippings.RULES),
    core.Dewar: (core_schemas.DewarSchema, dewars.RULES),
    core.Container: (core_schemas.ContainerSchema, samples.CONTAINER_RULES),
    core.BLSample: (core_schemas.BLSampleSchema, samples.SAMPLE_RULES),
    ssx.CrystalSizeDistribution: (ssx_schemas.CrystalSizeDistributionSchema, NO_RULES),
    ssx.Buffer: (ssx_schemas.BufferSchema, NO_RULES),
    ssx.Additive: (ssx_schemas.AdditiveSchema, NO_RULES),
    ssx.CrystalSlurry: (ssx_schemas.CrystalSlurrySchema, ssx_samples.SLURRY_RULES),
    ssx.SampleStock: (ssx_schemas.SampleStockSchema, NO_RULES),
    ssx.SampleDeliveryDevice: (ssx_schemas.SampleDeliveryDeviceSchema, ssx_samples.DEVICE_RULES),
    ssx.LoadedSample: (ssx_schemas.LoadedSampleSchema, NO_RULES),
    ssx.ExperimentalPlan: (ssx_schemas.ExperimentalPlanSchema, PLAN_RULES),
    ssx.RepeatedSequence: (ssx_schemas.RepeatedSequenceSchema, NO_RULES),
    ssx.EventTrain: (ssx_schemas.EventTrainSchema, NO_RULES),
    ssx.MasterTrigger: (ssx_schemas.MasterTriggerSchema, NO_RULES),
    ssx.DataSet: (ssx_schemas.DataSetSchema, NO_RULES),
    ssx.SsxDataAcquisition: (ssx_schemas.SsxDataAcquisitionSchema, acquisitions.RULES),
    **{
        model: (core_schemas.of(model), NO_RULES)
        for model in (
            core.Detector,
            core.DataCollectionGroup,
            core.DataCollection,
            core.DataCollectionFileAttachment,
            core.ProcessingJob,
            core.AutoProcProgram,
            core.AutoProcProgramAttachment,
        )
    },
}


class Filling:
    """Stores rows of one proposal, whose key is filled in from the moment that it is there."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._proposal: int | None = None

    @property
    def keeps_files(self) -> bool:
        """Whether the service has a folder for files; without one the demo has none."""
        return bool(files_of(self.session).uploads)

    def add_picture(self, picture: IO[bytes], **values: object) -> Row:
        """Store a micrograph with its picture."""
        loaded = ssx_schemas.MicrographSchema().load(values)
        return micrographs.create(self.session, EVERYONE, loaded, picture)

    def add(self, model: type[Base], **values: object) -> Row:
        """Store a row, given as on the wire (dates as text), and give it as it stands in the database."""
        schema, rules = _KINDS[model]
        if model.policy.owner == "proposalId":
            values["proposalId"] = self._proposal
        row = create(self.session, EVERYONE, model, schema().load(values), rules)
        if model is core.Proposal:
            self._proposal = row["proposalId"]
        return row
