# SPDX-License-Identifier: LGPL-3.0-or-later
"""A loaded sample as mmCIF, by the `pdbx_serial_crystallography_*` categories of the PDBx/mmCIF dictionary.

Item names, units and allowed values are the dictionary's. It knows two ways of delivery: a jet and a
microfluidic cell are an injection; a chip is a fixed target, and so is a tape, whose speed is the target's
velocity.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from backend.domain.acquisition_results import COUNTS
from backend.domain.quantities.decimals import format_decimal
from backend.domain.quantities.units import CRYSTAL_DENSITY
from backend.domain.rows import AnyRow
from backend.ssx.exports.sample_chain import medium
from backend.store.rows import Row, description_of

_SERIAL = "pdbx_serial_crystallography"
_FIXED = ("photoChip", "tapeDevice")
_KELVIN = (100.0, 370.0)
"""What the dictionary allows as the temperature of an injector."""

_ASCII = str.maketrans({"×": "x", "µ": "u", "μ": "u", "–": "-", "ß": "ss", "ø": "o", "æ": "ae"})

Items = dict[str, Any]


def write(chain: Row) -> bytes:
    """An mmCIF file with one block, from what `sample_chain.chain` gives."""
    from gemmi import cif  # slow to import, and seldom needed

    document = cif.Document()
    block = document.add_new_block(chain["name"])
    for category, rows in _categories(chain):
        if len(rows) == 1:
            for item, value in rows[0].items():
                block.set_pair(f"_{category}.{item}", cif.quote(value))
        else:
            columns = {item: [row.get(item) for row in rows] for item in rows[0]}
            block.set_mmcif_category(f"_{category}.", columns)
    return document.as_string().encode()


def _categories(chain: Row) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Categories that hold something besides their keys, each with its rows as text."""
    for category, rows in _all(chain):
        told = [{item: _text(value) for item, value in row.items() if _is_said(value)} for row in rows]
        if len(told) > 1:
            told = [{item: row.get(item, "?") for item in rows[0]} for row in told]
        if told:
            yield category, told


def _is_said(value: object) -> bool:
    """Whether there is something to write: no text, and no product of absurd numbers."""
    return value not in (None, "") and not (isinstance(value, float) and not isfinite(value))


def _text(value: object) -> str:
    """A number or text as CIF 1.1 has it: ASCII, the nearest there is."""
    if isinstance(value, (int, float)):
        return format_decimal(value)
    plain = unicodedata.normalize("NFKD", str(value).translate(_ASCII))
    return (
        "".join(char for char in plain if not unicodedata.combining(char)).encode("ascii", "replace").decode()
    )


def _all(chain: Row) -> Iterator[tuple[str, list[Items]]]:
    slurry = chain["sampleStock"]["crystalSlurry"]
    crystals = slurry["crystals"]
    yield "entry", [{"id": chain["name"]}]
    yield "entity", [_entity(n, crystal["protein"] or {}) for n, crystal in enumerate(crystals, start=1)]
    yield "cell", [_cell(chain["name"], crystal) for crystal in crystals[:1] if crystal["cell_a"]]
    groups = [_group(crystal["spaceGroup"]) for crystal in crystals[:1] if crystal["spaceGroup"]]
    yield "symmetry", [{"entry_id": chain["name"], "space_group_name_H-M": group} for group in groups]
    yield (
        "exptl_crystal",
        [
            {"id": n, "description": crystal["name"] or crystal["morphology"]}
            for n, crystal in enumerate(crystals, start=1)
        ],
    )
    yield "exptl_crystal_grow", [_growth(slurry)]
    yield "diffrn", [{"id": 1, "crystal_id": 1, "pdbx_serial_crystal_experiment": "Y"}]
    yield from _delivery(chain)
    if chain["measured"]:
        yield f"{_SERIAL}_measurement", [_measurement(chain["measured"])]
    if any(chain["totals"][name] is not None for name in COUNTS):
        yield f"{_SERIAL}_data_reduction", [_reduction(chain["totals"])]


def _entity(number: int, protein: Mapping[str, object]) -> Items:
    told = {"pdbx_description": protein.get("name") or protein.get("acronym")}
    return {"id": number, "type": "polymer", **told, "formula_weight": protein.get("molecularMass")}


