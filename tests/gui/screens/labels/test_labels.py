# SPDX-License-Identifier: LGPL-3.0-or-later
"""The labels screen on a real backend: what is shown, greyed and told, and what comes out."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot
from qtpy.QtCore import QPoint, QPointF, QSizeF, Qt, QTimer
from qtpy.QtGui import QImage, QWheelEvent
from qtpy.QtPrintSupport import QPrintDialog, QPrinter
from qtpy.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QWidget

from ssx_widget.context.app_context import AppContext
from ssx_widget.context.connection import Connection
from ssx_widget.context.preferences import Preferences
from ssx_widget.look.messages import Message
from ssx_widget.screens.labels.label_options import LabelOptions, make
from ssx_widget.screens.labels.output import Sheets
from ssx_widget.screens.labels.pages import draw_page, page_sizes, take_pages
from ssx_widget.screens.labels.pdf_file import save_pdf
from ssx_widget.screens.labels.printer import PrintingFailed, prepare, print_pages
from ssx_widget.screens.labels.view import LabelsView
from ssx_widget.widgets.placeholders import Notice

pytestmark = pytest.mark.slow

Row = dict[str, Any]
D = TypeVar("D", bound=QDialog)
WAIT_MS = 20_000
POINTS_PER_MM = 72 / 25.4


@pytest.fixture
def shipment(context: AppContext) -> Row:
    """A shipment with two dewars."""
    made = context.core.shippings.create(
        {"proposalId": context.proposal_id, "shippingName": "December SSX run"}
    )
    for code in ("DEW-12", "DEW-13"):
        context.core.dewars.create({"shippingId": made["shippingId"], "code": code})
    return context.core.shipping_info(made["shippingId"])


@pytest.fixture
def labels(
    context: AppContext,
    shipment: Row,  # noqa: ARG001  it has to be there
    show: Callable[[QWidget], QWidget],
    qtbot: QtBot,
) -> LabelsView:
    """The screen with the labels of that shipment."""
    view = LabelsView(context)
    with qtbot.waitSignal(view.preview.made, timeout=WAIT_MS):
        show(view)
    return view


@pytest.fixture
def pdf(context: AppContext, shipment: Row) -> bytes:
    """The labels of that shipment's dewars."""
    return context.core.shipping_labels(shipment["shippingId"])


def codes_of(pdf: Path, dpi: int) -> list[set[str]]:
    """What a reader finds on each page of a file that is drawn at `dpi`."""
    stem = pdf.with_suffix("")
    subprocess.run(["pdftoppm", "-r", str(dpi), "-png", str(pdf), str(stem)], check=True)
    pictures = sorted(pdf.parent.glob(f"{stem.name}-*.png"))
    return [_codes_in(picture) for picture in pictures]


def _codes_in(picture: Path) -> set[str]:
    found = subprocess.run(["zbarimg", "-q", str(picture)], capture_output=True, check=True)
    return set(found.stdout.decode().splitlines())


def both_codes(dewar: Row) -> set[str]:
    return {f"CODE-128:{dewar['barCode']}", f"QR-Code:{dewar['barCode']}"}


def to_file(file: Path, size: QSizeF, copies: int = 1) -> QPrinter:
    printer = QPrinter(QPrinter.HighResolution)
    printer.setOutputFormat(QPrinter.PdfFormat)
    printer.setOutputFileName(str(file))
    prepare(printer, size, copies)
    return printer


def test_printed_codes_are_read_at_150_dpi_from_every_page(pdf: bytes, shipment: Row, tmp_path: Path) -> None:
    file = tmp_path / "printed.pdf"
    print_pages(to_file(file, page_sizes(pdf)[0]), pdf, range(6), lambda *_: None)
    first, second = shipment["dewars"]
    found = codes_of(file, 150)
    assert len(found) == 6
    assert all(both_codes(first) <= codes for codes in found[:3])
    assert all(both_codes(second) <= codes for codes in found[3:])


