# SPDX-License-Identifier: LGPL-3.0-or-later
"""A loaded sample as a sheet, as mmCIF and as NeXus: each read back by the library that reads such files."""

from __future__ import annotations

import io
import json
import math
from pathlib import Path
from typing import Any

import gemmi
import h5py
import pypdfium2
import pytest
from sqlalchemy import Engine

from backend.demo import fill as fill_demo
from backend.files.store import Store
from backend.store.database import new_session
from tests.service.conftest import Api, Disk, Service

DATA = Path(__file__).parents[2] / "data"
SERIAL = "_pdbx_serial_crystallography"


@pytest.fixture
def demo(demo_service: Service) -> dict[str, str]:
    """The paths of the demo's loaded samples, by name."""
    rows = demo_service.admin.rows("/ssx/samples")
    return {row["name"]: f"/ssx/samples/{row['loadedSampleId']}" for row in rows}


@pytest.fixture
def measured_demo(service: Service, running: tuple[Any, Engine], disk: Disk) -> dict[str, str]:
    """The same, with the files that processing left."""
    with new_session(running[1]) as session:
        session.info["files"] = Store(uploads=disk.settings["UPLOAD_FOLDER"])
        fill_demo(session)
        session.commit()
    return {
        row["name"]: f"/ssx/samples/{row['loadedSampleId']}" for row in service.admin.rows("/ssx/samples")
    }


def _block(api: Api, path: str) -> gemmi.cif.Block:
    answer = api.get(f"{path}/mmcif")
    assert answer.status_code == 200, answer.text
    assert answer.content.isascii()
    return gemmi.cif.read_string(answer.text).sole_block()


def _items(block: gemmi.cif.Block, category: str) -> dict[str, str]:
    found = block.get_mmcif_category(f"{category}.")
    return {name: values[0] for name, values in found.items()}


def test_a_jet_is_an_injection_in_mmcif(service: Service, demo: dict[str, str]) -> None:
    block = _block(service.admin, demo["PSI_jet_a"])
    assert _items(block, f"{SERIAL}_sample_delivery") == {
        "diffrn_id": "1",
        "method": "injection",
        "description": "high-viscosity injector",
    }
    assert _items(block, f"{SERIAL}_sample_delivery_injection") == {
        "diffrn_id": "1",
        "description": "high-viscosity injector",
        "injector_diameter": "75",  # µm
        "flow_rate": "0.2",  # µl/min
        "power_by": "helium",
        "carrier_solvent": "LCP; 60 %v/v Monoolein; 5 mM MES pH 6.4",
        "crystal_concentration": "0.8",  # 800 per mm³ are 0.8 million per ml
        "filter_size": "20",
        "preparation": "batch",
    }
    assert _items(block, "_symmetry")["space_group_name_H-M"] == "P 63"
    assert _items(block, "_cell")["length_c"] == "165.2"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Lys_chip_01", {"sample_holding": "silicon", "sample_unit_size": "7"}),
        ("MyoCO_tape_1", {"velocity_horizontal": "300"}),
    ],
)
def test_a_chip_and_a_tape_are_fixed_targets(
    service: Service, demo: dict[str, str], name: str, told: dict[str, str]
) -> None:
    block = _block(service.admin, demo[name])
    assert _items(block, f"{SERIAL}_sample_delivery")["method"] == "fixed target"
    found = _items(block, f"{SERIAL}_sample_delivery_fixed_target")
    assert told.items() <= found.items()


def test_what_was_not_measured_is_not_told(service: Service, demo: dict[str, str]) -> None:
    block = _block(service.admin, demo["Lys_chip_02"])
    for category in ("measurement", "data_reduction"):
        assert not block.get_mmcif_category(f"{SERIAL}_{category}.")


def test_beam_and_counts_are_told_by_the_dictionarys_units(
    service: Service, measured_demo: dict[str, str]
) -> None:
    block = _block(service.admin, measured_demo["PSI_jet_a"])
    assert _items(block, f"{SERIAL}_measurement") == {
        "diffrn_id": "1",
        "pulse_photon_energy": "11.569",  # keV
        "focal_spot_size": "8",  # 4 × 2 µm
        "collection_time_total": "1.13333333333",  # twice 34 min
    }
    assert _items(block, f"{SERIAL}_data_reduction") == {
        "diffrn_id": "1",
        "frames_total": "180000",
        "crystal_hits": "11700",  # 5400 + 6300
        "frames_indexed": "6570",  # 2920 + 3650
        "frames_failed_index": "5130",
    }


