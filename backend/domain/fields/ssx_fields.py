# SPDX-License-Identifier: LGPL-3.0-or-later
"""The fields of the SSX tables that screens ask for; those of delivery devices are in `deliveries.py`."""

from dataclasses import replace

from backend.domain.fields import plan_fields
from backend.domain.fields.core_fields import name_field
from backend.domain.fields.deliveries import DEVICE_FIELDS, DEVICE_LABELS
from backend.domain.fields.description_fields import BEAM, amount, inside, percent
from backend.domain.fields.field import Field, measured, object_schema
from backend.domain.pictures import MOST_PIXELS
from backend.domain.quantities.units import CRYSTAL_DENSITY, SHARE
from backend.domain.science.crystal_sizes import AXES


def _density(label: str, **more: object) -> Field:
    explanation = "10⁶ crystals per ml are 1000 per mm³."
    return measured("crystalDensity", label, CRYSTAL_DENSITY, minimum=0, help=explanation, **more)


def _sizes(name: str, label: str) -> Field:
    return Field(
        name, label, "list", "µm", minimum=0, minimum_exclusive=True, max_items=3,
        help="One value per axis, like 4 × 4 × 9.",
    )  # fmt: skip


_SIZE_DISTRIBUTION = (
    Field("crystalHabit", "Habit", max_length=45, choices=("rod", "plate", "cube", "needle", "other")),
    _sizes("characteristicDimensions", "Nominal size"),
    _sizes("minDimension", "Smallest"),
    _sizes("maxDimension", "Largest"),
    _sizes("descriptionJson.mean", "Mean"),
    _sizes("descriptionJson.median", "Median"),
    Field("descriptionJson.sigma", "σ", "list", "µm", minimum=0, max_items=3, help="One value per axis."),
    inside("method", "Method", choices=("microscope", "light scattering", "laser diffraction")),
    inside("n", "Crystals measured", "integer", minimum=0),
)

_SLURRY = (
    name_field("name", "Name"),
    Field("crystalIds", "Crystals", "list", required=True, refers_to="Crystal"),
    inside("batchDate", "Batch of", "date"),
    _density("Crystal density", required=True),
    amount("volume", "Volume", "µl"),
    inside("aliquots", "Aliquots", "integer", minimum=1),
    inside("proteinConcentration", "Protein concentration", "number", "mg/ml", minimum=0),
    Field(
        "crystalSizeDistributionId", "Size distribution", "integer", refers_to="CrystalSizeDistribution",
    ),
    Field("bufferId", "Buffer", "integer", refers_to="Buffer"),
    inside("grownBy", "Grown by", choices=("batch", "vapour diffusion", "in cellulo", "crushing")),
    amount("filter", "Filter", "µm"),
    inside("storageTemperature", "Storage temperature", "number", "°C", minimum=-273.15, required=True),
    inside("useBy", "Use by", "date"),
    inside("lightSensitive", "Light sensitive", "bool"),
    amount("expectedResolution", "Expected resolution", "Å"),
)  # fmt: skip

_COMPONENTS = Field(
    "composition", "Components", "list",
    items=(
        Field("component", "Component", required=True, max_length=255),
        Field(
            "type", "Type", "choice",
            choices=("buffer", "ligand", "jet medium", "cryoprotectant", "additive", "seed"),
        ),
        Field("concentration", "Concentration", "number", minimum=0),
        Field("unit", "Unit", "choice", choices=("M", "mM", "%w/v", "%v/v", "mg/ml")),
    ),
)  # fmt: skip

_SOLUTION = (
    name_field("name", "Name"),
    _COMPONENTS,
    Field("pH", "pH", "number", minimum=0, maximum=14),
    Field("note", "Note", "long_text"),
)

_STOCK = (
    name_field("name", "Name"),
    Field("crystalSlurryId", "Slurry", "integer", required=True, refers_to="CrystalSlurry"),
    Field(
        "concentrationFactor", "Concentrated", "number", "×", minimum=0, minimum_exclusive=True,
        required=True, default=1.0, help="Below 1 the slurry is diluted.",
    ),
    _density("Density after"),
    Field("additiveId", "Additive", "integer", refers_to="Additive"),
    inside("medium", "Medium", choices=("LCP", "HEC", "PEO", "grease", "cellulose", "agarose")),
    measured(
        "descriptionJson.slurryShare", "Slurry in the mix", SHARE,
        minimum=0, maximum=1, minimum_exclusive=True,
        help="Share by volume in the mix with the medium; 100 % without medium.",
    ),
    inside("preparedBy", "Prepared by"),
    inside("preparedAt", "Prepared at", "datetime"),
    Field("note", "Note", "long_text"),
)  # fmt: skip

