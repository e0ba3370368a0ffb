# SPDX-License-Identifier: LGPL-3.0-or-later
"""Written by ssx-backend generate-rows; a change here is lost when it runs again."""

from __future__ import annotations

from typing import TypedDict


class BLSampleRow(TypedDict):
    """A sample in a position of a container."""

    blSampleId: int
    recordTimeStamp: str
    diffractionPlanId: int | None
    crystalId: int | None
    containerId: int | None
    name: str | None
    code: str | None
    location: str | None
    holderLength: float | None
    loopLength: float | None
    loopType: str | None
    wireWidth: float | None
    comments: str | None
    completionStage: str | None
    structureStage: str | None
    publicationStage: str | None
    publicationComments: str | None
    blSampleStatus: str | None
    isInSampleChanger: int | None
    lastKnownCenteringPosition: str | None
    POSITIONID: int | None
    SMILES: str | None
    blSubSampleId: int | None
    lastImageURL: str | None
    screenComponentGroupId: int | None
    volume: float | None
    dimension1: float | None
    dimension2: float | None
    dimension3: float | None
    shape: str | None
    packingFraction: float | None
    preparationTemeprature: int | None
    preparationHumidity: float | None
    blottingTime: int | None
    blottingForce: float | None
    blottingDrainTime: int | None
    support: str | None
    subLocation: int | None
    staffComments: str | None
    source: str | None
    _etag: str


class CrystalRow(TypedDict):
    """A crystal form of a protein."""

    crystalId: int
    proteinId: int
    recordTimeStamp: str
    diffractionPlanId: int | None
    crystalUUID: str | None
    name: str | None
    spaceGroup: str | None
    morphology: str | None
    color: str | None
    size_X: float | None
    size_Y: float | None
    size_Z: float | None
    cell_a: float | None
    cell_b: float | None
    cell_c: float | None
    cell_alpha: float | None
    cell_beta: float | None
    cell_gamma: float | None
    comments: str | None
    pdbFileName: str | None
    pdbFilePath: str | None
    abundance: float | None
    theoreticalDensity: float | None
    _etag: str


class DiffractionPlanRow(TypedDict):
    """How a sample is to be measured."""

    diffractionPlanId: int
    recordTimeStamp: str
    name: str | None
    experimentKind: str | None
    observedResolution: float | None
    minimalResolution: float | None
    exposureTime: float | None
    oscillationRange: float | None
    maximalResolution: float | None
    screeningResolution: float | None
    radiationSensitivity: float | None
    anomalousScatterer: str | None
    preferredBeamSizeX: float | None
    preferredBeamSizeY: float | None
    preferredBeamDiameter: float | None
    comments: str | None
    DIFFRACTIONPLANUUID: str | None
    aimedCompleteness: float | None
    aimedIOverSigmaAtHighestRes: float | None
    aimedMultiplicity: float | None
    aimedResolution: float | None
    anomalousData: int | None
    complexity: str | None
    estimateRadiationDamage: int | None
    forcedSpaceGroup: str | None
    requiredCompleteness: float | None
    requiredMultiplicity: float | None
    requiredResolution: float | None
    strategyOption: str | None
    kappaStrategyOption: str | None
    numberOfPositions: int | None
    minDimAccrossSpindleAxis: float | None
    maxDimAccrossSpindleAxis: float | None
    radiationSensitivityBeta: float | None
    radiationSensitivityGamma: float | None
    minOscWidth: float | None
    monochromator: str | None
    energy: float | None
    transmission: float | None
    boxSizeX: float | None
    boxSizeY: float | None
    kappaStart: float | None
    axisStart: float | None
    axisRange: float | None
    numberOfImages: int | None
    presetForProposalId: int | None
    beamLineName: str | None
    detectorId: int | None
    distance: float | None
    orientation: float | None
    monoBandwidth: float | None
    centringMethod: str | None
    userPath: str | None
    robotPlateTemperature: float | None
    exposureTemperature: float | None
    experimentTypeId: int | None
    purificationColumnId: int | None
    collectionMode: str | None
    priority: int | None
    qMin: float | None
    qMax: float | None
    reductionParametersAveraging: str | None
    scanParameters: str | None
    _etag: str


_ProteinRow = TypedDict("_ProteinRow", {"global": "int | None"})


class ProteinRow(_ProteinRow):
    """A macromolecule with the acronym that file names carry."""

    proteinId: int
    proposalId: int
    hazardGroup: int
    containmentLevel: int
    bltimeStamp: str
    name: str | None
    acronym: str | None
    description: str | None
    safetyLevel: str | None
    molecularMass: float | None
    proteinType: str | None
    personId: int | None
    isCreatedBySampleSheet: int | None
    sequence: str | None
    MOD_ID: str | None
    componentTypeId: int | None
    concentrationTypeId: int | None
    externalId: str | None
    density: float | None
    abundance: float | None
    isotropy: str | None
    _etag: str
