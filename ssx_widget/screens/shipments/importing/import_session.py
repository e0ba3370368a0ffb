# SPDX-License-Identifier: LGPL-3.0-or-later
"""An import before anything is stored: its rows, what is found in them, how they are mended. No widgets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from qtpy.QtWidgets import QUndoStack

from backend.domain.sample_list import (
    COLUMNS,
    Context,
    Finding,
    Row,
    SampleList,
    check,
    count_up_names,
    error_lines,
    unknown_proteins,
)
from hwobj.client.collections import new_key
from ssx_widget.look.texts import counted
from ssx_widget.screens.shipments.importing.list_changes import ChangeList
from ssx_widget.screens.shipments.importing.list_files import ListFile, joined

Cell = tuple[int, str]
Tone = Literal["", "warn", "bad"]

_ALWAYS = (
    "dewar",
    "container",
    "container_type",
    "position",
    "protein",
    "sample",
    "pin_barcode",
    "space_group",
)
_NAME_CODES = frozenset(("name-repeated", "name-taken"))
_PLACES = {column.key: place for place, column in enumerate(COLUMNS)}


@dataclass(frozen=True)
class ImportState:
    """What a person can change, and undo."""

    sample_list: SampleList
    left_out: frozenset[int] = frozenset()
    create_proteins: bool = False

    @property
    def kept(self) -> SampleList:
        """The rows that are to be imported."""
        return self.sample_list.without(self.left_out)


@dataclass(frozen=True)
class Checked:
    """The findings of a state, and what follows from them; `errors` and `warnings` count cells."""

    state: ImportState
    findings: tuple[Finding, ...]
    at: Mapping[Cell, tuple[Finding, ...]]
    wrong_lines: frozenset[int]
    new_proteins: tuple[str, ...]
    renames: Mapping[Cell, str]
    tones: Mapping[Cell, Tone]
    errors: int
    warnings: int

    def tone(self, cell: Cell) -> Tone:
        """How a cell is marked; an unknown protein is a question of its own and no error."""
        return self.tones.get(cell, "")


def checked(state: ImportState, context: Context) -> Checked:
    """Check a state; of 5,000 rows it takes up to a second, so it may run on a worker."""
    context = replace(context, create_proteins=state.create_proteins)
    findings = tuple(_in_broken_cells(check(state.kept, context), state.sample_list))
    at: dict[Cell, list[Finding]] = defaultdict(list)
    for finding in findings:
        at[finding.line, finding.column].append(finding)
    repeated = any(finding.code in _NAME_CODES for finding in findings)
    tones = {cell: _tone(found) for cell, found in at.items()}
    wrong = sum(tone == "bad" for tone in tones.values())
    return Checked(
        state,
        findings,
        {cell: tuple(found) for cell, found in at.items()},
        frozenset(error_lines(findings)),
        tuple(unknown_proteins(findings)),
        count_up_names(state.kept, context).changes if repeated else {},
        tones,
        wrong,
        len(tones) - wrong,
    )


def _tone(found: Iterable[Finding]) -> Tone:
    wrong = any(finding.level == "error" and finding.code != "unknown-protein" for finding in found)
    return "bad" if wrong else "warn"


def _in_broken_cells(findings: Iterable[Finding], sample_list: SampleList) -> Iterator[Finding]:
    """The findings; a line that broke while reading is marked at the cell with the open quotation mark."""
    broken = {row.line: row for row in sample_list.rows if row.problem}
    for finding in findings:
        row = broken.get(finding.line) if finding.code == "broken-line" else None
        column = next((each.key for each in COLUMNS if row and '"' in row[each.key]), finding.column)
        yield replace(finding, column=column, text=row[column]) if row else finding


_NOT_CHECKED = Checked(ImportState(SampleList(())), (), {}, frozenset(), (), {}, {}, 0, 0)


class ImportSession:
    """The rows of one import, undoable changes to them, and the latest check.

    Its undo stack is its own: what is not stored yet is none of the window's steps, and goes with the list.
    """

    def __init__(self, files: Sequence[ListFile], context: Context) -> None:
        self.files, self.context = list(files), context
        self.undo_stack = QUndoStack()
        self.state = ImportState(joined(self.files))
        self.key = new_key()
        self.checked = _NOT_CHECKED

    @property
    def is_checked(self) -> bool:
        """Whether the latest check is about the rows as they are now."""
        return self.checked.state is self.state

    @property
    def may_import(self) -> bool:
        """Whether every row that is kept can be stored."""
        return self.is_checked and not self.checked.wrong_lines and bool(self.state.kept.rows)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns worth showing: the usual ones, and those that any row fills."""
        filled = {column for row in self.state.sample_list.rows for column, text in row.cells.items() if text}
        return tuple(column.key for column in COLUMNS if column.key in _ALWAYS or column.key in filled)

    @property
    def counts(self) -> tuple[int, int, int]:
        """Rows to import, and the containers and dewars that they name."""
        rows = self.state.kept.rows
        containers = {(row["dewar"], row["container"]) for row in rows}
        return len(rows), len(containers), len({dewar for dewar, _ in containers})

    def visible_rows(self, only_wrong: bool) -> list[Row]:
        """All rows, or those that cannot be stored as they are."""
        rows = self.state.sample_list.rows
        return [row for row in rows if not only_wrong or row.line in self.checked.wrong_lines]

    def file_of(self, line: int) -> ListFile:
        """The file that a row is from."""
        return next((file for file in self.files if file.holds(line)), self.files[0])

    def next_wrong(self, after: Cell | None, backwards: bool = False) -> Cell | None:
        """The next cell that is wrong or waits for a decision, in reading order and round again."""
        order = sorted(map(_reading_place, self._to_mend()), reverse=backwards)
        if not order:
            return None
        here = _reading_place(after) if after else (0, 0)
        beyond = (place for place in order if (place < here if backwards else place > here))
        line, place = next(beyond, order[0])
        return line, COLUMNS[place].key

    def mend(self, changes: Mapping[Cell, str]) -> None:
        """Change cells."""
        mended = self.state.sample_list.mended(changes)
        self._change(replace(self.state, sample_list=mended), f"change {counted(len(changes), 'cell')}")

    def accept(self, line: int) -> None:
        """Take a line that broke while reading as it is shown."""
        rows = self.state.sample_list.rows
        whole = tuple(replace(row, problem="") if row.line == line else row for row in rows)
        accepted = replace(self.state.sample_list, rows=whole)
        self._change(replace(self.state, sample_list=accepted), f"take line {line} as it is shown")

    def leave_out(self, lines: Collection[int]) -> None:
        """Leave rows out of the import."""
        left_out = self.state.left_out | set(lines)
        self._change(replace(self.state, left_out=left_out), f"leave {counted(len(lines), 'row')} out")

    def put_back(self) -> None:
        """Import the rows that were left out after all."""
        self._change(replace(self.state, left_out=frozenset()), "put rows back")

    def create_proteins(self, wanted: bool) -> None:
        """Make the proteins that the proposal lacks with the import, or not."""
        words = "create new proteins" if wanted else "create no proteins"
        self._change(replace(self.state, create_proteins=wanted), words)

    def read_as(self, file: ListFile, format_name: str) -> None:
        """Read a file in another format; what was mended in its rows is read anew."""
        self._exchange(file, file.read_as(format_name))

    def map_columns(self, file: ListFile, columns: Sequence[str]) -> None:
        """Read a file with its columns taken for these; what was mended in its rows is read anew."""
        self._exchange(file, file.mapped(columns))

    def take_titles(self, file: ListFile, first_line: bool) -> None:
        """Take the first line of a file for titles, or not; the only line it has is a row."""
        if not first_line or len(file.sample_list.rows) > 1:
            self._exchange(file, file.titled(first_line))

    def _exchange(self, file: ListFile, fresh: ListFile) -> None:
        files = [fresh if each is file else each for each in self.files]
        lines = {row.line for each in (file, fresh) for row in each.sample_list.rows}
        rows = (row for row in self.state.sample_list.rows if row.line not in lines)
        together = sorted((*rows, *fresh.sample_list.rows), key=lambda row: row.line)
        whole = replace(joined(files), rows=tuple(together))
        self._push(replace(self.state, sample_list=whole), files, f"read {file.name} otherwise")

    def undo(self) -> bool:
        """Take the last change back; False when there is none."""
        may = self.undo_stack.canUndo()
        self.undo_stack.undo()
        return may

    def redo(self) -> bool:
        """Do the change again that was taken back last; False when there is none."""
        may = self.undo_stack.canRedo()
        self.undo_stack.redo()
        return may

    def _to_mend(self) -> Iterator[Cell]:
        """The wrong cells; when there are none, those of proteins to be decided on."""
        made = self.checked
        wrong = [cell for cell in made.at if made.tone(cell) == "bad"]
        undecided = (cell for cell, found in made.at.items() if any(each.level == "error" for each in found))
        return iter(wrong) if wrong else undecided

    def _change(self, state: ImportState, words: str) -> None:
        if state != self.state:
            self._push(state, self.files, words)

    def _push(self, state: ImportState, files: list[ListFile], words: str) -> None:
        before, after = partial(self._hold, self.state, self.files), partial(self._hold, state, files)
        self.undo_stack.push(ChangeList(words, before, after))

    def _hold(self, state: ImportState, files: list[ListFile]) -> None:
        self.state, self.files = state, files
        # The key belongs to these rows: sent again they are stored once, other rows are another import.
        self.key = new_key()


def _reading_place(cell: Cell) -> tuple[int, int]:
    """Sorts cells line by line, from left to right; a column that is no one's is left of all."""
    return cell[0], _PLACES.get(cell[1], -1)
