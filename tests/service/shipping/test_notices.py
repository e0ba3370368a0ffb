# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is told of a shipment that was sent or arrived: shown, and sent by a real mail server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import requests
from icalendar import Calendar

from backend.config import Config, ConfigError
from backend.outside.mail import Letter, MailServer, message
from tests.service.conftest import Api, PostOffice, Service

Made = dict[str, Any]


@pytest.fixture
def shipment(service: Service, complete: int) -> int:
    """The key of a complete shipment whose contacts have e-mail addresses."""
    info = service.admin.get(f"/shippings/{complete}/info").json()
    for role in ("sendingLabContact", "returnLabContact"):
        name = info[role]["cardName"].lower()
        person = {"emailAddress": f"{name}@example.org", "phoneNumber": "+49 40 000 000"}
        path = f"/contacts/lab_contacts/{info[role]['labContactId']}"
        assert service.admin.call("PATCH", path, {"person": person}).status_code == 200
    return complete


def notice(api: Api, shipping: int, kind: str) -> Made:
    """One of the two notices."""
    told = api.get(f"/shippings/{shipping}/notices").json()
    (found,) = [row for row in told["notices"] if row["kind"] == kind]
    row: Made = found
    return row


def entry(text: str) -> Any:
    """The entry of a calendar file."""
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    return event


def test_what_was_sent_is_told_with_day_and_parcels(service: Service, shipment: int) -> None:
    told = notice(service.admin, shipment, "sent")
    barcode = service.admin.rows("/shippings/dewars")[0]["barCode"]
    assert told["subject"] == "Shipment December (mx2415) is on its way"
    assert told["to"] == ["anna@example.org", "bertha@example.org"]
    for words in ("Left on: 30 Nov 2026", "Expected on: 1 Dec 2026", f"DEW-1 ({barcode})", "DHL", "Anna"):
        assert words in told["text"]
    event = entry(told["calendar"])
    assert event.decoded("dtstart") == date(2026, 12, 1)
    assert "December: expected at Synchrotron facility" in event["summary"]


def test_an_arrival_is_in_the_calendar_once_all_dewars_are_there(service: Service, shipment: int) -> None:
    assert notice(service.admin, shipment, "arrived")["calendar"] is None
    assert service.admin.get(f"/shippings/{shipment}/notices/arrived.ics").status_code == 404
    dewar = service.admin.rows("/shippings/dewars")[0]["dewarId"]
    service.admin.call("POST", f"/shippings/dewars/{dewar}/status", {"dewarStatus": "at facility"})
    told = notice(service.admin, shipment, "arrived")
    assert "has arrived at Synchrotron facility" in told["text"]
    answer = service.admin.get(f"/shippings/{shipment}/notices/arrived.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert entry(answer.text).decoded("dtstart") == entry(told["calendar"]).decoded("dtstart")
    service.admin.new("/shippings/dewars", shippingId=shipment, code="DEW-2")
    assert notice(service.admin, shipment, "arrived")["calendar"] is None


def test_a_notice_goes_out_by_the_mail_server(
    service: Service, shipment: int, post_office: PostOffice
) -> None:
    answer = service.admin.call("POST", f"/shippings/{shipment}/notices", {"kind": "sent"})
    assert answer.json() == {"to": ["anna@example.org", "bertha@example.org"]}
    (letter,) = post_office.letters
    assert (letter["From"], letter["To"]) == ("desk@example.org", "anna@example.org, bertha@example.org")
    body, calendar = letter.iter_parts()
    told = notice(service.admin, shipment, "sent")
    assert body.get_content().splitlines() == told["text"].splitlines()
    assert calendar.get_filename() == "shipment.ics"
    assert entry(calendar.get_content()).decoded("dtstart") == date(2026, 12, 1)


def test_a_name_never_becomes_a_header(service: Service, shipment: int, post_office: PostOffice) -> None:
    name = "Dec\r\nBcc: eve@example.org"
    service.admin.call("PATCH", f"/shippings/{shipment}", {"shippingName": name})
    body = {"kind": "sent", "to": ["anna@example.org"]}
    assert service.admin.call("POST", f"/shippings/{shipment}/notices", body).status_code == 200
    (letter,) = post_office.letters
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Shipment Dec Bcc: eve@example.org (mx2415) is on its way"
    assert entry(notice(service.admin, shipment, "sent")["calendar"])["summary"].startswith("Dec Bcc")


def test_letters_go_to_contacts_of_the_shipment_only(
    service: Service, shipment: int, post_office: PostOffice
) -> None:
    body = {"kind": "sent", "to": ["eve@example.org"]}
    problem = service.admin.refused("POST", f"/shippings/{shipment}/notices", body)
    assert (problem["status"], list(problem["errors"])) == (422, ["to"])
    stranger = service.account("bob", "own_proposals", "write_proposals")
    path = f"/shippings/{shipment}/notices"
    assert stranger.call("POST", path, {"kind": "sent"}).status_code == 404
    assert stranger.get(path).status_code == 404
    assert post_office.letters == []


def test_without_an_address_there_is_nobody_to_write_to(service: Service, complete: int) -> None:
    problem = service.admin.refused("POST", f"/shippings/{complete}/notices", {"kind": "sent"})
    assert problem["status"] == 409
    assert "e-mail address" in problem["detail"]


def test_a_mail_server_that_refuses_is_told_in_a_sentence(
    service: Service, shipment: int, post_office: PostOffice
) -> None:
    post_office.refuses = True
    problem = service.admin.refused("POST", f"/shippings/{shipment}/notices", {"kind": "sent"})
    assert problem["status"] == 503
    assert "copy the text" in problem["detail"]


def test_without_a_mail_server_the_text_is_shown_for_copying(backend: Callable[..., Any]) -> None:
    started = backend()
    started.add_account("root", "administrate")
    started.add_demo()
    api = Api(started.url, session=requests.Session()).login("root", "a password")
    told = api.get("/shippings/1/notices").json()
    assert told["canSend"] is False
    assert told["notices"][0]["text"]
    assert api.refused("POST", "/shippings/1/notices", {"kind": "sent"})["status"] == 409


@pytest.mark.parametrize(
    ("url", "sender"), [("http://mail", "a@b"), ("smtp://", "a@b"), ("smtp://mail", ""), ("mail:25", "a@b")]
)
def test_a_mail_server_that_cannot_be_is_refused_at_the_start(url: str, sender: str) -> None:
    with pytest.raises(ConfigError, match="MAIL_URL"):
        MailServer.of(Config(MAIL_URL=url, MAIL_FROM=sender))


def test_a_password_with_signs_and_the_usual_port() -> None:
    server = MailServer.of(Config(MAIL_URL="smtp+starttls://me:p%40ss@mail.example.org", MAIL_FROM="a@b.org"))
    assert server is not None
    assert (server.port, server.user, server.password) == (587, "me", "p@ss")


def test_a_letter_holds_any_script() -> None:
    made = message(Letter(("anna@example.org",), "Größe 样品", "µm ≥ 5"), "desk@example.org")
    assert made["Subject"] == "Größe 样品"
    assert made.get_content() == "µm ≥ 5\n"
