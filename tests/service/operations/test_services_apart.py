# SPDX-License-Identifier: LGPL-3.0-or-later
"""Core and ssx as two processes: what ssx stores names rows of core only as core itself allows it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from backend import create_app
from backend.config import ConfigError
from backend.extensions import services
from backend.extensions.services import REMOTE_SERVICES
from tests.helpers.every_row import settings
from tests.helpers.processes import backend_process, written_config
from tests.service.conftest import ROOT, Api, Service

pytestmark = pytest.mark.slow

Chain = dict[str, dict[str, Any]]


@contextmanager
def ssx_beside(running: tuple[Any, Any], core: str, folder: Path) -> Iterator[str]:
    """A process that serves ssx alone, on the same database; gives its address."""
    server = yaml.safe_load(running[0].config.read_text("utf-8"))["server"]
    server |= {"SERVICES": ["ssx"], "CORE_URL": core + ROOT}
    with backend_process(written_config(folder, server.pop("SQLALCHEMY_DATABASE_URI"), **server)) as url:
        yield url


def slurry(chain: Chain, **changes: Any) -> dict[str, Any]:
    """What a slurry of the chain's crystal is made from."""
    body = {
        "proposalId": chain["protein"]["proposalId"],
        "name": "s",
        "crystalDensity": 1e6,
        "crystalIds": [chain["crystal"]["crystalId"]],
        "descriptionJson": {"storageTemperature": 20},
    }
    return body | changes


def test_a_sample_names_what_core_lets_its_writer_name(
    running: tuple[Any, Any], service: Service, chain: Chain, tmp_path: Path
) -> None:
    ada = service.account("ada", "own_proposals", "write_proposals", proposals=("mx2415",))
    sample = service.admin.new("/samples", crystalId=chain["crystal"]["crystalId"], name="x")
    person = service.admin.new("/contacts/persons", familyName="E")["personId"]
    other = {"proposalCode": "mx", "proposalNumber": "7", "personId": person}
    foreign = service.admin.new("/proposals", **other)["proposalId"]
    with ssx_beside(running, service.admin.url, tmp_path) as url:
        adas = Api(url, ada.token)
        assert adas.get("/shippings").status_code == 404, "core is not served here"
        stored = adas.new("/ssx/samples/crystal_slurry", **slurry(chain, blSampleId=sample["blSampleId"]))
        assert ada.get(f"/ssx/samples/crystal_slurry/{stored['crystalSlurryId']}").json() == stored
        for field, wrong in (("crystalIds", [404]), ("blSampleId", 404)):
            body = slurry(chain, name="t", **{field: wrong})
            problem = adas.refused("POST", "/ssx/samples/crystal_slurry", body)
            assert (problem["status"], list(problem["errors"])) == (422, [field])
        for key in (404, foreign):
            problem = adas.refused("POST", "/ssx/samples/buffers", {"proposalId": key, "name": "b"})
            assert (problem["status"], list(problem["errors"])) == (422, ["proposalId"])
        ada.call("POST", "/auth/logout")
        assert adas.refused("GET", "/ssx/samples/crystal_slurry")["status"] == 401


def test_nothing_is_stored_while_core_is_away(
    running: tuple[Any, Any],
    service: Service,
    chain: Chain,
    tmp_path: Path,
    new_port: Callable[[], int],
) -> None:
    with ssx_beside(running, f"http://127.0.0.1:{new_port()}", tmp_path) as url:
        api = Api(url, service.admin.token)
        answer = api.call("POST", "/ssx/samples/crystal_slurry", slurry(chain))
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
        assert "the service core must say" in answer.json()["detail"]
        assert "cannot be reached. Nothing was stored." in answer.json()["detail"]
        assert api.rows("/ssx/samples/crystal_slurry") == []


class _Other(BaseHTTPRequestHandler):
    """Some server that is not core."""

    def do_GET(self) -> None:
        """An answer that says nothing."""
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: Any) -> None:
        """Nothing on standard error."""


def test_what_is_not_core_is_told_from_it(
    running: tuple[Any, Any], service: Service, chain: Chain, tmp_path: Path
) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Other) as other:
        thread = threading.Thread(target=other.serve_forever)
        thread.start()
        with ssx_beside(running, f"http://127.0.0.1:{other.server_port}", tmp_path) as url:
            problem = Api(url, service.admin.token).refused(
                "POST", "/ssx/samples/crystal_slurry", slurry(chain)
            )
        other.shutdown()
        thread.join()
    assert problem["status"] == 502
    assert "Its answer is not understood. Nothing was stored." in problem["detail"]


def test_core_says_of_each_table_what_may_be_named(service: Service, chain: Chain) -> None:
    ada = service.account("ada", "own_proposals", proposals=("mx2415",))
    mine, key = chain["protein"]["proposalId"], chain["crystal"]["crystalId"]

    def named(api: Api, path: str) -> bool:
        answer: bool = api.get(f"/references/{path}").json()["mayBeNamed"]
        return answer

    assert named(ada, f"Crystal/{key}?proposalId={mine}")
    assert named(ada, f"Crystal/{key}")
    assert not named(ada, f"Crystal/{key}?proposalId={mine + 1}")
    assert not named(ada, "Crystal/404")
    assert not named(service.account("eve", "own_proposals"), f"Crystal/{key}")
    assert ada.refused("GET", "/references/Account/1")["status"] == 404
    assert Api(service.admin.url).refused("GET", f"/references/Crystal/{key}")["status"] == 401


@pytest.mark.parametrize("served", [["ssx"], ["em"]])
def test_without_core_the_configuration_says_where_it_is(served: list[str]) -> None:
    with pytest.raises(ConfigError, match="CORE_URL must say where core answers"):
        create_app(overrides=settings("sqlite://") | {"SERVICES": served})


def test_in_one_process_nobody_is_asked() -> None:
    app = create_app(overrides=settings("sqlite://") | {"CORE_URL": "http://127.0.0.1:1"})
    assert REMOTE_SERVICES.of(app) == {}
    assert (
        services.service_of(type("Row", (), {"__module__": "backend.core.samples.models.sample"})) == "core"
    )