def _cell(entry: str, crystal: Row) -> Items:
    lengths = {f"length_{axis}": crystal[f"cell_{axis}"] for axis in "abc"}
    angles = {f"angle_{angle}": crystal[f"cell_{angle}"] for angle in ("alpha", "beta", "gamma")}
    return {"entry_id": entry, **lengths, **angles}


def _group(name: str) -> str:
    """A space group as the dictionary writes it: P43212 is `P 43 21 2`; one that nobody knows stays."""
    from gemmi import find_spacegroup_by_name

    known = find_spacegroup_by_name(name)
    return known.hm if known else name


def _growth(slurry: Row) -> Items:
    acidity = (slurry["buffer"] or {}).get("pH")
    return {"crystal_id": 1, "method": description_of(slurry).get("grownBy"), "pH": acidity}


def _delivery(chain: Row) -> Iterator[tuple[str, list[Items]]]:
    device = chain["sampleDeliveryDevice"]
    fixed = device["type"] in _FIXED
    told = {"method": "fixed target" if fixed else "injection", "description": _description(device)}
    yield f"{_SERIAL}_sample_delivery", [{"diffrn_id": 1, **told}]
    category = f"{_SERIAL}_sample_delivery_{'fixed_target' if fixed else 'injection'}"
    yield category, [{"diffrn_id": 1, **(_target(chain) if fixed else _injection(chain))}]


def _description(device: Row) -> str:
    parts = description_of(device)
    return {
        "photoChip": f"chip: {parts.get('model', '')}",
        "tapeDevice": "droplets on a tape",
        "viscoousJet": f"{parts.get('injector') or 'high-viscosity'} injector",
        "microFluidics": f"microfluidic cell: {parts.get('device', '')}",
    }[str(device["type"])]


def _target(chain: Row) -> Items:
    parts, stock = description_of(chain["sampleDeliveryDevice"]), chain["sampleStock"]
    humidity = parts.get("humidity")
    return {
        "description": parts.get("howLoaded"),
        "sample_holding": parts.get("material"),
        "sample_solvent": medium(stock),
        "sample_unit_size": parts.get("aperture"),
        "sample_dehydration_prevention": f"humidity {humidity:g} %" if humidity else parts.get("film"),
        "velocity_horizontal": parts.get("speed"),
        "details": chain["loadingPattern"],
    }


def _injection(chain: Row) -> Items:
    parts, stock = description_of(chain["sampleDeliveryDevice"]), chain["sampleStock"]
    slurry, density = description_of(stock["crystalSlurry"]), chain["density"]
    kelvin = parts.get("temperature")
    return {
        "description": _description(chain["sampleDeliveryDevice"]),
        "injector_diameter": parts.get("nozzle") or parts.get("channel"),
        "jet_diameter": parts.get("jetDiameter"),
        "flow_rate": parts.get("flowRate") or sum(parts.get("flowRates") or ()) or None,
        "injector_pressure": parts.get("pressure"),
        "injector_temperature": kelvin if kelvin and _KELVIN[0] <= kelvin <= _KELVIN[1] else None,
        "power_by": parts.get("gas"),
        "carrier_solvent": medium(stock),
        "crystal_concentration": None if density is None else CRYSTAL_DENSITY.to_shown(density),
        "filter_size": slurry.get("filter"),
        "preparation": slurry.get("grownBy"),
    }


def _measurement(measured: AnyRow) -> Items:
    beam = measured.get("beamSize") or ()
    return {
        "diffrn_id": 1,
        "pulse_photon_energy": measured.get("photonEnergy"),
        "focal_spot_size": beam[0] * beam[-1] if beam else None,
        "collection_time_total": measured.get("hours"),
    }


def _reduction(totals: AnyRow) -> Items:
    hits, indexed = totals["hits"], totals["indexed"]
    return {
        "diffrn_id": 1,
        "frames_total": totals["images"],
        "crystal_hits": hits,
        "frames_indexed": indexed,
        "frames_failed_index": None if hits is None or indexed is None else hits - indexed,
    }
