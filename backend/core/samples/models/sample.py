# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is measured: proteins, their crystals, the samples made of them, and the wish how to measure.

ISPyB's own tables: no column may be invented here.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, SmallInteger, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from backend.store.base import Ispyb, Policy, Proposals, belongs
from backend.store.column_types import (
    choice,
    flag,
    hex_bytes,
    integer,
    key,
    long_text,
    moment,
    real,
    ref,
    text,
)


class Protein(Ispyb):
    """A macromolecule with the acronym that file names carry."""

    __tablename__ = "Protein"
    policy = Policy(owner="proposalId")

    proteinId: Mapped[int] = key()
    proposalId: Mapped[int] = ref("Proposal.proposalId", null=False)
    hazardGroup: Mapped[int] = integer(null=False, default=1)
    containmentLevel: Mapped[int] = integer(null=False, default=1)
    bltimeStamp: Mapped[datetime] = moment(stamped=True, null=False)
    name: Mapped[str | None] = text(255)
    acronym: Mapped[str | None] = text(45)
    description: Mapped[str | None] = long_text()
    safetyLevel: Mapped[str | None] = choice("GREEN", "YELLOW", "RED")
    molecularMass: Mapped[float | None] = real()
    proteinType: Mapped[str | None] = text(45)
    personId: Mapped[int | None] = integer()
    isCreatedBySampleSheet: Mapped[int | None] = flag(0)
    sequence: Mapped[str | None] = long_text()
    MOD_ID: Mapped[str | None] = text(20)
    componentTypeId: Mapped[int | None] = integer()
    concentrationTypeId: Mapped[int | None] = integer()
    global_: Mapped[int | None] = mapped_column("global", SmallInteger, default=0)
    externalId: Mapped[str | None] = hex_bytes()
    density: Mapped[float | None] = real()
    abundance: Mapped[float | None] = real()
    isotropy: Mapped[str | None] = choice("isotropic", "anisotropic")


class Crystal(Ispyb):
    """A crystal form of a protein."""

    __tablename__ = "Crystal"
    policy = Policy(owner="proteinId", staff=("pdbFilePath",))

    crystalId: Mapped[int] = key()
    proteinId: Mapped[int] = ref("Protein.proteinId", null=False)
    recordTimeStamp: Mapped[datetime] = moment(stamped=True, null=False)
    diffractionPlanId: Mapped[int | None] = ref("DiffractionPlan.diffractionPlanId")
    crystalUUID: Mapped[str | None] = text(45)
    name: Mapped[str | None] = text(255)
    spaceGroup: Mapped[str | None] = text(20)
    morphology: Mapped[str | None] = text(255)
    color: Mapped[str | None] = text(45)
    size_X: Mapped[float | None] = real()
    size_Y: Mapped[float | None] = real()
    size_Z: Mapped[float | None] = real()
    cell_a: Mapped[float | None] = real()
    cell_b: Mapped[float | None] = real()
    cell_c: Mapped[float | None] = real()
    cell_alpha: Mapped[float | None] = real()
    cell_beta: Mapped[float | None] = real()
    cell_gamma: Mapped[float | None] = real()
    comments: Mapped[str | None] = text(255)
    pdbFileName: Mapped[str | None] = text(255)
    pdbFilePath: Mapped[str | None] = text(1024)
    abundance: Mapped[float | None] = real()
    theoreticalDensity: Mapped[float | None] = real()


