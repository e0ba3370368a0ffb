# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a screen shows as a file: the menu of kinds, and the writing on a worker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot
from qtpy.QtWidgets import QWidget

from ssx_widget.context.app_context import AppContext
from ssx_widget.look.messages import Message
from ssx_widget.screens.shipments.list_export import ListExport, ListExportButton

Row = dict[str, Any]
WAIT_MS = 10_000


def test_the_menu_names_the_kinds_and_tells_which_is_wanted(
    show: Callable[[QWidget], QWidget], qtbot: QtBot
) -> None:
    button = ListExportButton()
    show(button)
    actions = button.menu().actions()
    assert [action.text() for action in actions] == ["&CSV…", "&Excel…"]
    with qtbot.waitSignal(button.wanted) as wanted:
        actions[1].trigger()
    assert wanted.args == ["xlsx"]
    button.allow("There is no sample to export yet.")
    assert (button.isEnabled(), button.toolTip()) == (False, "There is no sample to export yet.")


def test_the_samples_of_a_shipment_are_written_and_the_file_is_named(
    context: AppContext,
    stored: Row,
    told: list[Message],
    show: Callable[[QWidget], QWidget],
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    window = show(QWidget())
    file = tmp_path / "December.csv"
    key = stored["shippingId"]
    ListExport(context, window).save_as(file, lambda: context.core.export_samples(key, "csv"))
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT_MS)
    assert told[-1].text == f"The list of samples is saved as {file}."
    assert "cdk1" in file.read_text(encoding="utf-8")
