# SPDX-License-Identifier: LGPL-3.0-or-later
"""What several benchmarks start: a MariaDB server and the service behind gunicorn, on 127.0.0.1 only."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
import yaml
from sqlalchemy import make_url

ROOT = "/ispyb/api/v1"
PASSWORD = "a password"  # noqa: S105
_HERE = Path(__file__).parents[1]


class Service:
    """The API as one account sees it, over a connection that stays open."""

    def __init__(self, url: str, token: str = "") -> None:
        """Logs in, unless a token of an earlier login is at hand."""
        self.url = url + ROOT
        self.session = requests.Session()
        self.session.trust_env = False
        login = {"username": "bench", "password": PASSWORD}
        self.token: str = token or self.post("/auth/login", json=login)["token"]
        self.session.headers["Authorization"] = f"Bearer {self.token}"

    def get(self, path: str) -> requests.Response:
        """A read that must succeed."""
        answer = self.session.get(self.url + path, timeout=300)
        answer.raise_for_status()
        return answer

    def post(self, path: str, **how: Any) -> dict[str, Any]:
        """A write that must succeed."""
        answer = self.session.post(self.url + path, timeout=300, **how)
        answer.raise_for_status()
        row: dict[str, Any] = answer.json()
        return row

    def new(self, path: str, **body: Any) -> dict[str, Any]:
        """A new row."""
        return self.post(path, json=body)


def _of_tests(file: str) -> Any:
    """A module of the tests, by its file: a package that python-barcode installs is called `tests` too."""
    name = f"ssx_{Path(file).stem}"
    spec = importlib.util.spec_from_file_location(name, _HERE / "tests" / file)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def mariadb(folder: Path) -> Iterator[Callable[[str], str]]:
    """Makes empty databases, and gives their addresses, on a server that lives as long as the block."""
    tests = _of_tests("conftest.py")
    tests.new_data_folder(folder / "mariadb" / "data")
    with tests.mariadbd(folder / "mariadb") as server:
        yield lambda name: server.new_database(name).replace("root@", "root:@")


def configured(folder: Path, uri: str) -> Path:
    """A configuration for an empty database, its tables made and an account added."""
    config = folder / f"{Path(make_url(uri).database or '').name}.yaml"
    server = {"SQLALCHEMY_DATABASE_URI": uri, "SECRET_KEY": "s" * 40, "LOG_LEVEL": "WARNING"}
    config.write_text(yaml.safe_dump({"server": server}), encoding="utf-8")
    program = [sys.executable, "-m", "backend"]
    subprocess.run([*program, "init-db", "--config", config], check=True, stdout=subprocess.DEVNULL)
    add = ["user", "add", "bench", "--permission", "administrate", "--config", str(config)]
    subprocess.run([*program, *add], input=PASSWORD.encode(), check=True, stdout=subprocess.DEVNULL)
    return config


@contextmanager
def gunicorn(config: Path, workers: int = 1) -> Iterator[str]:
    """The service's address behind so many workers, as `deploy/gunicorn.conf.py` sets them up."""
    processes = _of_tests("service/processes.py")
    settings = str(_HERE / "deploy" / "gunicorn.conf.py")
    with processes.gunicorn(config, "-c", settings, SSX_WORKERS=str(workers)) as url:
        requests.get(f"{url}/readyz", timeout=60).raise_for_status()
        yield url


def load() -> str:
    """How busy the machine is: figures hold only where nothing else runs."""
    return f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
