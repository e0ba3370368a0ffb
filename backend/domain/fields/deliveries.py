# SPDX-License-Identifier: LGPL-3.0-or-later
"""The ways in which a sample is delivered to the beam: each with its label and the fields of its parameters.

The keys are ISPyB's words for `SampleDeliveryDevice.type`. A further way is a line in `DELIVERIES`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from backend.domain.fields.description_fields import amount, inside, percent
from backend.domain.fields.field import Field

CHIP_PRESETS: dict[str, dict[str, Any]] = {
    "Oxford 8 × 8 blocks of 20 × 20": {
        "blocks": 64,
        "wellsPerBlock": 400,
        "pitch": 0.125,
        "blockPitch": 3.175,
    },
    "Mini, 1 block of 20 × 20": {"blocks": 1, "wellsPerBlock": 400, "pitch": 0.125},
    "Polymer 78 × 78": {"blocks": 1, "wellsPerBlock": 6084, "pitch": 0.1193, "material": "polymer"},
    "Sheet-on-sheet": {"film": "Mylar"},
    "Own": {},
}
"""What each chip model fills into the chip's descriptionJson, by the text of its `model` field."""

_CHIP = (
    inside("model", "Model", required=True, choices=tuple(CHIP_PRESETS)),
    inside("serial", "Serial number"),
    inside("blocks", "Blocks", "integer", minimum=1),
    inside("wellsPerBlock", "Wells per block", "integer", minimum=1),
    amount("pitch", "Pitch", "mm", help="From well to well."),
    amount("blockPitch", "Block pitch", "mm", help="From block to block."),
    amount("aperture", "Aperture", "µm"),
    inside("material", "Material", choices=("silicon", "polymer", "quartz")),
    inside("film", "Film", choices=("Mylar", "polyimide", "COC")),
    amount("spacer", "Spacer", "µm", help="Thickness of the sample between two sheets."),
    amount("area", "Area", "mm²", help="Of the sample between two sheets."),
    amount("loadedVolume", "Loaded volume", "µl"),
    inside("howLoaded", "How loaded", help="For instance vacuum, 300 mbar, 20 s."),
    percent("humidity", "Relative humidity"),
)

_JET = (
    inside("injector", "Injector", "choice", choices=("high-viscosity", "GDVN")),
    amount("nozzle", "Nozzle inner diameter", "µm", required=True),
    amount("reservoir", "Reservoir", "µl"),
    amount("flowRate", "Flow", "µl/min"),
    inside("pressure", "Pressure", "number", "kPa", minimum=0),
    inside("gas", "Gas", choices=("helium", "nitrogen")),
    amount("jetDiameter", "Jet diameter", "µm"),
    amount("jetSpeed", "Jet speed", "mm/s"),
    amount("temperature", "Temperature", "K"),
)

_TAPE = (
    amount("speed", "Tape speed", "mm/s", required=True),
    amount("dropletVolume", "Droplet volume", "nl", required=True),
    amount("dropletRate", "Droplet rate", "Hz"),
    percent("humidity", "Relative humidity"),
)

_MICROFLUIDICS = (
    inside("device", "Device", required=True),
    amount("channel", "Channel", "µm"),
    inside("flowRates", "Flow rates", "list", "µl/min", minimum=0, help="One per inlet, the sample first."),
    amount("mixingRatio", "Mixing ratio", "", help="Volumes of ligand to one of sample."),
    inside("delay", "Delay", "number", "ms", minimum=0, help="From mixing to the beam."),
)


@dataclass(frozen=True)
class Delivery:
    """A way of delivery: what it is called, and the fields of its `descriptionJson`."""

    label: str
    fields: tuple[Field, ...]


DELIVERIES: dict[str, Delivery] = {
    "photoChip": Delivery("Chip", _CHIP),
    "microFluidics": Delivery("Microfluidics", _MICROFLUIDICS),
    "viscoousJet": Delivery("Viscous jet", _JET),
    "tapeDevice": Delivery("Tape", _TAPE),
}

DEVICE_FIELDS = {kind: delivery.fields for kind, delivery in DELIVERIES.items()}
DEVICE_LABELS = {kind: delivery.label for kind, delivery in DELIVERIES.items()}
