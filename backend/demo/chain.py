# SPDX-License-Identifier: LGPL-3.0-or-later
"""The demo's SSX chain: proteins, crystals, slurries, stocks, and samples on all four delivery devices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.core.models import BLSample, Crystal, Protein
from backend.demo import micrograph
from backend.demo.rows import Filling
from backend.demo.shipment import Places
from backend.domain.fields.deliveries import CHIP_PRESETS
from backend.ssx.models import (
    Additive,
    Buffer,
    CrystalSizeDistribution,
    CrystalSlurry,
    LoadedSample,
    SampleDeliveryDevice,
    SampleStock,
)

# Acronym, name, mass in Da, space group, unit cell in Å and °.
_PROTEINS: tuple[tuple[str, str, float, str, tuple[float, ...]], ...] = (
    ("HEWL", "Lysozyme", 14313, "P43212", (79.1, 79.1, 37.9, 90, 90, 90)),
    ("PSI", "Photosystem I", 356000, "P63", (281, 281, 165.2, 90, 90, 120)),
    ("Mb-CO", "Carbonmonoxy-myoglobin", 17800, "P21", (64.3, 28.9, 35.9, 90, 107.1, 90)),
    ("CTX-M-14", "Beta-lactamase CTX-M-14", 28000, "P3221", (42.2, 42.2, 233.3, 90, 90, 120)),
    ("CDK2", "Cyclin-dependent kinase 2", 33930, "P212121", (53.4, 72.1, 72.0, 90, 90, 90)),
)

# Protein, slurry, batch date, density in 1/mm³ (10⁶/ml is 1000), mean size in µm.
_SLURRIES: tuple[tuple[str, str, str, float, tuple[float, ...]], ...] = (
    ("HEWL", "Lys_batch_6", "2026-11-10", 1800, (5, 5, 10)),
    ("HEWL", "Lys_batch_7", "2026-11-17", 2000, (4, 4, 9)),
    ("PSI", "PSI_batch_3", "2026-11-12", 500, (10, 10, 15)),
    ("Mb-CO", "MbCO_batch_2", "2026-11-16", 4000, (8, 5, 2)),
    ("CTX-M-14", "CTXM_batch_9", "2026-11-18", 6000, (5, 5, 5)),
    ("CDK2", "CDK2_batch_1", "2026-11-19", 1200, (3, 3, 12)),
)

_OXFORD = "Oxford 8 × 8 blocks of 20 × 20"

Described = dict[str, Any]


def crystals(filling: Filling) -> dict[str, int]:
    """Store proteins and crystals; gives the crystals' keys by acronym."""
    cell = ("cell_a", "cell_b", "cell_c", "cell_alpha", "cell_beta", "cell_gamma")
    made = {}
    for acronym, name, mass, group, values in _PROTEINS:
        protein = filling.add(Protein, acronym=acronym, name=name, molecularMass=mass, safetyLevel="GREEN")
        unit_cell = dict(zip(cell, values, strict=True))
        row = filling.add(Crystal, proteinId=protein["proteinId"], spaceGroup=group, **unit_cell)
        made[acronym] = int(row["crystalId"])
    return made


def fill(filling: Filling, crystals: Mapping[str, int], places: Places) -> None:
    """Store slurries, stocks and loaded samples, the slurries in the rack and the chips in their box."""
    buffers = _buffers(filling)
    slurries = {
        name: _slurry(
            filling, crystals[acronym], buffers[acronym], name, places.rack, position, (born, density, size)
        )
        for position, (acronym, name, born, density, size) in enumerate(_SLURRIES, start=1)
    }
    if filling.keeps_files:
        micrograph.fill(filling, slurries["Lys_batch_7"])
    _chips(filling, slurries["Lys_batch_7"], crystals["HEWL"], places.chip_box)
    _jet(filling, slurries["PSI_batch_3"])
    _tape(filling, slurries["MbCO_batch_2"])
    _mixer(filling, slurries["CTXM_batch_9"])


def _buffers(filling: Filling) -> dict[str, int]:
    acetate = _buffer(
        filling, "NaAc_46", 4.6, ("Sodium acetate", "buffer", 100, "mM"), ("NaCl", "additive", 1, "M")
    )
    mes = _buffer(filling, "MES_64", 6.4, ("MES", "buffer", 5, "mM"))
    sulphate = _buffer(
        filling, "AmSO4_74", 7.4, ("Ammonium sulphate", "additive", 3, "M"), ("Tris", "buffer", 50, "mM")
    )
    return {"HEWL": acetate, "PSI": mes, "Mb-CO": sulphate, "CTX-M-14": sulphate, "CDK2": mes}


def _buffer(filling: Filling, name: str, acidity: float, *components: tuple[str, str, float, str]) -> int:
    keys = ("component", "type", "concentration", "unit")
    composition = [dict(zip(keys, component, strict=True)) for component in components]
    return int(filling.add(Buffer, name=name, pH=acidity, composition=composition)["bufferId"])


