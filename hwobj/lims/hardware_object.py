# SPDX-License-Identifier: LGPL-3.0-or-later
"""The base class of our hardware objects: mxcubecore's where that is installed, else one with its surface."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

Slot: TypeAlias = Callable[..., object]
Slots: TypeAlias = dict[str, list[weakref.ReferenceType[Slot]]]


class StandaloneObject:
    """What a hardware object needs outside MXCuBE: properties, and signals with weakly held slots."""

    def __init__(self, name: str) -> None:
        self.load_name = name
        self._properties: dict[str, object] = {}
        self._slots: Slots = {}
        self._slots_lock = threading.Lock()

    def init(self) -> None:
        """Called once all properties are set."""

    def get_property(self, name: str, default_value: object = None) -> object:
        """A configured value."""
        return self._properties.get(name, default_value)

    def set_property(self, name: str, value: object) -> None:
        """Configure a value."""
        self._properties[name] = value

    def emit(self, signal: str, *args: object) -> None:
        """Call the slots of a signal, in the thread that emits."""
        with self._slots_lock:
            references = list(self._slots.get(signal, ()))
        for reference in references:
            slot = reference()
            if slot is not None:
                slot(*args)

    def connect(self, sender: StandaloneObject | str, signal: str | Slot, slot: Slot | None = None) -> None:
        """Call `slot` when `sender` emits `signal`; `connect(signal, slot)` means this object's own."""
        source, name, slot = self._resolve(sender, signal, slot)
        with source._slots_lock:
            source._slots.setdefault(name, []).append(_weak(slot))

    def disconnect(
        self, sender: StandaloneObject | str, signal: str | Slot, slot: Slot | None = None
    ) -> None:
        """Undo `connect`."""
        source, name, slot = self._resolve(sender, signal, slot)
        with source._slots_lock:
            kept = [each for each in source._slots.get(name, ()) if each() not in (None, slot)]
            source._slots[name] = kept

    def _resolve(
        self, sender: StandaloneObject | str, signal: str | Slot, slot: Slot | None
    ) -> tuple[StandaloneObject, str, Slot]:
        """Both ways of writing it: (sender, signal, slot) and (signal, slot)."""
        if slot is not None and not isinstance(sender, str):
            return sender, str(signal), slot
        if not isinstance(sender, str) or isinstance(signal, str):
            raise ValueError("connect and disconnect take (sender, signal, slot) or (signal, slot)")
        return self, sender, signal


def _weak(slot: Slot) -> weakref.ReferenceType[Slot]:
    """A reference that does not keep the slot's object alive."""
    return weakref.WeakMethod(slot) if hasattr(slot, "__self__") else weakref.ref(slot)


HardwareObject = StandaloneObject
LimsObject = StandaloneObject
"""What mxcubecore 2 wants a LIMS to be; elsewhere any hardware object."""

if not TYPE_CHECKING:
    try:
        from mxcubecore.BaseHardwareObjects import HardwareObject
    except ModuleNotFoundError as missing:
        # Anything else that fails inside mxcubecore is a fault of the installation and has to be seen.
        if missing.name != "mxcubecore":
            raise
    else:
        LimsObject = HardwareObject
        try:
            from mxcubecore.HardwareObjects.abstract.AbstractLims import AbstractLims as LimsObject  # noqa: F401
        except ModuleNotFoundError as missing:
            # Generation 1 has no such class.
            if not (missing.name or "").endswith("AbstractLims"):
                raise
