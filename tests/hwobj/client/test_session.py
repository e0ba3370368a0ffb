# SPDX-License-Identifier: LGPL-3.0-or-later
"""Requests over real connections: what is repeated, what is refused, what a wrong server means."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hwobj.client.session import RestSession, Target
from hwobj.errors import (
    BadAddress,
    Invalid,
    NotLoggedIn,
    ServerFault,
    Unavailable,
    Unreachable,
    VersionMismatch,
)

Scripted = Callable[..., Any]
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\nConnection: close\r\n\r\n"
BROKEN = b""


def ok(body: str = '{"id": 123}') -> bytes:
    return OK.replace(b"11", str(len(body)).encode()) + body.encode()


def refusal(status: str, body: str = "{}", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", body]
    return "\r\n".join(lines).encode()


@pytest.mark.parametrize(
    "url",
    [
        "http://ispyb.example.org",
        "ispyb.example.org",
        "ftp://ispyb.example.org",
        "https://",
        "https://ada:secret@ispyb.example.org",
        "https://ispyb.example.org/?token=1",
    ],
)
def test_an_address_that_would_show_a_password_or_is_none_is_refused(url: str) -> None:
    with pytest.raises(BadAddress):
        RestSession(url)


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://ispyb.example.org/", "https://ispyb.example.org"),
        ("https://ispyb.example.org/ispyb/api/v1", "https://ispyb.example.org"),
        (" https://example.org:8443/desk/ispyb/api/v1/ ", "https://example.org:8443/desk"),
        ("http://localhost:5000", "http://localhost:5000"),
        ("http://[::1]:5000", "http://[::1]:5000"),
    ],
)
def test_an_address_may_be_written_with_or_without_the_path_of_the_api(url: str, base: str) -> None:
    assert RestSession(url).target.url == base


def test_without_a_backend_a_request_says_so() -> None:
    with pytest.raises(Unreachable, match="No backend is connected"):
        RestSession().json("GET", "/proposals")


def test_a_read_is_repeated_on_a_broken_connection(scripted: Scripted) -> None:
    server = scripted(BROKEN, ok())
    assert RestSession(server.url).json("GET", "/dewars") == {"id": 123}
    assert len(server.requests) == 2


def test_a_write_is_repeated_only_with_its_key(scripted: Scripted) -> None:
    server = scripted(BROKEN, ok())
    assert RestSession(server.url).json("POST", "/dewars", json={}, key="k1") == {"id": 123}
    assert all(b"Idempotency-Key: k1" in request for request in server.requests)
    server = scripted(BROKEN, ok())
    with pytest.raises(Unreachable, match="cannot be reached"):
        RestSession(server.url).json("POST", "/dewars", json={})
    assert len(server.requests) == 1


def test_a_connection_that_breaks_twice_is_an_error(scripted: Scripted) -> None:
    server = scripted(BROKEN, BROKEN, ok())
    with pytest.raises(Unreachable):
        RestSession(server.url).json("GET", "/dewars")
    assert len(server.requests) == 2


def test_before_the_repetition_the_connection_can_be_mended(scripted: Scripted) -> None:
    dead, alive = scripted(BROKEN), scripted(ok())
    rest = RestSession(dead.url)
    rest.recover = lambda _failed: rest.point(alive.url)
    assert rest.json("GET", "/dewars") == {"id": 123}


def test_a_backend_that_stays_silent_is_given_up(scripted: Scripted) -> None:
    rest = RestSession(scripted().url, timeout=0.2)
    with pytest.raises(Unreachable, match=r"did not answer within 0\.2 s"):
        rest.json("GET", "/dewars")


def test_another_server_at_the_address_is_named(scripted: Scripted) -> None:
    page = ok("<html>Welcome</html>").replace(b"application/json", b"text/html")
    redirect = refusal("302 Found", "", "Location: https://login.example.org/")
    for answer in (page, redirect, ok("[1, 2]")):
        with pytest.raises(ServerFault, match="not an SSX Desk backend"):
            RestSession(scripted(answer).url).json("GET", "/dewars")


def test_an_error_page_of_a_proxy_still_gives_the_right_error(scripted: Scripted) -> None:
    server = scripted(refusal("503 Service Unavailable", "<html>", "Retry-After: 3"))
    with pytest.raises(Unavailable) as raised:
        RestSession(server.url).json("GET", "/dewars")
    assert raised.value.retry_after == 3


def test_the_revision_and_the_token_travel_as_headers(scripted: Scripted) -> None:
    server = scripted(ok())
    RestSession(server.url, "tok").json("PATCH", "/dewars/3", json={}, etag="abc")
    assert b'If-Match: "abc"\r\n' in server.requests[0]
    assert b"Authorization: Bearer tok\r\n" in server.requests[0]
    assert server.requests[0].startswith(b"PATCH /ispyb/api/v1/dewars/3 ")


@pytest.mark.parametrize(("theirs", "old"), [(0, "backend at .* is too old"), (2, "program is too old")])
def test_versions_that_do_not_fit_say_which_is_too_old(scripted: Scripted, theirs: int, old: str) -> None:
    with pytest.raises(VersionMismatch, match=old):
        RestSession(scripted(ok(f'{{"api": {theirs}}}')).url).check_version()


def test_a_server_without_a_version_is_not_ours(scripted: Scripted) -> None:
    with pytest.raises(ServerFault, match="check the address"):
        RestSession(scripted(ok('{"status": "ok"}')).url).check_version()


def test_what_goes_to_this_machine_passes_no_proxy(
    scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy, server = scripted(ok()), scripted(ok(), ok())
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.setenv("http_proxy", proxy.url)
    RestSession(server.url, "tok").json("GET", "/dewars")
    RestSession(server.url, "tok", proxy=proxy.url).json("GET", "/dewars")
    assert (len(proxy.requests), len(server.requests)) == (0, 2)


def test_a_netrc_file_does_not_replace_the_token(
    scripted: Scripted, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("default login somebody password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    server = scripted(ok())
    RestSession(server.url, "tok").json("GET", "/dewars")
    assert b"Authorization: Bearer tok\r\n" in server.requests[0]


@pytest.fixture
def remote(backend: Callable[..., Any]) -> Any:
    """A backend that asks for a password."""
    served = backend()
    served.add_account("ada", "all_proposals", password="a long password")
    return served


def test_logging_in_and_going_on_when_the_token_ends(remote: Any) -> None:
    rest = RestSession(remote.url)
    kept: list[Target] = []
    rest.logged_in = kept.append
    with pytest.raises(NotLoggedIn):
        rest.json("GET", "/proposals")
    with pytest.raises(NotLoggedIn):
        rest.login("ada", "wrong")
    assert "all_proposals" in rest.login("ada", "a long password")["permissions"]
    rest.point(remote.url, "an.ended.token", kept[-1].refresh_token)
    assert rest.json("GET", "/auth/me")["username"] == "ada"
    assert len(kept) == 2


def test_an_unknown_parameter_is_an_error_that_names_it(remote: Any) -> None:
    rest = RestSession(remote.url)
    rest.login("ada", "a long password")
    with pytest.raises(Invalid) as raised:
        rest.json("GET", "/proposals", params={"colour": "red"})
    assert "colour" in raised.value.errors
