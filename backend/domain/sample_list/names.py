# SPDX-License-Identifier: LGPL-3.0-or-later
"""Checks of proteins, sample names and pin barcodes, and names counted up where they repeat."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from backend.domain.names import MAX_NAME, NAME_HINT, count_up, name_problem, repaired_name, stem
from backend.domain.sample_list.findings import Context, Finding, Level, Repair, other_lines
from backend.domain.sample_list.rows import Row, SampleList

Groups = dict[tuple[str, str], list[Row]]


def check_proteins(sample_list: SampleList, context: Context) -> Iterator[Finding]:
    """Findings on protein acronyms: missing, not fit for a path, unknown in the proposal."""
    for acronym, rows in _rows_by(sample_list, "protein").items():
        finding = _protein_finding(acronym, rows, context)
        if finding:
            code, message, reason, repairs = finding
            level: Level = "warning" if code == "unknown-protein" and context.create_proteins else "error"
            for row in rows:
                yield Finding(row.line, "protein", level, code, message, reason, repairs, acronym)


def _protein_finding(
    acronym: str, rows: list[Row], context: Context
) -> tuple[str, str, str, tuple[Repair, ...]] | None:
    if not acronym:
        return "no-protein", "The protein acronym is missing.", "Each sample belongs to a protein.", ()
    if name_problem(acronym):
        repairs = _rename_all("protein", repaired_name(acronym), rows)
        return (
            "bad-acronym",
            name_problem(acronym, what="The acronym") or "",
            f"Allowed are {NAME_HINT}.",
            repairs,
        )
    if acronym in context.proteins:
        return None
    alike = [known for known in context.proteins if known.casefold() == acronym.casefold()]
    repairs = tuple(repair for known in alike for repair in _rename_all("protein", known, rows))
    reason = "Create it with this import, or use one that is there."
    return "unknown-protein", f"The proposal has no protein {acronym}.", reason, repairs


def _rename_all(column: str, text: str, rows: Iterable[Row]) -> tuple[Repair, ...]:
    return (Repair(f"Use {text}", {(row.line, column): text for row in rows}),) if text else ()


def _rows_by(sample_list: SampleList, column: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in sample_list.rows:
        groups[row[column]].append(row)
    return groups


def check_names(sample_list: SampleList, context: Context) -> Iterator[Finding]:
    """Findings on sample names; where one repeats, every row that bears it is marked."""
    groups = _groups(sample_list)
    fresh = _counted_up(groups, context)
    for (acronym, name), rows in groups.items():
        problem = name_problem(name, acronym, "The sample name")
        for row in rows:
            if problem:
                yield _bad_name(row, acronym, problem)
            elif (acronym, name) in context.sample_names:
                message = f"The proposal already has a sample {acronym}-{name}."
                yield _taken_name(row, "name-taken", message, fresh)
            elif len(rows) > 1:
                message = f"{name} stands here again, also in line {other_lines(rows, row)}."
                yield _taken_name(row, "name-repeated", message, fresh)


def count_up_names(sample_list: SampleList, context: Context) -> Repair:
    """One repair for all names that repeat or are taken: the first of each keeps its name if it is free."""
    changes = _counted_up(_groups(sample_list), context)
    return Repair("Count the names up", {(line, "sample"): name for line, name in changes.items()})


def _groups(sample_list: SampleList) -> Groups:
    groups: Groups = defaultdict(list)
    for row in sample_list.rows:
        groups[row["protein"], row["sample"]].append(row)
    return groups


def _counted_up(groups: Groups, context: Context) -> dict[int, str]:
    """A free name for each line whose name another line or the proposal has."""
    taken: dict[str, set[str]] = defaultdict(set)
    for acronym, name in (*context.sample_names, *groups):
        taken[acronym].add(name)
    fresh: dict[int, str] = {}
    # Names of one stem go on from the last that was given: thousands of them are counted once, not each.
    given: dict[tuple[str, str], str] = {}
    for (acronym, name), rows in groups.items():
        kind = (acronym, stem(name))
        for row in rows if (acronym, name) in context.sample_names else rows[1:]:
            if not name_problem(name):
                given[kind] = count_up(given.get(kind, name), taken[acronym], MAX_NAME - len(acronym))
                taken[acronym].add(given[kind])
                fresh[row.line] = given[kind]
    return fresh


def _bad_name(row: Row, acronym: str, problem: str) -> Finding:
    name = repaired_name(row["sample"], acronym)
    repairs = _rename_all("sample", name, [row])
    code = "bad-name" if row["sample"] else "no-name"
    return Finding(
        row.line, "sample", "error", code, problem, f"Allowed are {NAME_HINT}.", repairs, row["sample"]
    )


def _taken_name(row: Row, code: str, message: str, fresh: dict[int, str]) -> Finding:
    repairs = _rename_all("sample", fresh[row.line], [row]) if row.line in fresh else ()
    reason = "Acronym and name together are unique in the proposal."
    return Finding(row.line, "sample", "error", code, message, reason, repairs, row["sample"])


def check_barcodes(sample_list: SampleList) -> Iterator[Finding]:
    """Findings on pin barcodes; one on several pins is only warned of, as placeholders are in use."""
    for barcode, rows in _rows_by(sample_list, "pin_barcode").items():
        if len(barcode) > 45:
            message = f"The pin barcode has {len(barcode)} characters."
            for row in rows:
                yield Finding(
                    row.line, "pin_barcode", "error", "too-long", message, "At most 45 fit.", (), barcode
                )
        elif barcode and len(rows) > 1:
            emptied = Repair(f"Empty all {len(rows)}", {(row.line, "pin_barcode"): "" for row in rows})
            message = f"{len(rows)} pins bear the barcode {barcode}."
            reason = "It is stored as it is, but a robot will not tell these pins apart."
            for row in rows:
                yield Finding(
                    row.line,
                    "pin_barcode",
                    "warning",
                    "barcode-repeated",
                    message,
                    reason,
                    (emptied,),
                    barcode,
                )
