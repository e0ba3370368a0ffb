# SPDX-License-Identifier: LGPL-3.0-or-later
"""What labels cost the service: other requests while labels are made, and the same label again, over HTTP.

Run as `python -m benchmarks.printing`; bars: p95 three times that of an idle service, and 10 ms.
"""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.imports import running
from benchmarks.services import ROOT, Service, load

REQUESTS = 300
AGAIN = 50


def seconds(service: Service, path: str, count: int) -> list[float]:
    """The time of each of so many reads, one after the other."""
    times = []
    for _ in range(count):
        start = time.perf_counter()
        service.get(path)
        times.append(time.perf_counter() - start)
    return times


def p95(times: list[float]) -> float:
    """The time within which 19 of 20 were answered, in milliseconds."""
    return statistics.quantiles(times, n=20)[-1] * 1000


def print_new_labels(service: Service, shipping: int, over: threading.Event, made: list[int]) -> None:
    """Make dewars and their labels, each for the first time, until it is over."""
    while not over.is_set():
        dewar = service.new("/shippings/dewars", shippingId=shipping, code=f"D{len(made)}")["dewarId"]
        service.get(f"/shippings/dewars/{dewar}/labels")
        made.append(dewar)


def main() -> None:
    """Print each figure beside its bar."""
    print(load())
    with tempfile.TemporaryDirectory() as name, running(Path(name), f"sqlite:///{name}/b.sqlite") as service:
        person = service.new("/contacts/persons", familyName="Bench")["personId"]
        code = {"proposalCode": "mx", "proposalNumber": "1"}
        proposal = service.new("/proposals", personId=person, **code)["proposalId"]
        shipping = service.new("/shippings", proposalId=proposal, shippingName="Labels")["shippingId"]
        over, made = threading.Event(), [0]
        printing = Service(service.url.removesuffix(ROOT), service.token)
        path = f"/shippings/{shipping}"
        seconds(service, path, 20)
        idle = p95(seconds(service, path, REQUESTS))
        work = threading.Thread(target=print_new_labels, args=(printing, shipping, over, made))
        work.start()
        busy = p95(seconds(service, path, REQUESTS))
        over.set()
        work.join()
        label = f"/shippings/dewars/{made[-1]}/labels"
        again = statistics.median(seconds(service, label, AGAIN)) * 1000
        tag = service.get(label).headers["ETag"]
        service.session.headers["If-None-Match"] = tag
        known = service.get(label)
        unchanged = statistics.median(seconds(service, label, AGAIN)) * 1000
    print(f"p95 of a row: idle {idle:.1f} ms, while labels are made {busy:.1f} ms ({len(made) - 1} labels)")
    print(f"ratio {busy / idle:.1f} (bar 3)")
    print(f"the same label again: {again:.1f} ms (bar 10)")
    print(f"with its ETag: {known.status_code} in {unchanged:.1f} ms (bar 10)")
    print(load())


if __name__ == "__main__":
    main()
