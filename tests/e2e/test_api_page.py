# SPDX-License-Identifier: LGPL-3.0-or-later
"""The interface's own page, as a developer at a beamline without internet meets it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions as until
from selenium.webdriver.support.ui import WebDriverWait

from tests.e2e.browser import ROOT, chromium, console_errors, requested

HOST = "desk.example.org"
OFFLINE = f"--host-resolver-rules=MAP {HOST} 127.0.0.1, MAP * ~NOTFOUND"
"""The server under a name of its own, as only then Swagger UI would ask others; and nobody else is there."""


class Page:
    """Swagger UI, by what stands on its buttons."""

    def __init__(self, driver: Chrome, url: str) -> None:
        self._driver, self._wait = driver, WebDriverWait(driver, 90)
        driver.get(f"{url}{ROOT}/doc/")

    def press(self, selector: str) -> None:
        """Click what a CSS selector finds, once it is there."""
        found = self._wait.until(until.presence_of_element_located((By.CSS_SELECTOR, selector)))
        self._driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)  # type: ignore[no-untyped-call]
        self._wait.until(until.element_to_be_clickable(found)).click()

    def log_in(self, token: str) -> None:
        """Give the token, which all calls then carry."""
        self.press(".btn.authorize")
        self._driver.find_element(By.CSS_SELECTOR, ".modal-ux input").send_keys(token)
        self.press(".modal-ux .btn.authorize")
        self.press(".modal-ux .btn-done")

    def execute(self, tag: str, operation: str) -> tuple[str, str]:
        """“Try it out” and “Execute” of an operation; gives the status and the body of the answer."""
        block = f"#operations-{tag}-{operation}"
        if not self._driver.find_elements(By.CSS_SELECTOR, block):
            self.press(f"#operations-tag-{tag}")
        self.press(f"{block} .opblock-summary-control")
        self.press(f"{block} .try-out__btn")
        self.press(f"{block} .execute")
        answer = f"{block} .live-responses-table"
        self._wait.until(
            until.presence_of_element_located((By.CSS_SELECTOR, f"{answer} .response-col_status"))
        )
        status = self._driver.find_element(By.CSS_SELECTOR, f"{answer} tbody .response-col_status").text
        body = self._driver.find_element(By.CSS_SELECTOR, f"{answer} tbody .response-col_description").text
        return status.split()[0], body


@pytest.mark.timeout(300)  # the page works through the whole document at each step
def test_calls_are_tried_out_on_the_page_without_internet(
    backend: Callable[..., Any], tmp_path: Path
) -> None:
    started = backend()
    started.add_account("staff", "administrate")
    started.add_demo()
    account = {"username": "staff", "password": "a password"}
    login = requests.post(f"{started.url}{ROOT}/auth/login", json=account, timeout=30)
    url = f"http://{HOST}:{urlsplit(started.url).port}"
    with chromium(tmp_path, OFFLINE, "--window-size=1280,1000") as driver:
        page = Page(driver, url)
        page.log_in(login.json()["token"])
        status, body = page.execute("proposals", "get_proposals_ProposalList")
        assert status == "200", body
        assert '"proposalCode"' in body
        status, body = page.execute("contacts", "post_contacts_LaboratoryList")
        assert status == "201", body
        assert driver.save_screenshot(str(tmp_path / "doc.png"))
        asked = requested(driver)
        assert f"{url}{ROOT}/openapi.json" in asked
        assert {address: outcome for address, outcome in asked.items() if not outcome.startswith("20")} == {}
        assert [address for address in asked if not address.startswith(url)] == []
        assert console_errors(driver) == []
