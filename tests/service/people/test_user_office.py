# SPDX-License-Identifier: LGPL-3.0-or-later
"""Proposals from the user office: from dropped files and from a real HTTP server, again and again."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from backend.config import ConfigError
from backend.outside.user_office import load
from tests.service.conftest import Api, Service

pytestmark = pytest.mark.slow

HEAD = (
    "proposalCode,proposalNumber,title,person.login,person.familyName,person.laboratory.name,"
    "participant.login"
)


def synced(api: Api, path: str = "sync_all") -> dict[str, Any]:
    """The report of a synchronisation that must be answered."""
    answer = api.call("POST", f"/user_office/{path}")
    assert answer.status_code == 200, answer.text
    report: dict[str, Any] = answer.json()
    return report


def counts(report: dict[str, Any]) -> tuple[int, ...]:
    """Created, changed, unchanged, in error."""
    return tuple(report[name] for name in ("created", "changed", "unchanged", "error"))


@pytest.fixture
def drop(dropped: Path) -> Path:
    """The user office's folder, empty."""
    for file in dropped.iterdir():
        file.unlink()
    return dropped


def test_dropped_lines_become_proposals_with_their_people(service: Service, drop: Path) -> None:
    api = service.admin
    file = drop / "round-1.csv"
    lines = [
        "mx,2415,Lysozyme,ada,Lovelace,Uni Malmö,bob",
        "mx,2415,,,,,eve",
        "mx,2416,Thaumatin,ada,Lovelace,,",
    ]
    file.write_text("\n".join([HEAD, *lines]), encoding="utf-8")
    report = synced(api)
    assert counts(report) == (2, 0, 0, 0)
    assert [(row["place"], row["proposal"]) for row in report["rows"]] == [
        ("round-1.csv line 2", "mx2415"),
        ("round-1.csv line 4", "mx2416"),
    ]
    people = {row["personId"]: row["login"] for row in api.rows("/contacts/persons")}
    assert sorted(people.values()) == ["ada", "bob", "eve"]
    assert [row["name"] for row in api.rows("/contacts/labs")] == ["Uni Malmö"]
    titles = {row["title"]: people[row["personId"]] for row in api.rows("/proposals")}
    assert titles == {"Lysozyme": "ada", "Thaumatin": "ada"}

    before = [row["_etag"] for row in api.rows("/proposals") + api.rows("/contacts/persons")]
    assert counts(synced(api)) == (0, 0, 2, 0)
    assert [row["_etag"] for row in api.rows("/proposals") + api.rows("/contacts/persons")] == before

    file.write_text("\n".join([HEAD, *lines]).replace("Thaumatin", "Proteinase K"), encoding="utf-8")
    report = synced(api)
    assert counts(report) == (0, 1, 1, 0)
    assert [row["detail"] for row in report["rows"] if row["outcome"] == "changed"] == [
        "Proposal mx2416: title changed"
    ]


def test_who_takes_part_by_the_user_office_sees_the_proposal(service: Service, drop: Path) -> None:
    (drop / "a.csv").write_text(f"{HEAD}\nmx,1,Mine,pi,Pi,,bob\nmx,2,Not mine,pi,Pi,,\n", encoding="utf-8")
    synced(service.admin)
    bob = service.account("bob", "own_proposals")
    assert [row["title"] for row in bob.rows("/proposals")] == ["Mine"]
    assert bob.refused("POST", "/user_office/sync_all")["status"] == 403


def test_one_bad_record_does_not_stop_the_others(service: Service, drop: Path) -> None:
    api = service.admin
    bad = [
        {"proposalCode": "mx", "proposalNumber": "2", "title": "x" * 201, "person": {"login": "b"}},
        {"proposalCode": "mx", "proposalNumber": "3", "colour": "red", "person": {"login": "c"}},
        {"proposalCode": "mx", "proposalNumber": "4", "title": "nobody's"},
        {"title": "no name"},
        "no record",
        {"proposal": "mx6", "person": {"login": "f"}, "sessions": [{"beamLineName": "BioMAX"}]},
    ]
    good = [{"proposal": f"mx{n}", "person": {"login": "a"}, "title": "good"} for n in (1, 7)]
    records = [good[0], *bad, good[1]]
    (drop / "all.json").write_text(json.dumps(records), encoding="utf-8")
    (drop / "broken.json").write_text("[{", encoding="utf-8")
    (drop / "latin.csv").write_bytes(f"{HEAD}\nmx,9,Größe,a,,,".encode("latin-1"))
    report = synced(api)
    assert counts(report) == (2, 0, 0, 8)
    told = {row["place"]: row["detail"] for row in report["rows"] if row["outcome"] == "error"}
    assert "200" in told["all.json record 2"]
    assert "colour" in told["all.json record 3"]
    assert "person" in told["all.json record 4"]
    assert told["all.json record 5"] == "proposalCode is missing."
    assert told["all.json record 6"] == "This is no proposal with named values."
    assert "visit_number" in told["all.json record 7"]
    assert "UTF-8" in told["latin.csv"]
    assert "broken.json" in told
    assert {row["proposalNumber"] for row in api.rows("/proposals")} == {"1", "7"}
    assert {row["login"] for row in api.rows("/contacts/persons")} == {"a"}, "what failed left nothing"


