# SPDX-License-Identifier: LGPL-3.0-or-later
"""What holds for all tests: a limit for set-ups, and a tree that a run leaves as it was."""

from __future__ import annotations

import signal
import threading
import time
from pathlib import Path

import pytest

from tests.helpers import tree
from tests.helpers.limits import within


def test_a_set_up_that_hangs_is_told_in_a_sentence() -> None:
    sentence = r"^The set-up of x did not end within 0\.05 s\.$"
    with pytest.raises(pytest.fail.Exception, match=sentence), within(0.05, "The set-up of x"):
        threading.Event().wait(20)


def test_the_limit_around_goes_on_after_one_inside() -> None:
    def wait() -> None:
        with within(0.3, "outside"):
            with within(10, "inside"):
                time.sleep(0.1)
            threading.Event().wait(20)

    with pytest.raises(pytest.fail.Exception, match="outside"):
        wait()


def test_nothing_is_left_of_a_limit() -> None:
    before = signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)[0] > 0
    with within(10, "x"):
        pass
    assert (signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)[0] > 0) == before


def test_what_a_test_writes_into_the_repository_is_seen_and_what_tools_make_is_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tree, "ROOT", tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "backend" / "__pycache__").mkdir(parents=True)
    for name in (".git/index", "backend/__pycache__/x.pyc", ".coverage.17", "backend.log", "backend/left"):
        (tmp_path / name).write_text("")
    assert tree.files() == {"backend.log", "backend/left"}
