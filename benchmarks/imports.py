# SPDX-License-Identifier: LGPL-3.0-or-later
"""Importing 5,000 samples in one request, against as many single POSTs (reckoned from 200 of them).

Run as `python -m benchmarks.imports [URI]`; without the URI of an empty database on a new SQLite file.
Bars: 3 s, and 30 times as fast.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.services import Service, configured

SAMPLES = 5000
SINGLE = 200
CAPACITY = 16


@contextmanager
def running(folder: Path, uri: str) -> Iterator[Service]:
    """A service on an empty database, served by its own command."""
    serve = [sys.executable, "-m", "backend", "serve", "--config", str(configured(folder, uri))]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        try:
            yield Service(json.loads(process.stdout.readline())["url"])
        finally:
            process.terminate()


def sample_list(count: int) -> str:
    """A list with a space group, a unit cell and a wish for each sample, in Unipucks of four dewars."""
    rows = []
    for number in range(count):
        puck, position = divmod(number, CAPACITY)
        place = f"DEW-{puck * 4 * CAPACITY // count},P{puck},Unipuck,{position + 1}"
        rows.append(f"{place},HEWL,s{number},,P43212,79.1,79.1,37.9,90,90,90,Default,1.5\n")
    return "".join(rows)


def import_seconds(service: Service, proposal: int) -> float:
    """Seconds for the whole list in one request: read, checked, stored, answered."""
    data = sample_list(SAMPLES).encode()
    start = time.perf_counter()
    report = service.post(
        "/shippings/import",
        params={"proposalId": proposal, "create_proteins": 1, "shippingName": "One request"},
        data=data,
        headers={"Content-Type": "text/csv"},
    )
    seconds = time.perf_counter() - start
    assert report["rowsStored"] == SAMPLES
    return seconds


def single_seconds(service: Service, proposal: int) -> float:
    """Seconds that as many samples would take one by one, from the mean of some."""
    protein = service.new("/samples/proteins", proposalId=proposal, acronym="ONE", name="One by one")
    crystal = service.new("/samples/crystals", proteinId=protein["proteinId"], spaceGroup="P43212")
    shipping = service.new("/shippings", proposalId=proposal, shippingName="One by one")
    dewar = service.new("/shippings/dewars", shippingId=shipping["shippingId"], code="D")
    start = time.perf_counter()
    for number in range(SINGLE):
        if number % CAPACITY == 0:
            box = service.new(
                "/shippings/containers", dewarId=dewar["dewarId"], code=f"P{number}", containerType="Unipuck"
            )
        service.new(
            "/samples",
            crystalId=crystal["crystalId"],
            containerId=box["containerId"],
            name=f"s{number}",
            location=str(number % CAPACITY + 1),
        )
    return (time.perf_counter() - start) / SINGLE * SAMPLES


def main() -> None:
    """Print both and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        uri = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{folder}/bench.sqlite"
        with running(Path(folder), uri) as service:
            person = service.new("/contacts/persons", familyName="Bench")
            code = {"proposalCode": "mx", "proposalNumber": "1"}
            proposal = service.new("/proposals", personId=person["personId"], **code)["proposalId"]
            one_by_one = single_seconds(service, proposal)
            at_once = import_seconds(service, proposal)
    print(f"{SAMPLES} samples in one request: {at_once:.2f} s (bar 3 s)")
    print(f"one by one: {one_by_one:.1f} s, that is {one_by_one / at_once:.0f} times as long (bar 30)")


if __name__ == "__main__":
    main()
