"""A loaded sample as a NeXus file: NXentry with its NXsample, as far as those have fields for what is known.

What they have none for, the delivery's parameters, is an NXcollection; the whole chain as JSON is an NXnote.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from backend.domain.ssx_fields import DEVICE_FIELDS, DEVICE_LABELS
from backend.domain.units import CRYSTAL_DENSITY
from backend.rows import Row, dumps
from backend.ssx.modules.exporting import OURS, inner, medium


def nexus(chain: Row, version: str) -> bytes:
    """The bytes of an HDF5 file by this version of the program, from what `exporting.chain` gives."""
    import h5py  # slow to import, and seldom needed

    kept = BytesIO()
    # The same sample gives the same bytes: no times of creation inside.
    with h5py.File(kept, "w", track_order=True) as file:
        file.attrs["default"] = "entry"
        entry = _group(file, "entry", "NXentry")
        _put(entry, "title", chain["name"])
        _put(entry, "experiment_identifier", chain["proposal"])
        _put(entry, "program_name", "SSX Desk", version=version)
        _sample(_group(entry, "sample", "NXsample"), chain)
        _delivery(_group(entry, "delivery", "NXcollection"), chain["sampleDeliveryDevice"])
        note = _group(entry, "chain", "NXnote")
        _put(note, "type", "application/json")
        _put(note, "description", "The whole sample chain, as the service gives it.")
        _put(note, "data", dumps({name: value for name, value in chain.items() if name not in OURS}))
    return kept.getvalue()


def _group(parent: Any, name: str, nexus_class: str) -> Any:
    made = parent.create_group(name, track_order=True)
    made.attrs["NX_class"] = nexus_class
    return made


def _put(group: Any, name: str, value: Any, **attributes: Any) -> None:
    """A field with its attributes; what is not known is left out."""
    if value is None or value == "":
        return
    dataset = group.create_dataset(name, data=value, track_times=False)
    for attribute, text in attributes.items():
        if text:
            dataset.attrs[attribute] = text


def _sample(group: Any, chain: Row) -> None:
    stock, device = chain["sampleStock"], inner(chain["sampleDeliveryDevice"])
    _put(group, "name", chain["name"])
    _put(group, "type", "sample")
    _put(group, "description", inner(chain).get("description"))
    _put(group, "preparation_date", inner(stock).get("preparedAt"))
    _put(group, "temperature", device.get("temperature"), units="K")
    density = chain["density"]
    shown = None if density is None else CRYSTAL_DENSITY.to_shown(density)
    _put(group, "concentration", shown, units="1e6/ml", long_name="Crystals in the stock")
    for number, crystal in enumerate(stock["crystalSlurry"]["crystals"], start=1):
        _component(_group(group, f"component_{number}", "NXsample_component"), crystal)
    carrier = medium(stock)
    if carrier:
        _put(_group(group, "medium", "NXsample_component"), "name", carrier)


def _component(group: Any, crystal: Row) -> None:
    protein = crystal["protein"] or {}
    _put(group, "name", protein.get("acronym") or protein.get("name"))
    _put(group, "description", protein.get("name"))
    _put(group, "relative_molecular_mass", protein.get("molecularMass"))
    _put(group, "space_group", crystal["spaceGroup"])
    lengths = [crystal[f"cell_{axis}"] for axis in "abc"]
    angles = [crystal[f"cell_{angle}"] for angle in ("alpha", "beta", "gamma")]
    if None not in lengths:
        _put(group, "unit_cell_abc", lengths, units="angstrom")
    if None not in angles:
        _put(group, "unit_cell_alphabetagamma", angles, units="degree")


def _delivery(group: Any, device: Row) -> None:
    _put(group, "type", DEVICE_LABELS[device["type"]])
    for field in DEVICE_FIELDS[device["type"]]:
        _put(group, field.key, field.get(device), units=field.unit, long_name=field.label)