def test_sessions_follow_their_number(service: Service, drop: Path) -> None:
    api = service.admin
    session = {"visit_number": 1, "beamLineName": "BioMAX", "startDate": "2026-11-24T08:00:00+01:00"}
    record = {"proposal": "mx1", "person": {"login": "a"}, "sessions": [session]}
    (drop / "a.json").write_text(json.dumps([record]), encoding="utf-8")
    assert counts(synced(api)) == (1, 0, 0, 0)
    assert counts(synced(api)) == (0, 0, 1, 0)
    session["beamLineName"] = "MicroMAX"
    (drop / "a.json").write_text(json.dumps([record]), encoding="utf-8")
    assert counts(synced(api)) == (0, 1, 0, 0)
    (row,) = api.rows("/sessions")
    assert (row["beamLineName"], row["startDate"]) == ("MicroMAX", "2026-11-24T07:00:00+00:00")


def test_an_address_shared_with_others_is_not_changed(service: Service, drop: Path) -> None:
    api = service.admin

    def written(city: str) -> None:
        people = [{"login": "a", "laboratory": {"name": "Uni", "city": "Lund"}}]
        people.append({"login": "b", "laboratory": {"name": "Uni", "city": city}})
        record = {"proposal": "mx1", "person": people[0], "participants": people[1:]}
        (drop / "a.json").write_text(json.dumps([record]), encoding="utf-8")

    written("Lund")
    synced(api)
    assert len(api.rows("/contacts/labs")) == 1
    written("Malmö")
    assert counts(synced(api)) == (0, 1, 0, 0)
    places = {row["laboratoryId"]: row["city"] for row in api.rows("/contacts/labs")}
    living = {row["login"]: places[row["laboratoryId"]] for row in api.rows("/contacts/persons")}
    assert living == {"a": "Lund", "b": "Malmö"}


FIELDS = {
    "proposalCode": "proposal.code",
    "proposalNumber": "proposal.number",
    "title": "proposal.title",
    "person": {"login": "pi.account", "familyName": "pi.name.last", "laboratory": {"name": "pi.home"}},
    "participants": {"from": "team", "login": "account"},
    "sessions": {"from": "visits", "visit_number": "nr", "beamLineName": "line.0"},
}


def member(number: int) -> dict[str, Any]:
    """A proposal in the shape of somebody's own user office."""
    return {
        "proposal": {"code": "mx", "number": number, "title": f"Title {number}", "budget": 1},
        "pi": {"account": "ada", "name": {"last": "Lovelace"}, "home": "Uni"},
        "team": [{"account": "bob"}, {"account": f"guest{number}"}],
        "visits": [{"nr": 1, "line": ["BioMAX"]}],
    }


