# SPDX-License-Identifier: LGPL-3.0-or-later
"""What an authentication plug-in is: what it is asked with, and what it answers."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import ClassVar, TypeVar

from sqlalchemy.orm import Session

from backend.config import Config, ConfigError
from backend.store.ownership import PERMISSIONS

S = TypeVar("S")

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,44}")


@dataclass(frozen=True)
class Identity:
    """A person that a plug-in vouches for."""

    username: str
    permissions: frozenset[str]


@dataclass(frozen=True)
class Credentials:
    """What somebody logs in with: name and password, or what a browser brought back from an issuer.

    `module` names the one plug-in that is to be asked; empty for all.
    """

    username: str = ""
    password: str = field(default="", repr=False)
    module: str = ""
    token: str = field(default="", repr=False)
    code: str = field(default="", repr=False)
    code_verifier: str = field(default="", repr=False)
    redirect_uri: str = ""
    nonce: str = field(default="", repr=False)


class Authentication(ABC):
    """Vouches for people."""

    name: ClassVar[str]
    """What clients call it by, in the header or field `module`."""
    tests_only: ClassVar[bool] = False
    """True for what no facility may serve with."""

    def __init__(self, config: Config) -> None:
        self.config = config

    @abstractmethod
    def authenticate(self, session: Session, credentials: Credentials) -> Identity | None:
        """The identity, or None when this plug-in does not vouch for it; an empty password never does."""

    def renewed(self, session: Session, identity: Identity) -> Identity | None:  # noqa: ARG002
        """The identity as it is now, or None when it is no more: asked whenever a token is renewed.

        A plug-in that cannot tell says the same again, and is not `lasting`.
        """
        return identity

    lasting: ClassVar[bool] = False
    """True when `renewed` looks afresh: only then may a login be renewed again and again."""

    def described(self) -> dict[str, object]:
        """What a client needs to know to log in by it."""
        return {"name": self.name, "kind": "password"}


def settings_of(kind: type[S], key: str, given: Mapping[str, object]) -> S:
    """The data class *kind* from the configuration's *key*; ConfigError names what does not fit."""
    known = {setting.name: setting for setting in fields(kind)}  # type: ignore[arg-type]
    unknown = set(given) - set(known)
    if unknown:
        raise ConfigError(f"{key} has no setting {', '.join(sorted(unknown))}; it has {', '.join(known)}.")
    try:
        made = kind(**given)
    except TypeError as error:
        raise ConfigError(f"{key} lacks a setting: {error}.") from error
    _check_types(made, key, known)
    return made


def _check_types(made: object, key: str, names: Iterable[str]) -> None:
    """Each value has the type of its default; those without one are text."""
    for name in names:
        wanted = type(getattr(type(made), name, {} if name == "permissions" else ""))
        if not isinstance(getattr(made, name), wanted):
            raise ConfigError(f"{key}: {name} must be {wanted.__name__}.")
    groups: Mapping[str, Sequence[str]] = getattr(made, "permissions", {})
    for group, wanted_names in groups.items():
        unknown = set(wanted_names) - set(PERMISSIONS)
        if unknown:
            raise ConfigError(
                f"{key}: permissions of {group} name {', '.join(sorted(unknown))}; "
                f"permissions are {', '.join(PERMISSIONS)}."
            )


def granted(permissions: Mapping[str, Sequence[str]], groups: Iterable[str]) -> frozenset[str]:
    """What the members of *groups* may do; the group `*` is everybody."""
    return frozenset(name for group in ("*", *groups) for name in permissions.get(group, ()))


def plain_name(name: object) -> str | None:
    """A user name from elsewhere, if no database could take it for somebody else's.

    MariaDB finds `ada` when asked for `ádá`: what a directory or an issuer lets people choose is ASCII here.
    """
    return name if isinstance(name, str) and _NAME.fullmatch(name) else None
