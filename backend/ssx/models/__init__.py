# SPDX-License-Identifier: LGPL-3.0-or-later
"""The tables of the ssx service."""

from backend.ssx.models.acquisition import DataSet, SsxDataAcquisition
from backend.ssx.models.plan import (
    EventTrain,
    ExperimentalPlan,
    MasterTrigger,
    RepeatedSequence,
    TimedExcitation,
    TimedXrayDetection,
    TimedXrayExposure,
)
from backend.ssx.models.sample import (
    Additive,
    Buffer,
    CrystalSizeDistribution,
    CrystalSlurry,
    CrystalSlurryHasCrystal,
    LoadedSample,
    Micrograph,
    SampleDeliveryDevice,
    SampleStock,
)

__all__ = [
    "Additive",
    "Buffer",
    "CrystalSizeDistribution",
    "CrystalSlurry",
    "CrystalSlurryHasCrystal",
    "DataSet",
    "EventTrain",
    "ExperimentalPlan",
    "LoadedSample",
    "MasterTrigger",
    "Micrograph",
    "RepeatedSequence",
    "SampleDeliveryDevice",
    "SampleStock",
    "SsxDataAcquisition",
    "TimedExcitation",
    "TimedXrayDetection",
    "TimedXrayExposure",
]
