# SPDX-License-Identifier: LGPL-3.0-or-later
"""The positional formats in use, and how one is recognised by width and content."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from backend.domain.containers import find_type
from backend.domain.fields.core_fields import EXPERIMENT_KINDS
from backend.domain.quantities.decimals import is_decimal
from backend.domain.sample_list.column_guess import keys_of_titles
from backend.domain.sample_list.columns import COLUMNS, key_of_title
from backend.domain.science.space_groups import normalised

_EXI_28 = tuple(column.key for column in COLUMNS[:28])
_EXI_23 = (
    *_EXI_28[:7],
    *("experiment", "space_group", "a", "b", "c", "alpha", "beta", "gamma"),
    *("beam_diameter", "number_of_positions", "radiation_sensitivity", "required_multiplicity"),
    *("required_completeness", "forced_space_group", "smiles", "comments"),
)
_ISPYB_22 = (
    *("proposal_code", "proposal_number", "visit_number", "shipping_name", "dewar", "container"),
    *(
        "observed_resolution",
        "required_resolution",
        "oscillation_range",
        "protein",
        "protein_name",
        "space_group",
    ),
    *("pin_barcode", "sample", "position", "comments", "a", "b", "c", "alpha", "beta", "gamma"),
)

FORMATS: dict[str, tuple[str, ...]] = {
    "exi-6": _EXI_28[:6],
    "exi-14": _EXI_28[:14],
    "exi-23": _EXI_23,
    "exi-26": (*_EXI_28[:24], "observed_resolution", "comments"),
    "exi-27": (*_EXI_28[:24], "total_rotation", "observed_resolution", "comments"),
    "exi-28": _EXI_28,
    "exi-29": (*_EXI_28, "ligands"),
    "ispyb-22": _ISPYB_22,
}
"""The column keys of each format, in its order."""

FORMAT_TITLES: dict[str, str] = {
    **{name: f"EXI, {len(keys)} columns" for name, keys in FORMATS.items() if name.startswith("exi")},
    "ispyb-22": "ISPyB, 22 columns",
    "named": "Columns as the header names them",
    "mapped": "Columns as you chose them",
}

_NEEDED = {"container", "position", "sample"}
_KINDS = {kind.casefold() for kind in EXPERIMENT_KINDS}


@dataclass(frozen=True)
class Recognised:
    """What a list was taken for, whether that is sure, and why."""

    format: str
    columns: tuple[str, ...]
    sure: bool
    reason: str


def header_columns(cells: Sequence[str]) -> tuple[str, ...] | None:
    """The columns that a header names, None when the cells are no header.

    A cell that names no known column stands for a column that is not read ("").
    """
    keys = [key_of_title(cell) or "" for cell in cells]
    while keys and not keys[-1]:
        keys.pop()
    named = [key for key in keys if key]
    if len(named) < 5 or len(set(named)) < len(named) or not _NEEDED.issubset(named):
        return None
    return tuple(keys)


def looks_like_header(cells: Sequence[str]) -> bool:
    """Whether cells are titles: some are known, no more than half are not, and none is a number."""
    titles = [cell for cell in cells if len(cell) > 1]
    known = sum(key_of_title(cell) is not None for cell in titles)
    return known >= 3 and known * 2 >= len(titles) and not any(map(is_decimal, titles))


def recognise(
    records: Sequence[Sequence[str]], header: tuple[str, ...] | None, titles: Sequence[str] = ()
) -> Recognised:
    """The format of these rows of cells.

    `header` are the columns that a header line names, `titles` its cells when it names too few of them.
    """
    if header and max(map(_filled_width, records), default=0) <= len(header):
        name = next((name for name, keys in FORMATS.items() if keys == header), "named")
        unknown = header.count("")
        reason = "The header names the columns" + (
            f", but {unknown} of them are not known." if unknown else "."
        )
        return Recognised(name, header, not unknown, reason)
    if titles and not header:
        keys = keys_of_titles(titles)
        reason = f"The header names {len([key for key in keys if key])} of {len(keys)} columns."
        return Recognised("named", keys, False, reason)
    name, sure, reason = _by_content(records, _width(records))
    return Recognised(name, FORMATS[name], sure, reason)


def _by_content(records: Sequence[Sequence[str]], width: int) -> tuple[str, bool, str]:
    if width == 22 and _share(records, 14, str.isdecimal) > 0.5 > _share(records, 3, str.isdecimal):
        return "ispyb-22", True, "22 columns, with the position in column 15."
    fits = _share(records, 3, str.isdecimal) > 0.5 or _share(records, 2, _is_container_type) > 0.5
    if width == 23:
        return _exi_23_or_28(records)
    exact = f"exi-{width}"
    if exact in FORMATS:
        reason = f"{width} columns" + (
            ", with the position in column 4." if fits else ", but no position in column 4."
        )
        return exact, fits, reason
    nearest = min((usual for usual in (6, 14, 26, 27, 28) if usual >= width), default=29)
    return f"exi-{nearest}", False, f"{width} columns are no usual width; read as exi-{nearest}."


def _exi_23_or_28(records: Sequence[Sequence[str]]) -> tuple[str, bool, str]:
    """23 columns are either exi-23 or the start of exi-28: columns 8 and 9 tell them apart."""
    kind_first = _share(records, 7, _is_experiment) + _share(records, 8, _is_space_group)
    group_first = _share(records, 7, _is_space_group) + _share(records, 14, _is_experiment)
    if group_first > kind_first:
        return "exi-28", True, "23 columns, with a space group in column 8."
    return (
        "exi-23",
        kind_first > 0,
        "23 columns" + (", with the experiment type in column 8." if kind_first else "."),
    )


def _share(records: Sequence[Sequence[str]], index: int, fits: Callable[[str], bool]) -> float:
    """The share of the rows that fill this cell with something that fits; 0 when none fills it."""
    filled = [cells[index] for cells in records[:200] if len(cells) > index and cells[index]]
    return sum(map(fits, filled)) / len(filled) if filled else 0.0


def _is_space_group(text: str) -> bool:
    return normalised(text) is not None


def _is_experiment(text: str) -> bool:
    return text.casefold() in _KINDS


def _is_container_type(text: str) -> bool:
    return find_type(text) is not None


def _filled_width(cells: Sequence[str]) -> int:
    return max((index + 1 for index, cell in enumerate(cells) if cell), default=0)


def _width(records: Sequence[Sequence[str]]) -> int:
    """The number of columns of the list. Short rows are usual, so the longest row counts.

    In a wide list a few longer rows are none of a wider format: their comments hold a bare separator.
    """
    known = {len(keys) for keys in FORMATS.values()}
    widths = Counter(len(cells) for cells in records if len(cells) in known)
    usual = widths.most_common(1)[0][0] if widths else 0
    filled = [_filled_width(cells) for cells in records]
    longer = sum(width > usual for width in filled)
    if usual >= 26 and longer * 10 < len(records):
        return usual
    return max(usual, *filled)
