# SPDX-License-Identifier: LGPL-3.0-or-later
"""A loaded sample as a NeXus file: NXentry with its NXsample, as far as those have fields for what is known.

Each acquisition is an NXsubentry with instrument, process and times. What they have no fields for, the
delivery's parameters, is an NXcollection; the whole chain as JSON is an NXnote, and so is each acquisition.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from backend.domain.fields.deliveries import DEVICE_FIELDS, DEVICE_LABELS
from backend.domain.quantities.units import CRYSTAL_DENSITY
from backend.domain.version import __version__
from backend.ssx.exports.sample_chain import OURS, medium
from backend.store.rows import Row, description_of, dumps


def write(chain: Row) -> bytes:
    """An HDF5 file, from what `sample_chain.chain` gives."""
    import h5py  # slow to import, and seldom needed

    kept = BytesIO()
    # The same sample gives the same bytes: no times of creation inside.
    with h5py.File(kept, "w", track_order=True) as file:
        file.attrs["default"] = "entry"
        entry = _group(file, "entry", "NXentry")
        _put(entry, "title", chain["name"])
        _put(entry, "experiment_identifier", chain["proposal"])
        _put(entry, "program_name", "SSX Desk", version=__version__)
        _sample(_group(entry, "sample", "NXsample"), chain)
        _delivery(_group(entry, "delivery", "NXcollection"), chain["sampleDeliveryDevice"])
        for number, made in enumerate(chain["acquisitions"], start=1):
            _acquisition(_group(entry, f"acquisition_{number}", "NXsubentry"), made)
        told = {name: value for name, value in chain.items() if name not in OURS}
        _note(entry, "chain", "The whole sample chain, as the service gives it.", told)
    return kept.getvalue()


def _group(parent: Any, name: str, nexus_class: str) -> object:
    made = parent.create_group(name, track_order=True)
    made.attrs["NX_class"] = nexus_class
    return made


def _put(group: Any, name: str, value: object, **attributes: Any) -> None:
    """A field with its attributes; what is not known is left out."""
    if value is None or value == "":
        return
    dataset = group.create_dataset(name, data=value, track_times=False)
    for attribute, text in attributes.items():
        if text:
            dataset.attrs[attribute] = text


def _note(group: object, name: str, description: str, told: Row) -> None:
    note = _group(group, name, "NXnote")
    _put(note, "type", "application/json")
    _put(note, "description", description)
    _put(note, "data", dumps(told))


def _acquisition(group: object, made: Row) -> None:
    """One acquisition, from its document."""
    collection, session = made["dataCollection"] or {}, made["session"] or {}
    _put(group, "title", (made["plan"] or {}).get("name") or collection.get("imagePrefix"))
    _put(group, "definition", "NXsubentry")
    for name in ("start_time", "end_time"):
        moment = collection.get("startTime" if name == "start_time" else "endTime")
        _put(group, name, moment and moment.isoformat())
    instrument = _group(group, "instrument", "NXinstrument")
    _put(instrument, "name", session.get("beamLineName"))
    _beam(_group(instrument, "beam", "NXbeam"), collection)
    _detector(_group(instrument, "detector", "NXdetector"), collection, made["detector"] or {})
    if made["processing"]:
        process = _group(group, "process", "NXprocess")
        _put(process, "program", made["processing"].get("processingPrograms"))
        results = _group(process, "results", "NXparameters")
        for name, value in (made["results"] or {}).items():
            _put(results, name, value, units="%" if name.endswith("Rate") else "")
    _note(group, "document", "The acquisition as a document, with its plan and files.", made)


def _beam(group: object, collection: Row) -> None:
    _put(group, "incident_wavelength", collection.get("wavelength"), units="angstrom")
    extent = [collection.get(f"beamSizeAtSample{axis}") for axis in "XY"]
    if None not in extent:
        _put(group, "extent", extent, units="mm")
    _put(group, "total_flux", collection.get("flux"), units="Hz")


def _detector(group: object, collection: Row, detector: Row) -> None:
    made = (detector.get("detectorManufacturer"), detector.get("detectorModel"))
    _put(group, "description", " ".join(part for part in made if part))
    _put(group, "type", detector.get("detectorType"))
    _put(group, "serial_number", detector.get("detectorSerialNumber"))
    _put(group, "distance", collection.get("detectorDistance"), units="mm")
    _put(group, "count_time", collection.get("exposureTime"), units="s")


def _sample(group: object, chain: Row) -> None:
    stock, device = chain["sampleStock"], description_of(chain["sampleDeliveryDevice"])
    _put(group, "name", chain["name"])
    _put(group, "type", "sample")
    _put(group, "description", description_of(chain).get("description"))
    _put(group, "preparation_date", description_of(stock).get("preparedAt"))
    _put(group, "temperature", device.get("temperature"), units="K")
    density = chain["density"]
    shown = None if density is None else CRYSTAL_DENSITY.to_shown(density)
    _put(group, "concentration", shown, units="1e6/ml", long_name="Crystals in the stock")
    for number, crystal in enumerate(stock["crystalSlurry"]["crystals"], start=1):
        _component(_group(group, f"component_{number}", "NXsample_component"), crystal)
    carrier = medium(stock)
    if carrier:
        _put(_group(group, "medium", "NXsample_component"), "name", carrier)


def _component(group: object, crystal: Row) -> None:
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


def _delivery(group: object, device: Row) -> None:
    _put(group, "type", DEVICE_LABELS[device["type"]])
    for field in DEVICE_FIELDS[device["type"]]:
        _put(group, field.key, field.get(device), units=field.unit, long_name=field.label)