@pytest.mark.parametrize(
    ("template", "paper", "width", "height"),
    [("dewar", "A4", 210, 297), ("dewar", "Letter", 215.9, 279.4), ("thermal-100x150", "", 100, 150)],
)
def test_a_printed_millimetre_is_a_millimetre(
    context: AppContext, shipment: Row, tmp_path: Path, template: str, paper: str, width: float, height: float
) -> None:
    dewar_ids = (shipment["dewars"][0]["dewarId"],)
    made = make(context, LabelOptions(shipment["shippingId"], dewar_ids, template, paper))
    file = tmp_path / "printed.pdf"
    printer = to_file(file, made.sizes[0])
    print_pages(printer, made.pdf, [0], lambda *_: None)
    printed = page_sizes(file.read_bytes())[0]
    assert printed.width() / POINTS_PER_MM == pytest.approx(width, abs=0.5)
    assert printed.height() / POINTS_PER_MM == pytest.approx(height, abs=0.5)
    wanted, given = draw_page(made.pdf, 0, 300), draw_page(file.read_bytes(), 0, 300)
    assert dark_box(given) == pytest.approx(dark_box(wanted), abs=2)


def dark_box(image: QImage) -> tuple[int, int, int, int]:
    """The box around all that is printed, in pixels."""
    gray = image.convertToFormat(QImage.Format_Grayscale8)
    bits = gray.constBits().asstring(gray.sizeInBytes())
    page = Image.frombytes("L", (gray.width(), gray.height()), bits, "raw", "L", gray.bytesPerLine())
    found = page.point(lambda light: 255 if light < 128 else 0).getbbox()
    assert found is not None
    return found


def test_copies_are_printed_one_set_after_the_other(pdf: bytes, tmp_path: Path) -> None:
    file = tmp_path / "printed.pdf"
    told = []
    print_pages(to_file(file, page_sizes(pdf)[0], 2), pdf, [0, 3], lambda *step: told.append(step))
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4)]
    assert len(page_sizes(file.read_bytes())) == 4


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_takes_nothing_is_told_in_a_sentence(pdf: bytes, tmp_path: Path) -> None:
    printer = to_file(tmp_path / "no folder" / "printed.pdf", page_sizes(pdf)[0])
    with pytest.raises(PrintingFailed, match="could not be written"):
        print_pages(printer, pdf, [0], lambda *_: None)


def test_chosen_pages_become_a_file_of_their_own(pdf: bytes, shipment: Row, tmp_path: Path) -> None:
    file = tmp_path / "saved.pdf"
    save_pdf(file, take_pages(pdf, [3, 0, 3]))
    first, second = shipment["dewars"]
    found = codes_of(file, 150)
    assert found == [both_codes(second), both_codes(first), both_codes(second)]


def test_saving_where_it_cannot_be_is_told_in_a_sentence(pdf: bytes, tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"was not saved.*Choose another folder"):
        save_pdf(tmp_path / "no folder" / "saved.pdf", pdf)


def test_the_newest_shipment_is_shown_with_all_its_dewars(labels: LabelsView, shipment: Row) -> None:
    made = labels.preview.labels
    assert made is not None
    assert made.options.shipping_id == shipment["shippingId"]
    assert len(made.sizes) == 6
    assert labels.choices.dewars.checked == tuple(dewar["dewarId"] for dewar in shipment["dewars"])
    assert labels.choices.printButton.isEnabled()
    assert labels.choices.saveButton.isEnabled()


def test_the_time_it_took_is_told(told: list[Message], labels: LabelsView) -> None:
    assert labels.isVisible()
    assert told[-1].text.startswith("6 pages · made in ")


def test_unchecking_a_dewar_leaves_its_pages_out(labels: LabelsView, shipment: Row, qtbot: QtBot) -> None:
    with qtbot.waitSignal(labels.preview.made, timeout=WAIT_MS):
        labels.choices.dewars.check([shipment["dewars"][1]["dewarId"]])
        assert not labels.choices.printButton.isEnabled()
    assert labels.preview.labels is not None
    assert len(labels.preview.labels.sizes) == 3


def test_space_and_a_click_on_the_words_check_a_dewar(
    labels: LabelsView, shipment: Row, qtbot: QtBot
) -> None:
    dewars = labels.choices.dewars
    first, second = (row["dewarId"] for row in shipment["dewars"])
    dewars.setCurrentIndex(dewars.model().index(0, 0))
    qtbot.keyClick(dewars, Qt.Key_Space)
    assert dewars.checked == (second,)
    place = dewars.visualRect(dewars.model().index(1, 1)).center()
    qtbot.mouseClick(dewars.viewport(), Qt.LeftButton, pos=place)
    assert dewars.checked == ()
    qtbot.mouseClick(dewars.viewport(), Qt.LeftButton, pos=place)
    assert dewars.checked == (second,)
    dewars.check_all(True)
    assert dewars.checked == (first, second)


