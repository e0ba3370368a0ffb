# SPDX-License-Identifier: LGPL-3.0-or-later
"""A sample list into a proposal: checked whole, stored whole in one transaction, told row by row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.models import BLSample, Container, Crystal, Dewar, Proposal, Protein, Shipping
from backend.core.samples.rules.samples import container_types
from backend.core.shipping.rules import list_rows, shippings
from backend.domain.sample_list import (
    COLUMN,
    Context,
    Finding,
    Guess,
    SampleList,
    UnreadableList,
    contents,
    error_lines,
    mapping_problem,
    read,
)
from backend.domain.sample_list import check as findings_of
from backend.errors import Invalid
from backend.store.ownership import Caller
from backend.store.rows import Row, create, one

MOST_ROWS = 20_000
LONGEST_NAME = 45


@dataclass(frozen=True)
class ListImportOptions:
    """Where the rows of a list go, and what to do with unknown proteins and with rows in error.

    proposal: its key. name: of the new shipment; empty for the list's or the file's own. shipping: the key
    of a shipment that the dewars are added to, in place of a new one. mapping: the keys of the columns that a
    person chose, in the order of the file; none to recognise the format. skip: lines before the rows.
    """

    proposal: int
    name: str = ""
    shipping: int | None = None
    create_proteins: bool = False
    leave_out_errors: bool = False
    mapping: tuple[str, ...] = ()
    skip: int = 0


@dataclass(frozen=True)
class _CheckedList:
    """A list, what is to be said about it, and the part of it that can be stored."""

    sample_list: SampleList
    findings: list[Finding]
    good: SampleList

    @property
    def report(self) -> Row:
        """What both a trial and an import tell; rows in = rows stored + rows left out."""
        return {
            "rowsIn": len(self.sample_list.rows),
            "rowsStored": len(self.good.rows),
            "leftOut": _left_out(self.findings),
            "findings": list(map(_told, self.findings)),
            "format": self.sample_list.format,
            "sure": self.sample_list.sure,
            "reason": self.sample_list.reason,
            "encoding": self.sample_list.encoding,
            "separator": self.sample_list.separator,
            "columns": list(map(_column, self.sample_list.guesses)),
        }


def check(
    session: Session, caller: Caller, data: bytes, options: ListImportOptions, filename: str = ""
) -> Row:
    """The report of an import that leaves out the rows in error, with nothing stored.

    Raises NotFound for a proposal or shipment that the caller may not see, Invalid for what is no list.
    """
    return {**_checked(session, caller, data, options, filename).report, **_MADE_NOTHING}


_MADE_NOTHING: Row = {"shippingId": None, "dewars": [], "containers": [], "proteinsCreated": []}


def store(
    session: Session, caller: Caller, data: bytes, options: ListImportOptions, filename: str = ""
) -> Row:
    """Store a list as dewars, containers and samples; the report names what was made and left out.

    Raises what `check` raises, and Invalid with the findings for rows in error that are not to be left out.
    """
    # One import at a time in a proposal, so that two of them cannot give out the same name.
    session.execute(
        select(Proposal.proposalId).where(Proposal.proposalId == options.proposal).with_for_update()
    )
    checked = _checked(session, caller, data, options, filename)
    if len(checked.good.rows) < len(checked.sample_list.rows) and not options.leave_out_errors:
        raise _refused(checked)
    if not checked.good.rows:
        raise Invalid("No row of the list is without an error, so there is nothing to store.")
    shipping = options.shipping or _new_shipping(session, caller, checked.good, options, filename)
    made = list_rows.store(
        session, caller, options.proposal, shipping, contents(checked.good, container_types(session))
    )
    shippings.refresh_status(session, shipping)
    return {**checked.report, "shippingId": shipping, **made}


def _checked(
    session: Session, caller: Caller, data: bytes, options: ListImportOptions, filename: str
) -> _CheckedList:
    proposal = one(session, caller, Proposal, options.proposal)
    _check_shipping(session, caller, options)
    sample_list = _read(data, filename, options)
    findings = findings_of(sample_list, _context(session, proposal, sample_list, options))
    return _CheckedList(sample_list, findings, sample_list.without(error_lines(findings)))


def _check_shipping(session: Session, caller: Caller, options: ListImportOptions) -> None:
    if options.shipping is not None:
        shipping = one(session, caller, Shipping, options.shipping, shippings.RULES)
        if shipping["proposalId"] != options.proposal:
            raise Invalid.field("shippingId", f"There is no shipment {options.shipping} in this proposal.")
    elif len(options.name) > LONGEST_NAME:
        text = f"A shipment's name has at most {LONGEST_NAME} characters; this one has {len(options.name)}."
        raise Invalid.field("shippingName", text)


def _read(data: bytes, filename: str, options: ListImportOptions) -> SampleList:
    problem = mapping_problem(options.mapping) if options.mapping else None
    if problem:
        raise Invalid.field("mapping", problem)
    try:
        sample_list = read(data, filename, options.mapping or None, options.skip)
    except UnreadableList as error:
        raise Invalid.field("file", str(error)) from error
    if len(sample_list.rows) > MOST_ROWS:
        text = f"The list has {len(sample_list.rows)} rows; import at most {MOST_ROWS} at once."
        raise Invalid.field("file", text)
    return sample_list


def _context(session: Session, proposal: Row, sample_list: SampleList, options: ListImportOptions) -> Context:
    """What the proposal and the shipment hold already, as far as this list meets it."""
    proteins = session.scalars(select(Protein.acronym).where(Protein.proposalId == options.proposal))
    named = {row["protein"] for row in sample_list.rows}
    names = (
        select(Protein.acronym, BLSample.name)
        .join(Crystal, Crystal.proteinId == Protein.proteinId)
        .join(BLSample, BLSample.crystalId == Crystal.crystalId)
        .where(Protein.proposalId == options.proposal, Protein.acronym.in_(named))
    )
    codes = (
        select(Container.code)
        .join(Dewar, Dewar.dewarId == Container.dewarId)
        .where(Dewar.shippingId == options.shipping)
    )
    return Context(
        proteins=frozenset(filter(None, proteins)),
        sample_names=frozenset((str(acronym), str(name)) for acronym, name in session.execute(names)),
        containers=frozenset(filter(None, session.scalars(codes))),
        container_types=container_types(session),
        create_proteins=options.create_proteins,
        proposal=f"{proposal['proposalCode'] or ''}{proposal['proposalNumber'] or ''}",
    )


def _new_shipping(
    session: Session, caller: Caller, good: SampleList, options: ListImportOptions, filename: str
) -> int:
    named = next((row["shipping_name"] for row in good.rows if row["shipping_name"]), "")
    name = options.name or (named or PurePath(filename).stem or "Sample list")[:LONGEST_NAME]
    values = {
        **shippings.usual(session, options.proposal),
        "proposalId": options.proposal,
        "shippingName": name,
    }
    return int(create(session, caller, Shipping, values, shippings.RULES)["shippingId"])


def _refused(checked: _CheckedList) -> Invalid:
    errors: dict[str, list[str]] = {}
    for finding in checked.findings:
        if finding.level == "error":
            errors.setdefault(f"line {finding.line}.{finding.column}", []).append(finding.message)
    count = len(checked.sample_list.rows) - len(checked.good.rows)
    rows = "1 row needs" if count == 1 else f"{count} rows need"
    detail = f"{rows} mending, so nothing was stored; mend the list, or leave those rows out."
    return Invalid(detail, errors=errors, **checked.report | {"rowsStored": 0})


def _left_out(findings: Iterable[Finding]) -> list[dict[str, object]]:
    reasons: dict[int, list[str]] = {}
    for finding in findings:
        if finding.level == "error":
            reasons.setdefault(finding.line, []).append(finding.message)
    return [{"line": line, "reason": " ".join(texts)} for line, texts in sorted(reasons.items())]


def _column(guess: Guess) -> Row:
    """A column of the file on the wire, with what it was taken for."""
    title = COLUMN[guess.key].title if guess.key else ""
    told = {"index": guess.index, "header": guess.header, "key": guess.key, "title": title}
    return {**told, "certainty": guess.certainty, "examples": list(guess.examples)}


def _told(finding: Finding) -> dict[str, Any]:
    """A finding on the wire; repairs are a matter of the preview, which makes the domain's check itself."""
    names = ("line", "column", "level", "code", "message", "reason", "text")
    return {name: getattr(finding, name) for name in names}
