# SPDX-License-Identifier: LGPL-3.0-or-later
"""Our own small JSON file, for whoever writes a pipeline: `{"images": 51200, "hits": 8320, "indexed": 5410}`.

A program leaves it among its results, by the name `RESULTS_FILE` or one that ends with it. Further keys are
the program's own affair.
"""

from __future__ import annotations

import json
from typing import Any

from backend.domain.acquisition_results import Results, of
from backend.results.reader import ResultReader

RESULTS_FILE = "ssx-results.json"
MOST_BYTES = 65_536
"""A longer file of that name is no count of images."""

_WORDS = {
    "images": "Images that were taken.",
    "hits": "Images on which a crystal was hit.",
    "indexed": "Images that were indexed.",
}

SCHEMA: dict[str, Any] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "Results of processing one acquisition",
    "description": f"Left by a processing program as {RESULTS_FILE}, of the type Result.",
    "type": "object",
    "properties": {
        name: {"type": "integer", "minimum": 0, "description": words} for name, words in _WORDS.items()
    },
    "required": ["images"],
}
"""What `read` takes; beyond it hits are at most the images, and indexed images at most the hits."""


def read(text: str | bytes) -> Results:
    """The results in a program's file; ValueError with a sentence for what is none."""
    try:
        held = json.loads(text)
    except ValueError as error:
        raise ValueError(f"{RESULTS_FILE} is no JSON.") from error
    if not isinstance(held, dict):
        raise ValueError(f"{RESULTS_FILE} holds an object with images, hits and indexed.")
    if held.get("images") is None:
        raise ValueError(f"{RESULTS_FILE} does not say how many images there are.")
    return of(held)


READER = ResultReader("SSX Desk's JSON", RESULTS_FILE, MOST_BYTES, read)