def test_where_nobody_told_the_beam_the_data_collection_does(service: Service, demo: dict[str, str]) -> None:
    api = service.admin
    for row in api.rows("/ssx/data_acquisitions"):
        path = f"/ssx/data_acquisitions/{row['ssxDataAcquisitionId']}"
        assert api.call("PATCH", path, {"descriptionJson": None}).status_code == 200
    found = _items(_block(api, demo["PSI_jet_a"]), f"{SERIAL}_measurement")
    assert (found["pulse_photon_energy"], found["focal_spot_size"]) == ("11.5689", "8")  # 1.0717 Å


def test_every_item_is_one_of_the_dictionary_with_its_type_and_values(
    service: Service, measured_demo: dict[str, str]
) -> None:
    known: dict[str, Any] = json.loads((DATA / "mmcif/pdbx_items.json").read_text(encoding="utf-8"))["items"]
    categories = set()
    for path in measured_demo.values():
        for item, value in _pairs(_block(service.admin, path)):
            assert item in known, item
            _check(item, known[item], value)
            categories.add(item.partition(".")[0])
    # All of the dictionary's categories of serial crystallography that our samples have something for.
    serial = {name.partition(".")[0] for name in known if name.startswith(SERIAL)}
    assert serial - categories == set()


def _pairs(block: gemmi.cif.Block) -> list[tuple[str, str]]:
    """Each item with each of its values."""
    found = []
    for category in block.get_mmcif_category_names():
        for name, values in block.get_mmcif_category(category).items():
            found += [(f"{category}{name}", value) for value in values if value is not None]
    return found


def _check(item: str, told: dict[str, Any], value: str) -> None:
    if told.get("type") in ("int", "positive_int"):
        assert int(value) >= 0, item
    elif told.get("type") == "float":
        assert math.isfinite(float(value)), item
    if "values" in told:
        assert value in told["values"], (item, value)


def test_a_slurry_of_two_crystals_lists_both(service: Service, demo: dict[str, str]) -> None:
    api = service.admin
    info = api.get(f"{demo['PSI_jet_a']}/info").json()
    slurry = info["sampleStock"]["crystalSlurry"]
    other = next(row for row in api.rows("/samples/crystals") if row["crystalId"] not in slurry["crystalIds"])
    path = f"/ssx/samples/crystal_slurry/{slurry['crystalSlurryId']}"
    both = {"crystalIds": [*slurry["crystalIds"], other["crystalId"]]}
    assert api.call("PATCH", path, both).status_code == 200
    block = _block(api, demo["PSI_jet_a"])
    assert block.get_mmcif_category("_exptl_crystal.")["id"] == ["1", "2"]
    assert len(block.get_mmcif_category("_entity.")["pdbx_description"]) == 2


def test_nexus_reads_back_with_units(service: Service, demo: dict[str, str]) -> None:
    answer = service.admin.get(f"{demo['PSI_jet_a']}/nexus")
    assert answer.headers["Content-Disposition"] == "attachment; filename=PSI_jet_a.nxs"
    with h5py.File(io.BytesIO(answer.content)) as file:
        sample = file["entry/sample"]
        assert (file["entry"].attrs["NX_class"], sample.attrs["NX_class"]) == ("NXentry", "NXsample")
        assert file["entry/experiment_identifier"].asstr()[()] == "mx2415"
        assert sample["name"].asstr()[()] == "PSI_jet_a"
        component = sample["component_1"]
        assert list(component["unit_cell_abc"]) == [281, 281, 165.2]
        assert component["unit_cell_abc"].attrs["units"] == "angstrom"
        assert component["relative_molecular_mass"][()] == 356000
        assert (sample["concentration"][()], sample["concentration"].attrs["units"]) == (0.8, "1e6/ml")
        assert (file["entry/delivery/nozzle"][()], file["entry/delivery/nozzle"].attrs["units"]) == (75, "µm")
        chain: dict[str, Any] = json.loads(file["entry/chain/data"].asstr()[()])
    assert chain == service.admin.get(f"{demo['PSI_jet_a']}/info").json()


