# SPDX-License-Identifier: LGPL-3.0-or-later
"""Takes the usual next step of a shipment on a worker, and tells how it went."""

from __future__ import annotations

from qtpy.QtCore import QObject, Signal

from hwobj.errors import Conflict
from ssx_widget.background.tasks import sentence
from ssx_widget.context.app_context import AppContext
from ssx_widget.look.messages import Action
from ssx_widget.screens.shipments.shipment import OpenShipment, Reading
from ssx_widget.screens.shipments.steps import ShipmentStep, take, take_back, usual_step


class NextStep(QObject):
    """`incomplete(lines)`: the backend refused to send it, and these lines of the checklist say why."""

    incomplete = Signal(object)

    def __init__(self, context: AppContext, shipment: OpenShipment, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._shipment = context, shipment

    def begin(self, name: str) -> None:
        """Take the step that usually follows; the shipment is called `name`."""
        key, before, core = self._shipment.key, self._shipment.reading, self._context.core
        step = usual_step(before.info and before.info["shippingStatus"])
        if key is None or step is None:
            return

        def done(_row: object) -> None:
            back = Action("Undo", lambda: self._take_back(before, step))
            self._context.messages.done(f"{name} {step.told}.", back)
            self._shipment.read()

        self._context.tasks.run(
            lambda: take(core, key, step), done=done, failed=self._fail, busy="Noting the step…", owner=self
        )

    def _take_back(self, before: Reading, step: ShipmentStep) -> None:
        core = self._context.core
        self._context.tasks.run(
            lambda: take_back(core, before, step), done=lambda _: self._shipment.read(), owner=self
        )

    def _fail(self, error: Exception) -> None:
        lines = error.problem.get("checklist") if isinstance(error, Conflict) else None
        if lines:
            self.incomplete.emit(lines)
        else:
            self._context.messages.error(sentence(error))
        self._shipment.read()
