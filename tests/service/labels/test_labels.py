# SPDX-License-Identifier: LGPL-3.0-or-later
"""Labels over HTTP: what is on them, at the same time, again, and what is said when something is missing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from backend.config import Config, ConfigError
from backend.facility.profile import site
from tests.service.conftest import Api, Service
from tests.unit.labels.conftest import Pages

pytestmark = pytest.mark.slow

Made = dict[str, Any]


def pdf(api: Api, path: str, **headers: str) -> requests.Response:
    """A PDF answer."""
    answer = api.get(path, **headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/pdf"
    return answer


@pytest.fixture
def look(tmp_path: Path) -> Callable[[requests.Response], Pages]:
    """Look at the PDF of an answer."""
    return lambda answer: Pages(answer.content, tmp_path)


@pytest.fixture
def shipment(service: Service, proposal: Made) -> Made:
    """A whole shipment with two dewars."""
    api, mine = service.admin, proposal["proposalId"]
    home = {
        "name": "Structural Biology",
        "address": "Notkestraße 85",
        "city": "Hamburg",
        "country": "Germany",
    }
    contacts = [
        api.new(
            "/contacts/lab_contacts",
            proposalId=mine,
            cardName=given,
            defaultCourrierCompany="DHL",
            courierAccount="954-221-087",
            person={"givenName": given, "familyName": "Zürich", "phoneNumber": "+49 40 000 000"},
            laboratory=home,
        )["labContactId"]
        for given in ("Anna", "Bertha")
    ]
    session = api.new(
        "/sessions",
        proposalId=mine,
        beamLineName="ID29",
        startDate="2026-12-03T12:00:00+00:00",
        beamLineOperator="B. Hall",
    )
    shipping = api.new(
        "/shippings",
        proposalId=mine,
        shippingName="December SSX run",
        sendingLabContactId=contacts[0],
        returnLabContactId=contacts[1],
        deliveryAgent_agentName="DHL",
        safetyLevel="GREEN",
        sessionIds=[session["sessionId"]],
    )
    return {**shipping, "dewars": [_dewar(api, shipping, code) for code in ("DEW-12", "DEW-13")]}


def _dewar(api: Api, shipping: Made, code: str) -> Made:
    dewar = api.new("/shippings/dewars", shippingId=shipping["shippingId"], code=code)
    api.new(
        "/shippings/containers",
        dewarId=dewar["dewarId"],
        code=f"P-{dewar['dewarId']}",
        containerType="Unipuck",
        storageTemperature=-196,
    )
    return dewar


def _codes(barcode: str) -> set[str]:
    return {f"CODE-128:{barcode}", f"QR-Code:{barcode}"}


@pytest.mark.parametrize("engine", ["wkhtmltopdf", "weasyprint"])
def test_every_page_bears_its_dewars_codes_and_words(
    service: Service, shipment: Made, look: Callable[..., Pages], engine: str
) -> None:
    pages = look(pdf(service.admin, f"/shippings/{shipment['shippingId']}/labels?engine={engine}"))
    assert pages.codes(150) == [_codes(dewar["barCode"]) for dewar in shipment["dewars"] for _ in range(3)]
    first, outbound, back = pages.texts[:3]
    for words in (
        *("DEW-12", "Parcel 1 of 2 · December SSX run", "mx2415", "Structural Biology", "ID29", "3 Dec 2026"),
        *("B. Hall", "-196 °C", "Anna Zürich", "+49 40 000 000"),
    ):
        assert words in first
    assert f"P-{shipment['dewars'][0]['dewarId']}" in first
    assert "Anna Zürich" in outbound
    assert "Bertha Zürich" in back
    assert "954-221-087" in back
    assert "954-221-087" not in outbound
    assert "Parcel 2 of 2" in pages.texts[3]


def test_one_dewar_is_numbered_among_all_of_its_shipment(
    service: Service, shipment: Made, look: Callable[..., Pages]
) -> None:
    second = shipment["dewars"][1]
    pages = look(pdf(service.admin, f"/shippings/dewars/{second['dewarId']}/labels"))
    assert len(pages.texts) == 3
    assert "Parcel 2 of 2" in pages.texts[0]
    assert pages.codes(150)[0] == _codes(second["barCode"])


def test_chosen_dewars_come_in_the_order_of_the_shipment_copy_after_copy(
    service: Service, shipment: Made, look: Callable[..., Pages]
) -> None:
    third = _dewar(service.admin, shipment, "DEW-14")
    chosen = f"dewarId={third['dewarId']}&dewarId={shipment['dewars'][0]['dewarId']}"
    pages = look(
        pdf(service.admin, f"/shippings/{shipment['shippingId']}/labels?{chosen}&copies=2&paper=Letter")
    )
    dewars = [code for text in pages.texts for code in ("DEW-12", "DEW-13", "DEW-14") if code in text]
    assert dewars == (["DEW-12"] * 3 + ["DEW-14"] * 3) * 2


def test_labels_made_at_the_same_time_carry_their_own_codes(
    service: Service, shipment: Made, look: Callable[..., Pages]
) -> None:
    dewars = [*shipment["dewars"], *(_dewar(service.admin, shipment, f"D{n}") for n in range(4))]
    views = [Api(service.admin.url, service.admin.token) for _ in dewars]
    ready = threading.Barrier(len(dewars))

    def make(view: Api, dewar: Made) -> requests.Response:
        ready.wait()
        return pdf(view, f"/shippings/dewars/{dewar['dewarId']}/labels")

    with ThreadPoolExecutor(len(dewars)) as threads:
        answers = list(threads.map(make, views, dewars))
    for dewar, answer in zip(dewars, answers, strict=True):
        assert look(answer).codes(150) == [_codes(dewar["barCode"])] * 3


def test_twenty_dewars_are_sixty_pages_and_others_are_answered_meanwhile(
    service: Service, shipment: Made, look: Callable[..., Pages]
) -> None:
    for number in range(18):
        _dewar(service.admin, shipment, f"X-{number:02}")
    other = Api(service.admin.url, service.admin.token)
    waits: list[float] = []
    with ThreadPoolExecutor(1) as threads:
        path = f"/shippings/{shipment['shippingId']}/labels?engine=weasyprint"
        making = threads.submit(pdf, Api(service.admin.url, service.admin.token), path)
        while not making.done():
            # A write: were a transaction open while the PDF is drawn, it would have to wait.
            body = {"shippingName": "while it is drawn", "proposalId": shipment["proposalId"]}
            waits.append(other.call("POST", "/shippings", body).elapsed.total_seconds())
    made = making.result()
    assert len(waits) > 5
    assert max(waits) < made.elapsed.total_seconds() / 2
    pages = look(made)
    assert len(pages.texts) == 60
    assert [f"Parcel {n} of 20" in pages.texts[3 * n - 3] for n in range(1, 21)] == [True] * 20


def test_an_unchanged_label_is_not_sent_again(service: Service, shipment: Made) -> None:
    path = f"/shippings/{shipment['shippingId']}/labels"
    first = pdf(service.admin, path)
    again = service.admin.get(path, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert pdf(service.admin, path).content == first.content
    service.admin.call("PATCH", f"/shippings/{shipment['shippingId']}", {"shippingName": "January"})
    changed = pdf(service.admin, path, If_None_Match=first.headers["ETag"])
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_what_is_missing_is_said_on_the_page(
    service: Service, chain: dict[str, Made], look: Callable[..., Pages], running: tuple[Any, Any]
) -> None:
    with running[1].begin() as connection:
        connection.exec_driver_sql("UPDATE Dewar SET barCode = NULL, code = NULL")
    pages = look(pdf(service.admin, f"/shippings/{chain['shipping']['shippingId']}/labels"))
    assert len(pages.texts) == 3
    assert "Safety level not stated" in pages.texts[0]
    assert "no barcode yet" in pages.texts[0]
    assert "No sending contact" in pages.texts[1]
    assert "No return contact" in pages.texts[2]


def test_a_shipment_without_a_dewar_asks_for_one(service: Service, proposal: Made) -> None:
    empty = service.admin.new("/shippings", proposalId=proposal["proposalId"], shippingName="Empty")
    problem = service.admin.refused("GET", f"/shippings/{empty['shippingId']}/labels")
    assert problem["status"] == 422
    assert "add one" in problem["detail"]


@pytest.mark.parametrize(
    ("query", "field"),
    [("template=nonsense", "template"), ("paper=A0", "paper"), ("engine=crayon", "engine"),
     ("copies=0", "copies"), ("copies=21", "copies"), ("dewarId=999", "dewarId"), ("colour=red", "colour")],
)  # fmt: skip
def test_a_wish_that_cannot_be_is_named(
    service: Service, chain: dict[str, Made], query: str, field: str
) -> None:
    problem = service.admin.refused("GET", f"/shippings/{chain['shipping']['shippingId']}/labels?{query}")
    assert problem["status"] == 422
    assert field in problem["errors"]


def test_a_stranger_finds_no_labels(service: Service, shipment: Made) -> None:
    stranger = service.account("bob", "own_proposals")
    assert stranger.get(f"/shippings/{shipment['shippingId']}/labels").status_code == 404
    assert stranger.get(f"/shippings/dewars/{shipment['dewars'][0]['dewarId']}/labels").status_code == 404


def test_text_of_users_is_text(service: Service, shipment: Made, look: Callable[..., Pages]) -> None:
    code = '<img src="/etc/passwd">Πρωτεΐνη'
    dewar = _dewar(service.admin, shipment, code)
    name = '"; filename="evil.exe'
    service.admin.call("PATCH", f"/shippings/{shipment['shippingId']}", {"shippingName": name})
    answer = pdf(service.admin, f"/shippings/{shipment['shippingId']}/labels?dewarId={dewar['dewarId']}")
    assert answer.headers["Content-Disposition"] == 'inline; filename="dewar-_filename_evil_exe.pdf"'
    assert code.replace(" ", "") in look(answer).texts[0].replace(" ", "")


@pytest.mark.parametrize(
    ("shipping", "protein", "word"),
    [("GREEN", "RED", "Red"), ("YELLOW", "GREEN", "Yellow"), (None, "GREEN", "Green"),
     (None, "YELLOW", "Yellow"), (None, None, "not stated")],
)  # fmt: skip
def test_a_label_never_says_less_danger_than_is_known(
    service: Service,
    chain: dict[str, Made],
    look: Callable[..., Pages],
    shipping: str | None,
    protein: str | None,
    word: str,
) -> None:
    api, key = service.admin, chain["shipping"]["shippingId"]
    api.call("PATCH", f"/shippings/{key}", {"safetyLevel": shipping})
    api.call("PATCH", f"/samples/proteins/{chain['protein']['proteinId']}", {"safetyLevel": protein})
    place = {"containerId": chain["container"]["containerId"], "location": "1"}
    api.new("/samples", crystalId=chain["crystal"]["crystalId"], name="s1", **place)
    assert word in look(pdf(api, f"/shippings/{key}/labels")).texts[0]


def test_a_missing_engine_is_said_beforehand_and_with_the_line_that_installs_it(
    backend: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    started = backend(LABEL_ENGINE="wkhtmltopdf")
    started.add_account("root", "administrate")
    started.add_demo()
    api = Api(started.url).login("root", "a password")
    engines = {row["name"]: row for row in api.get("/labels/engines").json()["engines"]}
    assert not engines["wkhtmltopdf"]["available"]
    assert "install" in engines["wkhtmltopdf"]["install"]
    problem = api.refused("GET", "/shippings/1/labels")
    assert problem["status"] == 503
    assert engines["wkhtmltopdf"]["install"] in problem["detail"]


def test_the_screens_are_told_which_templates_there_are(service: Service) -> None:
    templates = {
        row["name"]: row["papers"] for row in service.admin.get("/labels/engines").json()["templates"]
    }
    assert templates["dewar"] == ["A4", "Letter"]
    assert templates["tube"] == ["A4", "Letter"]


def test_the_facility_stands_on_the_label(backend: Callable[..., Any], tmp_path: Path) -> None:
    profile = tmp_path / "facility.yaml"
    address = ["Sample Reception", "1 Synchrotron Avenue", "38000 Grenoble", "France"]
    profile.write_text(yaml.safe_dump({"name": "Example Light Source", "address": address}))
    started = backend(FACILITY_FILE=str(profile), QR_BASE_URL="https://example.org/d")
    started.add_demo()
    file = tmp_path / "labels.pdf"
    started.command("label", "--dewar", "1", "-o", str(file))
    pages = Pages(file.read_bytes(), tmp_path)
    assert "Example Light Source" in pages.texts[0]
    assert all(line in pages.texts[1] for line in address)
    assert any(code.startswith("QR-Code:https://example.org/d/mx2415-") for code in pages.codes(150)[0])


@pytest.mark.parametrize(
    ("text", "said"),
    [("colour: red", "colour"), ("address: one line", "list of lines"), ("name: [a]", "text"),
     ("- a", "keys"), ("logo: logo.gif", "logo.gif"),
     ("logo: away.png", "cannot be read"), ("a: [", "not YAML")],
)  # fmt: skip
def test_a_profile_that_cannot_be_used_is_refused_with_what_is_wrong(
    tmp_path: Path, text: str, said: str
) -> None:
    profile = tmp_path / "facility.yaml"
    profile.write_text(text)
    with pytest.raises(ConfigError, match=said):
        site(Config(FACILITY_FILE=str(profile)))


def test_a_profiles_logo_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (tmp_path / "facility.yaml").write_text("logo: logo.svg\nname: Here\n")
    told = site(Config(FACILITY_FILE=str(tmp_path / "facility.yaml"), SITE_NAME="Elsewhere"))
    assert told["logo"].startswith("data:image/svg+xml;base64,")
    assert told["name"] == "Here"
