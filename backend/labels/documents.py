# SPDX-License-Identifier: LGPL-3.0-or-later
"""Whole documents: context and template in, PDF out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from backend.domain.papers import Paper
from backend.errors import BackendError, Invalid
from backend.files.cache import FileCache
from backend.labels.context import (
    LabelContainer,
    LabelContext,
    LabelDewar,
    complete,
    content_hash,
    dewar_hash,
    short_hash,
)
from backend.labels.engines import choose_engine, render_pdf
from backend.labels.templates import (
    LabelTemplate,
    paper_for,
    render_html,
    template_fault,
    template_hash,
    template_named,
)

MOST_COPIES = 20


def make_labels(
    context: Mapping[str, object],
    template: str = "dewar",
    paper: str | None = None,
    engine: str = "auto",
    *,
    copies: int = 1,
    blank: int = 0,
    overrides: Path | None = None,
    cache: FileCache | None = None,
) -> bytes:
    """Give the labels of all dewars of the context as one PDF, from the cache when nothing changed.

    `paper` is the template's usual one by default; `overrides` is the facility's own template folder; `blank`
    places at the start of a sheet of small labels stay empty.
    Invalid for an unknown template, paper, engine or number of copies, and when there is nothing to print;
    EngineMissing when there is nothing to draw with, TemplateFault for a mistake in a facility's template.
    """
    chosen = template_named(template)
    sheet = paper_for(chosen, paper)
    drawn_with = choose_engine(engine)
    if not 1 <= copies <= MOST_COPIES:
        raise Invalid.field("copies", f"{copies} copies cannot be made at once. Choose 1 to {MOST_COPIES}.")
    full = complete(context)
    if not {**full, "containers": _containers(full)}[chosen.subject]:
        raise Invalid.field(chosen.subject, f"There are no {chosen.subject} to print. Choose at least one.")
    key = document_key(full, chosen, sheet, drawn_with, copies, overrides, blank)
    kept = cache.get(key) if cache else None
    if kept is not None:
        return kept
    try:
        html = labels_html(full, chosen, sheet, copies, overrides, blank)
    except BackendError:
        raise
    except Exception as error:
        if overrides is None:
            raise
        # A template is a program, and whoever edits it may make any mistake.
        raise template_fault(error) from error
    pdf = render_pdf(html, sheet, drawn_with)
    if cache:
        cache.keep(key, pdf)
    return pdf


def _containers(context: LabelContext) -> list[tuple[LabelContainer, LabelDewar]]:
    """Every container with the dewar that it travels in."""
    return [(container, dewar) for dewar in context["dewars"] for container in dewar["containers"]]


def document_key(
    context: Mapping[str, object],
    template: LabelTemplate,
    paper: Paper,
    engine: str,
    copies: int = 1,
    overrides: Path | None = None,
    blank: int = 0,
) -> str:
    """Give the text that names this very document: the same contents drawn the same way; good as an ETag."""
    parts = (
        content_hash(context)[:32],
        template_hash(template, overrides)[:16],
        template.name,
        paper.name,
        engine,
        str(copies),
        *([str(blank)] if blank else []),
    )
    return "-".join(parts)


def labels_html(
    context: LabelContext,
    template: LabelTemplate,
    paper: Paper,
    copies: int = 1,
    overrides: Path | None = None,
    blank: int = 0,
) -> str:
    """Give the document as HTML, as both engines get it."""
    values = {
        **context,
        "hashes": [short_hash(dewar_hash(context, dewar)) for dewar in context["dewars"]],
        "containers": _containers(context),
        "copies": copies,
        "blank": blank,
    }
    return render_html(template, paper, values, overrides)
