# SPDX-License-Identifier: LGPL-3.0-or-later
"""Sample lists that users send: read, checked, mended, turned into what is stored, written again."""

from backend.domain.sample_list.check import check
from backend.domain.sample_list.column_guess import Guess
from backend.domain.sample_list.columns import COLUMN, COLUMNS, ListColumn
from backend.domain.sample_list.contents import ContainerContent, DewarContent, SampleContent, contents
from backend.domain.sample_list.findings import Context, Finding, Repair, error_lines, unknown_proteins
from backend.domain.sample_list.formats import FORMAT_TITLES, FORMATS
from backend.domain.sample_list.names import count_up_names
from backend.domain.sample_list.reader import mapping_problem, read, read_as
from backend.domain.sample_list.rows import Row, SampleList, UnreadableList
from backend.domain.sample_list.writer import write_csv, write_xlsx

__all__ = [
    "COLUMN",
    "COLUMNS",
    "FORMATS",
    "FORMAT_TITLES",
    "ContainerContent",
    "Context",
    "DewarContent",
    "Finding",
    "Guess",
    "ListColumn",
    "Repair",
    "Row",
    "SampleContent",
    "SampleList",
    "UnreadableList",
    "check",
    "contents",
    "count_up_names",
    "error_lines",
    "mapping_problem",
    "read",
    "read_as",
    "unknown_proteins",
    "write_csv",
    "write_xlsx",
]
