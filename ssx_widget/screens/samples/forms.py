# SPDX-License-Identifier: LGPL-3.0-or-later
"""The forms of this screen: a table's own fields, without those that point to another card."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from backend.domain.fields.field import Field
from ssx_widget.editing.collections import fields_of
from ssx_widget.editing.draft import Draft
from ssx_widget.forms.form import Form


def own_fields(collection: str) -> tuple[Field, ...]:
    """The fields that hold something of their own, those under a heading last.

    What points elsewhere is a card of its own, or a part below.
    """
    fields = (field for field in fields_of(collection, {}) if not field.refers_to)
    return tuple(sorted(fields, key=lambda field: bool(field.section)))


def section(fields: Iterable[Field], name: str) -> list[Field]:
    """The fields of one section, without its heading."""
    return [replace(field, section="") for field in fields if field.section == name]


def show_draft(form: Form, draft: Draft | None) -> None:
    """Show another draft; the one that is shown already stays as it is, with the cursor in it."""
    if form.draft is not draft:
        form.set_draft(draft)


def focus_wrong(forms: Iterable[Form], reveal: Callable[[Form], None] = lambda _form: None) -> bool:
    """Put the cursor into the first field that shows an error; False where none does."""
    for each in forms:
        if wrong := each.wrong_fields():
            reveal(each)
            return each.focus_field(wrong[0])
    return False
