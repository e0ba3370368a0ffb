# SPDX-License-Identifier: LGPL-3.0-or-later
"""What Prometheus reads at `/metrics`: requests by endpoint, their duration, repeats of transactions.

Several workers of one gunicorn add up when `PROMETHEUS_MULTIPROC_DIR` names an empty folder that they
share; without it each process counts for itself, and `ssx_backend_info` says so.
"""

from __future__ import annotations

import os
import time

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import REGISTRY

from backend.domain.version import __version__

_MULTIPROC = "PROMETHEUS_MULTIPROC_DIR"

REQUESTS = Counter("ssx_http_requests", "Requests answered.", ("method", "endpoint", "status"))
SECONDS = Histogram(
    "ssx_http_request_seconds",
    "Time from a request's arrival to the start of its answer.",
    ("method", "endpoint"),
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
RUNNING = Gauge("ssx_http_requests_in_progress", "Requests in work.", multiprocess_mode="livesum")
REPEATED = Counter("ssx_transactions_repeated", "Transactions tried again.", ("reason",))

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def init_app(app: Flask) -> None:
    """Count every request of the app."""
    app.before_request(_begin)
    app.after_request(_count)
    app.teardown_request(_end)


def _begin() -> None:
    g.metrics_began = time.perf_counter()
    RUNNING.inc()


def _count(response: Response) -> Response:
    """Unknown paths and methods share one label each, so that nobody can make labels without end."""
    method = request.method if request.method in _METHODS else "other"
    endpoint = request.endpoint or "none"
    REQUESTS.labels(method, endpoint, str(response.status_code)).inc()
    if "metrics_began" in g:
        SECONDS.labels(method, endpoint).observe(time.perf_counter() - g.metrics_began)
    return response


def _end(_error: BaseException | None) -> None:
    if g.pop("metrics_began", None) is not None:
        RUNNING.dec()


def answer() -> Response:
    """All figures in Prometheus' text format."""
    shared = _MULTIPROC in os.environ
    registry = CollectorRegistry() if shared else REGISTRY
    if shared:
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    text = generate_latest(registry).decode() + _info("all workers" if shared else "this process")
    return Response(text, content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _info(scope: str) -> str:
    labels = f'version="{__version__}",scope="{scope}",pid="{os.getpid()}"'
    return (
        "# HELP ssx_backend_info Version of the backend, and whose figures these are.\n"
        f"# TYPE ssx_backend_info gauge\nssx_backend_info{{{labels}}} 1\n"
    )
