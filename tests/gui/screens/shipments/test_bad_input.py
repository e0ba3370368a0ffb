# SPDX-License-Identifier: LGPL-3.0-or-later
"""What should not be typed, and what somebody else did meanwhile: each has a friendly end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from qtpy.QtWidgets import QLabel

from ssx_widget.context.app_context import AppContext
from ssx_widget.forms.versions import VersionComparison
from tests.helpers.shipper import NAME, Shipper

Row = dict[str, Any]

KINDS = ("quote", "quotes", "slash", "path", "emoji", "300 letters")
NAMES = {
    "it's": "it_s",
    'a"b"': "a_b",
    "cdk/1": "cdk_1",
    "..\\up": "up",
    "kristall😀1": "kristall_1",
    "x" * 300: "x" * 41,
}


@pytest.mark.parametrize(
    ("typed", "repaired"), NAMES.items(), ids=lambda text: text[:12].encode("unicode_escape")
)
def test_a_name_that_is_no_file_name_is_kept_with_a_reason_and_a_repair(
    person: Shipper, context: AppContext, stored: Row, typed: str, repaired: str
) -> None:
    person.open(stored)
    person.go_to("container", "UP-1")
    container = person.centre.container
    index = container.model.index(0, NAME)
    container.table.setCurrentIndex(index)
    container.model.setData(index, typed)
    person.wait(lambda: container.model.problem_at(index))
    assert person.cell(0, NAME) == typed
    assert "may become" not in container.model.problem_at(index)
    sample = context.core.samples.list(sort="-blSampleId").rows[0]
    assert sample["name"] == "cdk1"
    assert container.repair_button.text() == f"&Use “{repaired}”"
    person.click(container.repair_button)
    person.wait_saved()
    assert context.core.samples.get(sample["blSampleId"])["name"] == repaired
    assert not container.repair_button.isVisible()


@pytest.mark.parametrize("name", ['<b>"it\'s"/\\😀</b>', "Großversand 中文"])
def test_a_shipment_may_be_called_anything_that_fits(
    person: Shipper, context: AppContext, stored: Row, name: str
) -> None:
    person.open(stored)
    form = person.centre.details
    context.edits.set_text(person.page.shipment.draft, form.form.rows["shippingName"].field, name)
    form.save()
    person.wait_saved()
    assert context.core.shippings.get(stored["shippingId"])["shippingName"] == name
    assert person.page.title.text() == name


def test_a_shipment_with_300_letters_is_refused_under_its_field_and_kept(
    person: Shipper, context: AppContext, stored: Row
) -> None:
    person.open(stored)
    person.type_into(person.centre.details.form, shippingName="x" * 300)
    person.centre.details.save()
    row = person.centre.details.form.rows["shippingName"]
    person.wait(row.error.isVisible)
    assert "45" in row.error.text()
    assert context.core.shippings.get(stored["shippingId"])["shippingName"] == "December"
    context.edits.undo()


def test_dates_the_wrong_way_round_are_refused_under_the_later_field(
    person: Shipper, context: AppContext, stored: Row
) -> None:
    person.open(stored)
    details = person.centre.details
    person.type_into(
        details.form, deliveryAgent_shippingDate="3 Dec 2026", deliveryAgent_deliveryDate="1 Dec 2026"
    )
    person.click(details.save_button)
    row = details.form.rows["deliveryAgent_deliveryDate"]
    person.wait(row.error.isVisible)
    assert "before departure" in row.error.text()
    assert context.core.shippings.get(stored["shippingId"])["deliveryAgent_deliveryDate"] is None
    person.type_into(details.form, deliveryAgent_deliveryDate="4 Dec 2026")
    person.click(details.save_button)
    person.wait_saved()
    assert context.core.shippings.get(stored["shippingId"])["deliveryAgent_deliveryDate"] == "2026-12-04"


def told(versions: VersionComparison) -> set[str]:
    """The words of both versions."""
    return {label.text() for label in versions.findChildren(QLabel) if label.isVisible()}


@pytest.fixture
def moved(person: Shipper, context: AppContext, stored: Row, make_context: Callable[[], AppContext]) -> Row:
    """A container that is edited here while somebody else moves it to another dewar."""
    other = context.core.dewars.create({"shippingId": stored["shippingId"], "code": "DEW-2"})
    person.open(stored)
    context.connection.changed.disconnect(context.rowChanged)
    person.go_to("container", "UP-1")
    person.click(person.centre.container.details_button)
    person.type_into(person.centre.container_form.form, code="UP-X")
    key = person.centre.container_form.form.draft.id
    make_context().core.containers.update(key, {"dewarId": other["dewarId"]})
    person.click(person.centre.container_form.save_button)
    versions = person.centre.container_form.versions
    person.wait(lambda: {"DEW-1", "DEW-2"} <= told(versions))
    return context.core.containers.get(key)


def test_a_container_moved_while_another_edits_it_shows_both_versions(person: Shipper, moved: Row) -> None:
    versions = person.centre.container_form.versions
    assert versions.isVisible()
    assert {"Mine", "Theirs", "Dewar", "UP-X", "UP-1"} <= told(versions)
    assert moved["code"] == "UP-1"


def test_theirs_is_taken_and_mine_comes_back_by_undo(
    person: Shipper, context: AppContext, moved: Row
) -> None:
    draft = person.centre.container_form.form.draft
    context.edits.take_theirs(draft)
    assert not person.centre.container_form.versions.isVisible()
    assert (draft.get("code"), draft.get("dewarId")) == ("UP-1", moved["dewarId"])
    context.edits.undo()
    assert draft.get("code") == "UP-X"


def test_mine_is_kept_beside_what_they_moved(person: Shipper, context: AppContext, moved: Row) -> None:
    draft = person.centre.container_form.form.draft
    context.edits.keep_mine(draft)
    context.edits.save([draft])
    person.wait_saved()
    now = context.core.containers.get(moved["containerId"])
    assert (now["code"], now["dewarId"]) == ("UP-X", moved["dewarId"])


def test_a_sample_changed_by_two_shows_both_versions_below_the_table(
    person: Shipper, context: AppContext, stored: Row
) -> None:
    person.open(stored)
    person.go_to("container", "UP-1")
    context.connection.changed.disconnect(context.rowChanged)
    sample = context.core.samples.list(sort="-blSampleId").rows[0]
    context.core.samples.update(sample["blSampleId"], {"comments": "theirs"})
    person.type_cell(0, NAME, "mine_1")
    container = person.centre.container
    container.table.setCurrentIndex(container.model.index(0, NAME))
    person.wait(container.versions.isVisible)
    assert {"mine_1", "cdk1", "theirs"} <= told(container.versions)
    draft = container.model.draft_at(0)
    context.edits.take_theirs(draft)
    assert not container.versions.isVisible()
    assert person.cell(0, NAME) == "cdk1"
