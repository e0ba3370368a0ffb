# SPDX-License-Identifier: LGPL-3.0-or-later
"""Asking another service about its rows, over REST with the caller's own token, when it runs elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from flask import request
from sqlalchemy.orm import Session

from backend.app_keys import AppKey
from backend.config import Config, ConfigError
from backend.errors import BackendError, BadGateway, Unavailable
from backend.store.base import Base

TIMEOUT = 5.0
"""Seconds for an answer; meanwhile the request's transaction waits."""


REMOTE_SERVICES = AppKey[dict[str, str]]("remote_services")
"""The address of each service that is asked over REST."""


def service_of(model: type[Base]) -> str:
    """The service whose table this is: the package of its class."""
    return (*model.__module__.split("."), "")[1]


def elsewhere(config: Config) -> dict[str, str]:
    """The API's address of each service that is asked over REST; ConfigError when one is missing."""
    if "core" in config.SERVICES or not {"ssx", "em"} & set(config.SERVICES):
        return {}
    if not config.CORE_URL.startswith(("http://", "https://")):
        raise ConfigError(
            "SERVICES has ssx or em without core: CORE_URL must say where core answers, "
            "such as http://127.0.0.1:8081/ispyb/api/v1."
        )
    return {"core": config.CORE_URL.rstrip("/")}


@dataclass(frozen=True)
class RemoteServices:
    """The services that other processes serve, asked in the name of a request's caller."""

    addresses: Mapping[str, str]
    authorization: str

    def serves(self, model: type[Base]) -> bool:
        """Whether the rows of a table are to be asked for over REST."""
        return service_of(model) in self.addresses

    def may_name(self, model: type[Base], key: int, proposal: int | None) -> bool:
        """Whether the caller may name a row, from one of *proposal*, as its own service decides.

        Raises Unavailable when that service does not answer, BadGateway when it answers something else.
        """
        from backend.outside import http  # no start of a backend waits for `requests`

        service = service_of(model)
        url = f"{self.addresses[service]}/references/{model.__tablename__}/{key}"
        limits = http.Limits(TIMEOUT, 65536, trusted=frozenset({http.origin(url)}))
        asked = url if proposal is None else f"{url}?proposalId={proposal}"
        try:
            answer = json.loads(http.get(asked, limits, {"Authorization": self.authorization}))
            return answer["mayBeNamed"] is True
        except BadGateway as error:
            away = error.members.get("status_there", 503) == 503
            raise _unanswered(service, model, key, error.detail, away) from error
        except (ValueError, KeyError, TypeError) as error:
            raise _unanswered(service, model, key, "Its answer is not understood.", away=False) from error


def _unanswered(service: str, model: type[Base], key: int, why: str, away: bool) -> BackendError:
    text = (
        f"Whether {model.__name__} {key} is there, the service {service} must say. {why} Nothing was stored."
    )
    return Unavailable(text, headers={"Retry-After": "3"}) if away else BadGateway(text)


def attach(session: Session) -> None:
    """Let this session's rules over references ask other services in the name of the request's caller."""
    addresses = REMOTE_SERVICES.here()
    if addresses:
        session.info["elsewhere"] = RemoteServices(addresses, request.headers.get("Authorization", ""))
