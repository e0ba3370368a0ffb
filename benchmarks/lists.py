# SPDX-License-Identifier: LGPL-3.0-or-later
"""Lists and rows over HTTP from one worker on MariaDB, against the same SELECT and json.dumps in a bare loop.

Run as `python -m benchmarks.lists`. It starts its own MariaDB and gunicorn. `--samples N` for fewer rows than
the 1,000,000 that pages are taken from.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pymysql
from pymysql.cursors import DictCursor
from sqlalchemy import make_url

from benchmarks.services import Service, configured, gunicorn, load, mariadb

SHIPMENTS = 1000
ROUNDS = 60
FEW = 1000
MANY = 1_000_000
PAGE = 100

_COPY = (
    "INSERT INTO BLSample (crystalId, name, recordTimeStamp) "
    "SELECT crystalId, name, recordTimeStamp FROM BLSample LIMIT %s"
)


def median(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median of so many rounds in milliseconds, after some that warm up."""
    for _ in range(5):
        work()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def in_turn(*works: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """Medians of works that are measured in turn, so that a machine that slows down slows all."""
    halves = [[median(work, rounds // 3) for work in works] for _ in range(3)]
    return [statistics.median(times) for times in zip(*halves, strict=True)]


class Database:
    """The database itself, beside the service."""

    def __init__(self, uri: str) -> None:
        url = make_url(uri)
        self._connection: Any = pymysql.connect(
            host=url.host, port=url.port or 3306, user=url.username or "", database=url.database
        )

    def run(self, statement: str, *values: int) -> list[dict[str, Any]]:
        """The rows of a statement."""
        with self._connection.cursor(DictCursor) as cursor:
            cursor.execute(statement, values)
            found = list(cursor.fetchall())
        self._connection.commit()
        return found

    def bare_list(self) -> str:
        """What a list's page costs at least: the SELECT and its JSON."""
        rows = self.run("SELECT * FROM Shipping ORDER BY shippingId LIMIT %s", PAGE)
        return json.dumps({"data": {"total": SHIPMENTS, "rows": rows}}, default=str)

    def fill_samples(self, upto: int) -> None:
        """Copy samples, twice as many each time, until there are enough."""
        count = self.run("SELECT COUNT(*) AS count FROM BLSample")[0]["count"]
        while count < upto:
            some = min(count, upto - count)
            self.run(_COPY, some)
            count += some
        self.run("ANALYZE TABLE BLSample")


def fill(service: Service, shipments: int) -> int:
    """A proposal with so many shipments and one sample; gives its key."""
    person = service.new("/contacts/persons", familyName="Bench")["personId"]
    code = {"proposalCode": "mx", "proposalNumber": "1"}
    proposal = service.new("/proposals", personId=person, **code)["proposalId"]
    for number in range(shipments):
        service.new("/shippings", proposalId=proposal, shippingName=f"Shipment {number}", comments="x" * 60)
    protein = service.new("/samples/proteins", proposalId=proposal, acronym="HEWL", name="Lysozyme")
    crystal = service.new("/samples/crystals", proteinId=protein["proteinId"], spaceGroup="P43212")
    service.new("/samples", crystalId=crystal["crystalId"], name="s1")
    return int(proposal)


def report(service: Service, database: Database, proposal: int) -> None:
    """The list, one row and a new row."""
    listed, bare = in_turn(lambda: service.get(f"/shippings?limit={PAGE}"), database.bare_list)
    key = service.get("/shippings?limit=1").json()["data"]["rows"][0]["shippingId"]
    one = median(lambda: service.get(f"/shippings/{key}"))
    create = median(lambda: service.new("/shippings", proposalId=proposal, shippingName="One more"))
    print(f"list of {PAGE} of {SHIPMENTS}: {listed:.1f} ms (bar 10)")
    print(f"the same SELECT and json.dumps: {bare:.1f} ms, ratio {listed / bare:.1f} (bar 2.5)")
    print(f"one row by id: {one:.1f} ms (bar 3); a new row: {create:.1f} ms (bar 4)")


def pages(services: tuple[Service, Service], databases: tuple[Database, Database], many: int) -> None:
    """A page in the middle, by cursor, of few samples and of many."""
    for database, count in zip(databases, (FEW, many), strict=True):
        database.fill_samples(count)
    paths = [a_page(*both) for both in zip(services, databases, strict=True)]
    first, second = services
    few, most = in_turn(lambda: first.get(paths[0]), lambda: second.get(paths[1]))
    print(
        f"page by cursor in {FEW}: {few:.1f} ms, in {many}: {most:.1f} ms, ratio {most / few:.2f} (bar 1.3)"
    )


def a_page(service: Service, database: Database) -> str:
    """The path of a page behind a cursor in the middle of all samples."""
    count = database.run("SELECT COUNT(*) AS count FROM BLSample")[0]["count"]
    middle = "SELECT blSampleId FROM BLSample ORDER BY blSampleId LIMIT %s, 2"
    keys = [row["blSampleId"] for row in database.run(middle, count // 2)]
    filters = "&".join(f"blSampleId={key}" for key in keys)
    cursor = service.get(f"/samples?limit=1&{filters}").json()["data"]["next"]
    return f"/samples?limit={PAGE}&after={cursor}"


def main() -> None:
    """Print each figure beside its bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=MANY)
    many = parser.parse_args().samples
    print(load())
    with tempfile.TemporaryDirectory() as name, mariadb(Path(name)) as new_database:
        uris = [new_database("few"), new_database("many")]
        configs = [configured(Path(name), uri) for uri in uris]
        with gunicorn(configs[0]) as one, gunicorn(configs[1]) as other:
            services, databases = (Service(one), Service(other)), (Database(uris[0]), Database(uris[1]))
            proposal = fill(services[0], SHIPMENTS)
            report(services[0], databases[0], proposal)
            fill(services[1], 0)
            pages(services, databases, many)
    print(load())


if __name__ == "__main__":
    main()
