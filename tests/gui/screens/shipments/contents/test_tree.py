# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a shipment holds, in words and pictures: its tree, its positions, its line in the list."""

from __future__ import annotations

from typing import Any

import pytest

from backend.domain.containers import CONTAINER_TYPES, find_type
from ssx_widget.editing.draft import Draft
from ssx_widget.screens.shipments.containers.container_layout import spots
from ssx_widget.screens.shipments.contents.crystals import Crystals
from ssx_widget.screens.shipments.contents.tree import TreePlace, fill_remark, next_code, nodes, state_tone
from ssx_widget.screens.shipments.shipment import Reading
from ssx_widget.screens.shipments.texts import journey, list_line

Row = dict[str, Any]


def container(
    key: int, code: str, kind: str = "Unipuck", samples: int = 0, capacity: int | None = None
) -> Row:
    """A container as `info` gives it."""
    held = [{"blSampleId": number} for number in range(samples)]
    return {"containerId": key, "dewarId": 1, "code": code, "containerType": kind, "capacity": capacity,
            "samples": held}  # fmt: skip


def reading(*containers: Row, state: str = "opened") -> Reading:
    """A shipment with one dewar."""
    dewar = {"dewarId": 1, "code": "DEW-1", "dewarStatus": state, "containers": list(containers)}
    return Reading({"shippingId": 1, "dewars": [dewar], "counts": {}})


def test_the_tree_has_dewars_with_their_states_and_containers_with_their_counts() -> None:
    details, journey, dewar = nodes(reading(container(7, "UP-1", samples=13), state="sent to facility"), [])
    assert (details.place, journey.place) == (TreePlace("details"), TreePlace("journey"))
    assert (dewar.title, dewar.chip, dewar.tone) == ("DEW-1", "sent", "accent")
    assert [(node.title, node.remark) for node in dewar.below] == [("UP-1", "13 / 16")]


def test_new_dewars_and_containers_are_in_the_tree_before_they_are_stored() -> None:
    new_dewar = Draft("dewars", changes={"shippingId": 1, "code": "DEW-2"})
    new_container = Draft("containers", changes={"dewarId": 1, "code": "UP-9"})
    _, _, dewar, last = nodes(reading(), [new_dewar, new_container])
    assert (last.title, last.chip, last.place) == ("DEW-2", "not saved", TreePlace("dewar", new_dewar.key))
    assert [node.title for node in dewar.below] == ["UP-9"]


def test_a_code_that_is_refused_is_shown_as_it_was_typed() -> None:
    draft = Draft("dewars", id=1, base={"dewarId": 1, "code": "DEW-1"}, typed={"code": "x" * 50})
    draft.errors["code"] = "too long"
    _, _, dewar = nodes(reading(), [draft])
    assert dewar.title == "x" * 50
    assert dewar.wrong


def test_a_container_of_unknown_size_tells_its_samples_only() -> None:
    assert fill_remark(container(1, "X", "Bag", samples=2)) == "2 samples"
    assert fill_remark(container(1, "X", "Bag", samples=2, capacity=5)) == "2 / 5"


def test_codes_are_counted_up() -> None:
    assert next_code("DEW", []) == "DEW-1"
    assert next_code("DEW", ["DEW-1", None, "DEW-2"]) == "DEW-3"


@pytest.mark.parametrize("kind", CONTAINER_TYPES, ids=lambda kind: kind.name)
def test_positions_are_all_drawn_inside_and_apart(kind: Any) -> None:
    found = spots(kind, kind.capacity)
    assert [spot.position for spot in found] == list(range(1, kind.capacity + 1))
    for spot in found:
        assert abs(spot.x) + spot.radius <= 1
        assert abs(spot.y) + spot.radius <= 1
    for one, other in ((a, b) for a in found for b in found if a.position < b.position):
        assert (one.x - other.x) ** 2 + (one.y - other.y) ** 2 >= (one.radius + other.radius) ** 2 * 0.99


def test_a_unipuck_has_five_positions_inside_and_eleven_outside() -> None:
    found = spots(find_type("Unipuck"), 16)
    inside = [spot.position for spot in found if spot.x**2 + spot.y**2 < 0.4]
    assert inside == [1, 2, 3, 4, 5]
    assert (found[0].x, found[5].x) == (0, 0)
    assert found[5].y < found[0].y < 0


def test_a_container_of_unknown_type_is_drawn_in_rows() -> None:
    assert len(spots(None, 7)) == 7
    assert spots(None, 0) == []


def test_crystals_are_found_by_what_the_table_says() -> None:
    proteins = [{"proteinId": 1, "acronym": "HEWL"}, {"proteinId": 2, "acronym": "CDK2"}]
    rows = [
        {"crystalId": 10, "proteinId": 1, "spaceGroup": "P43212"},
        {"crystalId": 11, "proteinId": 1, "spaceGroup": "P1"},
    ]
    crystals = Crystals.of(proteins, rows)
    assert crystals.find("HEWL") == 11
    assert crystals.find("HEWL", "P43212") == 10
    assert crystals.find("CDK2") is None
    assert crystals.known_as("hewl") == "HEWL"
    assert crystals.known_as("XYZ") is None
    assert (crystals.acronym(10), crystals.space_group(10)) == ("HEWL", "P43212")
    assert crystals.acronym(None) == ""


def test_the_line_of_the_list_tells_dates_courier_state_and_contents() -> None:
    row = {"shippingId": 3, "shippingName": "December", "shippingStatus": "ready to go",
           "deliveryAgent_shippingDate": "2025-11-30", "deliveryAgent_agentName": "DHL"}  # fmt: skip
    line = list_line(row, lambda _key: (2, 5))
    assert line.title == "December"
    assert line.remark == "leaves 30 Nov 2025 · DHL · 2 dewars, 5 containers"
    assert line.badge == "labels printed"
    assert list_line({}, lambda _key: None).remark == "no dates yet"
    assert journey({}) == ""


@pytest.mark.parametrize(
    ("state", "tone"),
    [(None, ""), ("opened", ""), ("sent to facility", "accent"), ("processing", "ok"), ("closed", "")],
)
def test_states_have_tones(state: str | None, tone: str) -> None:
    assert state_tone(state) == tone
