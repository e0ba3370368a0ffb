# SPDX-License-Identifier: LGPL-3.0-or-later
"""The figures for Prometheus: what is counted once, under which labels, and what processes add up to."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, abort
from prometheus_client.parser import text_string_to_metric_families as families

from backend.domain.version import __version__
from backend.extensions import metrics

Figure = Callable[..., float]

WORKER = """
from flask import Flask
from backend.extensions import metrics
app = Flask("worker")
metrics.init_app(app)
app.get("/here")(lambda: "x")
app.test_client().get("/here")
metrics.RUNNING.inc()
if __import__("sys").argv[1:]:
    print(metrics.answer().get_data(as_text=True))
"""


@pytest.fixture
def app() -> Flask:
    """A server with a page, one that breaks, and one that refuses before anything is measured."""
    made = Flask("counted")

    @made.before_request
    def refuse() -> None:
        if made.config.get("closed"):
            abort(503)

    metrics.init_app(made)
    made.get("/here", endpoint="here")(lambda: str(told("ssx_http_requests_in_progress")))
    made.get("/broken", endpoint="broken")(lambda: 1 / 0)
    made.get("/metrics", endpoint="metrics")(metrics.answer)
    return made


def told(name: str, **labels: str) -> float:
    """What a figure is now."""
    text = metrics.answer().get_data(as_text=True)
    found = (sample for family in families(text) for sample in family.samples)
    return sum(each.value for each in found if each.name == name and each.labels == labels)


@pytest.fixture
def grown() -> Figure:
    """By how much a figure grew: `grown(do, name, **labels)`."""

    def grown_by(do: Callable[[], object], name: str, **labels: str) -> float:
        before = told(name, **labels)
        do()
        return told(name, **labels) - before

    return grown_by


@pytest.mark.parametrize(
    ("method", "path", "labels"),
    [
        ("GET", "/here", {"method": "GET", "endpoint": "here", "status": "200"}),
        ("HEAD", "/here", {"method": "HEAD", "endpoint": "here", "status": "200"}),
        ("DELETE", "/here", {"method": "DELETE", "endpoint": "none", "status": "405"}),
        ("GET", "/nowhere/12345", {"method": "GET", "endpoint": "none", "status": "404"}),
        ("BREW", "/coffee", {"method": "other", "endpoint": "none", "status": "404"}),
        ("GET", "/broken", {"method": "GET", "endpoint": "broken", "status": "500"}),
    ],
)
def test_a_request_is_counted_once_and_nobody_makes_labels(
    app: Flask, grown: Figure, method: str, path: str, labels: dict[str, str]
) -> None:
    ask = app.test_client().open
    assert grown(lambda: ask(path, method=method), "ssx_http_requests_total", **labels) == 1
    timed = {name: labels[name] for name in ("method", "endpoint")}
    assert grown(lambda: ask(path, method=method), "ssx_http_request_seconds_count", **timed) == 1


def test_what_was_answered_before_the_clock_was_read_is_counted_and_not_timed(
    app: Flask, grown: Figure
) -> None:
    app.config["closed"] = True
    ask = app.test_client().get
    refused = {"method": "GET", "endpoint": "here"}
    assert grown(lambda: ask("/here"), "ssx_http_requests_total", **refused, status="503") == 1
    assert grown(lambda: ask("/here"), "ssx_http_request_seconds_count", **refused) == 0
    assert told("ssx_http_requests_in_progress") == 0


def test_the_time_is_that_of_the_request(app: Flask, grown: Figure) -> None:
    spent = grown(
        lambda: app.test_client().get("/here"), "ssx_http_request_seconds_sum", method="GET", endpoint="here"
    )
    assert 0 < spent < 10


@pytest.mark.parametrize("path", ["/here", "/broken", "/nowhere"])
def test_a_request_is_in_progress_until_it_ends_also_when_it_breaks(app: Flask, path: str) -> None:
    before = told("ssx_http_requests_in_progress")
    answer = app.test_client().get(path)
    assert told("ssx_http_requests_in_progress") == before
    if path == "/here":
        assert float(answer.text) == before + 1


def test_repeats_are_counted_by_their_reason(grown: Figure) -> None:
    repeat = metrics.REPEATED.labels("deadlock").inc
    assert grown(repeat, "ssx_transactions_repeated_total", reason="deadlock") == 1
    assert grown(repeat, "ssx_transactions_repeated_total", reason="lost connection") == 0


def test_a_process_of_its_own_says_so(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    answer = app.test_client().get("/metrics")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    whose = {"version": __version__, "scope": "this process", "pid": str(os.getpid())}
    assert told("ssx_backend_info", **whose) == 1


def test_several_processes_add_up(tmp_path: Path) -> None:
    shared = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", WORKER], env=shared, check=True)
    last = subprocess.run(
        [sys.executable, "-c", WORKER, "tell"], env=shared, check=True, capture_output=True, text=True
    )
    samples = [sample for family in families(last.stdout) for sample in family.samples]
    total = {sample.name: sample.value for sample in samples}
    assert total["ssx_http_requests_total"] == 2
    assert total["ssx_http_requests_in_progress"] == 2
    (info,) = [sample.labels for sample in samples if sample.name == "ssx_backend_info"]
    assert info["scope"] == "all workers"
