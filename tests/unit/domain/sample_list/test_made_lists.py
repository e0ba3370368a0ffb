# SPDX-License-Identifier: LGPL-3.0-or-later
"""Every variant of a made list says the same six samples, and every fault in one is marked."""

from collections import Counter
from pathlib import Path

import pytest

from backend.domain.sample_list import Context, Row, UnreadableList, check, contents, error_lines, read

MADE = Path(__file__).parents[3] / "data" / "shipments" / "made"
CONTEXT = Context(proteins=frozenset({"HEWL"}))
WHERE = ("dewar", "container", "position", "protein", "sample")
EXPECTED = [("DEW-7", "UP-7", str(n), "HEWL", f"lys_{n:02}") for n in range(1, 7)]
GERMAN = ("", "container", "position", "sample", "protein", "container_type", "dewar")

VARIANTS = {
    "header-comment.csv": "exi-28",
    "header-plain.csv": "exi-28",
    "no-header.csv": "exi-28",
    "semicolon.csv": "exi-28",
    "tab.txt": "exi-28",
    "bom-crlf.csv": "exi-28",
    "latin-1.csv": "exi-28",
    "utf-16.txt": "exi-28",
    "no-last-line-end.csv": "exi-28",
    "blanks.csv": "exi-28",
    "type-spellings.csv": "exi-28",
    "comments-between.csv": "exi-28",
    "unit-cell-in-one-cell.csv": "exi-28",
    "space-group-spellings.csv": "exi-28",
    "quoted-commas.csv": "exi-28",
    "workbook.xlsx": "exi-28",
    "short-rows.csv": "exi-28",
    "exi-6.csv": "exi-6",
    "exi-14.csv": "exi-14",
    "exi-23.csv": "exi-23",
    "exi-26.csv": "exi-26",
    "exi-27.csv": "exi-27",
    "exi-29.csv": "exi-29",
    "own-columns.csv": "named",
    "misspelt-header.csv": "named",
}

FAULTS = {
    "positions": {"position-outside": 2, "bad-position": 2, "no-position": 1},
    "shared-position": {"position-shared": 2},
    "unknown-protein": {"unknown-protein": 1},
    "names": {"bad-name": 4, "no-name": 1},
    "repeated-names": {"name-repeated": 2},
    "two-types": {"two-types": 6},
    "words-in-numbers": {"bad-value": 3},
    "placeholder-barcodes": {"barcode-repeated": 2},
    "zero-angles": {"zero-cell": 3},
    "resolution-ranges": {"range": 1},
    "no-acronym": {"no-protein": 1},
    "open-quote": {"broken-line": 1, "bad-name": 1},
    "html": {},
}


def _said(row: Row) -> tuple[str, ...]:
    return tuple(row[column] for column in WHERE)


@pytest.mark.parametrize(("name", "form"), VARIANTS.items())
def test_every_variant_says_the_same_six_samples(name: str, form: str) -> None:
    sample_list = read((MADE / name).read_bytes(), name)
    assert sample_list.format == form
    expected = [("", *said[1:]) for said in EXPECTED] if name.startswith("own") else EXPECTED
    assert list(map(_said, sample_list.rows)) == expected
    findings = check(sample_list, CONTEXT)
    assert {finding.code for finding in findings} <= ({"no-dewar"} if name.startswith("own") else set())


@pytest.mark.parametrize(
    "name", [name for name, form in VARIANTS.items() if form == "exi-28" and name != "short-rows.csv"]
)
def test_the_values_of_full_rows_are_the_same_too(name: str) -> None:
    (dewar,) = contents(read((MADE / name).read_bytes(), name))
    first = dewar.containers[0].samples[0]
    assert (first.sample["code"], first.sample["SMILES"]) == ("017", "CCO")
    assert first.crystal["spaceGroup"] == "P43212"
    assert (first.crystal["cell_c"], first.plan["aimedResolution"]) == (37.9, 1.9)
    assert "Größe 1 µm" in first.sample["comments"] or name == "quoted-commas.csv"


def test_every_list_in_the_folder_is_looked_at() -> None:
    faulty = {f"faulty-{name}.csv" for name in FAULTS}
    others = {"ispyb-22.csv", "german-columns.csv", "old.xls"}
    assert {file.name for file in MADE.iterdir()} == set(VARIANTS) | faulty | others


@pytest.mark.parametrize(("name", "codes"), FAULTS.items())
def test_every_fault_is_marked_in_its_cells(name: str, codes: dict[str, int]) -> None:
    sample_list = read((MADE / f"faulty-{name}.csv").read_bytes())
    findings = check(sample_list, CONTEXT)
    assert Counter(finding.code for finding in findings) == codes
    kept = sample_list.without(error_lines(findings))
    assert len(kept.rows) + len(error_lines(findings)) == len(sample_list.rows) == 6


def test_ispyb_22_lacks_only_the_container_type() -> None:
    sample_list = read((MADE / "ispyb-22.csv").read_bytes())
    assert (sample_list.format, len(sample_list.rows)) == ("ispyb-22", 6)
    assert {finding.code for finding in check(sample_list, CONTEXT)} == {"no-container-type"}


def test_columns_that_nobody_can_guess_are_mapped_by_a_person() -> None:
    data = (MADE / "german-columns.csv").read_bytes()
    guessed = read(data)
    assert not guessed.sure
    assert min(guess.certainty for guess in guessed.guesses) == 0
    mapped = read(data, columns=GERMAN, skip=1)
    assert list(map(_said, mapped.rows)) == EXPECTED
    assert [guess.header for guess in mapped.guesses][:3] == ["Lfd. Nr.", "Pucknummer", "Platz"]
    assert check(mapped, CONTEXT) == []


def test_a_misspelt_header_is_guessed_and_asked_about() -> None:
    guessed = read((MADE / "misspelt-header.csv").read_bytes())
    assert not guessed.sure
    told = {guess.header: (guess.key, guess.certainty) for guess in guessed.guesses}
    assert told["Parcel nam"] == ("dewar", 0.5)
    assert told["Container name"] == ("container", 1.0)


def test_an_old_workbook_is_answered_with_save_as_xlsx() -> None:
    with pytest.raises(UnreadableList, match=r"save it as \.xlsx"):
        read((MADE / "old.xls").read_bytes())
