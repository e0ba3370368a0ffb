"""A loaded sample as a sheet, as mmCIF and as NeXus: each read back by the library that reads such files."""

from __future__ import annotations

import io
import json
from typing import Any

import gemmi
import h5py
import pypdfium2
import pytest

from .conftest import Api, Service

SERIAL = "_pdbx_serial_crystallography"


@pytest.fixture
def demo(demo_service: Service) -> dict[str, str]:
    """The paths of the demo's loaded samples, by name."""
    rows = demo_service.admin.rows("/ssx/samples")
    return {row["name"]: f"/ssx/samples/{row['loadedSampleId']}" for row in rows}


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
    assert not block.get_mmcif_category(f"{SERIAL}_measurement.")


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