def test_nexus_has_each_acquisition_as_a_subentry(service: Service, measured_demo: dict[str, str]) -> None:
    answer = service.admin.get(f"{measured_demo['PSI_jet_a']}/nexus")
    with h5py.File(io.BytesIO(answer.content)) as file:
        first, second = file["entry/acquisition_1"], file["entry/acquisition_2"]
        assert first.attrs["NX_class"] == second.attrs["NX_class"] == "NXsubentry"
        assert first["start_time"].asstr()[()] == "2026-12-03T10:30:00+00:00"
        beam = first["instrument/beam"]
        assert (beam.attrs["NX_class"], beam["incident_wavelength"][()]) == ("NXbeam", 1.0717)
        assert beam["incident_wavelength"].attrs["units"] == "angstrom"
        assert list(beam["extent"]) == [0.004, 0.002]
        detector = first["instrument/detector"]
        assert detector["description"].asstr()[()] == "DECTRIS JUNGFRAU 4M"
        assert (detector["distance"][()], detector["distance"].attrs["units"]) == (140, "mm")
        assert first["process/program"].asstr()[()] == "CrystFEL 0.11"
        assert [group["process/results/hits"][()] for group in (first, second)] == [5400, 6300]
        told = json.loads(first["document/data"].asstr()[()])
    key = told["ssxDataAcquisitionId"]
    document = service.admin.get(f"/ssx/data_acquisitions/{key}/document").json()
    assert told == {name: value for name, value in document.items() if name != "sample"}


@pytest.mark.parametrize("name", ["Lys_chip_01", "PSI_jet_a", "MyoCO_tape_1", "CTXM_mix_30ms"])
def test_the_sheet_says_what_the_chain_holds(service: Service, demo: dict[str, str], name: str) -> None:
    answer = service.admin.get(f"{demo[name]}/sheet")
    assert answer.status_code == 200, answer.text
    document = pypdfium2.PdfDocument(answer.content)
    # Letters that are set closer than others come with gaps between them.
    text = "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
    document.close()
    info = service.admin.get(f"{demo[name]}/info").json()
    slurry = info["sampleStock"]["crystalSlurry"]
    for words in (name, info["sampleStock"]["name"], slurry["name"], "mx2415", "Green"):
        assert words in text
    assert slurry["crystals"][0]["protein"]["name"].replace(" ", "") in text
    assert f"{slurry['crystalDensity'] / 1000:g}×10" in text


def test_the_sheet_says_what_was_measured(service: Service, measured_demo: dict[str, str]) -> None:
    answer = service.admin.get(f"{measured_demo['MyoCO_tape_1']}/sheet")
    document = pypdfium2.PdfDocument(answer.content)
    text = "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
    document.close()
    for words in (
        "What was measured",
        "3 Dec 2026 12:50 UTC",
        "25600 images, 9984 hits (39 %), 8390 indexed (84 %)",
        "Pump-probe, 3 delays",
        "51200 images, 20224 hits (40 %)",
    ):
        assert words.replace(" ", "") in text, words


@pytest.mark.parametrize("kind", ["sheet", "mmcif", "nexus"])
def test_an_unchanged_export_is_not_sent_again(service: Service, demo: dict[str, str], kind: str) -> None:
    path = f"{demo['Lys_chip_01']}/{kind}"
    first = service.admin.get(path)
    assert service.admin.get(path, If_None_Match=first.headers["ETag"]).status_code == 304
    key = demo["Lys_chip_01"].rpartition("/")[2]
    assert service.admin.call("PATCH", f"/ssx/samples/{key}", {"name": "Lys_other"}).status_code == 200
    changed = service.admin.get(path, If_None_Match=first.headers["ETag"])
    assert (changed.status_code, changed.headers["ETag"] != first.headers["ETag"]) == (200, True)


def test_numbers_that_no_sample_has_spoil_no_export(service: Service, demo: dict[str, str]) -> None:
    path = demo["Lys_chip_01"]
    absurd = {"indexedImagesWanted": 10**300, "hitRate": 1e-300, "indexingRate": 1e-300}
    absurd |= {"pulseEnergy": 1e300, "spotSize": 1e-300}
    assert service.admin.call("PATCH", path, {"descriptionJson": absurd}).status_code == 200
    for kind in ("sheet", "mmcif", "nexus"):
        assert service.admin.get(f"{path}/{kind}").status_code == 200, kind


@pytest.mark.parametrize("kind", ["sheet", "mmcif", "nexus"])
def test_a_stranger_gets_no_export(service: Service, demo: dict[str, str], kind: str) -> None:
    stranger = service.account("stranger", "own_proposals")
    assert stranger.refused("GET", f"{demo['PSI_jet_a']}/{kind}")["status"] == 404
