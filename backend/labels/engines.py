# SPDX-License-Identifier: LGPL-3.0-or-later
"""From HTML to PDF: one function, two engines behind it, neither of which reads a file or the network."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from backend.domain.papers import Paper
from backend.errors import BackendError, Invalid, Unavailable
from backend.labels.weasyprint_worker import RenderingStopped, render_with_weasyprint

TIMEOUT_S = 60.0
"""Longest time that one document may take; 60 pages take about half a second."""

# Debian's wkhtmltopdf prints everything at 76.8 %; this makes a millimetre a millimetre.
_TRUE_MILLIMETRES = "<style>html{zoom:1.30208}</style></head>"
_PANGO = {"win32": ("libpangoft2-1.0-0.dll",), "darwin": ("libpangoft2-1.0.dylib", "libpangoft2-1.0.0.dylib")}


class EngineMissing(Unavailable):
    """503: no program that makes PDF files is installed; the sentence says what to install."""

    title = "No PDF engine"


class RenderingFailed(BackendError):
    """500: the PDF engine stopped, or took too long."""

    title = "The label could not be drawn"


@dataclass(frozen=True)
class Engine:
    """A way to make PDF files, and the line that installs it where it is missing."""

    name: str
    available: bool
    install_line: str


def available_engines() -> list[Engine]:
    """Give both engines in the order of preference, each with whether it is installed here."""
    return [
        Engine("wkhtmltopdf", shutil.which("wkhtmltopdf") is not None, "apt-get install wkhtmltopdf"),
        Engine(
            "weasyprint",
            importlib.util.find_spec("weasyprint") is not None and _pango_loads(),
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0 && pip install weasyprint",
        ),
    ]


def choose_engine(engine: str = "auto") -> str:
    """Give the name of the engine that will be used; EngineMissing when it is not there."""
    engines = available_engines()
    if engine != "auto" and engine not in [known.name for known in engines]:
        names = ", ".join(["auto", *(known.name for known in engines)])
        raise Invalid.field("engine", f"There is no PDF engine “{engine}”. Choose one of {names}.")
    wanted = [known for known in engines if engine in ("auto", known.name)]
    for known in wanted:
        if known.available:
            return known.name
    lines = " or: ".join(known.install_line for known in wanted)
    raise EngineMissing(f"No PDF engine is installed, so labels cannot be made. Install one with: {lines}")


def render_pdf(html: str, page: Paper, engine: str = "auto") -> bytes:
    """Give `html` as a PDF of that paper; both engines give the same pages.

    Every picture is a data URI. EngineMissing without an engine, RenderingFailed when it stops or is slow.
    """
    return _RENDER[choose_engine(engine)](html, page)


def wkhtmltopdf_command(html: str, page: Paper) -> list[str]:
    """Give the command that reads HTML from its standard input and writes a PDF to its standard output."""
    import pdfkit

    options = {
        "page-width": f"{page.width_mm}mm",
        "page-height": f"{page.height_mm}mm",
        **{f"margin-{side}": "0" for side in ("top", "right", "bottom", "left")},
        "encoding": "UTF-8",
        "disable-local-file-access": "",
        "disable-javascript": "",
        "disable-plugins": "",
        # The program has no switch for the network: what it asks for goes to a proxy that is not there.
        "proxy": "http://127.0.0.1:1",
        "load-error-handling": "ignore",
        "load-media-error-handling": "ignore",
    }
    program = pdfkit.configuration(wkhtmltopdf=shutil.which("wkhtmltopdf"), environ=_bare_environment())
    command: list[str] = pdfkit.PDFKit(html, "string", options=options, configuration=program).command()
    return command


def _with_wkhtmltopdf(html: str, page: Paper) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command; the text goes through standard input
            wkhtmltopdf_command(html, page),
            input=html.replace("</head>", _TRUE_MILLIMETRES, 1).encode("utf-8"),
            capture_output=True,
            env=_bare_environment(),
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RenderingFailed(_too_long("wkhtmltopdf")) from error
    # Status 1 means that something was not loaded; the pages are there all the same.
    if done.returncode in (0, 1) and done.stdout.startswith(b"%PDF"):
        return done.stdout
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["it gave no reason"]
    raise RenderingFailed(
        f"wkhtmltopdf ended with status {done.returncode} ({said[0]}). Try again, or choose weasyprint."
    )


def _with_weasyprint(html: str, page: Paper) -> bytes:
    del page  # It reads the size from the @page rule.
    try:
        return render_with_weasyprint(html, TIMEOUT_S)
    except TimeoutError as error:
        raise RenderingFailed(_too_long("WeasyPrint")) from error
    except RenderingStopped as error:
        raise RenderingFailed(f"WeasyPrint stopped ({error}). Try again, or choose wkhtmltopdf.") from error


_RENDER: dict[str, Callable[[str, Paper], bytes]] = {
    "wkhtmltopdf": _with_wkhtmltopdf,
    "weasyprint": _with_weasyprint,
}


def _too_long(program: str) -> str:
    return f"{program} took longer than {TIMEOUT_S:.0f} s. Print fewer dewars at a time."


def _bare_environment() -> dict[str, str]:
    """Give what a program needs to find its libraries and fonts, and nothing that it could tell anyone."""
    kept = (
        "PATH",
        "HOME",
        "LANG",
        "LC_ALL",
        "TMPDIR",
        "SYSTEMROOT",
        "TEMP",
        "FONTCONFIG_FILE",
        "FONTCONFIG_PATH",
    )
    return {**{key: os.environ[key] for key in kept if key in os.environ}, "QT_QPA_PLATFORM": "offscreen"}


def _pango_loads() -> bool:
    """Say whether the library that WeasyPrint draws text with is there, without its second of imports."""
    for name in _PANGO.get(sys.platform, ("libpangoft2-1.0.so.0",)):
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False
