# SPDX-License-Identifier: LGPL-3.0-or-later
"""The samples of a proposal as MXCuBE lists them: what they are, in which container, dewar and shipment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hwobj.client.collections import Collection
from hwobj.client.session import RestSession
from hwobj.lims.mxcube_names import CONTAINER, CRYSTAL, SAMPLE, Row, told

KEYS_AT_ONCE = 200
"""Keys in one request: an address must not grow without an end."""

_PLAN = {
    "diffractionPlanId": "diffractionPlanId",
    "experimentKind": "experimentKind",
    "requiredResolution": "requiredResolution",
    "requiredCompleteness": "requiredCompleteness",
    "requiredMultiplicity": "requiredMultiplicity",
    "observedResolution": "observedResolution",
    "preferredBeamDiameter": "preferredBeamDiameter",
    "radiationSensitivity": "radiationSensitivity",
    "numberOfPositions": "numberOfPositions",
}


def samples_of(rest: RestSession, proposal: int) -> list[Row]:
    """Every sample of a proposal that lies in a container, in as many requests for one as for many.

    Beside what MXCuBE reads there are `dewarCode`, `shippingName` and `proposalId`; unit cell (Å, degrees)
    and space group are the crystal's.
    """
    shippings = _by_key(rest, "/shippings", "shippingId", proposalId=proposal)
    dewars = _hanging(rest, "/shippings/dewars", "dewarId", shippingId=shippings)
    containers = _hanging(rest, "/shippings/containers", "containerId", dewarId=dewars)
    samples = _hanging(rest, "/samples", "blSampleId", containerId=containers).values()
    crystals = _named_by(rest, "/samples/crystals", "crystalId", samples)
    proteins = _named_by(rest, "/samples/proteins", "proteinId", crystals.values())
    wished = [*samples, *crystals.values()]
    plans = _named_by(rest, "/samples/diffraction_plans", "diffractionPlanId", wished)
    listed = []
    for sample in samples:
        container = containers[sample["containerId"]]
        dewar = dewars[container["dewarId"]]
        crystal = crystals.get(sample["crystalId"]) or {}
        plan = plans.get(sample["diffractionPlanId"] or crystal.get("diffractionPlanId"))
        listed.append(
            {
                **told(sample, SAMPLE),
                **told(crystal, CRYSTAL),
                **told(container, CONTAINER),
                "proteinAcronym": (proteins.get(crystal.get("proteinId")) or {}).get("acronym"),
                "diffractionPlan": told(plan, _PLAN),
                "experimentType": (plan or {}).get("experimentKind") or "Default",
                "dewarCode": dewar["code"],
                "shippingName": shippings[dewar["shippingId"]]["shippingName"],
                "proposalId": proposal,
            }
        )
    return listed


def _by_key(rest: RestSession, path: str, key: str, **filters: Any) -> dict[Any, Row]:
    return {row[key]: row for row in Collection(rest, path, key).all(**filters)}


def _hanging(rest: RestSession, path: str, key: str, **above: Iterable[int]) -> dict[Any, Row]:
    """The rows that hang on others, whose keys are given under the column's name."""
    ((column, keys),) = above.items()
    wanted = sorted(keys)
    found: dict[Any, Row] = {}
    for first in range(0, len(wanted), KEYS_AT_ONCE):
        found |= _by_key(rest, path, key, **{column: wanted[first : first + KEYS_AT_ONCE]})
    return found


def _named_by(rest: RestSession, path: str, key: str, rows: Iterable[Row]) -> dict[Any, Row]:
    """The rows that others name in the column of the same name."""
    return _hanging(rest, path, key, **{key: {row[key] for row in rows if row.get(key)}})
