# SPDX-License-Identifier: LGPL-3.0-or-later
"""Labels of all kinds over HTTP, and whether what was printed is still so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.service.conftest import Service
from tests.service.labels.test_labels import pdf
from tests.unit.labels.conftest import Pages

Made = dict[str, Any]


@pytest.fixture
def look(tmp_path: Path) -> Callable[[requests.Response], Pages]:
    """Look at the PDF of an answer."""
    return lambda answer: Pages(answer.content, tmp_path)


def test_contents_that_changed_since_printing_are_told(service: Service, complete: int) -> None:
    path = f"/shippings/{complete}/labels"
    (row,) = service.admin.rows(f"{path}/state")
    assert (row["printed"], row["changed"]) == (None, None)
    answer = service.admin.call("POST", f"{path}/printed", {})
    (row,) = answer.json()["data"]["rows"]
    assert (row["changed"], row["printed"]["person"]) == (False, "root")
    assert row["printed"]["hash"] == row["hash"]
    service.admin.call("PATCH", f"/shippings/{complete}", {"comments": "One more word"})
    (row,) = service.admin.rows(f"{path}/state")
    assert (row["changed"], row["printed"]["hash"] != row["hash"]) == (True, True)
    (again,) = service.admin.call("POST", f"{path}/printed", {}).json()["data"]["rows"]
    assert again["changed"] is False


def test_the_hash_of_the_state_is_the_one_on_the_label(
    service: Service, complete: int, look: Callable[..., Pages]
) -> None:
    (row,) = service.admin.rows(f"/shippings/{complete}/labels/state")
    assert f"Contents {row['hash']}" in look(pdf(service.admin, f"/shippings/{complete}/labels")).texts[0]


def test_another_dewar_leaves_a_printed_label_as_it_is_but_for_its_count(
    service: Service, complete: int
) -> None:
    dewar = service.admin.rows("/shippings/dewars")[0]["dewarId"]
    path = f"/shippings/{complete}/labels"
    service.admin.new("/shippings/dewars", shippingId=complete, code="DEW-2")
    service.admin.call("POST", f"{path}/printed", {"dewarIds": [dewar]})
    told = {row["dewarId"]: row["changed"] for row in service.admin.rows(f"{path}/state")}
    assert list(told.values()) == [False, None]
    other = max(told)
    service.admin.call("PATCH", f"/shippings/dewars/{other}", {"comments": "new"})
    assert service.admin.rows(f"{path}/state")[0]["changed"] is False


def test_each_template_is_printed_for_itself(service: Service, complete: int) -> None:
    path = f"/shippings/{complete}/labels"
    service.admin.call("POST", f"{path}/printed", {"template": "thermal-100x150"})
    assert service.admin.rows(f"{path}/state")[0]["changed"] is None
    assert service.admin.rows(f"{path}/state?template=thermal-100x150")[0]["changed"] is False
    assert service.admin.refused("GET", f"{path}/state?template=mine")["status"] == 422


def test_labels_of_a_dewar_of_another_shipment_are_not_noted(service: Service, complete: int) -> None:
    problem = service.admin.refused("POST", f"/shippings/{complete}/labels/printed", {"dewarIds": [999]})
    assert (problem["status"], list(problem["errors"])) == (422, ["dewarIds"])
    stranger = service.account("bob", "own_proposals", "write_proposals")
    assert stranger.call("POST", f"/shippings/{complete}/labels/printed", {}).status_code == 404
    assert stranger.get(f"/shippings/{complete}/labels/state").status_code == 404


def test_the_declared_packing_is_on_the_address_page(
    service: Service, complete: int, look: Callable[..., Pages]
) -> None:
    dewar = service.admin.rows("/shippings/dewars")[0]["dewarId"]
    details = {"packing": "dry ice", "dryIceWeight": 5}
    service.admin.call("PATCH", f"/shippings/dewars/{dewar}", details)
    page = look(pdf(service.admin, f"/shippings/{complete}/labels")).texts[1]
    assert "UN1845" in page
    assert "Net weight 5.0 kg" in page


def test_the_invoice_takes_the_usual_values_of_its_sender(
    service: Service, complete: int, look: Callable[..., Pages]
) -> None:
    contact = service.admin.get(f"/shippings/{complete}").json()["sendingLabContactId"]
    usual = {"dewarAvgCustomsValue": 1500, "dewarAvgTransportValue": 40}
    service.admin.call("PATCH", f"/contacts/lab_contacts/{contact}", usual)
    page = look(pdf(service.admin, f"/shippings/{complete}/proforma")).texts[0]
    assert "1500.00 EUR" in page
    service.admin.call(
        "PATCH",
        f"/shippings/dewars/{service.admin.rows('/shippings/dewars')[0]['dewarId']}",
        {"customsValue": 700},
    )
    assert "700.00 EUR" in look(pdf(service.admin, f"/shippings/{complete}/proforma")).texts[0]
    assert "Contents list" in look(pdf(service.admin, f"/shippings/{complete}/manifest")).texts[0]


def test_a_container_has_a_label_and_so_has_what_is_in_it(
    service: Service, complete: int, chain: dict[str, Made], look: Callable[..., Pages]
) -> None:
    assert complete
    path = f"/shippings/containers/{chain['container']['containerId']}/labels"
    assert look(pdf(service.admin, path)).codes(100) == [{"QR-Code:UP-1"}]
    assert look(pdf(service.admin, f"{path}?grid=1x1&blank=1")).codes(100) == [set(), {"QR-Code:UP-1"}]
    tube = look(pdf(service.admin, f"{path}?template=tube"))
    assert tube.codes(100) == [{"QR-Code:mx2415-lys_1"}]
    assert "HEWL" in tube.texts[0]
    assert service.admin.refused("GET", f"{path}?grid=9x99")["status"] == 422
    assert service.account("bob", "own_proposals").get(path).status_code == 404


@pytest.fixture
def loaded(service: Service, chain: dict[str, Made]) -> Made:
    """A loaded sample with its stock and slurry."""
    api, mine = service.admin, chain["protein"]["proposalId"]
    slurry = api.new(
        "/ssx/samples/crystal_slurry",
        proposalId=mine,
        name="lyso_slurry",
        crystalDensity=12000,
        crystalIds=[chain["crystal"]["crystalId"]],
    )
    stock = api.new(
        "/ssx/samples/sample_stocks",
        proposalId=mine,
        name="lyso_stock",
        crystalSlurryId=slurry["crystalSlurryId"],
        concentrationFactor=2,
        crystalDensity=24000,
    )
    device = api.new(
        "/ssx/samples/delivery_devices", proposalId=mine, type="viscoousJet", descriptionJson={"nozzle": 75}
    )
    row = api.new(
        "/ssx/samples",
        proposalId=mine,
        name="chip_01",
        sampleStockId=stock["sampleStockId"],
        sampleDeliveryDeviceId=device["sampleDeliveryDeviceId"],
    )
    return {**row, "stock": stock, "slurry": slurry}


def test_tubes_and_chips_have_labels_from_their_whole_chain(
    service: Service, loaded: Made, look: Callable[..., Pages]
) -> None:
    pages = look(pdf(service.admin, f"/ssx/samples/labels?ids={loaded['loadedSampleId']}"))
    assert pages.codes(100) == [{"QR-Code:mx2415-chip_01"}]
    assert [
        words for words in ("chip_01", "lyso_stock", "lyso_slurry", "24") if words not in pages.texts[0]
    ] == []
    stock = look(
        pdf(service.admin, f"/ssx/samples/labels?table=SampleStock&ids={loaded['stock']['sampleStockId']}")
    )
    assert stock.codes(100) == [{"QR-Code:mx2415-lyso_stock"}]


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 422), ("?ids=", 422), ("?ids=x", 422), ("?ids=999", 404), ("?ids=1&table=Dewar", 422)],
)
@pytest.mark.usefixtures("loaded")
def test_tubes_that_cannot_be_are_refused(service: Service, query: str, status: int) -> None:
    assert service.admin.refused("GET", f"/ssx/samples/labels{query}")["status"] == status


def test_tubes_of_others_have_no_labels(service: Service, loaded: Made) -> None:
    stranger = service.account("bob", "own_proposals")
    assert stranger.get(f"/ssx/samples/labels?ids={loaded['loadedSampleId']}").status_code == 404


def test_every_template_for_shipments_is_offered_with_its_subject(service: Service) -> None:
    offered = service.admin.get("/labels/engines").json()["templates"]
    assert {row["name"]: row["subject"] for row in offered} == {
        "dewar": "dewars",
        "thermal-100x150": "dewars",
        "manifest": "dewars",
        "proforma": "dewars",
        "container": "containers",
        "tube": "tubes",
    }
    assert {row["name"]: row["pages_per_dewar"] for row in offered if row["pages_per_dewar"]} == {
        "dewar": 3,
        "thermal-100x150": 1,
    }
