# SPDX-License-Identifier: LGPL-3.0-or-later
"""What people type and scan: each has a defined end, in a sentence that names the field."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests

from tests.service.conftest import Api, Service
from tests.service.labels.test_labels import pdf
from tests.unit.labels.conftest import Pages

Made = dict[str, Any]
AWKWARD = ['quo"te', "a/b\\c", "😀 emoji", "<b>&amp;", "'; DROP TABLE Dewar; --", "../../etc", "名前"]


@pytest.mark.parametrize("name", AWKWARD)
def test_a_sample_name_that_fits_no_path_is_refused_by_its_field(
    service: Service, chain: dict[str, Made], name: str
) -> None:
    body = {"crystalId": chain["crystal"]["crystalId"], "name": name}
    problem = service.admin.refused("POST", "/samples", body)
    assert (problem["status"], list(problem["errors"])) == (422, ["name"])
    assert "letters A to Z" in problem["errors"]["name"][0] or "file name" in problem["errors"]["name"][0]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/shippings", "shippingName"),
        ("/shippings/dewars", "code"),
        ("/shippings/dewars", "barCode"),
        ("/shippings/containers", "code"),
        ("/samples", "name"),
        ("/samples/proteins", "acronym"),
    ],
)
def test_300_characters_are_refused_with_what_fits(
    service: Service, chain: dict[str, Made], path: str, field: str
) -> None:
    parents = {
        "/shippings": {"proposalId": chain["protein"]["proposalId"]},
        "/shippings/dewars": {"shippingId": chain["shipping"]["shippingId"]},
        "/shippings/containers": {"dewarId": chain["dewar"]["dewarId"]},
        "/samples": {"crystalId": chain["crystal"]["crystalId"]},
        "/samples/proteins": {"proposalId": chain["protein"]["proposalId"], "name": "x", "acronym": "x"},
    }
    problem = service.admin.refused("POST", path, {**parents[path], field: "x" * 300})
    assert (problem["status"], list(problem["errors"])) == (422, [field])
    assert "45" in " ".join(problem["errors"][field])


@pytest.mark.parametrize("code", AWKWARD)
def test_any_dewar_code_is_kept_found_and_printed_as_it_is(
    service: Service, chain: dict[str, Made], tmp_path: Path, code: str
) -> None:
    dewar = service.admin.new("/shippings/dewars", shippingId=chain["shipping"]["shippingId"], code=code)
    assert service.admin.rows(f"/shippings/dewars?code={quote(code)}")[0]["dewarId"] == dewar["dewarId"]
    page = Pages(pdf(service.admin, f"/shippings/dewars/{dewar['dewarId']}/labels").content, tmp_path)
    assert code.replace(" ", "").replace("😀", "") in page.texts[0].replace(" ", "").replace("😀", "")


@pytest.mark.parametrize("barcode", ["样品-7", 'a"b', "a/b"])
def test_a_barcode_that_code_128_cannot_carry_is_carried_by_the_qr_code(
    service: Service, chain: dict[str, Made], tmp_path: Path, barcode: str
) -> None:
    body = {"shippingId": chain["shipping"]["shippingId"], "code": "ODD", "barCode": barcode}
    dewar = service.admin.new("/shippings/dewars", **body)
    found = service.admin.get(f"/shippings/dewars/by_barcode/{quote(barcode, safe='')}")
    assert found.json()["dewarId"] == dewar["dewarId"]
    page = Pages(pdf(service.admin, f"/shippings/dewars/{dewar['dewarId']}/labels").content, tmp_path)
    assert f"QR-Code:{barcode}" in page.codes(100)[0]
    if not barcode.isascii():
        assert "cannot carry" in page.texts[0]
        assert "The QR code carries it." in page.texts[0]
        lines = service.admin.rows(f"/shippings/{chain['shipping']['shippingId']}/checklist")
        (line,) = [line for line in lines if line["key"] == "dewars"]
        assert line["level"] == "warning"
        assert "Code 128 has no “样”" in line["text"]


@pytest.mark.parametrize("barcode", ["two\nlines", "tab\there", " blank", "blank ", "bell\x07"])
@pytest.mark.parametrize(
    ("path", "field"), [("/shippings/dewars", "barCode"), ("/shippings/containers", "barcode")]
)
def test_what_no_scanner_can_send_is_no_barcode(
    service: Service, chain: dict[str, Made], path: str, field: str, barcode: str
) -> None:
    parents = {"shippingId": chain["shipping"]["shippingId"], "dewarId": chain["dewar"]["dewarId"]}
    parent = "shippingId" if path.endswith("dewars") else "dewarId"
    problem = service.admin.refused("POST", path, {parent: parents[parent], "code": "X", field: barcode})
    assert (problem["status"], list(problem["errors"])) == (422, [field])


@pytest.mark.parametrize(
    "code", ["x" * 300, "😀🧊", "a/b?c#d%", "%_%", "'; DROP TABLE Dewar; --", "..", "\x00"]
)
def test_whatever_is_scanned_is_found_or_not_but_never_a_fault(
    service: Service, chain: dict[str, Made], code: str
) -> None:
    assert chain["dewar"]
    answer = service.admin.get(f"/shippings/dewars/by_barcode/{quote(code, safe='')}")
    assert answer.status_code in (404, 422)
    assert service.admin.get(f"/shippings/dewars/board?q={quote(code[:200])}").status_code in (200, 422)
    assert len(answer.json()["detail"]) < 500


@pytest.mark.parametrize("barcode", ["x" * 300, "", " blank", "two\nlines"])
def test_an_unknown_dewar_is_not_taken_in_by_what_is_no_barcode(
    service: Service, proposal: Made, barcode: str
) -> None:
    service.admin.new("/proposals", proposalCode="staff", proposalNumber="1", personId=proposal["personId"])
    problem = service.admin.refused("POST", "/shippings/dewars/unknown", {"barCode": barcode})
    assert (problem["status"], list(problem["errors"])) == (422, ["barCode"])


def test_a_dewar_that_is_known_is_not_taken_in_as_unknown(service: Service, chain: dict[str, Made]) -> None:
    person = service.admin.new("/contacts/persons", familyName="Reception")["personId"]
    service.admin.new("/proposals", proposalCode="staff", proposalNumber="1", personId=person)
    body = {"barCode": chain["dewar"]["barCode"]}
    problem = service.admin.refused("POST", "/shippings/dewars/unknown", body)
    assert (problem["status"], list(problem["errors"])) == (409, ["barCode"])


def test_dates_the_wrong_way_round_are_refused_with_both(service: Service, chain: dict[str, Made]) -> None:
    path = f"/shippings/{chain['shipping']['shippingId']}"
    dates = {"deliveryAgent_shippingDate": "2026-12-05", "deliveryAgent_deliveryDate": "2026-12-01"}
    problem = service.admin.refused("PATCH", path, dates)
    assert (problem["status"], list(problem["errors"])) == (422, ["deliveryAgent_deliveryDate"])
    assert "2026-12-01" in problem["detail"]
    assert "2026-12-05" in problem["detail"]
    # One date after the other meets the one that is stored.
    service.admin.call("PATCH", path, {"deliveryAgent_deliveryDate": "2026-12-01"})
    late = {"deliveryAgent_shippingDate": "2026-12-05"}
    assert service.admin.refused("PATCH", path, late)["status"] == 422


def test_who_edits_a_container_that_was_moved_meanwhile_sees_where_it_is(
    service: Service, chain: dict[str, Made]
) -> None:
    path = f"/shippings/containers/{chain['container']['containerId']}"
    read = service.admin.get(path).json()
    other = service.admin.new("/shippings/dewars", shippingId=chain["shipping"]["shippingId"], code="DEW-2")
    moved = service.admin.call("PATCH", path, {"dewarId": other["dewarId"]}, If_Match=read["_etag"])
    assert moved.status_code == 200
    problem = service.admin.refused("PATCH", path, {"comments": "mine"}, If_Match=read["_etag"])
    assert (problem["status"], problem["current"]["dewarId"]) == (412, other["dewarId"])
    assert service.admin.get(path).json()["comments"] is None


def test_a_container_is_not_moved_beside_one_of_its_code(service: Service, chain: dict[str, Made]) -> None:
    shipping = service.admin.new(
        "/shippings", proposalId=chain["protein"]["proposalId"], shippingName="January"
    )
    dewar = service.admin.new("/shippings/dewars", shippingId=shipping["shippingId"], code="DEW-9")
    service.admin.new("/shippings/containers", dewarId=dewar["dewarId"], code="UP-1")
    path = f"/shippings/containers/{chain['container']['containerId']}"
    problem = service.admin.refused("PATCH", path, {"dewarId": dewar["dewarId"]})
    assert (problem["status"], list(problem["errors"])) == (409, ["code"])


def _at_once(api: Api, count: int, act: Callable[[Api, int], requests.Response]) -> list[int]:
    """The statuses of calls that begin at the same moment."""
    ready = threading.Barrier(count)

    def call(number: int) -> int:
        view = Api(api.url, api.token)
        ready.wait()
        return act(view, number).status_code

    with ThreadPoolExecutor(count) as threads:
        return sorted(threads.map(call, range(count)))


def test_of_dewars_made_at_once_with_one_code_one_is_stored(service: Service, chain: dict[str, Made]) -> None:
    body = {"shippingId": chain["shipping"]["shippingId"], "code": "SAME"}
    told = _at_once(service.admin, 4, lambda api, _: api.call("POST", "/shippings/dewars", dict(body)))
    assert told == [201, 409, 409, 409]
    assert len(service.admin.rows("/shippings/dewars?code=SAME")) == 1


def test_of_samples_put_at_once_into_one_place_one_is_there(service: Service, chain: dict[str, Made]) -> None:
    place = {"containerId": chain["container"]["containerId"], "location": "5"}
    crystal = chain["crystal"]["crystalId"]
    told = _at_once(
        service.admin,
        4,
        lambda api, n: api.call("POST", "/samples", {"crystalId": crystal, "name": f"s{n}", **place}),
    )
    assert told == [201, 409, 409, 409]
    assert len(service.admin.rows("/samples?location=5")) == 1
