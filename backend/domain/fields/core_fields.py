# SPDX-License-Identifier: LGPL-3.0-or-later
"""The fields of the core (ISPyB) tables that screens ask for: names, lengths and enums are those of ISPyB."""

from backend.domain.containers import CONTAINER_TYPES
from backend.domain.couriers import COURIERS
from backend.domain.fields.field import Field, measured
from backend.domain.names import MAX_NAME, NAME_HINT, NAME_PATTERN
from backend.domain.quantities.units import CRYSTAL_SIZE, MOLECULAR_MASS
from backend.domain.safety import SAFETY_LABELS, SAFETY_LEVELS
from backend.domain.science.space_groups import SOHNCKE_GROUPS

EXPERIMENT_KINDS: tuple[str, ...] = (
    *("Default", "MXPressE", "MXPressO", "MXPressE_SAD", "MXScore", "MXPressM", "MAD", "SAD", "Fixed"),
    *("Ligand binding", "Refinement", "OSC", "MAD - Inverse Beam", "SAD - Inverse Beam", "MESH", "XFE"),
    *("Stepped transmission", "XChem High Symmetry", "XChem Low Symmetry", "Commissioning", "Metal ID"),
)


def name_field(name: str, label: str) -> Field:
    """A name that becomes part of file names: letters, digits, `_` and `-`, at most 45."""
    return Field(
        name, label, max_length=MAX_NAME, required=True, pattern=NAME_PATTERN, pattern_hint=NAME_HINT,
        help="Becomes part of file names at the beamline.", example="lys_1",
    )  # fmt: skip


def _cell_length(axis: str) -> Field:
    return Field(f"cell_{axis}", axis, "number", "Å", minimum=0, minimum_exclusive=True, section="Unit cell")


def _cell_angle(name: str, label: str) -> Field:
    return Field(
        f"cell_{name}", label, "number", "°", minimum=0, maximum=180,
        minimum_exclusive=True, maximum_exclusive=True, section="Unit cell",
    )  # fmt: skip


def _crystal_size(axis: str) -> Field:
    section = "Crystal size"
    return measured(
        f"size_{axis}", f"Size {axis}", CRYSTAL_SIZE, minimum=0, minimum_exclusive=True, section=section
    )


def _safety(explanation: str, *, required: bool) -> Field:
    return Field(
        "safetyLevel", "Safety level", "choice", required=required, help=explanation,
        choices=SAFETY_LEVELS, choice_labels=SAFETY_LABELS,
    )  # fmt: skip


_PROPOSAL = (
    Field(
        "proposalCode",
        "Code",
        max_length=45,
        required=True,
        pattern="[A-Za-z]+",
        example="mx",
        pattern_hint="letters only, like mx",
    ),
    Field(
        "proposalNumber",
        "Number",
        max_length=45,
        required=True,
        pattern="[0-9]+",
        example="2415",
        pattern_hint="digits only, like 2415",
    ),
    Field("title", "Title", max_length=200),
    Field("proposalType", "Type", max_length=2, help="Two letters, such as MX."),
    Field("state", "State", "choice", choices=("Open", "Closed", "Cancelled"), default="Open"),
)

_SESSION = (
    Field("beamLineName", "Beamline", max_length=45, required=True),
    Field("startDate", "Start", "datetime", required=True),
    Field("endDate", "End", "datetime"),
    Field("visit_number", "Visit", "integer", minimum=0),
    Field("beamLineOperator", "Local contact", max_length=255),
    Field("scheduled", "Scheduled", "bool"),
    Field("comments", "Comments", "long_text", max_length=2000),
)

_PERSON = (
    Field("title", "Title", max_length=45),
    Field("givenName", "Given name", max_length=45),
    Field("familyName", "Family name", max_length=100, required=True),
    Field(
        "emailAddress", "E-mail", max_length=60, pattern=r"[^@\s]+@[^@\s]+",
        pattern_hint="an address like ada@example.org", example="ada@example.org",
    ),
    Field("phoneNumber", "Phone", max_length=45),
    Field("laboratoryId", "Laboratory", "integer", refers_to="Laboratory"),
)  # fmt: skip

