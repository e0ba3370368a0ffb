# SPDX-License-Identifier: LGPL-3.0-or-later
"""Chromium without a screen: for the page behind a QR code, and for the interface's own page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium.webdriver import Chrome, ChromeOptions, ChromeService

from tests.conftest import program

ROOT = "/ispyb/api/v1"
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


@contextmanager
def chromium(folder: Path, *flags: str, **experimental: Any) -> Iterator[Chrome]:
    """A browser of its own, whose profile lies in *folder*; it keeps its console and its requests."""
    options = ChromeOptions()
    options.binary_location = program("chromium", "chromium")
    for flag in (*FLAGS, f"--user-data-dir={folder / 'chromium'}", *flags):
        options.add_argument(flag)
    for name, value in experimental.items():
        options.add_experimental_option(name, value)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options, ChromeService(program("chromedriver", "chromium-driver")))
    try:
        yield driver
    finally:
        driver.quit()


def console_errors(driver: Chrome) -> list[str]:
    """What the console complained of since this was last asked."""
    log = driver.get_log("browser")  # type: ignore[no-untyped-call]
    return [entry["message"] for entry in log if entry["level"] == "SEVERE"]


def requested(driver: Chrome) -> dict[str, str]:
    """The addresses asked for over HTTP since this was last called, each with its status or its failure."""
    asked: dict[str, str] = {}
    outcome: dict[str, str] = {}
    for entry in driver.get_log("performance"):  # type: ignore[no-untyped-call]
        event = json.loads(entry["message"])["message"]
        told = event["params"]
        if event["method"] == "Network.requestWillBeSent":
            asked[told["requestId"]] = told["request"]["url"]
        elif event["method"] == "Network.responseReceived":
            outcome[told["requestId"]] = str(told["response"]["status"])
        elif event["method"] == "Network.loadingFailed":
            outcome[told["requestId"]] = told["errorText"]
    return {url: outcome.get(key, "no answer") for key, url in asked.items() if url.startswith("http")}
