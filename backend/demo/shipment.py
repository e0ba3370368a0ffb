# SPDX-License-Identifier: LGPL-3.0-or-later
"""The demo's shipment: a dewar with pucks, and one whose rack and box hold what the SSX chain is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from backend.core.models import BLSample, Container, Dewar, Shipping
from backend.demo.people import People
from backend.demo.rows import Filling


@dataclass(frozen=True)
class Places:
    """Keys of the containers for slurries and for chips."""

    rack: int
    chip_box: int


def fill(filling: Filling, people: People, crystals: Mapping[str, int]) -> Places:
    """Store the shipment with dewars, containers and the samples on pins."""
    shipping = filling.add(
        Shipping,
        shippingName="December SSX run",
        sendingLabContactId=people.sender,
        returnLabContactId=people.receiver,
        deliveryAgent_agentName="DHL",
        deliveryAgent_shippingDate="2026-11-30",
        deliveryAgent_deliveryDate="2026-12-01",
        returnCourier="DHL",
        dateOfShippingToUser="2026-12-14T09:00:00+01:00",
        safetyLevel="GREEN",
        sessionIds=[people.session],
    )
    cold, warm = (_dewar(filling, shipping["shippingId"], code) for code in ("DEW-12", "DEW-13"))
    _puck(
        filling,
        cold,
        "UNIPUCK-041",
        [*_named("HEWL", "lys_a", 3), *_named("CDK2", "cdk_lig", 10, 4)],
        crystals,
    )
    _puck(filling, cold, "UNIPUCK-042", _named("CDK2", "cdk_lig", 16, 14), crystals)
    _puck(filling, cold, "UNIPUCK-043", _named("CTX-M-14", "ctxm_", 16), crystals)
    return Places(
        rack=_container(filling, warm, "R1", "Tube rack", 20.0),
        chip_box=_container(filling, warm, "C2", "Chip box", 20.0),
    )


def _named(acronym: str, stem: str, count: int, first: int = 1) -> list[tuple[str, str]]:
    return [(acronym, f"{stem}{number:02}") for number in range(first, first + count)]


def _dewar(filling: Filling, shipping: int, code: str) -> int:
    return int(filling.add(Dewar, shippingId=shipping, code=code)["dewarId"])


def _container(filling: Filling, dewar: int, code: str, kind: str, celsius: float) -> int:
    row = filling.add(Container, dewarId=dewar, code=code, containerType=kind, storageTemperature=celsius)
    return int(row["containerId"])


def _puck(
    filling: Filling, dewar: int, code: str, named: Iterable[tuple[str, str]], crystals: Mapping[str, int]
) -> None:
    puck = _container(filling, dewar, code, "Unipuck", -196.0)
    for position, (acronym, name) in enumerate(named, start=1):
        filling.add(
            BLSample,
            crystalId=crystals[acronym],
            containerId=puck,
            name=name,
            location=str(position),
            code=f"{code[-3:]}{position:04}",
        )
