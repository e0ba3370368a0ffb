# SPDX-License-Identifier: LGPL-3.0-or-later
"""The event stream: who listens hears of what he or she may see."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from tests.service.conftest import ROOT, Api, Service


@contextmanager
def _listening(api: Api) -> Iterator[Iterator[str]]:
    answer = requests.get(
        api.url + ROOT + "/events", headers={"Authorization": f"Bearer {api.token}"}, stream=True, timeout=10
    )
    with answer:
        lines = answer.iter_lines(decode_unicode=True)
        assert next(lines) == ": open"
        yield lines


def _next_change(lines: Iterator[str]) -> dict[str, Any]:
    change: dict[str, Any] = next(json.loads(line[6:]) for line in lines if line.startswith("data: "))
    return change


def test_a_listener_hears_what_changed(service: Service, proposal: dict[str, Any]) -> None:
    with _listening(service.admin) as lines:
        row = service.admin.new("/shippings", proposalId=proposal["proposalId"], shippingName="heard")
        assert _next_change(lines) == {"table": "Shipping", "id": row["shippingId"], "verb": "created"}
        service.admin.call("PATCH", f"/shippings/{row['shippingId']}", {"comments": "x"})
        assert _next_change(lines)["verb"] == "updated"
        service.admin.call("DELETE", f"/shippings/{row['shippingId']}")
        assert _next_change(lines)["verb"] == "deleted"


def test_nobody_hears_of_rows_that_are_not_theirs(service: Service, proposal: dict[str, Any]) -> None:
    person = service.admin.new("/contacts/persons", familyName="Eve", login="eve")["personId"]
    hers = service.admin.new("/proposals", proposalCode="mx", proposalNumber="9", personId=person)[
        "proposalId"
    ]
    with _listening(service.account("eve", "own_proposals")) as lines:
        service.admin.new("/shippings", proposalId=proposal["proposalId"], shippingName="not hers")
        own = service.admin.new("/shippings", proposalId=hers, shippingName="hers")
        assert _next_change(lines)["id"] == own["shippingId"]


def test_a_listener_hears_of_a_saved_label_template(backend: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "dewar").mkdir()
    started = backend(LABEL_TEMPLATES=str(tmp_path))
    started.add_account("root", "administrate")
    api = Api(started.url).login("root", "a password")
    with _listening(api) as lines:
        (tmp_path / "dewar" / "up.svg").write_text("<svg/>")
        assert _next_change(lines) == {"table": "LabelTemplate", "id": 0, "verb": "updated"}