class DiffractionPlan(Ispyb):
    """How a sample is to be measured."""

    __tablename__ = "DiffractionPlan"

    diffractionPlanId: Mapped[int] = key()
    recordTimeStamp: Mapped[datetime] = moment(stamped=True, null=False)
    name: Mapped[str | None] = text(20)
    experimentKind: Mapped[str | None] = choice(
        "Default",
        "MXPressE",
        "MXPressO",
        "MXPressE_SAD",
        "MXScore",
        "MXPressM",
        "MAD",
        "SAD",
        "Fixed",
        "Ligand binding",
        "Refinement",
        "OSC",
        "MAD - Inverse Beam",
        "SAD - Inverse Beam",
        "MESH",
        "XFE",
        "Stepped transmission",
        "XChem High Symmetry",
        "XChem Low Symmetry",
        "Commissioning",
        "Metal ID",
    )
    observedResolution: Mapped[float | None] = real()
    minimalResolution: Mapped[float | None] = real()
    exposureTime: Mapped[float | None] = real()
    oscillationRange: Mapped[float | None] = real()
    maximalResolution: Mapped[float | None] = real()
    screeningResolution: Mapped[float | None] = real()
    radiationSensitivity: Mapped[float | None] = real()
    anomalousScatterer: Mapped[str | None] = text(255)
    preferredBeamSizeX: Mapped[float | None] = real()
    preferredBeamSizeY: Mapped[float | None] = real()
    preferredBeamDiameter: Mapped[float | None] = real()
    comments: Mapped[str | None] = text(1024)
    DIFFRACTIONPLANUUID: Mapped[str | None] = text(1000)
    aimedCompleteness: Mapped[float | None] = real()
    aimedIOverSigmaAtHighestRes: Mapped[float | None] = real()
    aimedMultiplicity: Mapped[float | None] = real()
    aimedResolution: Mapped[float | None] = real()
    anomalousData: Mapped[int | None] = flag(0)
    complexity: Mapped[str | None] = text(45)
    estimateRadiationDamage: Mapped[int | None] = flag(0)
    forcedSpaceGroup: Mapped[str | None] = text(45)
    requiredCompleteness: Mapped[float | None] = real()
    requiredMultiplicity: Mapped[float | None] = real()
    requiredResolution: Mapped[float | None] = real()
    strategyOption: Mapped[str | None] = text(200)
    kappaStrategyOption: Mapped[str | None] = text(45)
    numberOfPositions: Mapped[int | None] = integer()
    minDimAccrossSpindleAxis: Mapped[float | None] = real()
    maxDimAccrossSpindleAxis: Mapped[float | None] = real()
    radiationSensitivityBeta: Mapped[float | None] = real()
    radiationSensitivityGamma: Mapped[float | None] = real()
    minOscWidth: Mapped[float | None] = real()
    monochromator: Mapped[str | None] = text(8)
    energy: Mapped[float | None] = real()
    transmission: Mapped[float | None] = real()
    boxSizeX: Mapped[float | None] = real()
    boxSizeY: Mapped[float | None] = real()
    kappaStart: Mapped[float | None] = real()
    axisStart: Mapped[float | None] = real()
    axisRange: Mapped[float | None] = real()
    numberOfImages: Mapped[int | None] = integer()
    presetForProposalId: Mapped[int | None] = ref("Proposal.proposalId")
    beamLineName: Mapped[str | None] = text(45)
    detectorId: Mapped[int | None] = integer()
    distance: Mapped[float | None] = real()
    orientation: Mapped[float | None] = real()
    monoBandwidth: Mapped[float | None] = real()
    centringMethod: Mapped[str | None] = choice("xray", "loop", "diffraction", "optical")
    userPath: Mapped[str | None] = text(100)
    robotPlateTemperature: Mapped[float | None] = real()
    exposureTemperature: Mapped[float | None] = real()
    experimentTypeId: Mapped[int | None] = integer()
    purificationColumnId: Mapped[int | None] = integer()
    collectionMode: Mapped[str | None] = choice("auto", "manual")
    priority: Mapped[int | None] = integer()
    qMin: Mapped[float | None] = real()
    qMax: Mapped[float | None] = real()
    reductionParametersAveraging: Mapped[str | None] = choice("All", "Fastest Dimension", "1D")
    scanParameters: Mapped[str | None] = long_text()

    @classmethod
    def within(cls, proposals: Proposals) -> ColumnElement[bool]:
        """A preset of a proposal, or the plan of one of its samples or crystals."""
        return or_(
            belongs(cls.presetForProposalId, proposals),
            cls.diffractionPlanId.in_(select(BLSample.diffractionPlanId).where(BLSample.within(proposals))),
            cls.diffractionPlanId.in_(select(Crystal.diffractionPlanId).where(Crystal.within(proposals))),
        )


class BLSample(Ispyb):
    """A sample in a position of a container."""

    __tablename__ = "BLSample"
    __table_args__ = (UniqueConstraint("containerId", "location", "subLocation"),)
    policy = Policy(owner="crystalId")

    blSampleId: Mapped[int] = key()
    recordTimeStamp: Mapped[datetime] = moment(stamped=True, null=False)
    diffractionPlanId: Mapped[int | None] = ref("DiffractionPlan.diffractionPlanId")
    crystalId: Mapped[int | None] = ref("Crystal.crystalId")
    containerId: Mapped[int | None] = ref("Container.containerId")
    name: Mapped[str | None] = text(45)
    code: Mapped[str | None] = text(45)
    location: Mapped[str | None] = text(45)
    holderLength: Mapped[float | None] = real()
    loopLength: Mapped[float | None] = real()
    loopType: Mapped[str | None] = text(45)
    wireWidth: Mapped[float | None] = real()
    comments: Mapped[str | None] = text(1024)
    completionStage: Mapped[str | None] = text(45)
    structureStage: Mapped[str | None] = text(45)
    publicationStage: Mapped[str | None] = text(45)
    publicationComments: Mapped[str | None] = text(255)
    blSampleStatus: Mapped[str | None] = text(20)
    isInSampleChanger: Mapped[int | None] = flag()
    lastKnownCenteringPosition: Mapped[str | None] = text(255)
    POSITIONID: Mapped[int | None] = integer()
    SMILES: Mapped[str | None] = text(400)
    blSubSampleId: Mapped[int | None] = integer()
    lastImageURL: Mapped[str | None] = text(255)
    screenComponentGroupId: Mapped[int | None] = integer()
    volume: Mapped[float | None] = real()
    dimension1: Mapped[float | None] = real()
    dimension2: Mapped[float | None] = real()
    dimension3: Mapped[float | None] = real()
    shape: Mapped[str | None] = text(15)
    packingFraction: Mapped[float | None] = real()
    preparationTemeprature: Mapped[int | None] = integer()
    preparationHumidity: Mapped[float | None] = real()
    blottingTime: Mapped[int | None] = integer()
    blottingForce: Mapped[float | None] = real()
    blottingDrainTime: Mapped[int | None] = integer()
    support: Mapped[str | None] = text(50)
    subLocation: Mapped[int | None] = integer()
    staffComments: Mapped[str | None] = text(255)
    source: Mapped[str | None] = text(50)
