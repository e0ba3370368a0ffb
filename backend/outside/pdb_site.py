# SPDX-License-Identifier: LGPL-3.0-or-later
"""The site that PDB entries are fetched from: checked codes only, within limits, each once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from backend.app_keys import AppKey
from backend.config import Config, ConfigError
from backend.errors import BadGateway, NotFound
from backend.files import structures
from backend.files.cache import FileCache

MOST_BYTES = 64 * 1024 * 1024
KEPT_BYTES = 256 * 1024 * 1024
TIMEOUT = 20.0
"""Seconds for an entry in all."""

_SHORT = re.compile(r"[0-9][A-Za-z0-9]{3}")
_EXTENDED = re.compile(r"pdb_[0-9A-Za-z]{8}")


def is_code(text: str) -> bool:
    """Whether a text is the code of an entry: 1abc, or pdb_00001abc."""
    return bool(_SHORT.fullmatch(text) or _EXTENDED.fullmatch(text))


@dataclass(frozen=True)
class PdbEntry:
    """A fetched entry: its file's name and content."""

    name: str
    data: bytes


@dataclass(frozen=True)
class PdbSite:
    """Fetches entries from below one address, which may be a mirror inside the house."""

    uri: str
    cache: FileCache
    timeout: float = TIMEOUT
    size: int = MOST_BYTES

    @classmethod
    def of(cls, config: Config) -> PdbSite:
        """The site that the configuration names."""
        if urlsplit(config.PDB_URI).scheme not in ("http", "https"):
            raise ConfigError(f"PDB_URI is an address of the web, not {config.PDB_URI}.")
        cache = FileCache.of(config, "structures", ".structure", KEPT_BYTES)
        return cls(config.PDB_URI.rstrip("/"), cache)

    @property
    def host(self) -> str:
        """The site's host, and its port where it names one."""
        return urlsplit(self.uri).netloc.rpartition("@")[2]

    def fetch(self, code: str) -> PdbEntry:
        """The entry of a code that `is_code`; raises NotFound, BadGateway."""
        # Large entries have no file in the old format, and extended codes have none at all.
        endings = ("cif",) if _EXTENDED.fullmatch(code) else ("pdb", "cif")
        for ending in endings:
            data = self._file(f"{code}.{ending}")
            if data is not None:
                return PdbEntry(f"{code}.{ending}", data)
        raise NotFound(f"{self.host} has no PDB entry {code}.")

    def _file(self, name: str) -> bytes | None:
        """A file of the site, from the cache if it was fetched before; None where the site has none."""
        key = re.sub("[._]", "-", name.lower())
        kept = self.cache.get(key)
        if kept is not None:
            return kept
        try:
            data = self._fetched(name)
            structures.read(data)
        except BadGateway as error:
            if error.members.get("status_there") == 404:
                return None
            raise BadGateway(f"{name} cannot be fetched: {error.detail} {_INSTEAD}") from error
        except structures.NoStructure as error:
            raise BadGateway(f"{self.host} sent no PDB file as {name}. {_INSTEAD}") from error
        self.cache.keep(key, data)
        return data

    def _fetched(self, name: str) -> bytes:
        from backend.outside.http import Limits, get, origin  # no start of a backend waits for `requests`

        limits = Limits(self.timeout, self.size, trusted=frozenset({origin(self.uri)}))
        return get(f"{self.uri}/{name}", limits)


_INSTEAD = "Try again later, or upload the file."


PDB_SITE = AppKey[PdbSite]("pdb_site")
