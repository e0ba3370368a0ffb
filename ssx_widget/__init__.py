# SPDX-License-Identifier: LGPL-3.0-or-later
"""The window of SSX Desk: its screens, and what they stand on.

How to add a screen
-------------------
1. Make a folder `ssx_widget/screens/<name>/` with `view.py`; a class in it is a `QWidget` of one argument::

       class DewarsView(QWidget):
           def __init__(self, context: AppContext) -> None: ...   # draw; load by context.tasks
           def open_row(self, key: object) -> None: ...           # after context.show("dewars", 12)
           def save(self) -> None: ...                            # Ctrl+S; without it all drafts are saved

2. Add one line to `SCREENS` in `window/screens.py`; the window makes the view when it is first shown.
3. Fixed layouts are Qt Designer files: `load_ui("dewars.ui", self)` from `widgets/ui_file.py`.

What a screen uses
------------------
- `context.tasks.run(work, done=…, failed=…, busy="Saving…", owner=self)`: calls to a client, on a worker.
- `context.new("proteins", {...})`, `context.edits.open("proteins", row)` give a `Draft`:
  `draft.get("acronym")`, `draft.values`, `draft.errors`, `draft.is_dirty`,
  `draft.ref` (its key, or a DraftRef before it is stored).
- `context.edits.set(draft, name, value)` changes it with undo; `.save([draft], done=…)`, `.delete(draft)`,
  `.discard(draft)`, `.keep_mine(draft)`, `.take_theirs(draft)`, `.in_one_step("new like this", change)`.
- `context.edits.changed(draft, name)`, `.saved(draft)`, `.deleted(collection, key)`, `.refused(draft)`,
  `context.rowChanged(table, key, verb)`, `context.proposalChanged(row)`: what to redraw upon.
- `context.messages.info / done / warning / error(sentence, Action("Undo", …))`: the way to tell the user.
- `forms`: `Form(context, fields)`, `.set_draft(draft)`, `RowPicker`; `lists`: `ListPanel`, `RowSource`;
  `widgets`: `Table`, `placeholders` (empty, error, skeleton), `Chip`, `Banner`.
- `look/theme`: `icon("mdi6.plus", button)`, `GRID` (4), `label(text, "title")`, `mark(button, "primary")`,
  every colour, and the other roles of `resources/styles/desk.qss`.
"""