def test_several_quick_choices_are_one_request(labels: LabelsView, qtbot: QtBot) -> None:
    begun, made = [], []
    labels.preview.begun.connect(lambda: begun.append(True))
    labels.preview.made.connect(made.append)
    combo = labels.choices.paperCombo
    with qtbot.waitSignal(labels.preview.made, timeout=WAIT_MS):
        for place in (1, 0, 1):
            combo.setCurrentIndex(place)
            combo.activated.emit(place)
    assert (len(begun), [each.options.paper for each in made]) == (3, ["Letter"])
    assert labels.preview.labels is made[0]


def test_no_dewar_checked_greys_the_buttons_with_the_reason(labels: LabelsView) -> None:
    labels.choices.allButton.click()
    assert not labels.choices.printButton.isEnabled()
    assert labels.choices.printButton.toolTip() == "No dewar is checked. Check those to print."
    assert labels.choices.saveButton.toolTip() == "No dewar is checked. Check those to print."
    labels.choices.allButton.click()
    assert len(labels.choices.dewars.checked) == 2


def test_pages_that_are_not_there_are_told_below_the_field(labels: LabelsView) -> None:
    labels.choices.pagesLine.setText("2-9")
    assert labels.choices.pagesError.text() == "“2-9” is outside of the pages that there are: 1 to 6."
    assert labels.choices.pagesError.isVisible()
    assert labels.choices.printButton.toolTip() == labels.choices.pagesError.text()
    labels.choices.pagesLine.setText("2-3")
    assert not labels.choices.pagesError.isVisible()
    assert labels.choices.printButton.isEnabled()


def test_pages_are_walked_by_keys_and_stop_at_the_ends(labels: LabelsView, qtbot: QtBot) -> None:
    labels.page.setFocus()
    for _ in range(8):
        qtbot.keyClick(labels.page, Qt.Key_PageDown)
    assert labels.thumbnails.currentIndex().row() == 5
    qtbot.keyClick(labels.page, Qt.Key_PageUp)
    assert labels.thumbnails.currentIndex().row() == 4


def test_ctrl_and_the_wheel_zoom_and_the_page_becomes_sharp(labels: LabelsView, qtbot: QtBot) -> None:
    before = labels.page.zoom
    pictures = labels.page._pictures
    with qtbot.waitSignal(pictures.drawn, timeout=WAIT_MS):
        QApplication.sendEvent(labels.page.viewport(), wheel_up())
    assert labels.page.zoom == pytest.approx(before * 1.25)
    labels.page.zoom_to(None)
    assert labels.page.zoom == pytest.approx(before)


def wheel_up() -> QWheelEvent:
    place = QPointF(10, 10)
    return QWheelEvent(
        place, place, QPoint(), QPoint(0, 120), Qt.NoButton, Qt.ControlModifier, Qt.NoScrollPhase, False
    )


