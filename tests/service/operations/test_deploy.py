# SPDX-License-Identifier: LGPL-3.0-or-later
"""What `deploy/` holds, run without containers: two gunicorns behind a real nginx, on MariaDB."""

from __future__ import annotations

import configparser
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from backend.config import load
from tests.helpers.commands import command
from tests.helpers.processes import Said, gunicorn, process
from tests.service.conftest import ROOT, Api

DEPLOY = Path(__file__).parents[3] / "deploy"


@pytest.fixture(scope="module")
def settings(mariadb: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """deploy/backend.yaml with a secret and a database, as docs/deploy.md says; its tables made."""
    filled = tmp_path_factory.mktemp("deploy") / "backend.yaml"
    text = (DEPLOY / "backend.yaml").read_text(encoding="utf-8")
    address = mariadb.new_database("ssx_deploy")
    for key, value in (("SECRET_KEY", "k" * 48), ("SQLALCHEMY_DATABASE_URI", address)):
        text = re.sub(rf"(?m)^  {key}:.*$", f"  {key}: {value}", text)
    filled.write_text(text, encoding="utf-8")
    for line in (["upgrade-db"], ["user", "add", "root", "--permission", "administrate"]):
        done = command(*line, text="a password\n", SSX_CONFIG=str(filled))
        assert done.returncode == 0, done.stderr
    return filled


@pytest.fixture(scope="module")
def front(
    settings: Path, new_port: Callable[[], int]
) -> Iterator[tuple[str, list[str], list[Said], ExitStack]]:
    """nginx before two gunicorns; their addresses, what they say, and the end of the first."""
    folder, said, first = settings.parent, [Said(), Said()], ExitStack()
    options = ("-c", str(DEPLOY / "gunicorn.conf.py"))
    with ExitStack() as running, first:
        figures = [folder / "figures1", folder / "figures2"]
        for each in figures:
            each.mkdir()
        addresses = [
            stack.enter_context(
                gunicorn(settings, *options, said=log, PROMETHEUS_MULTIPROC_DIR=str(each), SSX_WORKERS="1")
            )
            for stack, log, each in zip((first, running), said, figures, strict=True)
        ]
        url = running.enter_context(_nginx(folder, addresses, new_port()))
        yield url, addresses, said, first


@contextmanager
def _nginx(folder: Path, addresses: list[str], port: int) -> Iterator[str]:
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.fail("nginx is missing; install it with: apt-get install --no-install-recommends nginx-light")
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for ours, here in (
        ("127.0.0.1:8001", addresses[0].removeprefix("http://")),
        ("127.0.0.1:8002", addresses[1].removeprefix("http://")),
        ("127.0.0.1:8080", f"127.0.0.1:{port}"),
    ):
        assert ours in site
        site = site.replace(ours, here)
    (folder / "site.conf").write_text(site, encoding="utf-8")
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log stderr notice;\n"
        f"events {{}}\nhttp {{ access_log off;\n{temporary}include {folder}/site.conf; }}\n",
        encoding="utf-8",
    )
    line = [program, "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with process(line, "start worker process"):
        yield f"http://127.0.0.1:{port}"


def test_both_backends_serve_behind_one_address(front: tuple[str, list[str], list[Said], ExitStack]) -> None:
    url, _, said, _ = front
    api = Api(url).login("root", "a password")
    for number in range(8):
        made = api.call("POST", "/contacts/persons", {"familyName": f"P{number}"})
        assert made.status_code == 201
        assert re.fullmatch("[0-9a-f]{32}", made.headers["X-Request-Id"]), "nginx names the request"
    assert len(api.rows("/contacts/persons")) == 8
    for log in said:
        log.until("/contacts/persons")
    assert requests.get(f"{url}/metrics", timeout=10).status_code == 404, "figures are not for everybody"


def test_events_come_through_as_they_happen(front: tuple[str, list[str], list[Said], ExitStack]) -> None:
    api = Api(front[0]).login("root", "a password")
    headers = {"Authorization": f"Bearer {api.token}"}
    with requests.get(f"{front[0]}{ROOT}/events", headers=headers, stream=True, timeout=10) as stream:
        lines = stream.iter_lines(decode_unicode=True)
        assert next(lines) == ": open"
        assert next(line for line in lines if line) == ": alive"


def test_one_backend_may_go(front: tuple[str, list[str], list[Said], ExitStack]) -> None:
    """The last test here: it ends the first backend."""
    url, addresses, _, first = front
    api = Api(url).login("root", "a password")
    first.close()
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{addresses[0]}/healthz", timeout=10)
    for _ in range(6):
        assert api.get("/contacts/persons").status_code == 200


def test_the_other_files_fit_the_program() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    assert {"database", "tables", "backend1", "backend2", "nginx"} == set(compose["services"])
    given = {name.removeprefix("SSX_"): "x" * 40 for name in compose["x-backend"]["environment"]}
    load(overrides=given)
    unit = configparser.RawConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(DEPLOY / "ssx-backend@.service", encoding="utf-8")
    assert unit["Service"]["ExecStart"].endswith("gunicorn -c /opt/ssx-desk/deploy/gunicorn.conf.py")
    image = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert "deploy/gunicorn.conf.py" in image
