# SPDX-License-Identifier: LGPL-3.0-or-later
"""An acquisition's JSON document beside its data: written whole or not at all, and without asking anybody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path

from backend.domain.acquisition_document import document
from backend.domain.files import replace_text

STEM = "ssx-acquisition"


def write_beside_data(
    directory: Path, acquisition: Mapping[str, object], sample: Mapping[str, object]
) -> Path:
    """Write what is known of an acquisition into the folder of its data; gives the file.

    The file is called by the data collection's key, or by the time where there is none. Raises OSError.
    """
    named = acquisition.get("dataCollectionId") or f"{datetime.now(timezone.utc):%Y%m%dT%H%M%S}"
    told = document(acquisition, sample)
    file = directory / f"{STEM}-{named}.json"
    replace_text(file, json.dumps(told, ensure_ascii=False, indent=2))
    return file