def test_a_change_of_the_shipment_brings_new_labels(
    context: AppContext, labels: LabelsView, shipment: Row, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(labels.preview.made, timeout=WAIT_MS):
        context.core.dewars.create({"shippingId": shipment["shippingId"], "code": "DEW-14"})
    assert labels.preview.labels is not None
    assert len(labels.preview.labels.sizes) == 9


def test_saving_tells_the_file_and_what_is_in_it(
    labels: LabelsView, told: list[Message], tmp_path: Path, qtbot: QtBot
) -> None:
    assert labels.preview.labels is not None
    file = tmp_path / "labels.pdf"
    labels.output.save_as(Sheets(labels.preview.labels, (0, 1), 2), file)
    qtbot.waitUntil(lambda: f"4 pages saved as {file}." in [each.text for each in told], timeout=WAIT_MS)
    assert len(page_sizes(file.read_bytes())) == 4


def test_a_file_that_cannot_be_saved_is_told(
    labels: LabelsView, told: list[Message], tmp_path: Path, qtbot: QtBot
) -> None:
    assert labels.preview.labels is not None
    labels.output.save_as(Sheets(labels.preview.labels, (0,), 1), tmp_path / "no folder" / "labels.pdf")
    qtbot.waitUntil(lambda: "error" in [each.level for each in told], timeout=WAIT_MS)
    assert "was not saved" in told[-1].text


@pytest.fixture
def printed(
    labels: LabelsView, told: list[Message], tmp_path: Path, qtbot: QtBot
) -> Callable[..., Callable[[], object]]:
    """Print the pages at some places; gives what is offered after that."""

    def print_places(*places: int) -> Callable[[], object]:
        made = labels.preview.labels
        assert made is not None
        with qtbot.waitSignal(labels.output.printed, timeout=WAIT_MS):
            labels.output.print_to(to_file(tmp_path / "a.pdf", made.sizes[0]), Sheets(made, places, 1))
        assert told[-1].action is not None
        return told[-1].action.do

    return print_places


def states(context: AppContext, shipment: Row) -> list[str]:
    return [context.core.dewars.get(dewar["dewarId"])["dewarStatus"] for dewar in shipment["dewars"]]


def test_printing_offers_the_next_state_and_changes_nothing_by_itself(
    context: AppContext,
    shipment: Row,
    told: list[Message],
    printed: Callable[..., Callable[[], object]],
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    offered = printed(*range(6))
    assert states(context, shipment) == ["opened", "opened"]
    assert told[-1].text == f"6 pages went to {tmp_path / 'a.pdf'}."
    offered()
    qtbot.waitUntil(lambda: told[-1].text == "2 dewars marked as labels printed.", timeout=WAIT_MS)
    assert states(context, shipment) == ["ready to go", "ready to go"]


def test_after_one_page_only_its_dewar_is_marked_and_noted_as_printed(
    context: AppContext,
    shipment: Row,
    told: list[Message],
    printed: Callable[..., Callable[[], object]],
    qtbot: QtBot,
) -> None:
    printed(4)()
    qtbot.waitUntil(lambda: told[-1].text == "1 dewar marked as labels printed.", timeout=WAIT_MS)
    assert states(context, shipment) == ["opened", "ready to go"]
    first, second = context.core.label_state(shipment["shippingId"])
    assert (first["printed"], bool(second["printed"])) == (None, True)


def test_a_dewar_that_is_further_on_is_not_marked_again(
    context: AppContext,
    shipment: Row,
    told: list[Message],
    printed: Callable[..., Callable[[], object]],
    qtbot: QtBot,
) -> None:
    key = shipment["dewars"][0]["dewarId"]
    context.core.set_dewar_status(key, "ready to go", reason="by hand")
    before = len(context.core.dewar_history(key))
    printed(*range(6))()
    qtbot.waitUntil(lambda: told[-1].text == "1 dewar marked as labels printed.", timeout=WAIT_MS)
    assert states(context, shipment) == ["ready to go", "ready to go"]
    assert len(context.core.dewar_history(key)) == before


def when_it_opens(kind: type[D], do: Callable[[D], object]) -> None:
    """Do something with a dialog as soon as it stands."""
    dialog = QApplication.activeModalWidget()
    if isinstance(dialog, kind):
        do(dialog)
    else:
        QTimer.singleShot(10, lambda: when_it_opens(kind, do))


def test_print_goes_through_the_systems_dialog_with_the_chosen_pages_and_copies(
    labels: LabelsView, shipment: Row, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "printed.pdf"

    def accept(dialog: QPrintDialog) -> None:
        dialog.findChild(QLineEdit, "filename").setText(str(file))
        dialog.accept()

    labels.choices.pagesLine.setText("4-5")
    labels.choices.copiesSpin.setValue(2)
    when_it_opens(QPrintDialog, accept)
    with qtbot.waitSignal(labels.output.printed, timeout=WAIT_MS):
        qtbot.mouseClick(labels.choices.printButton, Qt.LeftButton)
    found = codes_of(file, 150)
    assert len(found) == 4
    assert all(both_codes(shipment["dewars"][1]) <= codes for codes in found)


def test_a_dialog_that_is_closed_prints_and_saves_nothing(
    labels: LabelsView, told: list[Message], qtbot: QtBot
) -> None:
    told.clear()
    when_it_opens(QPrintDialog, QPrintDialog.reject)
    qtbot.mouseClick(labels.choices.printButton, Qt.LeftButton)
    when_it_opens(QFileDialog, QFileDialog.reject)
    qtbot.mouseClick(labels.choices.saveButton, Qt.LeftButton)
    assert told == []


def test_save_proposes_a_name_and_writes_where_the_dialog_says(
    labels: LabelsView, told: list[Message], tmp_path: Path, qtbot: QtBot
) -> None:
    proposed = []

    def accept(dialog: QFileDialog) -> None:
        proposed.append(Path(dialog.selectedFiles()[0]).name)
        dialog.selectFile(str(tmp_path / "chosen.pdf"))
        dialog.accept()

    when_it_opens(QFileDialog, accept)
    qtbot.mouseClick(labels.choices.saveButton, Qt.LeftButton)
    qtbot.waitUntil((tmp_path / "chosen.pdf").exists, timeout=WAIT_MS)
    assert proposed == ["labels-December_SSX_run.pdf"]
    qtbot.waitUntil(lambda: any("saved as" in each.text for each in told), timeout=WAIT_MS)


def test_a_proposal_without_shipments_says_what_to_do(
    context: AppContext, show: Callable[[QWidget], QWidget], qtbot: QtBot
) -> None:
    view = LabelsView(context)
    show(view)
    notice = view.findChild(Notice)
    qtbot.waitUntil(lambda: "No shipment yet" in texts(notice), timeout=WAIT_MS)
    assert view.choices.printButton.toolTip() == "No shipment yet. Make one with its dewars first."
    with qtbot.waitSignal(context.screenWanted) as wanted:
        notice._button.click()
    assert wanted.args == ["shipments", None]


def texts(widget: QWidget) -> list[str]:
    return [child.text() for child in widget.children() if hasattr(child, "text")]


def test_a_shipment_that_is_gone_is_told_in_place_of_its_labels(labels: LabelsView, qtbot: QtBot) -> None:
    labels.open_row(999_999)
    notice = labels.findChild(Notice)
    qtbot.waitUntil(notice.isVisible, timeout=WAIT_MS)
    assert any("999999" in text for text in texts(notice))


def test_a_missing_engine_is_said_before_any_button_is_pressed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    show: Callable[[QWidget], QWidget],
    qtbot: QtBot,
    new_proposal: Callable[[AppContext], Row],
) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "libpangoft2-1.0.so.0").touch()
    monkeypatch.setenv("PATH", str(bare))
    monkeypatch.setenv("LD_LIBRARY_PATH", str(bare))
    connection = Connection()
    context = AppContext(connection, Preferences.load(tmp_path), "local")
    with qtbot.waitSignal(
        connection.stateChanged, timeout=WAIT_MS, check_params_cb=lambda name, _words: name == "connected"
    ):
        connection.use_folder(tmp_path / "data")
    context.pick_proposal(new_proposal(context))
    view = LabelsView(context)
    show(view)
    qtbot.waitUntil(lambda: "wkhtmltopdf" in view.choices.printButton.toolTip(), timeout=WAIT_MS)
    assert not view.choices.printButton.isEnabled()
    assert not view.choices.saveButton.isEnabled()
    assert "No PDF engine is installed" in texts(view.findChild(Notice))
    context.close()
    connection.close(wait=5)


def test_both_engines_can_be_chosen_where_both_are(labels: LabelsView, qtbot: QtBot) -> None:
    choices = labels.choices
    assert not choices.engineCombo.isVisible()
    choices.moreButton.click()
    assert choices.engineCombo.isVisible()
    place = choices.engineCombo.findData("weasyprint")
    with qtbot.waitSignal(labels.preview.made, timeout=WAIT_MS):
        choices.engineCombo.setCurrentIndex(place)
        choices.engineCombo.activated.emit(place)
    assert labels.preview.labels is not None
    assert (labels.preview.labels.options.engine, len(labels.preview.labels.sizes)) == ("weasyprint", 6)


def test_it_folds_where_room_is_scarce(labels: LabelsView) -> None:
    labels.resize(1400, 800)
    wide = labels.choices.width()
    assert labels.thumbnailSide.isVisible()
    labels.resize(700, 600)
    assert labels.choices.width() < wide
    assert not labels.thumbnailSide.isVisible()
