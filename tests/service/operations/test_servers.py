# SPDX-License-Identifier: LGPL-3.0-or-later
"""One factory under gunicorn, gevent and Flask's own server; two processes on one database; logs, figures."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
import requests

from backend.app import create_app
from backend.config import ConfigError
from tests.helpers.commands import command
from tests.helpers.processes import SECRET, Said, backend_process, gunicorn, process, written_config
from tests.service.conftest import ROOT, Api

GEVENT = """
from gevent import monkey
monkey.patch_all()
from gevent.pywsgi import WSGIServer
from backend import create_app
server = WSGIServer(("127.0.0.1", 0), create_app())
server.start()
print("ready at http://127.0.0.1:%d" % server.server_port, flush=True)
server.serve_forever()
"""

FLASK = [sys.executable, "-m", "flask", "--app", "backend:create_app(mode='dev')", "run", "--port", "0"]


@pytest.fixture(scope="module")
def config(mariadb: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A service on MariaDB with an administrator; it lists one origin and logs JSON."""
    uri = mariadb.new_database("ssx_servers").replace("root@", "root:@")
    path = written_config(
        tmp_path_factory.mktemp("servers"),
        uri,
        LOG_FORMAT="json",
        CORS_ORIGINS=["https://portal.example.org"],
    )
    for line in (["init-db"], ["user", "add", "root", "--permission", "administrate"]):
        done = command(*line, "--config", path, text="a password\n")
        assert done.returncode == 0, done.stderr
    return path


def _gevent(config: Path) -> AbstractContextManager[re.Match[str]]:
    line = [sys.executable, "-c", GEVENT]
    return process(line, r"ready at (http://\S+)", SSX_CONFIG=str(config))


def _flask(config: Path) -> AbstractContextManager[re.Match[str]]:
    return process(FLASK, r"Running on (http://\S+)", SSX_CONFIG=str(config))


@pytest.mark.parametrize("server", [_gevent, _flask])
def test_the_factory_serves_under(
    server: Callable[[Path], AbstractContextManager[re.Match[str]]], config: Path
) -> None:
    with server(config) as found:
        _works(found[1])


def _works(url: str) -> None:
    assert requests.get(f"{url}/readyz", timeout=20).json() == {"status": "ready"}
    api = Api(url).login("root", "a password")
    person = api.new("/contacts/persons", familyName="Server")
    path = f"/contacts/persons/{person['personId']}"
    assert api.get(path).json() == person
    assert api.get(path, If_None_Match=f'"{person["_etag"]}"').status_code == 304
    assert api.get("/contacts/persons?limit=abc").status_code == 422


@pytest.fixture(scope="module")
def two(config: Path) -> Iterator[tuple[str, str, Said]]:
    """Two processes on one database: gunicorn with two workers, and our own server; what gunicorn says."""
    said = Said()
    figures = config.parent / "figures"
    figures.mkdir()
    options = ("-c", str(Path(__file__).parents[3] / "deploy" / "gunicorn.conf.py"))
    with (
        gunicorn(config, *options, said=said, PROMETHEUS_MULTIPROC_DIR=str(figures)) as one,
        backend_process(config) as other,
    ):
        yield one, other, said


def test_gunicorn_serves_with_two_workers(two: tuple[str, str, Said]) -> None:
    _works(two[0])


def test_nothing_lives_in_a_process(two: tuple[str, str, Said]) -> None:
    """What one process gave, the other knows: tokens, revisions, answers to a key, cursors."""
    first = Api(two[0]).login("root", "a password")
    second = Api(two[1], first.token)
    assert second.get("/auth/me").json()["username"] == "root"

    key = {"Idempotency_Key": "sent-to-both-of-them"}
    body = {"familyName": "Once"}
    made = first.call("POST", "/contacts/persons", body, **key)
    again = second.call("POST", "/contacts/persons", body, **key)
    assert (made.status_code, again.status_code) == (201, 201)
    assert again.json() == made.json()
    assert again.headers["Location"] == made.headers["Location"]
    assert len(second.rows("/contacts/persons?familyName=Once")) == 1
    assert second.refused("POST", "/contacts/persons", {"familyName": "Else"}, **key)["status"] == 422

    row = made.json()
    path = f"/contacts/persons/{row['personId']}"
    changed = second.call("PATCH", path, {"givenName": "B"}, If_Match=row["_etag"])
    assert changed.status_code == 200
    stale = first.refused("PATCH", path, {"givenName": "A"}, If_Match=row["_etag"])
    assert stale["status"] == 412
    assert stale["current"] == changed.json()

    page = first.get("/contacts/persons?limit=1&sort=familyName").json()["data"]
    rest = second.get(f"/contacts/persons?limit=1000&sort=familyName&after={page['next']}").json()["data"]
    assert len(rest["rows"]) == page["total"] - 1

    refresh = Api(two[0]).call("POST", "/auth/login", {"username": "root", "password": "a password"}).json()
    renewed = Api(two[1]).call("POST", "/auth/refresh", {"refresh_token": refresh["refresh_token"]})
    assert renewed.status_code == 200, renewed.text


