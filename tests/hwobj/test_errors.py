# SPDX-License-Identifier: LGPL-3.0-or-later
"""Each refusal of the backend becomes the error that a caller can act on."""

from __future__ import annotations

import pytest

from hwobj import errors
from hwobj.errors import error_from


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.Invalid),
        (401, errors.NotLoggedIn),
        (403, errors.NotAllowed),
        (404, errors.NotFound),
        (409, errors.Conflict),
        (412, errors.Stale),
        (413, errors.Invalid),
        (422, errors.Invalid),
        (429, errors.Unavailable),
        (500, errors.ServerFault),
        (502, errors.Unavailable),
        (503, errors.Unavailable),
    ],
)
def test_a_status_has_its_error_and_keeps_the_sentence(status: int, kind: type[errors.LimsError]) -> None:
    error = error_from(status, {"title": "Title", "detail": "The dewar was sent."}, {})
    assert type(error) is kind
    assert str(error) == "The dewar was sent."


def test_a_proxy_that_finds_a_file_too_large_is_put_into_words() -> None:
    assert "smaller file" in str(error_from(413, {}, {}))


def test_a_stale_row_brings_the_current_one() -> None:
    error = error_from(412, {"detail": "Changed.", "current": {"dewarId": 3, "_etag": "b"}}, {})
    assert isinstance(error, errors.Stale)
    assert error.current == {"dewarId": 3, "_etag": "b"}


def test_messages_stand_by_field() -> None:
    problem = {"detail": "Wrong.", "errors": {"pH": ["0 to 14"], "name": "too long"}, "findings": [1]}
    error = error_from(422, problem, {})
    assert isinstance(error, errors.Invalid)
    assert error.errors == {"pH": ["0 to 14"], "name": ["too long"]}
    assert error.problem["findings"] == [1]


@pytest.mark.parametrize(("header", "seconds"), [("7", 7.0), ("Wed, 21 Oct 2026 07:28:00 GMT", None)])
def test_a_busy_backend_says_when_to_come_again(header: str, seconds: float | None) -> None:
    error = error_from(503, {}, {"Retry-After": header})
    assert isinstance(error, errors.Unavailable)
    assert error.retry_after == seconds


def test_without_a_reason_the_status_is_put_into_words() -> None:
    assert "status 500" in str(error_from(500, {}, {}))
    assert "try again" in str(error_from(502, {}, {}))
