# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the document promises holds for whatever is sent: schemathesis over every operation."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.service.conftest import ROOT, Api

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
LEFT_OUT = ("/events", "/auth/logout", "/transfers")
"""A stream that never ends, the end of the login by which all is asked, an archive that nobody makes up."""


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_request_brings_an_answer_that_the_document_does_not_tell_of(
    backend: Callable[..., Any], tmp_path: Path
) -> None:
    started = backend(SERVICES=["core", "ssx", "em"], UNCLAIMED_PROPOSAL="staff1")
    started.add_account("root", "administrate")
    started.add_demo()
    token = Api(started.url).login("root", "a password").token
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{started.url}{ROOT}/openapi.json"),
        *("--header", f"Authorization: Bearer {token}"),
        *("--phases", "examples,fuzzing", "--max-examples", "2", "--no-shrink", "--generation-deterministic"),
        *("--checks", ",".join(CHECKS), "--continue-on-failure", "--suppress-health-check", "all"),
        *(word for path in LEFT_OUT for word in ("--exclude-path", ROOT + path)),
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "unexpected fault" not in started.config.with_name("backend.log").read_text(encoding="utf-8")