def test_a_request_id_is_in_the_answer_the_problem_and_the_log(two: tuple[str, str, Said]) -> None:
    api = Api(two[0])
    problem = api.call("GET", "/proposals", X_Request_Id="beamtime-7.42")
    assert problem.headers["X-Request-Id"] == problem.json()["request_id"] == "beamtime-7.42"
    for odd in ("x" * 65, "two words", 'a"b', "../etc"):
        made = api.call("GET", "/proposals", X_Request_Id=odd)
        assert re.fullmatch("[0-9a-f]{32}", made.json()["request_id"])
    assert requests.get(f"{two[0]}/nowhere", timeout=10).json()["request_id"]
    lines = two[2].until("/nowhere").splitlines()
    told = [json.loads(line) for line in lines if "beamtime-7.42" in line]
    assert {line["request_id"] for line in told} == {"beamtime-7.42"}
    assert [(line["method"], line["path"], line["status"]) for line in told] == [
        ("GET", f"{ROOT}/proposals", 401)
    ]


def test_no_secret_is_in_the_log(two: tuple[str, str, Said]) -> None:
    api = Api(two[0]).login("root", "a password")
    api.get("/proposals?token=in-the-query")
    Api(two[0]).call("POST", "/auth/login", {"username": "root", "password": "a wrong password"})
    Api(two[0]).call("GET", "/auth/login", username="root", password="a wrong password")
    Api(two[0], "forged.token.value").get("/proposals", X_Request_Id="the-last-of-them")
    said = two[2].until("the-last-of-them")
    typed = ("a password", "a wrong password", "in-the-query", "forged.token.value")
    for secret in (api.token, SECRET, *typed):
        assert secret not in said


def test_figures_of_all_workers_add_up(two: tuple[str, str, Said]) -> None:
    def count(url: str) -> float:
        text = requests.get(f"{url}/metrics", timeout=10).text
        line = r'^ssx_http_requests_total\{endpoint="contacts\.PersonList",method="GET",status="200"\} (\S+)$'
        return sum(float(found) for found in re.findall(line, text, re.MULTILINE))

    api = Api(two[0]).login("root", "a password")
    before = count(two[0])
    for _ in range(20):
        assert Api(two[0], api.token).get("/contacts/persons").status_code == 200
    assert count(two[0]) == before + 20, "whichever worker answers"
    assert 'scope="all workers"' in requests.get(f"{two[0]}/metrics", timeout=10).text
    assert Api(two[1], api.token).get("/contacts/persons").status_code == 200
    alone = requests.get(f"{two[1]}/metrics", timeout=10)
    assert alone.headers["Content-Type"].startswith("text/plain")
    assert 'scope="this process"' in alone.text
    assert "ssx_http_request_seconds_bucket" in alone.text


def test_only_listed_origins_may_call_from_a_page(two: tuple[str, str, Said]) -> None:
    def asked(origin: str) -> requests.Response:
        wanted = {"Origin": origin, "Access-Control-Request-Method": "PATCH"}
        wanted["Access-Control-Request-Headers"] = "authorization, if-match"
        return requests.options(f"{two[0]}{ROOT}/proposals", headers=wanted, timeout=10)

    allowed = asked("https://portal.example.org")
    assert allowed.headers["Access-Control-Allow-Origin"] == "https://portal.example.org"
    assert "if-match" in allowed.headers["Access-Control-Allow-Headers"].lower()
    assert "Access-Control-Allow-Credentials" not in allowed.headers
    for other in ("https://evil.example.org", "https://portal.example.org.evil.net", "null"):
        assert "Access-Control-Allow-Origin" not in asked(other).headers


@pytest.mark.parametrize(
    "origin", ["*", "https://*.example.org", "portal.example.org", "https://a.b/path", "null"]
)
def test_what_is_no_origin_is_refused_at_start(origin: str) -> None:
    settings = {"SQLALCHEMY_DATABASE_URI": "sqlite://", "SECRET_KEY": "0" * 32, "CORS_ORIGINS": [origin]}
    with pytest.raises(ConfigError, match="CORS_ORIGINS"):
        create_app(overrides=settings)


def test_without_a_list_no_origin_may_call(service: Any) -> None:
    answer = service.admin.get("/proposals", Origin="https://portal.example.org")
    assert not [name for name in answer.headers if name.startswith("Access-Control")]
