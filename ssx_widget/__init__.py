"""The window of SSX Desk: its screens, and what they stand on.

How to add a screen
-------------------
1. Make a folder `ssx_widget/<name>/` with `view.py`; a class in it is a `QWidget` made with one argument::

       class DewarsView(QWidget):
           def __init__(self, desk: Desk) -> None: ...       # draw from what is there; load by desk.tasks
           def open_row(self, key: object) -> None: ...      # somebody jumps here: desk.show("dewars", 12)

2. Add one line to `SCREENS` in `screens.py`; the window makes the view when it is first shown.
3. Fixed layouts are Qt Designer files: `load_ui("dewars.ui", self)` from `common.ui_file`.

What a screen uses
------------------
- `desk.tasks.run(work, done=…, failed=…, busy="Saving…", owner=self)`: every call to a client, on a worker.
- `desk.new("proteins", {...})`, `desk.edits.open("proteins", row)` give a `Draft`; `draft.get("acronym")`,
  `draft.values`, `draft.errors`, `draft.is_dirty`, `draft.ref` (its key, or a DraftRef before it is stored).
- `desk.edits.set(draft, name, value)` changes it with undo; `.save([draft], done=…)`, `.delete(draft)`,
  `.discard(draft)`, `.keep_mine(draft)`, `.take_theirs(draft)`, `.in_one_step("new like this", change)`.
- `desk.edits.changed(draft, name)`, `.saved(draft)`, `.deleted(collection, key)`, `.refused(draft)`,
  `desk.rowChanged(table, key, verb)`, `desk.proposalChanged(row)`: what to redraw upon.
- `desk.messages.info / done / warning / error(sentence, Action("Undo", …))`: the only way to tell the user.
- `common.form.Form(desk, fields)`, `.set_draft(draft)`; `common.pick.Pick`; `common.list_panel.ListPanel`;
  `common.table.Table`; `common.states` (empty, error, skeleton); `common.chip.Chip`; `common.banner.Banner`.
- `theme`: `icon("mdi6.plus", button)`, `GRID` (4), `label(text, "title")`, `mark(button, "primary")`
  and the other roles of `resources/styles/desk.qss`.
"""
