# SPDX-License-Identifier: LGPL-3.0-or-later
"""The samples of a proposal as MXCuBE lists them: what they are, in which container, dewar and shipment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from backend.domain.rows.samples import BLSampleRow, CrystalRow, DiffractionPlanRow, ProteinRow
from backend.domain.rows.shipping import ContainerRow, DewarRow, ShippingRow
from hwobj.client.collections import Collection, RowT
from hwobj.client.session import RestSession
from hwobj.lims.mxcube_names import CONTAINER, CRYSTAL, SAMPLE, Told, told

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


def samples_of(rest: RestSession, proposal: int) -> list[Told]:
    """Every sample of a proposal that lies in a container, in as many requests for one as for many.

    Beside what MXCuBE reads there are `dewarCode`, `shippingName` and `proposalId`; unit cell (Å, degrees)
    and space group are the crystal's.
    """
    shippings = _by_key(rest, ShippingRow, "/shippings", "shippingId", proposalId=proposal)
    dewars = _hanging(rest, DewarRow, "/shippings/dewars", "dewarId", shippingId=shippings)
    containers = _hanging(rest, ContainerRow, "/shippings/containers", "containerId", dewarId=dewars)
    samples = _hanging(rest, BLSampleRow, "/samples", "blSampleId", containerId=containers).values()
    crystals = _named_by(rest, CrystalRow, "/samples/crystals", "crystalId", samples)
    proteins = _named_by(rest, ProteinRow, "/samples/proteins", "proteinId", crystals.values())
    wished = [*samples, *crystals.values()]
    plans = _named_by(rest, DiffractionPlanRow, "/samples/diffraction_plans", "diffractionPlanId", wished)
    listed = []
    for sample in samples:
        container = containers[sample["containerId"]]
        dewar = dewars[container["dewarId"]]
        crystal = crystals.get(sample["crystalId"])
        protein = proteins.get(crystal["proteinId"]) if crystal else None
        plan = plans.get(sample["diffractionPlanId"] or (crystal and crystal["diffractionPlanId"]))
        listed.append(
            {
                **told(sample, SAMPLE),
                **told(crystal, CRYSTAL),
                **told(container, CONTAINER),
                "proteinAcronym": protein and protein["acronym"],
                "diffractionPlan": told(plan, _PLAN),
                "experimentType": (plan and plan["experimentKind"]) or "Default",
                "dewarCode": dewar["code"],
                "shippingName": shippings[dewar["shippingId"]]["shippingName"],
                "proposalId": proposal,
            }
        )
    return listed


def _by_key(
    rest: RestSession, shape: type[RowT], path: str, key: str, **filters: object
) -> dict[int | None, RowT]:
    return {cast("int", row[key]): row for row in Collection(rest, shape, path, key).all(**filters)}


def _hanging(
    rest: RestSession, shape: type[RowT], path: str, key: str, **above: Iterable[int | None]
) -> dict[int | None, RowT]:
    """The rows that hang on others, whose keys are given under the column's name."""
    ((column, keys),) = above.items()
    wanted = sorted(each for each in keys if each)
    found: dict[int | None, RowT] = {}
    for first in range(0, len(wanted), KEYS_AT_ONCE):
        found |= _by_key(rest, shape, path, key, **{column: wanted[first : first + KEYS_AT_ONCE]})
    return found


def _named_by(
    rest: RestSession, shape: type[RowT], path: str, key: str, rows: Iterable[Mapping[str, object]]
) -> dict[int | None, RowT]:
    """The rows that others name in the column of the same name."""
    return _hanging(rest, shape, path, key, **{key: {cast("int | None", row[key]) for row in rows}})
