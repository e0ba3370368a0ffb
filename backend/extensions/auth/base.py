"""What an authentication plug-in is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from sqlalchemy.orm import Session

from backend.config import Config


@dataclass(frozen=True)
class Identity:
    """A person that a plug-in vouches for."""

    username: str
    permissions: frozenset[str]


class Authentication(ABC):
    """Checks a name and a password."""

    def __init__(self, config: Config) -> None:
        self.config = config

    @abstractmethod
    def authenticate(self, session: Session, username: str, password: str) -> Identity | None:
        """The identity, or None when this plug-in does not vouch for it."""
