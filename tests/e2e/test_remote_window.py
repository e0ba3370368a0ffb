# SPDX-License-Identifier: LGPL-3.0-or-later
"""The window on a backend elsewhere: log in there, work there, find it there; nothing of it stays local."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hwobj.client.session import RestSession
from hwobj.PyIspybClient import PyIspybClient
from tests.conftest import Backend
from tests.e2e.conftest import Start
from tests.e2e.person import Person

PASSWORD = "correct horse battery"


def logs_in(person: Person, password: str) -> None:
    """In the dialog that is open."""
    person.types("User name", "ada")
    person.types("Password", password)
    person.clicks("Log in")


def as_seen_elsewhere(backend: Backend) -> PyIspybClient:
    """The same backend, asked by a program of its own with the same account."""
    rest = RestSession(backend.url)
    rest.login("ada", PASSWORD)
    return PyIspybClient("core", rest)


def test_a_window_works_on_a_backend_elsewhere_after_login(
    start: Start, backend: Callable[..., Backend], tmp_path: Path
) -> None:
    elsewhere = backend()
    elsewhere.add_account("ada", "write_proposals", "all_proposals", password=PASSWORD)

    person = start("--url", elsewhere.url)
    person.sees("Log in to")
    logs_in(person, "not this one")
    person.sees("User name or password is wrong")
    logs_in(person, PASSWORD)
    person.sees("127.0.0.1 · all saved")

    person.types("Given name", "Ada")
    person.types("Family name", "Zürich")
    person.types("Laboratory", "Structural Biology")
    person.types("Code", "mx")
    person.types("Number", "2415")
    person.clicks("Begin")
    person.sees("No loaded sample yet")
    person.clicks("Shipments")
    person.clicks("New shipment")
    person.types("Name", "December run")
    person.clicks("Save")
    person.sees("127.0.0.1 · all saved")

    stored = as_seen_elsewhere(elsewhere).shippings.list().rows
    assert [row["shippingName"] for row in stored] == ["December run"]
    assert not list((tmp_path / "data").glob("*.sqlite"))
