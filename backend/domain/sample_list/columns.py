# SPDX-License-Identifier: LGPL-3.0-or-later
"""The columns that a sample list may have: their titles, other names in headers, and where each is stored."""

import re
from dataclasses import dataclass

from backend.domain.fields.core_fields import FIELDS
from backend.domain.fields.field import Field


@dataclass(frozen=True)
class ListColumn:
    """A column of a sample list and the field that it fills; `table` is empty where ISPyB has none for it."""

    key: str
    title: str
    table: str
    field: Field
    aliases: tuple[str, ...]


def _column(key: str, title: str, place: str = "", *aliases: str) -> ListColumn:
    table, _, name = place.partition(".")
    field = next((field for field in FIELDS.get(table, ()) if field.name == name), Field(key, title))
    return ListColumn(key, title, table, field, aliases)


def _plan(key: str, title: str, name: str, *aliases: str) -> ListColumn:
    return _column(key, title, f"DiffractionPlan.{name}", *aliases)


COLUMNS: tuple[ListColumn, ...] = (
    _column("dewar", "Dewar", "Dewar.code", "parcel", "parcel name", "dewar code", "dewar name"),
    _column("container", "Container", "Container.code", "container name", "container code", "puck"),
    _column("container_type", "Type", "Container.containerType", "container type", "puck type", "kind"),
    _column(
        "position", "Pos", "BLSample.location",
        "position", "container position", "sample position", "slot", "well",
    ),
    _column("protein", "Protein", "Protein.acronym", "protein acronym", "acronym"),
    _column("sample", "Sample", "BLSample.name", "sample name", "sample acronym", "name", "crystal"),
    _column("pin_barcode", "Pin", "BLSample.code", "pin barcode", "pinbarcode", "barcode"),
    _column("space_group", "Space group", "Crystal.spaceGroup", "spg", "crystal spacegroup"),
    _column("a", "a", "Crystal.cell_a", "cell a"),
    _column("b", "b", "Crystal.cell_b", "cell b"),
    _column("c", "c", "Crystal.cell_c", "cell c"),
    _column("alpha", "α", "Crystal.cell_alpha", "alpha", "cell alpha"),
    _column("beta", "β", "Crystal.cell_beta", "beta", "cell beta"),
    _column("gamma", "γ", "Crystal.cell_gamma", "gamma", "cell gamma"),
    _plan("experiment", "Experiment", "experimentKind", "experiment type", "experiment kind"),
    _plan("aimed_resolution", "Aimed resolution", "aimedResolution"),
    _plan("required_resolution", "Required resolution", "requiredResolution", "needed resolution"),
    _plan("beam_diameter", "Beam diameter", "preferredBeamDiameter"),
    _plan("number_of_positions", "Number of positions", "numberOfPositions"),
    _plan("aimed_multiplicity", "Aimed multiplicity", "aimedMultiplicity"),
    _plan("aimed_completeness", "Aimed completeness", "aimedCompleteness"),
    _plan("forced_space_group", "Forced space group", "forcedSpaceGroup", "forced spg"),
    _plan("radiation_sensitivity", "Radiation sensitivity", "radiationSensitivity"),
    _column("smiles", "SMILES", "BLSample.SMILES"),
    _plan("total_rotation", "Total rotation", "axisRange", "total rot angle", "total rotation angle"),
    _plan("min_oscillation", "Min. oscillation", "minOscWidth", "min osc angle", "min oscillation angle"),
    _plan("observed_resolution", "Observed resolution", "observedResolution", "pre-observed resolution"),
    _column("comments", "Comments", "BLSample.comments", "comment"),
    _column("ligands", "Ligands", "", "ligand"),
    _plan("required_multiplicity", "Required multiplicity", "requiredMultiplicity"),
    _plan("required_completeness", "Required completeness", "requiredCompleteness"),
    _plan("oscillation_range", "Oscillation range", "oscillationRange"),
    _column("protein_name", "Protein name", "Protein.name"),
    _column("proposal_code", "Proposal code"),
    _column("proposal_number", "Proposal number"),
    _column("visit_number", "Visit number"),
    _column("shipping_name", "Shipment", "", "shipping name"),
)  # fmt: skip
"""Every column, in the order in which the preview shows them; the first 28 are the order of exi-28."""

COLUMN: dict[str, ListColumn] = {column.key: column for column in COLUMNS}


def _plain(title: str) -> str:
    return re.sub(r"[\W_]", "", title.casefold())


_KEY_OF_TITLE = {
    _plain(title): column.key for column in COLUMNS for title in (column.key, column.title, *column.aliases)
}


def key_of_title(title: str) -> str | None:
    """The column that a header cell names; case, blanks and dots make no difference."""
    return _KEY_OF_TITLE.get(_plain(title))
