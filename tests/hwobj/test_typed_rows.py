# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the backend answers is what the classes of rows say: every member, with its type."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from typing_extensions import NotRequired, is_typeddict

from hwobj.client.collections import Collection
from hwobj.client.session import RestSession
from hwobj.PyIspybClient import PyIspybClient
from hwobj.SsxIspybClient import SsxIspybClient

SITES_ADD = frozenset({"FacilityProfile"})
"""Classes whose objects may have further members; so have those whose members may all be missing."""


@pytest.fixture(scope="module")
def core(rest: RestSession) -> PyIspybClient:
    """A client of a backend that holds the demo."""
    client = PyIspybClient("core", rest)
    client.load_demo()
    return client


@pytest.fixture(scope="module")
def ssx(core: PyIspybClient) -> SsxIspybClient:
    return SsxIspybClient("ssx", core.rest)


def problems(value: object, kind: Any, place: str) -> Iterator[str]:
    """Where a value is not of this type."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind is object:
        return
    if is_typeddict(kind):
        yield from _of_object(value, kind, place)
    elif origin in (Union, UnionType):
        told = [list(problems(value, each, place)) for each in inner]
        yield from min(told, key=len)
    elif origin is Literal:
        if value not in inner:
            yield f"{place}: {value!r}"
    elif origin is list:
        yield from _of_all(enumerate(value) if isinstance(value, list) else None, inner[0], place)
    elif origin is dict:
        yield from _of_all(value.items() if isinstance(value, dict) else None, inner[1], place)
    elif not isinstance(value, (int, float) if kind is float else kind) or _mixed_up(value, kind):
        yield f"{place}: {value!r} is no {kind}"


def _mixed_up(value: object, kind: object) -> bool:
    """Whether truth stands for a number."""
    return isinstance(value, bool) and kind is not bool


def _of_all(held: Any, kind: object, place: str) -> Iterator[str]:
    if held is None:
        yield f"{place}: not a list or object"
        return
    for name, each in held:
        yield from problems(each, kind, f"{place}.{name}")


def _of_object(value: object, kind: Any, place: str) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"{place}: {value!r} is no {kind.__name__}"
        return
    hints = get_type_hints(kind, localns={"NotRequired": NotRequired}, include_extras=True)
    for name, held in value.items():
        if name in hints:
            hint = hints[name]
            yield from problems(
                held, get_args(hint)[0] if get_origin(hint) is NotRequired else hint, f"{place}.{name}"
            )
        elif kind.__total__ and kind.__name__ not in SITES_ADD:
            yield f"{place}.{name} is not told"
    wanted = {name for name, hint in hints.items() if get_origin(hint) is not NotRequired}
    yield from (f"{place}.{name} is missing" for name in wanted - set(value) if kind.__total__)


def collections_of(client: object) -> dict[str, Collection[Any]]:
    return {name: held for name, held in vars(client).items() if isinstance(held, Collection)}


def test_every_collection_gives_the_rows_that_its_class_tells(
    core: PyIspybClient, ssx: SsxIspybClient
) -> None:
    wrong, seen = [], 0
    for name, collection in {**collections_of(core), **collections_of(ssx)}.items():
        for row in collection.list(limit=20).rows:
            seen += 1
            wrong += problems(row, collection.shape, name)
    assert (wrong, seen > 150) == ([], True), seen


Ask = Callable[[PyIspybClient, SsxIspybClient, dict[str, int]], object]

ANSWERS: dict[str, Ask] = {
    "shipping_info": lambda core, _, key: core.shipping_info(key["shippings"]),
    "shipping_checklist": lambda core, _, key: core.shipping_checklist(key["shippings"]),
    "refill_dewar": lambda core, _, key: core.refill_dewar(key["dewars"]),
    "shipping_history": lambda core, _, key: core.shipping_history(key["shippings"]),
    "dewar_history": lambda core, _, key: core.dewar_history(key["dewars"]),
    "dewar_refills": lambda core, _, key: core.dewar_refills(key["dewars"]),
    "dewar_board": lambda core, _, __: core.dewar_board(),
    "clone_shipping": lambda core, _, key: core.clone_shipping(key["shippings"]),
    "note_labels_printed": lambda core, _, key: core.note_labels_printed(key["shippings"]),
    "label_state": lambda core, _, key: core.label_state(key["shippings"]),
    "shipping_notices": lambda core, _, key: core.shipping_notices(key["shippings"]),
    "facility": lambda core, _, __: core.facility(),
    "label_engines": lambda core, _, __: core.label_engines(),
    "make_backup": lambda core, _, __: core.make_backup(),
    "backups": lambda core, _, __: core.backups(),
    "take_in_transfer": lambda core, _, key: core.take_in_transfer(
        core.export_transfer(proposal_id=key["proposals"]), key["proposals"], dry_run=True
    ),
    "import_samples": lambda core, _, key: core.import_samples(
        core.export_samples(key["shippings"]), key["proposals"], shipping_name="again", dry_run=True
    ),
    "sample_info": lambda _, ssx, key: ssx.sample_info(key["loaded_samples"]),
    "acquisition_counts": lambda _, ssx, key: ssx.acquisition_counts([key["loaded_samples"]]),
    "acquisition_details": lambda _, ssx, key: ssx.acquisition_details(key["data_acquisitions"]),
    "sample_acquisitions": lambda _, ssx, key: ssx.sample_acquisitions(key["loaded_samples"]),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_is_what_its_method_tells(core: PyIspybClient, ssx: SsxIspybClient, name: str) -> None:
    keys = {
        found: int(rows[0][collection.key])
        for found, collection in {**collections_of(core), **collections_of(ssx)}.items()
        if (rows := collection.list(limit=1).rows)
    }
    client = core if hasattr(core, name) else ssx
    told = get_type_hints(getattr(client, name))["return"]
    assert list(problems(ANSWERS[name](core, ssx, keys), told, name)) == []


def test_the_rows_of_a_tree_are_what_is_told(core: PyIspybClient, ssx: SsxIspybClient) -> None:
    from backend.domain.rows.ssx_answers import SampleTreeEntry

    proposal = core.proposals.list(limit=1).rows[0]["proposalId"]
    page = ssx.sample_tree("Proposal", proposal)
    assert page.rows
    assert [each for row in page.rows for each in problems(row, SampleTreeEntry, "tree")] == []


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"loadedSampleId": "7"}, "'7' is no <class 'int'>"),
        ({"colour": "red"}, "colour is not told"),
        ({"name": None}, "None is no <class 'str'>"),
        ({}, "name is missing"),
    ],
)
def test_another_column_would_be_seen(value: dict[str, object], said: str) -> None:
    from backend.domain.rows.ssx_sample import LoadedSampleRow

    assert any(said in each for each in problems(value, LoadedSampleRow, "row"))
