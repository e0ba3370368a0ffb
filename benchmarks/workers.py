# SPDX-License-Identifier: LGPL-3.0-or-later
"""Requests per second of one gunicorn worker and of two, on one MariaDB: nothing may live in a worker.

Run as `python -m benchmarks.workers`. The requests come from processes of their own, so that they do not
wait for each other.
"""

from __future__ import annotations

import multiprocessing
import statistics
import tempfile
import time
from multiprocessing.pool import Pool
from pathlib import Path

from benchmarks.services import Service, configured, gunicorn, load, mariadb

CLIENTS = 4
SECONDS = 4.0
ROUNDS = 3
PEOPLE = 50
PATH = "/contacts/persons?limit=50"


def ask(url: str, token: str, seconds: float) -> int:
    """How many requests one client gets answered in that time."""
    service = Service(url, token)
    end, count = time.perf_counter() + seconds, 0
    while time.perf_counter() < end:
        service.get(PATH)
        count += 1
    return count


def rate(config: Path, workers: int, clients: Pool) -> float:
    """Requests per second that so many workers answer."""
    with gunicorn(config, workers) as url:
        token = Service(url).token
        clients.starmap(ask, [(url, token, 0.5)] * CLIENTS)
        counts = clients.starmap(ask, [(url, token, SECONDS)] * CLIENTS)
    return sum(counts) / SECONDS


def main() -> None:
    """Print both rates, measured in turn, and their ratio."""
    print(load())
    with tempfile.TemporaryDirectory() as name, mariadb(Path(name)) as new_database:
        config = configured(Path(name), new_database("bench"))
        with gunicorn(config) as url:
            service = Service(url)
            for number in range(PEOPLE):
                service.new("/contacts/persons", familyName=f"Person {number}")
        with multiprocessing.get_context("spawn").Pool(CLIENTS) as clients:
            pairs = [(rate(config, 1, clients), rate(config, 2, clients)) for _ in range(ROUNDS)]
    one, two = (statistics.median(rates) for rates in zip(*pairs, strict=True))
    print(f"one worker: {one:.0f} requests/s, two: {two:.0f}, ratio {two / one:.2f} (bar 1.7)")
    print(load())


if __name__ == "__main__":
    main()