_LABORATORY = (
    Field("name", "Laboratory", max_length=45, required=True),
    Field("organization", "Organisation", max_length=45),
    Field("address", "Address", "long_text", max_length=255, help="Street and number, as on a parcel."),
    Field("postcode", "Postcode", max_length=15),
    Field("city", "City", max_length=45),
    Field("country", "Country", max_length=45),
    Field("url", "Web page", max_length=255),
)

_LAB_CONTACT = (
    Field(
        "cardName", "Card name", max_length=40, required=True, help="What this contact is called in lists."
    ),
    Field("personId", "Person", "integer", required=True, refers_to="Person"),
    Field("defaultCourrierCompany", "Courier", max_length=45, choices=COURIERS),
    Field("courierAccount", "Courier account", max_length=45),
    Field("billingReference", "Billing reference", max_length=45),
    Field("dewarAvgCustomsValue", "Customs value of a dewar", "integer", "€", minimum=0, default=0),
    Field("dewarAvgTransportValue", "Transport value of a dewar", "integer", "€", minimum=0, default=0),
)

_SHIPPING = (
    Field("shippingName", "Name", max_length=45, required=True),
    Field("sendingLabContactId", "Sending contact", "integer", refers_to="LabContact"),
    Field("returnLabContactId", "Return contact", "integer", refers_to="LabContact"),
    Field("deliveryAgent_agentName", "Courier", max_length=45, choices=COURIERS, section="Transport"),
    Field("deliveryAgent_agentCode", "Courier account", max_length=45, section="Transport"),
    Field("deliveryAgent_flightCode", "Air waybill", max_length=45, section="Transport"),
    Field("deliveryAgent_shippingDate", "Leaves on", "date", section="Transport"),
    Field("deliveryAgent_deliveryDate", "Arrives on", "date", section="Transport"),
    Field("returnCourier", "Return courier", max_length=45, choices=COURIERS, section="Transport"),
    Field("dateOfShippingToUser", "Returned on", "datetime", section="Transport"),
    _safety("The most dangerous of its samples decides.", required=False),
    Field("shippingType", "Type", max_length=45, choices=("DewarTracking",)),
    Field("comments", "Comments", "long_text", max_length=1000),
)

_DEWAR = (
    Field(
        "code", "Code", max_length=45, required=True, help="Your name for the parcel; unique in the shipment."
    ),
    Field("type", "Type", "choice", choices=("Dewar", "Toolbox", "Parcel"), default="Dewar", required=True),
    Field("barCode", "Barcode", max_length=45, help="Given when the dewar is made; never changes."),
    Field("FACILITYCODE", "Facility code", max_length=20),
    Field("storageLocation", "Storage place", max_length=45),
    Field("weight", "Weight", "number", "kg", minimum=0),
    Field("customsValue", "Customs value", "integer", "€", minimum=0),
    Field("transportValue", "Transport value", "integer", "€", minimum=0),
    Field("trackingNumberToSynchrotron", "Tracking number out", max_length=30),
    Field("trackingNumberFromSynchrotron", "Tracking number back", max_length=30),
    Field("deliveryAgent_barcode", "Courier piece barcode", max_length=30),
    Field("isStorageDewar", "Stays at the facility", "bool"),
    Field("comments", "Comments", "long_text", max_length=1024),
)

_CONTAINER = (
    Field("code", "Code", max_length=45, required=True, help="Unique in the shipment."),
    Field(
        "containerType", "Type", max_length=20, required=True,
        choices=tuple(container_type.name for container_type in CONTAINER_TYPES),
    ),
    Field("capacity", "Positions", "integer", minimum=1),
    Field("barcode", "Barcode", max_length=45),
    Field("storageTemperature", "Storage temperature", "number", "°C", minimum=-273.15),
    Field("beamlineLocation", "Beamline", max_length=20),
    Field("sampleChangerLocation", "Sample changer place", max_length=20),
    Field("comments", "Comments", "long_text", max_length=255),
)  # fmt: skip

