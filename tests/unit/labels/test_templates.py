# SPDX-License-Identifier: LGPL-3.0-or-later
"""Templates come from a list, run in a sandbox, and treat what people typed as text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError
from markupsafe import escape

from backend.domain.papers import PAPERS
from backend.errors import Invalid
from backend.labels.context import complete
from backend.labels.documents import document_key, labels_html
from backend.labels.templates import TEMPLATES, day, minute, paper_for, qr_text, template_hash, template_named
from resources import path

DEWAR = template_named("dewar")


def test_every_template_of_the_list_is_there_with_papers() -> None:
    for template in TEMPLATES:
        assert (path("labels") / template.name / "template.html").is_file()
        assert all(paper in PAPERS for paper in template.papers)


@pytest.mark.parametrize("name", ["../common", "common", "DEWAR", ""])
def test_only_names_of_the_list_are_taken(name: str) -> None:
    with pytest.raises(Invalid, match="Choose one of dewar, thermal-100x150"):
        template_named(name)


def test_a_paper_that_the_template_is_not_made_for_is_refused() -> None:
    assert paper_for(DEWAR, None).name == "A4"
    with pytest.raises(Invalid, match=r"is not made for the paper “A0”\. Choose A4 or Letter"):
        paper_for(DEWAR, "A0")


@pytest.mark.parametrize(
    "text", ["<img src=x onerror=alert(1)>", "{{7*7}}", "{% include 'x' %}", "</style><b>"]
)
def test_what_people_type_is_never_markup(context: dict[str, Any], text: str) -> None:
    context["shipment"].update(name=text, laboratory=text, courier=text)
    context["dewars"][0].update(code=text, barcode=text, containers=[{"code": text}])
    html = labels_html(complete(context), DEWAR, PAPERS["A4"])
    assert str(escape(text)) in html
    assert "<img src=x" not in html
    assert html.count("</style>") == 1


def test_a_facility_replaces_one_file_of_ours(tmp_path: Path, context: dict[str, Any]) -> None:
    before = template_hash(DEWAR, tmp_path)
    (tmp_path / "dewar").mkdir()
    (tmp_path / "dewar" / "up.svg").write_text("<i>this way</i>")
    html = labels_html(complete(context), DEWAR, PAPERS["A4"], overrides=tmp_path)
    assert html.count("<i>this way</i>") == 4
    assert template_hash(DEWAR, tmp_path) != before
    assert document_key(context, DEWAR, PAPERS["A4"], "x", overrides=tmp_path) != document_key(
        context, DEWAR, PAPERS["A4"], "x"
    )


def test_a_file_that_a_facility_adds_later_counts_from_then_on(
    tmp_path: Path, context: dict[str, Any]
) -> None:
    def html() -> str:
        return labels_html(complete(context), DEWAR, PAPERS["A4"], overrides=tmp_path)

    ours = html()
    own = tmp_path / "dewar" / "up.svg"
    own.parent.mkdir()
    own.write_text("<i>this way</i>")
    assert "<i>this way</i>" in html()
    own.unlink()
    assert html() == ours


@pytest.mark.parametrize("text", ["{{ ''.__class__.__mro__ }}", "{{ bar_code.__globals__ }}"])
def test_a_facilitys_template_stays_in_the_sandbox(
    tmp_path: Path, context: dict[str, Any], text: str
) -> None:
    (tmp_path / "dewar").mkdir()
    (tmp_path / "dewar" / "template.html").write_text(text)
    with pytest.raises(SecurityError):
        labels_html(complete(context), DEWAR, PAPERS["A4"], overrides=tmp_path)


def test_a_template_that_asks_for_what_is_not_there_is_an_error(
    tmp_path: Path, context: dict[str, Any]
) -> None:
    (tmp_path / "dewar").mkdir()
    (tmp_path / "dewar" / "template.html").write_text("{{ shipment.colour }}")
    with pytest.raises(UndefinedError, match="colour"):
        labels_html(complete(context), DEWAR, PAPERS["A4"], overrides=tmp_path)


def test_dates_are_written_for_people() -> None:
    assert day("2026-12-03") == "3 Dec 2026"
    assert minute("2026-11-30T11:40:00Z") == "30 Nov 2026, 11:40"
    assert day("next week") == minute("next week") == "next week"


def test_the_qr_code_carries_the_sites_address_of_the_dewar() -> None:
    assert qr_text("mx/7 Ω", "") == "mx/7 Ω"
    assert qr_text("mx/7 Ω", "https://example.org/d/") == "https://example.org/d/mx%2F7%20%CE%A9"
