# SPDX-License-Identifier: LGPL-3.0-or-later
"""Dewars moved at random, and beside them what a person would note on paper: both agree after every step."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import Engine

from backend import migrations
from backend.core.models import Dewar, DewarTransportHistory, Person, Proposal, Shipping
from backend.core.shipping.rules import dewar_moves, dewar_steps
from backend.core.shipping.rules.dewar_moves import DewarMove
from backend.domain.states import DEWAR_STATES, DRAFT, SENT, advancement, is_held_by_facility
from backend.errors import Conflict
from backend.store.database import make_engine, new_session
from backend.store.ownership import EVERYONE

PLACES = st.sampled_from(["", "rack 1", "bay 7"])
STATES = st.sampled_from([state for state in DEWAR_STATES if state != SENT])


@cache
def database() -> Engine:
    """One in memory, with all tables."""
    engine = make_engine("sqlite://")
    migrations.metadata().create_all(engine)
    return engine


@dataclass
class Noted:
    """A dewar as somebody with paper and pencil has it: its steps, the newest last."""

    key: int
    steps: list[tuple[str, str]] = field(default_factory=list)

    @property
    def now(self) -> tuple[str, str]:
        """State and place."""
        return self.steps[-1] if self.steps else (DRAFT, "")


class DewarWay(RuleBasedStateMachine):
    """Two dewars of one shipment, moved, undone and topped up in any order."""

    @initialize()
    def begin(self) -> None:
        self.session = new_session(database())
        person = Person(familyName="Zürich")
        self.session.add(person)
        self.session.flush()
        proposal = Proposal(proposalCode="mx", proposalNumber="1", personId=person.personId)
        self.session.add(proposal)
        self.session.flush()
        shipping = Shipping(proposalId=proposal.proposalId, shippingName="December")
        self.session.add(shipping)
        self.session.flush()
        self.shipping = shipping.shippingId
        dewars = [Dewar(shippingId=self.shipping, code=f"DEW-{n}") for n in (1, 2)]
        self.session.add_all(dewars)
        self.session.flush()
        self.dewars = [Noted(dewar.dewarId) for dewar in dewars]

    @rule(number=st.integers(0, 1), state=STATES, place=st.none() | PLACES, again=st.booleans())
    def move(self, number: int, state: str, place: str | None, again: bool) -> None:
        dewar = self.dewars[number]
        before, there = dewar.now
        wanted = DewarMove(state, place, again=again)
        is_repeat = bool(dewar.steps) and state == before and place in (None, there)
        if is_repeat and not again:
            with pytest.raises(Conflict):
                dewar_moves.move(self.session, EVERYONE, dewar.key, wanted)
            return
        dewar_moves.move(self.session, EVERYONE, dewar.key, wanted)
        dewar.steps.append((state, there if place is None else place))

    @rule(number=st.integers(0, 1))
    def send_what_the_facility_has(self, number: int) -> None:
        dewar = self.dewars[number]
        if is_held_by_facility(dewar.now[0]):
            with pytest.raises(Conflict, match="only with a reason"):
                dewar_moves.move(self.session, EVERYONE, dewar.key, DewarMove(SENT, again=True))

    @rule(number=st.integers(0, 1))
    def undo(self, number: int) -> None:
        dewar = self.dewars[number]
        if len(dewar.steps) < 2:
            with pytest.raises(Conflict, match="never moved"):
                dewar_moves.undo(self.session, EVERYONE, dewar.key)
            return
        dewar_moves.undo(self.session, EVERYONE, dewar.key)
        dewar.steps.append(dewar.steps[-2])

    @rule(number=st.integers(0, 1))
    def top_up(self, number: int) -> None:
        dewar_moves.refill(self.session, EVERYONE, self.dewars[number].key, None, "")

    @invariant()
    def what_is_stored_is_what_was_noted(self) -> None:
        for dewar in getattr(self, "dewars", ()):
            row = self.session.get_one(Dewar, dewar.key)
            assert (row.dewarStatus or DRAFT, row.storageLocation or "") == dewar.now
            told = dewar_steps.history(self.session, dewar.key, dewar_steps.STATE)
            assert [(step["dewarStatus"], step["storageLocation"]) for step in reversed(told)] == dewar.steps
            kept = self.session.query(DewarTransportHistory).filter_by(dewarId=dewar.key)
            assert kept.count() == len(dewar.steps)

    @invariant()
    def a_shipment_is_as_far_as_its_last_dewar(self) -> None:
        if not any(dewar.steps for dewar in getattr(self, "dewars", ())):
            return
        behind = min((dewar.now[0] for dewar in self.dewars), key=advancement)
        assert self.session.get_one(Shipping, self.shipping).shippingStatus == behind

    def teardown(self) -> None:
        if hasattr(self, "session"):
            self.session.close()  # nothing was committed


TestDewarWay = DewarWay.TestCase
TestDewarWay.settings = settings(stateful_step_count=20, max_examples=settings().max_examples // 2)
