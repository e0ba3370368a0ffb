# SPDX-License-Identifier: LGPL-3.0-or-later
"""Container types: aliases, capacities, layouts."""

import pytest

from backend.domain.containers import CONTAINER_TYPES, ContainerType, find_type, ranges


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Unipuck", "Unipuck"),
        ("UNIPUCK ", "Unipuck"),
        ("uni-puck", "Unipuck"),
        ("Spinepuck", "Spinepuck"),
        ("spine", "Spinepuck"),
        ("SPINEpuck", "Spinepuck"),
        ("tube-rack", "Tube rack"),
        ("Chipbox", "Chip box"),
    ],
)
def test_found_by_any_spelling(written: str, name: str) -> None:
    kind = find_type(written)
    assert kind
    assert kind.name == name


@pytest.mark.parametrize("written", ["", " ", "bucket", "--"])
def test_unknown(written: str) -> None:
    assert find_type(written) is None


def test_a_site_has_types_of_its_own() -> None:
    own = (ContainerType("Cane", 6, ("stick",)),)
    assert find_type("Stick", own) is own[0]
    assert find_type("Unipuck", own) is None


@pytest.mark.parametrize("kind", CONTAINER_TYPES, ids=lambda kind: kind.name)
def test_layout_draws_every_position_and_the_name_fits_ispyb(kind: ContainerType) -> None:
    assert sum(kind.layout) == kind.capacity
    assert len(kind.name) <= 20


def test_aliases_are_unambiguous() -> None:
    for kind in CONTAINER_TYPES:
        assert all(find_type(alias) is kind for alias in (kind.name, *kind.aliases))


@pytest.mark.parametrize(
    ("positions", "words"),
    [([3, 4, *range(7, 17)], "3, 4, 7 to 16"), ([], ""), ([5], "5"), ([3, 2, 1], "1 to 3"), ([1, 2], "1, 2")],
)
def test_positions_in_words(positions: list[int], words: str) -> None:
    assert ranges(positions) == words