def _slurry(
    filling: Filling,
    crystal: int,
    buffer: int,
    name: str,
    rack: int,
    position: int,
    batch: tuple[str, float, tuple[float, ...]],
) -> int:
    """A slurry with its sizes, in a tube of the rack."""
    born, density, size = batch
    tube = filling.add(BLSample, crystalId=crystal, containerId=rack, name=name, location=str(position))
    sizes = filling.add(
        CrystalSizeDistribution,
        crystalHabit="rod",
        characteristicDimensions=list(size),
        minDimension=[0.7 * mean for mean in size],
        maxDimension=[1.4 * mean for mean in size],
        descriptionJson={
            "mean": list(size),
            "sigma": [0.15 * mean for mean in size],
            "method": "microscope",
            "n": 120,
        },
    )
    row = filling.add(
        CrystalSlurry,
        name=name,
        crystalIds=[crystal],
        crystalDensity=density,
        bufferId=buffer,
        crystalSizeDistributionId=sizes["crystalSizeDistributionId"],
        blSampleId=tube["blSampleId"],
        descriptionJson={
            "batchDate": born,
            "volume": 500,
            "aliquots": 2,
            "proteinConcentration": 20,
            "grownBy": "batch",
            "filter": 20,
            "storageTemperature": 20,
        },
    )
    return int(row["crystalSlurryId"])


def _stock(filling: Filling, slurry: int, name: str, factor: float, density: float, **more: object) -> int:
    row = filling.add(
        SampleStock,
        crystalSlurryId=slurry,
        name=name,
        concentrationFactor=factor,
        crystalDensity=density,
        **more,
    )
    return int(row["sampleStockId"])


def _loaded(
    filling: Filling, stock: int, name: str, device: tuple[str, Described], about: Described, **more: object
) -> None:
    kind, parameters = device
    made = filling.add(SampleDeliveryDevice, type=kind, descriptionJson=parameters)
    filling.add(
        LoadedSample,
        name=name,
        sampleStockId=stock,
        sampleDeliveryDeviceId=made["sampleDeliveryDeviceId"],
        descriptionJson=about,
        **more,
    )


def _chips(filling: Filling, slurry: int, crystal: int, box: int) -> None:
    stock = _stock(filling, slurry, "Lys_7_x5", 5, 10000)
    chip = {
        "model": _OXFORD,
        **CHIP_PRESETS[_OXFORD],
        "aperture": 7,
        "material": "silicon",
        "film": "Mylar",
        "loadedVolume": 200,
        "howLoaded": "Vacuum, 300 mbar, 20 s",
        "humidity": 95,
    }
    for number, text in ((1, "First chip of the batch."), (2, "Second chip of the batch; dark reference.")):
        name = f"Lys_chip_{number:02}"
        place = filling.add(BLSample, crystalId=crystal, containerId=box, name=name, location=str(number))
        about = {"description": text, "trigger": "none", "indexedImagesWanted": 20000}
        device = ("photoChip", {**chip, "serial": f"OX-{number:03}"})
        _loaded(filling, stock, name, device, about, blSampleId=place["blSampleId"])


def _jet(filling: Filling, slurry: int) -> None:
    medium = filling.add(
        Additive,
        name="Monoolein",
        composition=[{"component": "Monoolein", "type": "jet medium", "concentration": 60, "unit": "%v/v"}],
    )
    stock = _stock(
        filling,
        slurry,
        "PSI_3_LCP",
        4,
        800,
        additiveId=medium["additiveId"],
        descriptionJson={"medium": "LCP", "slurryShare": 0.4},
    )
    device = {"injector": "high-viscosity", "nozzle": 75, "reservoir": 40, "flowRate": 0.2, "gas": "helium"}
    _loaded(filling, stock, "PSI_jet_a", ("viscoousJet", device), {"trigger": "none"})


def _tape(filling: Filling, slurry: int) -> None:
    stock = _stock(filling, slurry, "MbCO_2_x1", 1, 4000)
    device = {"speed": 300, "dropletVolume": 0.8, "dropletRate": 120, "humidity": 90}
    pump = {
        "trigger": "laser",
        "laserWavelength": 532,
        "pulseEnergy": 5,
        "pulseLength": 5,
        "spotSize": 100,
        "delays": [0.1, 1, 10],
    }
    _loaded(filling, stock, "MyoCO_tape_1", ("tapeDevice", device), pump)


def _mixer(filling: Filling, slurry: int) -> None:
    stock = _stock(filling, slurry, "CTXM_9_x2", 2, 12000)
    device = {
        "device": "Diffusive mixer",
        "channel": 75,
        "flowRates": [10, 40],
        "mixingRatio": 4,
        "delay": 30,
    }
    mixing = {"trigger": "mixing", "ligand": "Ertapenem", "mixingRatio": 4, "mixingTime": 30}
    _loaded(filling, stock, "CTXM_mix_30ms", ("microFluidics", device), mixing)
