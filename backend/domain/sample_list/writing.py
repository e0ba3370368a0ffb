"""Writing a sample list as CSV that this program, others and spreadsheets read back."""

import re

from backend.domain.decimals import is_decimal
from backend.domain.sample_list.columns import COLUMN, COLUMNS
from backend.domain.sample_list.formats import FORMATS
from backend.domain.sample_list.rows import SampleList

_RUNS_AS_FORMULA = re.compile(r"'*[=+\-@]")
_NEEDS_QUOTES = re.compile(r'[",;\t\n#]|^\s|\s$')


def write_csv(sample_list: SampleList) -> str:
    """exi-28 under a comment that names the columns; columns beyond those 28 follow when any row fills them.

    A cell that a spreadsheet would run as a formula begins with an apostrophe, which `read` takes off again.
    """
    columns = [*FORMATS["exi-28"], *_further_columns(sample_list)]
    header = "#" + ",".join(COLUMN[column].title for column in columns)
    lines = [",".join(_written(row[column]) for column in columns) for row in sample_list.rows]
    return "\r\n".join([header, *lines, ""])


def _further_columns(sample_list: SampleList) -> list[str]:
    filled = {column for row in sample_list.rows for column, text in row.cells.items() if text}
    return [column.key for column in COLUMNS[28:] if column.key in filled]


def _written(text: str) -> str:
    guarded = f"'{text}" if _RUNS_AS_FORMULA.match(text) and not is_decimal(text) else text
    return f'"{guarded.replace(chr(34), chr(34) * 2)}"' if _NEEDS_QUOTES.search(guarded) else guarded
