# SPDX-License-Identifier: LGPL-3.0-or-later
"""The page behind a dewar's QR code in a real browser, as large as a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions as until
from selenium.webdriver.support.ui import WebDriverWait

from tests.e2e.browser import ROOT, chromium, console_errors

WIDTH, HEIGHT = 390, 844


@pytest.fixture
def phone(tmp_path: Path) -> Iterator[Chrome]:
    """A browser of its own, as large as a phone."""
    screen = {"width": WIDTH, "height": HEIGHT, "pixelRatio": 2.0}
    with chromium(tmp_path, mobileEmulation={"deviceMetrics": screen}) as driver:
        yield driver


@pytest.fixture
def dewar(backend: Callable[..., Any]) -> dict[str, Any]:
    """The demo shipment's first dewar, with the address of its page."""
    started = backend()
    started.add_account("staff", "administrate")
    started.add_demo()
    login = requests.post(
        f"{started.url}{ROOT}/auth/login", json={"username": "staff", "password": "a password"}, timeout=30
    )
    headers = {"Authorization": f"Bearer {login.json()['token']}"}
    row: dict[str, Any] = requests.get(
        f"{started.url}{ROOT}/shippings/dewars/1", headers=headers, timeout=30
    ).json()
    return {**row, "page": f"{started.url}/d/{row['barCode']}"}


def _press(phone: Chrome, words: str) -> None:
    """Tap a button, and wait for the page that follows."""
    button = phone.find_element(By.XPATH, f"//button[normalize-space()='{words}']")
    assert button.size["height"] >= 44, "too small for a thumb"
    button.click()
    WebDriverWait(phone, 20).until(until.staleness_of(button))


def _fill(phone: Chrome, name: str, text: str) -> None:
    field = phone.find_element(By.NAME, name)
    field.clear()
    field.send_keys(text)


def _is_as_wide_as_the_phone(phone: Chrome) -> bool:
    return bool(phone.execute_script("return document.documentElement.scrollWidth <= window.innerWidth"))  # type: ignore[no-untyped-call]


def test_an_assistant_receives_a_dewar_with_a_phone(
    phone: Chrome, dewar: dict[str, Any], tmp_path: Path
) -> None:
    phone.get(dewar["page"])
    assert phone.find_element(By.TAG_NAME, "h1").text == "Log in to see this dewar"
    assert _is_as_wide_as_the_phone(phone)
    assert phone.save_screenshot(str(tmp_path / "login.png"))
    _fill(phone, "username", "staff")
    _fill(phone, "password", "a password")
    _press(phone, "Log in")
    assert phone.find_element(By.TAG_NAME, "h1").text == dewar["code"]
    assert _is_as_wide_as_the_phone(phone)
    _fill(phone, "place", "Rack 3")
    _press(phone, "At facility")
    assert phone.find_element(By.CLASS_NAME, "state").text == "At facility · Rack 3"
    assert phone.save_screenshot(str(tmp_path / "dewar.png"))
    _press(phone, "Undo")
    assert phone.find_element(By.CLASS_NAME, "state").text.startswith("Draft")
    phone.find_element(By.TAG_NAME, "summary").click()
    assert phone.find_element(By.CSS_SELECTOR, "details[open] li").is_displayed()
    _press(phone, "Log out")
    assert phone.find_element(By.TAG_NAME, "h1").text == "Log in to see this dewar"
    assert console_errors(phone) == []
    styled = phone.execute_script("return getComputedStyle(document.querySelector('button')).minHeight")  # type: ignore[no-untyped-call]
    assert styled == "48px", "the style sheet did not load"
