"""The document of the interface is kept in the repository: a change of the interface shows in the diff."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

KEPT = Path(__file__).parents[2] / "docs" / "openapi.json"


def test_the_document_in_the_repository_is_the_one_that_is_served() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "backend", "openapi"], check=True, capture_output=True, text=True
    ).stdout
    assert json.loads(printed) == json.loads(KEPT.read_text(encoding="utf-8")), (
        "write it anew: ssx-backend openapi > docs/openapi.json"
    )
