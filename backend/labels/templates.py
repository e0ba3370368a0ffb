# SPDX-License-Identifier: LGPL-3.0-or-later
"""The label templates: a fixed list, rendered in a sandbox, each file replaceable by a facility's own."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import FileSystemLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from backend.domain.papers import PAPERS, Paper
from backend.domain.safety import safety_words
from backend.errors import Invalid, Unavailable
from backend.labels import codes
from backend.labels.contents_list import contents_pages
from backend.labels.sample_sheet import sheet_pages
from backend.labels.type_sizes import fit, fit_title
from resources import path

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class TemplateFault(Unavailable):
    """503: a facility's own template has a mistake; the sentence says in which file and line."""

    title = "A label template has a mistake"


@dataclass(frozen=True)
class LabelTemplate:
    """A kind of document: its folder, its title on screen, and its papers, the usual one first."""

    name: str
    title: str
    papers: tuple[str, ...]
    subject: str = "dewars"
    """The list of the context of which it prints one entry after the other."""
    pages_per_dewar: int = 0
    """How many pages each dewar has for itself; 0 where a page may hold several."""


TEMPLATES = (
    LabelTemplate("dewar", "Dewar label, 3 pages", ("A4", "Letter"), pages_per_dewar=3),
    LabelTemplate("thermal-100x150", "Dewar sticker, 100 × 150 mm", ("100x150",), pages_per_dewar=1),
    LabelTemplate("manifest", "Contents list", ("A4", "Letter")),
    LabelTemplate("proforma", "Pro-forma invoice", ("A4", "Letter")),
    LabelTemplate("container", "Container labels", ("A4", "Letter"), "containers"),
    LabelTemplate("tube", "Tube and chip labels", ("A4", "Letter"), "tubes"),
    LabelTemplate("sheet", "Sample sheet", ("A4", "Letter"), "sheets"),
)


def template_named(name: str) -> LabelTemplate:
    """Give the template of that name; Invalid names those that there are."""
    for template in TEMPLATES:
        if template.name == name:
            return template
    names = ", ".join(template.name for template in TEMPLATES)
    raise Invalid.field("template", f"There is no label template “{name}”. Choose one of {names}.")


def paper_for(template: LabelTemplate, paper: str | None) -> Paper:
    """Give the paper of that name, or the template's usual one; Invalid when it is not made for that."""
    name = paper or template.papers[0]
    if name not in template.papers:
        papers = " or ".join(template.papers)
        raise Invalid.field(
            "paper", f"“{template.title}” is not made for the paper “{name}”. Choose {papers}."
        )
    return PAPERS[name]


def render_html(
    template: LabelTemplate, paper: Paper, values: Mapping[str, object], overrides: Path | None = None
) -> str:
    """Give the document as HTML; a file in `overrides` takes the place of ours with the same name."""
    environment = _environment(overrides, template_hash(template, overrides))
    page = environment.get_template(f"{template.name}/template.html")
    return page.render(**values, paper=paper)


def template_hash(template: LabelTemplate, overrides: Path | None = None) -> str:
    """Give the hash of all files that the template may read, so that a changed template is printed anew."""
    digest = hashlib.sha256()
    for folder in _folders(overrides):
        for part in ("common", template.name):
            for file in sorted((folder / part).glob("*")):
                digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def template_fault(error: Exception) -> TemplateFault:
    """What is wrong in which line of a facility's own template, for who edits it."""
    return TemplateFault(f"The facility's label template cannot be used: {_mistake(error).rstrip('.')}.")


def _mistake(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return f"{error.name} is not there"
    if isinstance(error, TemplateSyntaxError):
        return f"{error.name}, line {error.lineno}: {error.message}"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_template(frame.filename)]
    if not frames:
        return str(error)
    file = Path(frames[-1].filename)
    return f"{file.parent.name}/{file.name}, line {frames[-1].lineno}: {error}"


def _is_template(filename: str) -> bool:
    return filename.endswith((".html", ".css", ".svg"))


def _folders(overrides: Path | None) -> list[Path]:
    return [*([overrides] if overrides else []), path("labels")]


@lru_cache(maxsize=16)
def _environment(overrides: Path | None, _files: str) -> ImmutableSandboxedEnvironment:
    """`_files` is the hash of what it may read: Jinja does not see a file that comes to stand before ours."""
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(_folders(overrides)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        bar_code=codes.linear,
        qr_code=codes.qr,
        qr_text=qr_text,
        contents_pages=contents_pages,
        sheet_pages=sheet_pages,
        fit=fit,
        fit_title=fit_title,
        safety_words=safety_words,
    )
    environment.filters.update(day=day, minute=minute)
    return environment


def qr_text(barcode: str, base_url: str) -> str:
    """Give what the QR code carries: the dewar's address when the site has one, else the barcode."""
    return f"{base_url.rstrip('/')}/{quote(barcode, safe='')}" if base_url else barcode


def day(text: str) -> str:
    """Give ISO 8601 text as `3 Dec 2026`; text that is no date as it is."""
    moment = _moment(text)
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}" if moment else text


def minute(text: str) -> str:
    """Give ISO 8601 text as `3 Dec 2026, 11:40`; text that is no date as it is."""
    moment = _moment(text)
    return f"{day(text)}, {moment:%H:%M}" if moment else text


def _moment(text: str) -> datetime | None:
    try:
        # Python 3.10 does not know the Z of ISO 8601.
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
