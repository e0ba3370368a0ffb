# SPDX-License-Identifier: LGPL-3.0-or-later
"""Both engines: true millimetres, nothing read from disk or network, and a sentence when they are missing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from backend.domain.papers import PAPERS, Paper
from backend.errors import Invalid
from backend.labels import engines
from backend.labels.engines import (
    EngineMissing,
    RenderingFailed,
    available_engines,
    choose_engine,
    render_pdf,
)
from backend.labels.weasyprint_worker import Worker

pytestmark = pytest.mark.slow

Look = Callable[[bytes], Any]


def _html(body: str, paper: Paper = PAPERS["A4"]) -> str:
    size = f"@page{{size:{paper.width_mm}mm {paper.height_mm}mm;margin:0}} body{{margin:0}}"
    return f'<html><head><meta charset="utf-8"><style>{size}</style></head><body>{body}</body></html>'


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_a_millimetre_is_a_millimetre(look: Look, engine: str, paper: Paper) -> None:
    box = '<div style="margin:10mm 0 0 20mm;width:70mm;height:50mm;background:black"></div>'
    picture = Image.open(look(render_pdf(_html(box, paper), paper, engine)).pictures(254)[0])
    assert picture.size == pytest.approx((paper.width_mm * 10, paper.height_mm * 10), abs=4)
    dark = picture.point(lambda level: 255 if level < 128 else 0).getbbox()
    assert dark == pytest.approx((200, 100, 900, 600), abs=4)


@pytest.mark.parametrize(
    "tag",
    ['<img src="{0}">', '<iframe src="{0}"></iframe>', '<object data="{0}"></object>', '<embed src="{0}">'],
)
def test_a_local_file_is_not_pulled_in(tmp_path: Path, look: Look, engine: str, tag: str) -> None:
    secret = tmp_path / "secret.html"
    secret.write_text("<p>hidden treasure</p>")
    text = " ".join(
        look(render_pdf(_html("before " + tag.format(secret.as_uri())), PAPERS["A4"], engine)).texts
    )
    assert "before" in text
    assert "treasure" not in text


def test_nothing_is_asked_of_the_network(look: Look, engine: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = "http://{}:{}/x".format(*server.getsockname())
        body = f'here <img src="{url}"><iframe src="{url}"></iframe><link rel="stylesheet" href="{url}">'
        assert look(render_pdf(_html(body), PAPERS["A4"], engine)).texts[0].startswith("here")
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()


def test_scripts_do_not_run(look: Look, engine: str) -> None:
    body = "<p id=a>as written</p><script>document.getElementById('a').textContent = 'changed'</script>"
    assert look(render_pdf(_html(body), PAPERS["A4"], engine)).texts[0] == "as written"


def test_the_environment_that_wkhtmltopdf_gets_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSX_SECRET_KEY", "do not tell")
    assert set(engines._bare_environment()) <= {
        "PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "QT_QPA_PLATFORM",
    }  # fmt: skip


def test_both_engines_are_found_here() -> None:
    assert [(engine.name, engine.available) for engine in available_engines()] == [
        ("wkhtmltopdf", True),
        ("weasyprint", True),
    ]
    assert choose_engine() == "wkhtmltopdf"


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(Invalid, match="Choose one of auto, wkhtmltopdf, weasyprint"):
        choose_engine("word")


def test_without_wkhtmltopdf_weasyprint_draws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert choose_engine() == "weasyprint"
    with pytest.raises(EngineMissing, match="apt-get install wkhtmltopdf"):
        choose_engine("wkhtmltopdf")


def test_without_any_engine_the_install_line_is_given(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(engines._PANGO, sys.platform, ("libpango-that-is-not-there.so",))
    with pytest.raises(EngineMissing) as caught:
        render_pdf("", PAPERS["A4"])
    assert caught.value.status == 503
    assert "apt-get install wkhtmltopdf or: apt-get install libpango-1.0-0" in str(caught.value)


def test_a_wkhtmltopdf_that_fails_is_reported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "wkhtmltopdf"
    program.write_text("#!/bin/sh\necho broken pipe dream >&2\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RenderingFailed, match="ended with status 3 \\(broken pipe dream\\)"):
        render_pdf(_html(""), PAPERS["A4"], "wkhtmltopdf")


def test_an_engine_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch, engine: str) -> None:
    monkeypatch.setattr(engines, "TIMEOUT_S", 0.05)
    with pytest.raises(RenderingFailed, match="Print fewer dewars at a time"):
        render_pdf(_html("<p>word</p>" * 20000), PAPERS["A4"], engine)


def test_a_weasyprint_worker_that_was_killed_is_replaced() -> None:
    worker = Worker()
    worker.render(_html("one"), 60)
    first = worker.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert worker.render(_html("two"), 60).startswith(b"%PDF")
    second = worker.pid
    assert second not in (None, first)
    worker.stop()
    assert worker.pid is None


def test_a_warm_weasyprint_worker_is_used_again() -> None:
    worker = Worker()
    worker.render(_html("one"), 60)
    first = worker.pid
    worker.render(_html("two"), 60)
    assert worker.pid == first
    worker.stop()


def test_an_idle_weasyprint_worker_ends(process_ends: Callable[[int], bool]) -> None:
    worker = Worker(idle_s=0.01)
    worker.render(_html("one"), 60)
    pid = worker.pid
    assert pid is None or process_ends(pid)
    assert worker.render(_html("two"), 60).startswith(b"%PDF")
    worker.stop()


def test_a_weasyprint_worker_ends_with_its_killed_parent(process_ends: Callable[[int], bool]) -> None:
    script = (
        "from backend.labels.weasyprint_worker import Worker\n"
        "worker = Worker()\n"
        "worker.render('<p>one</p>', 60)\n"
        "print(worker.pid, flush=True)\n"
        "input()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    ) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        parent.kill()
    assert process_ends(worker)
