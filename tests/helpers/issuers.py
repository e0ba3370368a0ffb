# SPDX-License-Identifier: LGPL-3.0-or-later
"""A running issuer of the tests, and somebody's browser on it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.helpers.processes import process

PROGRAM = Path(__file__).with_name("issuer_program.py")
CLIENT = "ssx-desk"
MODULE = "backend.extensions.auth.oidc:OpenIdConnect"


@dataclass(frozen=True)
class RunningIssuer:
    """What tests do with it."""

    url: str

    def settings(self, **changes: Any) -> dict[str, Any]:
        """What a backend's configuration says of it."""
        permissions = {"*": ["own_proposals"], "staff": ["all_proposals", "write_proposals"]}
        return {"issuer": self.url, "client_id": CLIENT, "permissions": permissions} | changes

    def has_faults(self, **faults: Any) -> None:
        """The next tokens are wrong in this way; without any they are right again."""
        requests.post(f"{self.url}/faults", json=faults, timeout=10).raise_for_status()

    def takes_another_key(self) -> None:
        """From now on."""
        requests.post(f"{self.url}/rotate", timeout=10).raise_for_status()

    def token_of(self, name: str) -> str:
        """A token that somebody got without our browser."""
        token: str = requests.post(f"{self.url}/direct", json={"name": name}, timeout=10).json()["token"]
        return token

    def asked(self, path: str) -> int:
        """How often it was asked for something."""
        counted: int = requests.get(f"{self.url}/asked", timeout=10).json().get(path, 0)
        return counted


@contextmanager
def running_issuer() -> Iterator[RunningIssuer]:
    """An issuer on a free port of 127.0.0.1 that ends with the block."""
    with process([sys.executable, str(PROGRAM)], r"issuer at (http://\S+)") as found:
        yield RunningIssuer(found[1])


def browser_of(name: str) -> Any:
    """Somebody's browser: opens an address, logs in there as this name, goes where it is sent."""

    def opens(url: str) -> None:
        form = requests.get(url, timeout=10)
        assert "<form>" in form.text
        requests.get(f"{url}&name={name}", timeout=10)

    return opens


def browser_program(folder: Path, name: str) -> str:
    """The same as a program, for the environment's variable BROWSER."""
    program = folder / "browser"
    source = (
        f"#!{sys.executable}\nimport sys, requests\nrequests.get(sys.argv[1] + '&name={name}', timeout=10)\n"
    )
    program.write_text(source, encoding="utf-8")
    os.chmod(program, 0o700)  # noqa: PTH101
    return f"{program} %s"
