# SPDX-License-Identifier: LGPL-3.0-or-later
"""The facility that the window's backend speaks of: its container types, its links to couriers."""

from __future__ import annotations

from dataclasses import dataclass

from backend.domain.containers import CONTAINER_TYPES, ContainerType, type_from
from backend.domain.couriers import tracking_url
from backend.domain.rows.answers import FacilityProfile


@dataclass(frozen=True)
class KnownFacility:
    """What the screens need of a facility's profile; without one the usual container types hold."""

    name: str = ""
    container_types: tuple[ContainerType, ...] = CONTAINER_TYPES
    tracking_urls: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, profile: FacilityProfile) -> KnownFacility:
        """From what `/facility` answers."""
        types = tuple(type_from(each) for each in profile.get("container_types") or ())
        urls = profile.get("tracking_urls") or {}
        return cls(profile.get("name") or "", types or CONTAINER_TYPES, tuple(urls.items()))

    def tracking_url(self, courier: str | None, number: str | None) -> str:
        """Where a courier tells of a parcel; empty where no address is known for it."""
        return tracking_url(dict(self.tracking_urls), courier, number)
