# SPDX-License-Identifier: LGPL-3.0-or-later
"""Labels: one against the bare wkhtmltopdf process, twenty dewars against one, both engines, and the cache.

Run as `python -m benchmarks.labels`; each figure is a ratio within this run, the best of several rounds.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from backend.domain.papers import PAPERS
from backend.files.cache import FileCache
from backend.labels.context import complete
from backend.labels.documents import labels_html, make_labels
from backend.labels.engines import wkhtmltopdf_command
from backend.labels.templates import template_named

ROUNDS = 7
_CONTACT = {
    "name": "Anna Zürich",
    "address": ["Notkestraße 85", "22607 Hamburg", "Germany"],
    "phone": "+49 40 0",
}


def shipment(dewars: int, mark: str = "") -> dict[str, Any]:
    """Give a shipment of that many dewars; another `mark` makes other codes, so that none is remembered."""
    boxes = [{"code": f"UNIPUCK-{number:03}"} for number in range(7)]
    return {
        "site": {
            "name": "Example Light Source",
            "address": ["1 Synchrotron Avenue", "38000 Grenoble", "France"],
        },
        "shipment": {"name": "December SSX run", "proposal": "mx2415", "safety_level": "GREEN"},
        "sending_contact": _CONTACT,
        "return_contact": _CONTACT,
        "dewars": [
            {
                "code": f"DEW-{number}",
                "barcode": f"mx2415-{mark}{number:03}",
                "containers": boxes,
                "parcel": number,
                "parcels": dewars,
                "packing": "dry shipper",
            }
            for number in range(1, dewars + 1)
        ],
    }


def best(work: Callable[[int], object], rounds: int = ROUNDS) -> float:
    """Give the shortest time in seconds; `work` is told the number of its round."""
    times = []
    for number in range(rounds):
        start = time.perf_counter()
        work(number)
        times.append(time.perf_counter() - start)
    return min(times)


def bare_wkhtmltopdf(_round: int) -> None:
    """Run the program on the HTML of one dewar as it is, with nothing of ours around it."""
    subprocess.run(_BARE, input=_HTML, capture_output=True, check=False, env=_ENVIRONMENT)


_PAGE = labels_html(complete(shipment(1)), template_named("dewar"), PAPERS["A4"])
_HTML = _PAGE.replace("</head>", "<style>html{zoom:1.30208}</style></head>").encode()
_BARE = wkhtmltopdf_command(_PAGE, PAPERS["A4"])
_ENVIRONMENT = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}


def main() -> None:
    """Print each figure beside its bar."""
    bare = best(bare_wkhtmltopdf)
    one = best(lambda n: make_labels(shipment(1, f"A{n}"), engine="wkhtmltopdf"))
    twenty = best(lambda n: make_labels(shipment(20, f"B{n}"), engine="wkhtmltopdf"))
    cold = best(lambda n: make_labels(shipment(1, f"C{n}"), engine="weasyprint"), rounds=1)
    warm = best(lambda n: make_labels(shipment(20, f"D{n}"), engine="weasyprint"), rounds=3)
    with tempfile.TemporaryDirectory() as folder:
        cache = FileCache(Path(folder))
        make_labels(shipment(1), engine="wkhtmltopdf", cache=cache)
        again = best(lambda _: make_labels(shipment(1), engine="wkhtmltopdf", cache=cache))
    for what, seconds, floor, bar in (
        ("one dewar, bare wkhtmltopdf process", bare, bare, ""),
        ("one dewar, wkhtmltopdf", one, bare, "1.2 × bare"),
        ("20 dewars, wkhtmltopdf", twenty, one, "1.6 × one"),
        ("one dewar, WeasyPrint, cold worker", cold, bare, ""),
        ("20 dewars, WeasyPrint, warm worker", warm, one, "2000 ms"),
        ("the same label again", again, one, "10 ms"),
    ):
        print(f"{what:36}{seconds * 1000:8.1f} ms{seconds / floor:7.2f} ×   bar {bar or 'none'}")


if __name__ == "__main__":
    main()
