# SPDX-License-Identifier: LGPL-3.0-or-later
"""A report for whoever helps: versions, settings, state and log in one zip file, and no secret in it."""

from __future__ import annotations

import io
import json
import os
import platform
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import qtpy
from qtpy.QtWidgets import QFileDialog, QWidget

from backend.domain.handshake import API_VERSION, LOG_FILE
from hwobj.client.session import RestSession
from hwobj.errors import LimsError
from ssx_widget.context.app_context import AppContext
from ssx_widget.files.written_file import write_file
from ssx_widget.support.recent_log import recent

_PACKAGES = ("ssx-desk", "PyQt5", "QtPy", "QtAwesome", "pyqtgraph", "numpy", "requests")
_OF_HOSTS = ("gevent", "mxcubecore")
_TAIL = 300_000
_HIDDEN = "(hidden)"
_PATTERNS = (
    (re.compile(r"://[^/\s\"'<>]*@"), f"://{_HIDDEN}@"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.+/=~-]+"), rf"\1 {_HIDDEN}"),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"), _HIDDEN),
    (
        re.compile(
            r"(?i)([\w-]*(?:passw(?:or)?d|secret|token|api_?key)[\w-]*[\"']?\s*[=:]\s*)"
            r"(\"(?:\\.|[^\"\\])*\"|'[^']*'|[^\s,;&}]+)"
        ),
        rf"\1{_HIDDEN}",
    ),
)
_FILES = "Zip files (*.zip)"


@dataclass(frozen=True)
class Report:
    """What is read of the context before the work begins; `pack` is for a worker."""

    settings: Mapping[str, object]
    state: Mapping[str, object]
    log: str
    rest: RestSession
    folder: Path

    @classmethod
    def of(cls, context: AppContext) -> Report:
        """The context as it is now."""
        settings = {name: value for name, value in asdict(context.preferences).items() if name != "folder"}
        connection = context.connection
        state = {
            "connection": connection.state.name,
            "sentence": connection.state.sentence,
            "backend": connection.rest.target.url,
            "proposal": context.proposal_id,
            "unsaved": [f"{draft.collection}: {', '.join(draft.changes)}" for draft in context.edits.unsaved],
        }
        return cls(settings, state, recent.text, connection.rest, context.preferences.folder)

    def pack(self) -> bytes:
        """The zip file."""
        parts = {
            "versions.txt": "\n".join(self._versions()),
            "settings.json": json.dumps(self.settings, indent=1, default=str),
            "state.json": json.dumps(self.state, indent=1, default=str),
            "window.log": self.log,
            "backend.log": _tail(self.folder / LOG_FILE),
        }
        target = self.rest.target
        secrets = [target.token, target.refresh_token, os.environ.get("SSX_PASSWORD")]
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in parts.items():
                archive.writestr(name, without_secrets(text, secrets))
        return packed.getvalue()

    def _versions(self) -> Iterable[str]:
        yield f"made {datetime.now().astimezone().isoformat(timespec='seconds')}"
        yield f"{platform.python_implementation()} {platform.python_version()} on {platform.platform()}"
        yield f"Qt {qtpy.QT_VERSION} through {qtpy.API_NAME}"
        yield f"interface {API_VERSION}"
        yield from (f"{name} {_version(name)}" for name in (*_PACKAGES, *_OF_HOSTS))
        try:
            yield f"backend {json.dumps(self.rest.health())}"
        except LimsError as error:
            yield f"backend {error}"


def without_secrets(text: str, secrets: Iterable[str | None] = ()) -> str:
    """The text with passwords, tokens and credentials in addresses hidden; `secrets` are known ones."""
    for secret in filter(None, secrets):
        text = text.replace(secret, _HIDDEN)
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text


def ask_where_to_save(context: AppContext, parent: QWidget) -> QFileDialog:
    """Open a dialog for the file; the report is written on a worker. Nothing waits for it."""
    name = f"ssx-desk-report-{datetime.now().astimezone():%Y-%m-%d}.zip"
    dialog = QFileDialog(parent, "Save a report", str(Path.home() / name), _FILES)
    dialog.setAcceptMode(QFileDialog.AcceptSave)
    dialog.setDefaultSuffix("zip")
    dialog.fileSelected.connect(lambda file: save(context, Path(file)))
    dialog.finished.connect(lambda _result: dialog.deleteLater())
    dialog.open()
    return dialog


def save(context: AppContext, file: Path) -> None:
    """Write the report into a file, and say so."""
    report = Report.of(context)
    context.tasks.run(
        lambda: write_file(file, report.pack()),
        done=lambda _none: context.messages.done(f"The report is {file}. No password is in it."),
        busy="Writing the report…",
        owner=context,
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "is not installed"


def _tail(file: Path) -> str:
    """The end of a file that may be large; empty where there is none."""
    try:
        with file.open("rb") as lines:
            size = lines.seek(0, os.SEEK_END)
            lines.seek(max(0, size - _TAIL))
            return lines.read().decode(errors="replace")
    except OSError:
        return ""
