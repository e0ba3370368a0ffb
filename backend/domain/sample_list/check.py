# SPDX-License-Identifier: LGPL-3.0-or-later
"""The whole check of a sample list: quick enough to run again at each mend."""

from collections.abc import Iterator

from backend.domain.sample_list.findings import Context, Finding, in_reading_order
from backend.domain.sample_list.names import check_barcodes, check_names, check_proteins
from backend.domain.sample_list.places import check_places
from backend.domain.sample_list.rows import SampleList
from backend.domain.sample_list.values import check_comments, check_values


def check(sample_list: SampleList, context: Context) -> list[Finding]:
    """Everything to look at, in reading order; the list may be stored when no finding is an error."""
    return in_reading_order(
        (
            *_check_lines(sample_list),
            *check_places(sample_list, context),
            *check_proteins(sample_list, context),
            *check_names(sample_list, context),
            *check_barcodes(sample_list),
            *check_values(sample_list),
            *check_comments(sample_list),
            *_check_proposal(sample_list, context),
        )
    )


def _check_lines(sample_list: SampleList) -> Iterator[Finding]:
    for row in sample_list.rows:
        if row.problem:
            reason = "Mend the line in the file, or leave it out."
            yield Finding(row.line, "dewar", "error", "broken-line", row.problem, reason, text=row["dewar"])


def _check_proposal(sample_list: SampleList, context: Context) -> Iterator[Finding]:
    """A proposal named in the list never decides where the rows go: another one is only pointed out."""
    for row in sample_list.rows:
        named = row["proposal_code"] + row["proposal_number"]
        if named and context.proposal and named.casefold() != context.proposal.casefold():
            message = f"The list names the proposal {named}."
            reason = f"The rows go into {context.proposal} all the same."
            yield Finding(row.line, "proposal_code", "warning", "other-proposal", message, reason, text=named)
