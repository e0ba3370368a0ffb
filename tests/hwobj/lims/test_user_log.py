# SPDX-License-Identifier: LGPL-3.0-or-later
"""What whoever sits at the beamline reads: a sentence that several tell at once is one line."""

from __future__ import annotations

import logging

import pytest

from hwobj.lims import mxcube
from hwobj.lims.mxcube import tell_once


def test_what_several_hear_of_at_once_is_told_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mxcube, "_last_told", ("", 0.0))
    with caplog.at_level(logging.WARNING, "user_level_log"):
        for sentence in ("The login ended.", "The login ended.", "It is back.", "The login ended."):
            tell_once(logging.WARNING, sentence)
        monkeypatch.setattr(mxcube, "AT_ONCE_S", -1.0)
        tell_once(logging.WARNING, "The login ended.")
    told = [record.getMessage().removeprefix("SSX Desk: ") for record in caplog.records]
    assert told == ["The login ended.", "It is back.", "The login ended.", "The login ended."]