_PROTEIN = (
    name_field("acronym", "Acronym"),
    Field("name", "Name", max_length=255, required=True),
    Field("sequence", "Sequence", "long_text", help="One-letter codes or FASTA."),
    measured("molecularMass", "Molecular mass", MOLECULAR_MASS, minimum=0, minimum_exclusive=True),
    _safety("As stated by the safety group of the facility.", required=True),
    Field("proteinType", "Type", max_length=45),
    Field("description", "Description", "long_text"),
)  # fmt: skip

_CRYSTAL = (
    Field("name", "Name", max_length=255),
    Field("proteinId", "Protein", "integer", required=True, refers_to="Protein"),
    Field("spaceGroup", "Space group", max_length=20, required=True, choices=SOHNCKE_GROUPS),
    *map(_cell_length, "abc"),
    _cell_angle("alpha", "α"),
    _cell_angle("beta", "β"),
    _cell_angle("gamma", "γ"),
    Field("morphology", "Habit", max_length=255, choices=("rod", "plate", "cube", "needle", "other")),
    *map(_crystal_size, "XYZ"),
    Field("color", "Colour", max_length=45),
    Field(
        "pdbFileName",
        "PDB entry or file",
        max_length=255,
        help="A PDB code such as 1dpx, or the name of a file.",
    ),
    Field("comments", "Comments", "long_text", max_length=255),
)

_SAMPLE = (
    name_field("name", "Name"),
    Field("crystalId", "Crystal", "integer", refers_to="Crystal"),
    Field("containerId", "Container", "integer", refers_to="Container"),
    Field("location", "Position", max_length=45),
    Field("code", "Pin barcode", max_length=45),
    Field("holderLength", "Holder length", "number", "mm", minimum=0),
    Field("loopType", "Loop", max_length=45),
    Field("SMILES", "SMILES", max_length=400),
    Field("comments", "Comments", "long_text", max_length=1024),
)


def _plan_number(name: str, label: str, unit: str = "", maximum: float | None = None) -> Field:
    return Field(name, label, "number", unit, minimum=0, maximum=maximum)


_DIFFRACTION_PLAN = (
    Field("experimentKind", "Experiment", "choice", choices=EXPERIMENT_KINDS, default="Default"),
    _plan_number("aimedResolution", "Aimed resolution", "Å"),
    _plan_number("requiredResolution", "Required resolution", "Å"),
    _plan_number("observedResolution", "Observed resolution", "Å"),
    _plan_number("preferredBeamDiameter", "Beam diameter", "µm"),
    Field("numberOfPositions", "Number of positions", "integer", minimum=0),
    _plan_number("aimedMultiplicity", "Aimed multiplicity"),
    _plan_number("aimedCompleteness", "Aimed completeness", "%", maximum=100),
    _plan_number("requiredMultiplicity", "Required multiplicity"),
    _plan_number("requiredCompleteness", "Required completeness", "%", maximum=100),
    Field("forcedSpaceGroup", "Forced space group", max_length=45, choices=SOHNCKE_GROUPS),
    _plan_number("radiationSensitivity", "Radiation sensitivity"),
    _plan_number("axisRange", "Total rotation angle", "°"),
    _plan_number("minOscWidth", "Smallest oscillation", "°"),
    _plan_number("oscillationRange", "Oscillation range", "°"),
    Field("comments", "Comments", "long_text", max_length=1024),
)

FIELDS: dict[str, tuple[Field, ...]] = {
    "Proposal": _PROPOSAL,
    "BLSession": _SESSION,
    "Person": _PERSON,
    "Laboratory": _LABORATORY,
    "LabContact": _LAB_CONTACT,
    "Shipping": _SHIPPING,
    "Dewar": _DEWAR,
    "Container": _CONTAINER,
    "Protein": _PROTEIN,
    "Crystal": _CRYSTAL,
    "BLSample": _SAMPLE,
    "DiffractionPlan": _DIFFRACTION_PLAN,
}
