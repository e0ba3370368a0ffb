# SPDX-License-Identifier: LGPL-3.0-or-later
"""Whatever a bundle holds comes out of a database as it went in, and so again out of a second one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from functools import cache
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from backend import migrations
from backend.core.models import Person, Proposal
from backend.store.database import make_engine, new_session
from backend.store.ownership import EVERYONE
from backend.transfers import bundle, intake, outgoing
from backend.transfers.outgoing import Document

Row = dict[str, Any]

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
WORDS = st.text("abcXYZ019_-", min_size=1, max_size=8)
REALS = st.floats(0.001, 1e6)
NOZZLES = st.fixed_dictionaries({"nozzle": st.floats(10, 200)})
MOMENTS = st.integers(10**9, 2 * 10**9).map(
    lambda seconds: datetime.fromtimestamp(seconds, timezone.utc).isoformat()
)


@st.composite
def rows_of(draw: st.DrawFn, most: int, **columns: Any) -> list[Row]:
    """Rows of a table; a column may be absent, and one whose name begins with `_` is always there."""
    always = {name[1:]: values for name, values in columns.items() if name.startswith("_")}
    optional = {name: values for name, values in columns.items() if not name.startswith("_")}
    return draw(st.lists(st.fixed_dictionaries(always, optional=optional), max_size=most))


def references(held: list[Row]) -> Any:
    """The number of one of these rows."""
    return st.integers(1, len(held))


def told_apart(rows: list[Row], **by: Callable[[int], str]) -> list[Row]:
    """The rows with values that no two of them share."""
    return [{**row, **{name: of(n) for name, of in by.items()}} for n, row in enumerate(rows)]


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Bundles with rows of the kinds that laptops send."""
    made: Document = {}
    _add_people(draw, made)
    proteins = draw(rows_of(3, _name=WORDS, molecularMass=REALS, description=TEXTS, bltimeStamp=MOMENTS))
    made["Protein"] = told_apart(proteins, acronym=lambda n: f"P{n}")
    if proteins:
        of_protein = {"_proteinId": references(proteins), "cell_a": REALS, "color": TEXTS, "comments": TEXTS}
        made["Crystal"] = draw(rows_of(4, **of_protein))
    _add_shipments(draw, made)
    if made.get("Crystal"):
        _add_samples(draw, made)
        _add_chain(draw, made)
    return made


def _add_people(draw: st.DrawFn, made: Document) -> None:
    made["Person"] = draw(rows_of(3, familyName=WORDS, givenName=TEXTS, faxNumber=TEXTS))
    numbers = range(1, len(made["Person"]) + 1)
    made["LabContact"] = [
        {"personId": n, "cardName": f"card {n}", "courierAccount": draw(WORDS)} for n in numbers
    ]
    made["Laboratory"] = [{"name": draw(WORDS), "recordTimeStamp": draw(MOMENTS)} for _ in numbers]
    for n, row in zip(draw(st.permutations(numbers)), made["Person"], strict=True):
        row["laboratoryId"] = n


def _add_shipments(draw: st.DrawFn, made: Document) -> None:
    made["Shipping"] = draw(rows_of(2, _shippingName=WORDS, comments=TEXTS, creationDate=MOMENTS))
    if made["Shipping"]:
        dewars = draw(rows_of(3, _shippingId=references(made["Shipping"]), comments=TEXTS, weight=REALS))
        made["Dewar"] = told_apart(dewars, code=lambda n: f"D{n}", barCode=lambda n: f"mx1-{n:04}")
    if made.get("Dewar"):
        boxes = draw(rows_of(3, _dewarId=references(made["Dewar"]), _capacity=st.just(16), comments=TEXTS))
        made["Container"] = told_apart(boxes, code=lambda n: f"C{n}", containerType=lambda _n: "Unipuck")
        for row in made["Container"]:
            row["parentContainerId"] = draw(references(boxes))


def _add_samples(draw: st.DrawFn, made: Document) -> None:
    samples = draw(rows_of(4, _crystalId=references(made["Crystal"]), comments=TEXTS, volume=REALS))
    made["BLSample"] = told_apart(samples, name=lambda n: f"s{n}", location=lambda n: str(n + 1))
    if made.get("Container"):
        for row in made["BLSample"]:
            row["containerId"] = draw(references(made["Container"]))


def _add_chain(draw: st.DrawFn, made: Document) -> None:
    crystals = st.lists(references(made["Crystal"]), min_size=1, unique=True)
    slurries = draw(rows_of(2, _crystalDensity=REALS, _crystalIds=crystals))
    made["CrystalSlurry"] = told_apart(slurries, name=lambda n: f"slurry{n}")
    made["SampleDeliveryDevice"] = draw(rows_of(3, _type=st.just("viscoousJet"), _descriptionJson=NOZZLES))
    if not slurries or not made["SampleDeliveryDevice"]:
        return
    stocks = draw(rows_of(2, _crystalSlurryId=references(slurries), _concentrationFactor=REALS))
    made["SampleStock"] = told_apart(stocks, name=lambda n: f"stock{n}")
    if stocks:
        stock, device = references(stocks), references(made["SampleDeliveryDevice"])
        loaded = draw(rows_of(2, _sampleStockId=stock, _sampleDeliveryDeviceId=device))
        made["LoadedSample"] = told_apart(loaded, name=lambda n: f"loaded{n}")


@cache
def engine() -> Engine:
    """All tables, made once: what an example stores is rolled back."""
    made = make_engine("sqlite://")
    migrations.metadata().create_all(made)
    return made


@contextmanager
def empty_database() -> Iterator[tuple[Session, int]]:
    """A database with one proposal, which has nothing."""
    with new_session(engine()) as session:
        person = Person(familyName="Owner")
        session.add(person)
        session.flush()
        proposal = Proposal(proposalCode="mx", proposalNumber="1", personId=person.personId)
        session.add(proposal)
        session.flush()
        yield session, proposal.proposalId
        session.rollback()


def through_a_database(rows: Document) -> Document:
    """What an empty database gives that took these rows in."""
    with empty_database() as (session, proposal):
        held = bundle.unpack(bundle.pack(rows, {"site": "Home"}))
        intake.take_in(session, EVERYONE, held, intake.IntakeOptions(proposal))
        session.expire_all()
        return outgoing.of_proposal(session, EVERYONE, proposal)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_rows_come_out_as_they_went_in(rows: Document) -> None:
    once = through_a_database(rows)
    assert {table: len(held) for table, held in once.items() if held} == {
        table: len(held) for table, held in rows.items() if held
    }
    for table, held in rows.items():
        for before, after in zip(held, once[table], strict=True):
            assert before.items() <= after.items()
    twice = through_a_database(once)
    assert json.dumps(twice, sort_keys=True) == json.dumps(once, sort_keys=True)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_a_second_time_everything_is_found_again(rows: Document) -> None:
    with empty_database() as (session, proposal):
        options = intake.IntakeOptions(proposal, again=True)
        intake.take_in(session, EVERYONE, bundle.unpack(bundle.pack(rows, {})), options)
        complete = outgoing.of_proposal(session, EVERYONE, proposal)
        report = intake.take_in(session, EVERYONE, bundle.unpack(bundle.pack(complete, {})), options)
        assert report["stored"] == {}
        assert outgoing.of_proposal(session, EVERYONE, proposal) == complete