class Office(ThreadingHTTPServer):
    """A small user office on 127.0.0.1; `answers` gives (status, headers, body) for a path."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[tuple[str, str]] = []
        self.silent = threading.Event()

    def gives(self, path: str, body: object, status: int = 200, **headers: str) -> None:
        """Answer a path with this body as JSON."""
        self.answers[path] = (status, headers, json.dumps(body).encode())


class _Answering(BaseHTTPRequestHandler):
    server: Office

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers.get("Authorization", "")))
        if self.path == "/silent":
            self.server.silent.wait(20)
        status, headers, body = self.server.answers.get(self.path, (404, {}, b"{}"))
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


TOKEN = "a token of the office"


@contextmanager
def serving() -> Iterator[Office]:
    """A user office, as a server of its own."""
    office = Office()
    thread = threading.Thread(target=office.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield office
    finally:
        office.silent.set()
        office.shutdown()
        thread.join()
        office.server_close()


@pytest.fixture(scope="module")
def asking(
    lasting_backend: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Office, Api, Api]]:
    """An office, a backend that asks it, and one that may also be led into the network of this machine."""
    token = tmp_path_factory.mktemp("token") / "token"
    token.write_text(f"{TOKEN}\n")
    with serving() as office:
        settings = {
            "plugin": "rest",
            "url": f"{office.url}/all",
            "one_url": f"{office.url}/one/{{code}}/{{number}}",
            "items": "data.items",
            "next": "links.next",
            "fields": FIELDS,
            "token_file": str(token),
            "max_bytes": 10_000,
            "timeout": 1,
        }
        yield (
            office,
            _administrator(lasting_backend(USER_OFFICE=settings)),
            _administrator(lasting_backend(USER_OFFICE={**settings, "private_networks": ["127.0.0.0/8"]})),
        )


def _administrator(running: Any) -> Api:
    running.add_account("root", "administrate")
    return Api(running.url).login("root", "a password")


def page(*members: object, following: str | None = None) -> dict[str, Any]:
    """One answer of the office."""
    return {"data": {"items": list(members)}, "links": {"next": following}}


def test_a_user_office_is_asked_page_by_page_with_its_own_field_names(
    asking: tuple[Office, Api, Api],
) -> None:
    office, api, _ = asking
    office.gives("/all", page(member(1), member(2), following="/all?page=2"))
    office.gives("/all?page=2", page(member(3)))
    office.gives("/one/mx/2", member(2))
    office.asked.clear()
    assert counts(synced(api, "sync/mx/2")) == (1, 0, 0, 0)
    assert counts(synced(api)) == (2, 0, 1, 0)
    assert counts(synced(api)) == (0, 0, 3, 0)
    assert {row["title"] for row in api.rows("/proposals")} == {"Title 1", "Title 2", "Title 3"}
    people = {row["login"] for row in api.rows("/contacts/persons")}
    assert people == {"ada", "bob", "guest1", "guest2", "guest3"}
    assert {row["beamLineName"] for row in api.rows("/sessions")} == {"BioMAX"}
    assert {authorization for _, authorization in office.asked} == {f"Bearer {TOKEN}"}
    assert api.refused("POST", "/user_office/sync/mx/99")["status"] == 404


def test_a_redirect_into_the_house_is_not_followed_unless_configured(asking: tuple[Office, Api, Api]) -> None:
    office, api, allowed = asking
    with serving() as inner:
        inner.gives("/secret", page(member(1)))
        office.gives("/all", None, 302, Location=f"{inner.url}/secret")
        problem = api.refused("POST", "/user_office/sync_all")
        assert problem["status"] == 502
        assert "private network" in problem["detail"]
        assert inner.asked == [], "nothing was sent there"
        assert counts(synced(allowed)) == (1, 0, 0, 0)
        assert inner.asked == [("/secret", "")], "the token went to its own office only"
    assert "cannot be reached" in allowed.refused("POST", "/user_office/sync_all")["detail"]


def test_a_page_on_another_server_is_not_asked_for(asking: tuple[Office, Api, Api]) -> None:
    office, _, allowed = asking
    with serving() as other:
        office.gives("/all", page(following=f"{other.url}/all"))
        assert "another server" in allowed.refused("POST", "/user_office/sync_all")["detail"]
        assert other.asked == []


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/large", "more than"),
        ("/silent", "in time"),
        ("/html", "JSON"),
        ("/fault", "500"),
        ("/object", "list"),
        ("/all", "redirects"),
    ],
)
def test_what_an_office_does_wrong_is_told_and_changes_nothing(
    asking: tuple[Office, Api, Api], path: str, said: str
) -> None:
    office, api, _ = asking
    office.gives("/large", page(*map(member, range(200))))
    office.gives("/fault", {}, 500)
    office.gives("/object", {"nothing": 1})
    office.answers["/html"] = (200, {}, b"<html>")
    office.gives("/all", None, 302, Location=path)
    before = api.rows("/proposals")
    problem = api.refused("POST", "/user_office/sync_all")
    assert problem["status"] == 502
    assert said in problem["detail"]
    assert api.rows("/proposals") == before


def test_the_command_for_a_timer_prints_the_report(service: Service, drop: Path) -> None:
    (drop / "a.csv").write_text(f"{HEAD}\nmx,1,One,a,A,,\n,2,,,,,\nmx,3,Three,a,A,,\n", encoding="utf-8")
    assert service.command("sync-user-office", "--proposal", "mx3").splitlines() == [
        "1 created, 0 changed, 0 unchanged, 0 in error."
    ]
    assert service.command("sync-user-office").splitlines() == [
        "1 created, 0 changed, 1 unchanged, 1 in error.",
        "a.csv line 3: proposalCode is missing.",
    ]
    assert {entry["person"] for entry in service.admin.rows("/audit?tableName=Proposal")} == {"local"}


@pytest.mark.parametrize(
    "settings",
    [
        {"plugin": "telepathy"},
        {"path": "/x"},
        {"plugin": "file"},
        {"plugin": "file", "path": "/x", "colour": "red"},
        {"plugin": "rest", "url": "ftp://x", "fields": {}},
        {"plugin": "rest", "url": "http://x", "fields": {}, "private_networks": ["house"]},
    ],
)
def test_settings_that_do_not_fit_are_refused_at_start(settings: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="USER_OFFICE"):
        load(settings)
