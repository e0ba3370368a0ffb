# SPDX-License-Identifier: LGPL-3.0-or-later
"""The demo's people: who proposed, who sends and who receives, and when they measure."""

from __future__ import annotations

from dataclasses import dataclass

from backend.core.models import BLSession, LabContact, Laboratory, Person, Proposal
from backend.demo.rows import Filling


@dataclass(frozen=True)
class People:
    """Keys of the contacts and of the session."""

    sender: int
    receiver: int
    session: int


def fill(filling: Filling, code: str, number: str) -> People:
    """Store the proposal with its people."""
    laboratory = filling.add(
        Laboratory,
        name="Structural Biology",
        organization="EMBL Hamburg",
        address="Notkestraße 85",
        postcode="22607",
        city="Hamburg",
        country="Germany",
    )
    anna = _person(filling, laboratory["laboratoryId"], "Anna", "Zürich", "Dr", "+49 40 000 000")
    jonas = _person(filling, laboratory["laboratoryId"], "Jonas", "Lindström", "", "+49 40 000 001")
    title = "Reaction dynamics in microcrystals"
    filling.add(
        Proposal, personId=anna, proposalCode=code, proposalNumber=number, proposalType="MX", title=title
    )
    session = filling.add(
        BLSession,
        beamLineName="ID29",
        startDate="2026-12-03T08:00:00+01:00",
        endDate="2026-12-05T08:00:00+01:00",
        beamLineOperator="B. Hall",
        scheduled=1,
        visit_number=1,
    )
    return People(_card(filling, anna, "Anna"), _card(filling, jonas, "Cold room"), session["sessionId"])


def _person(filling: Filling, laboratory: int, given: str, family: str, title: str, phone: str) -> int:
    plain = f"{given}.{family}".lower().replace("ü", "ue").replace("ö", "oe")
    row = filling.add(
        Person,
        laboratoryId=laboratory,
        givenName=given,
        familyName=family,
        title=title,
        phoneNumber=phone,
        emailAddress=f"{plain}@example.org",
    )
    return int(row["personId"])


def _card(filling: Filling, person: int, name: str) -> int:
    row = filling.add(
        LabContact,
        personId=person,
        cardName=name,
        defaultCourrierCompany="DHL",
        courierAccount="960 000 000",
        dewarAvgCustomsValue=2000,
        dewarAvgTransportValue=3500,
    )
    return int(row["labContactId"])
