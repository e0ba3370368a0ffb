# SPDX-License-Identifier: LGPL-3.0-or-later
"""The web page behind a dewar's QR code, as any program may ask for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest
import requests

from tests.service.conftest import Api, Service

pytestmark = pytest.mark.slow

Made = dict[str, Any]


@dataclass
class Browser:
    """Somebody with a browser at the page of one dewar."""

    url: str
    web: requests.Session = field(default_factory=requests.Session)

    def open(self) -> requests.Response:
        """The page."""
        return self.web.get(self.url, timeout=30)

    def press(self, button: str, **fields: str) -> requests.Response:
        """Press a button of the page that is shown."""
        token = re.search(r'name="csrf" value="([^"]+)"', self.open().text)
        assert token is not None
        return self.post(do=button, csrf=token[1], **fields)

    def post(self, **fields: str) -> requests.Response:
        """Send a form, whatever is in it."""
        return self.web.post(self.url, data=fields, timeout=30)

    def login(self, name: str = "root", password: str = "a password") -> requests.Response:  # noqa: S107
        """Log in on the page."""
        return self.press("login", username=name, password=password)


def at(api: Api, barcode: str) -> Browser:
    """A browser at the page of this code."""
    return Browser(f"{api.url}/d/{quote(barcode, safe='')}")


@pytest.fixture
def page(service: Service, chain: dict[str, Made]) -> Browser:
    """A browser at the page of DEW-1."""
    return at(service.admin, chain["dewar"]["barCode"])


def _without_token(text: str) -> str:
    return re.sub(r'name="csrf" value="[^"]+"', "", text)


@pytest.mark.parametrize("code", ["NOBODY-HAS-IT", "<script>alert(1)</script>", "a/b", "样品"])
def test_a_stranger_is_told_the_same_for_any_code(service: Service, page: Browser, code: str) -> None:
    known, unknown = page.open(), at(service.admin, code).open()
    assert (known.status_code, unknown.status_code) == (200, 200)
    assert "Log in to see this dewar" in known.text
    assert _without_token(known.text) == _without_token(unknown.text)
    names = set(known.headers) - {"Date"}
    assert {name: known.headers[name] for name in names - {"Set-Cookie", "X-Request-Id", "X-Request-ID"}} == {
        name: unknown.headers[name] for name in names - {"Set-Cookie", "X-Request-Id", "X-Request-ID"}
    }


def test_a_user_is_told_the_same_for_a_foreign_and_an_unknown_code(service: Service, page: Browser) -> None:
    service.account("bob", "own_proposals", "write_proposals")
    page.login("bob")
    foreign = page.open()
    page.url = at(service.admin, "NOBODY-HAS-IT").url
    unknown = page.open()
    assert foreign.status_code == unknown.status_code == 404
    assert "No dewar that you may see has this code." in foreign.text
    assert _without_token(foreign.text) == _without_token(unknown.text)


def test_its_owner_sees_state_place_contents_and_history_but_no_buttons(
    service: Service, page: Browser, complete: int
) -> None:
    assert complete
    service.account("anna", "own_proposals", "write_proposals", proposals=("mx2415",))
    shown = page.login("anna")
    assert shown.status_code == 200
    for words in ("DEW-1", "Draft", "mx2415", "December", "UP-1", "lys_1", "History"):
        assert words.casefold() in shown.text.casefold()
    assert 'value="at facility"' not in shown.text
    refused = page.press("at facility")
    assert refused.status_code == 403
    assert "Only the facility's staff" in refused.text.replace("&#39;", "'")


def test_staff_takes_a_dewar_to_its_next_state_and_place(service: Service, page: Browser) -> None:
    page.login()
    shown = page.press("at facility", place="Rack 3")
    assert shown.history[0].status_code == 303
    assert "At facility · Rack 3".casefold() in shown.text.casefold()
    (row,) = service.admin.rows("/shippings/dewars")
    assert (row["dewarStatus"], row["storageLocation"]) == ("at facility", "Rack 3")
    step = service.admin.rows(f"/shippings/dewars/{row['dewarId']}/history")[0]
    assert step["person"] == "root"


def test_a_repeat_within_a_minute_asks_first(service: Service, page: Browser) -> None:
    page.login()
    page.press("in storage", place="Rack 3")
    asked = page.press("in storage", place="Rack 3")
    assert asked.status_code == 409
    assert "Yes, again" in asked.text
    assert page.press("in storage", place="Rack 3", again="1").status_code == 200
    (row,) = service.admin.rows("/shippings/dewars")
    assert len(service.admin.rows(f"/shippings/dewars/{row['dewarId']}/history")) == 3


def test_undo_and_refill_are_one_press_each(service: Service, page: Browser) -> None:
    page.login()
    page.press("at facility", place="Gate")
    page.press("refill", reason="low")
    page.press("undo")
    (row,) = service.admin.rows("/shippings/dewars")
    steps = service.admin.rows(f"/shippings/dewars/{row['dewarId']}/history")
    assert [step["kind"] for step in steps] == ["state", "refill", "state", "state"]
    assert row["dewarStatus"] == "opened"


@pytest.mark.parametrize("token", ["", "made up"])
def test_a_form_from_elsewhere_changes_nothing(service: Service, page: Browser, token: str) -> None:
    page.login()
    answer = page.post(do="at facility", csrf=token)
    assert answer.status_code == 403
    assert service.admin.rows("/shippings/dewars")[0]["dewarStatus"] == "opened"
    fresh = Browser(page.url)
    assert fresh.post(do="login", csrf=token, username="root", password="a password").status_code == 403


def test_the_cookie_is_for_this_site_and_no_script(page: Browser) -> None:
    cookie = page.open().headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    before = page.web.cookies["ssx_page"]
    page.login()
    assert page.web.cookies["ssx_page"] != before


def test_the_cookie_of_the_page_opens_no_api_and_a_forged_one_no_page(
    service: Service, page: Browser
) -> None:
    page.login()
    assert page.web.get(f"{service.admin.url}/ispyb/api/v1/shippings", timeout=30).status_code == 401
    forged = page.web.cookies["ssx_page"][:-4] + "AAAA"
    stranger = requests.get(page.url, cookies={"ssx_page": forged}, timeout=30)
    assert "Log in to see this dewar" in stranger.text


def test_no_site_may_frame_it_and_no_script_may_run(page: Browser) -> None:
    headers = page.open().headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "no-store"


def test_what_people_type_is_never_markup(service: Service, chain: dict[str, Made]) -> None:
    evil = "<img src=x onerror=alert(1)>"
    body = {"shippingId": chain["shipping"]["shippingId"], "code": evil, "barCode": 'A"><b>'}
    service.admin.new("/shippings/dewars", **body)
    page = at(service.admin, body["barCode"])
    page.login()
    shown = page.press("at facility", place=evil)
    assert shown.status_code == 200
    assert evil not in shown.text
    assert shown.text.count("&lt;img src=x onerror=alert(1)&gt;") >= 3


def test_a_wrong_password_is_told_on_the_page(page: Browser) -> None:
    refused = page.login(password="not mine")
    assert refused.status_code == 401
    assert "User name or password is wrong." in refused.text
    assert "Log in to see this dewar" in refused.text


def test_who_logs_out_is_a_stranger_again(page: Browser) -> None:
    page.login()
    assert "Log in to see this dewar" in page.press("logout").text


def test_the_style_sheet_is_served_beside_it(page: Browser) -> None:
    answer = page.web.get(page.url.partition("/d/")[0] + "/d.css", timeout=30)
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