_TIME_RESOLVED = (
    inside(
        "trigger", "Trigger", "choice", default="none",
        choices=("none", "laser", "mixing", "temperature jump", "gas"),
    ),
    amount("laserWavelength", "Laser wavelength", "nm"),
    amount("pulseEnergy", "Pulse energy", "µJ"),
    amount("pulseLength", "Pulse length", "ns"),
    amount("spotSize", "Spot diameter", "µm", help="At 1/e² of the peak."),
    inside("ligand", "Ligand"),
    amount("mixingRatio", "Mixing ratio", "", help="Volumes of ligand to one of sample."),
    inside("mixingTime", "Mixing time", "number", "ms", minimum=0),
    inside(
        "events", "Events", "list",
        items=(
            Field("event", "Event", required=True, max_length=45),
            Field("offset", "Offset", "number", "s", required=True, help="Counted from the trigger."),
            Field("duration", "Duration", "number", "s", minimum=0),
            Field("period", "Period", "number", "s", minimum=0, minimum_exclusive=True),
            Field("repetitions", "Repetitions", "integer", minimum=1),
        ),
    ),
)  # fmt: skip

_LASER = frozenset({"laserWavelength", "pulseEnergy", "pulseLength", "spotSize"})
_MIXING = frozenset({"ligand", "mixingRatio", "mixingTime"})

TRIGGER_FIELDS: dict[str, frozenset[str]] = {
    "laser": _LASER,
    "temperature jump": _LASER,  # as a rule made by an infrared laser
    "mixing": _MIXING,
    "gas": _MIXING,
}
"""What each trigger is described by."""


def without_trigger(trigger: str | None) -> frozenset[str]:
    """The fields of a description that say nothing where this is the trigger."""
    return (_LASER | _MIXING) - TRIGGER_FIELDS.get(trigger or "", frozenset())


_WISH = (
    *BEAM,
    inside("indexedImagesWanted", "Indexed images wanted", "integer", minimum=1),
    inside("delays", "Delays", "list", "ms", minimum=0),
    percent("hitRate", "Hit rate expected", minimum_exclusive=True),
    percent("indexingRate", "Indexing rate expected", minimum_exclusive=True),
    percent(
        "multiplesLimit", "Multiple hits accepted", default=20.0, help="Above this share the figures warn."
    ),
)


def _in_section(section: str, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    return tuple(replace(field, section=section) for field in fields)


_LOADED_SAMPLE = (
    name_field("name", "Name"),
    Field("sampleStockId", "Stock", "integer", required=True, refers_to="SampleStock"),
    Field(
        "sampleDeliveryDeviceId", "Delivery device", "integer", required=True,
        refers_to="SampleDeliveryDevice",
    ),
    Field("loadingPattern", "Loading pattern", max_length=255),
    inside("description", "Description", "long_text"),
    *_in_section("Time-resolved", _TIME_RESOLVED),
    *_in_section("Wish", _WISH),
)  # fmt: skip

_DEVICE = (
    Field(
        "type", "Delivery device", "choice", required=True,
        choices=tuple(DEVICE_LABELS), choice_labels=tuple(DEVICE_LABELS.values()),
    ),
)  # fmt: skip

MOST_LINES = 5000
"""Of one micrograph: more crystals than anybody measures by hand, few enough for a row."""

_MICROGRAPH = (
    Field(
        "objectSidePixelSize", "Pixel size", "list", "µm", minimum=0, minimum_exclusive=True, max_items=2,
        help="Width and height of a pixel in the object; one number for both.",
    ),
    inside("fileName", "File", max_length=255),
    inside(
        "lines", "Lines", "list", max_items=MOST_LINES,
        help="Lines over crystals, from end to end, in pixels from the top left corner of the picture.",
        items=(
            Field("axis", "Axis", "choice", required=True, choices=AXES),
            *(
                Field(name, label, "number", "px", minimum=0, maximum=MOST_PIXELS, required=True)
                for name, label in (
                    ("x1", "First x"), ("y1", "First y"), ("x2", "Second x"), ("y2", "Second y"),
                )
            ),
        ),
    ),
)  # fmt: skip

FIELDS: dict[str, tuple[Field, ...]] = {
    "CrystalSizeDistribution": _SIZE_DISTRIBUTION,
    "CrystalSlurry": _SLURRY,
    "Buffer": _SOLUTION,
    "Additive": _SOLUTION,
    "SampleStock": _STOCK,
    "LoadedSample": _LOADED_SAMPLE,
    "SampleDeliveryDevice": _DEVICE,
    "Micrograph": _MICROGRAPH,
    **plan_fields.FIELDS,
}


def json_schema(table: str) -> dict[str, object]:
    """Draft-07 JSON Schema of the table's `descriptionJson`; for devices see `device_json_schema`."""
    return _description_schema(table, FIELDS[table])


def device_json_schema(device_type: str) -> dict[str, object]:
    """Draft-07 JSON Schema of the `descriptionJson` of a delivery device of this type."""
    return _description_schema(DEVICE_LABELS[device_type], DEVICE_FIELDS[device_type])


def description_schemas() -> dict[str, dict[str, object]]:
    """The schema of every `descriptionJson`: `CrystalSlurryDescription`, `photoChipDescription` and so on."""
    described = (table for table, fields in FIELDS.items() if any("." in field.name for field in fields))
    tables = {f"{table}Description": json_schema(table) for table in described}
    return tables | {f"{kind}Description": device_json_schema(kind) for kind in DEVICE_FIELDS}


def _description_schema(title: str, fields: tuple[Field, ...]) -> dict[str, object]:
    inner = (field for field in fields if field.column == "descriptionJson")
    return {"$schema": "http://json-schema.org/draft-07/schema#", "title": title, **object_schema(inner)}
