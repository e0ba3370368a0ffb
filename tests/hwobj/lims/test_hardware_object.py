# SPDX-License-Identifier: LGPL-3.0-or-later
"""The base of hardware objects outside MXCuBE: properties, signals, weak slots."""

from __future__ import annotations

import gc

import pytest

from hwobj.lims.hardware_object import StandaloneObject


class Listener:
    def __init__(self) -> None:
        self.heard: list[tuple[object, ...]] = []

    def hear(self, *values: object) -> None:
        self.heard.append(values)


def test_properties_have_defaults() -> None:
    device = StandaloneObject("lims")
    device.set_property("url", "https://host")
    assert device.get_property("url") == "https://host"
    assert device.get_property("timeout", 5) == 5


def test_a_slot_hears_its_signal_in_both_ways_of_connecting() -> None:
    device, other, listener = StandaloneObject("a"), StandaloneObject("b"), Listener()
    device.connect("samplesChanged", listener.hear)
    device.connect(other, "samplesChanged", listener.hear)
    device.emit("samplesChanged", 1)
    other.emit("samplesChanged", 2)
    device.emit("somethingElse", 3)
    assert listener.heard == [(1,), (2,)]


def test_a_disconnected_slot_hears_nothing_and_others_still_do() -> None:
    device, one, two = StandaloneObject("a"), Listener(), Listener()
    device.connect("changed", one.hear)
    device.connect("changed", two.hear)
    device.disconnect("changed", one.hear)
    device.emit("changed")
    assert (one.heard, two.heard) == ([], [()])


def test_a_signal_does_not_keep_its_listeners_alive() -> None:
    device, listener = StandaloneObject("a"), Listener()
    device.connect("changed", listener.hear)
    heard = listener.heard
    del listener
    gc.collect()
    device.emit("changed", 1)
    assert heard == []


def test_a_connection_without_a_slot_is_refused() -> None:
    with pytest.raises(ValueError, match="slot"):
        StandaloneObject("a").connect(StandaloneObject("b"), "changed")
