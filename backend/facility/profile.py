# SPDX-License-Identifier: LGPL-3.0-or-later
"""The facility that dewars travel to: one profile with addresses, texts, logo, beamlines, container types.

It is a file (YAML or JSON), or a folder with `facility.yaml`, a logo and label templates under `labels`: a
facility changes all of it without code. A desktop loads the same profile from a facility's `/facility`.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_origin, get_type_hints

import yaml

from backend.app_keys import AppKey
from backend.config import Config, ConfigError
from backend.domain.containers import CONTAINER_TYPES, ContainerType, type_from
from backend.domain.files import replace_text
from backend.labels.context import Site, default_site

LOGO_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}
LARGEST_LOGO = 2_000_000
LOADED_FILE = "facility.json"
"""In a data folder: the profile that a desktop was given."""

_LOGO_URI = re.compile(rf"data:({'|'.join(map(re.escape, set(LOGO_TYPES.values())))});base64,[A-Za-z0-9+/=]+")
_PATTERNS = {
    "accent": (re.compile("|#[0-9a-fA-F]{6}"), "a colour such as #1e7d46"),
    "qr_base_url": (re.compile(r"|https?://[^\s<>\"']+"), "an address such as https://example.org/d"),
    "symbology": (re.compile("code128|code39"), "code128 or code39"),
    "container_grid": (re.compile(r"[1-4]x(10|[1-9])"), "columns and rows, 1x1 to 4x10, such as 3x8"),
}


@dataclass(frozen=True)
class Facility:
    """What a profile says; `site` is that of the label context, `templates` the folder of own labels."""

    site: Mapping[str, object]
    beamlines: tuple[str, ...] = ()
    container_types: tuple[ContainerType, ...] = CONTAINER_TYPES
    tracking_urls: Mapping[str, str] | None = None
    templates: Path | None = None

    def as_profile(self) -> dict[str, object]:
        """The profile as a desktop loads it: JSON, the logo inside it."""
        return {
            **self.site,
            "beamlines": list(self.beamlines),
            "container_types": [asdict(kind) for kind in self.container_types],
            "tracking_urls": dict(self.tracking_urls or {}),
        }


FACILITY = AppKey[Facility]("facility")


def load(config: Config) -> Facility:
    """The facility that this configuration names; its own keys stand in for what the profile leaves out.

    Raises ConfigError for a file that cannot be read, an unknown key or a wrong type.
    """
    file, templates = _place(config)
    profile = checked(_read(file), str(file)) if file else {}
    logo = profile.get("logo", "")
    if logo and file and not logo.startswith("data:"):
        # A path in the profile is taken from where the profile lies.
        logo = _data_uri(file.parent / logo)
    elif not logo and config.SITE_LOGO_PATH:
        logo = _data_uri(Path(config.SITE_LOGO_PATH))
    own = {"name": config.SITE_NAME, "qr_base_url": config.QR_BASE_URL, "symbology": config.BARCODE_TYPE}
    texts = {key: profile[key] for key in default_site() if key in profile}
    return Facility(
        {**default_site(), **own, **texts, "logo": logo},
        tuple(profile.get("beamlines", ())),
        profile.get("container_types", CONTAINER_TYPES),
        profile.get("tracking_urls"),
        templates,
    )


def site(config: Config) -> Mapping[str, object]:
    """The `site` of the label context."""
    return load(config).site


def keep(config: Config, profile: Mapping[str, Any]) -> None:
    """Keep a profile in the data folder, where `load` finds it; ConfigError for one that cannot be used."""
    checked(profile, "The profile")
    if len(profile.get("logo", "")) > LARGEST_LOGO:
        raise ConfigError(f"The logo has more than {LARGEST_LOGO // 1_000_000} MB; a smaller picture does.")
    replace_text(Path(config.DATA_DIR) / LOADED_FILE, json.dumps(profile, ensure_ascii=False, indent=1))


def _place(config: Config) -> tuple[Path | None, Path | None]:
    """The profile's file, and the folder of label templates, as far as there are any."""
    templates = Path(config.LABEL_TEMPLATES) if config.LABEL_TEMPLATES else None
    if config.FACILITY_FILE:
        place = Path(config.FACILITY_FILE)
        if place.is_dir():
            own = place / "labels"
            return place / "facility.yaml", templates or (own if own.is_dir() else None)
        return place, templates
    loaded = Path(config.DATA_DIR) / LOADED_FILE if config.DATA_DIR else None
    return (loaded if loaded and loaded.is_file() else None), templates


def _read(file: Path) -> Any:
    try:
        # JSON is YAML too.
        return yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except OSError as error:
        raise ConfigError(f"The facility's profile {file} cannot be read: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"The facility's profile {file} is not YAML: {error}.") from error


def checked(profile: object, where: str) -> dict[str, Any]:
    """The profile's values, each of the kind that its key has; ConfigError names the key and what fits."""
    if not isinstance(profile, Mapping):
        raise ConfigError(f"The facility's profile {where} needs keys and values, such as name and address.")
    return {str(key): _checked(where, str(key), value) for key, value in profile.items()}


def _checked(where: str, key: str, value: object) -> object:
    known = [*get_type_hints(Site), *_KINDS]
    if key not in known:
        raise ConfigError(f"Unknown key {key} in {where}. Known keys: {', '.join(known)}.")
    if key in _KINDS:
        return _KINDS[key](where, value)
    if get_origin(get_type_hints(Site)[key]) is list:
        return _lines(where, key, value)
    if not isinstance(value, str):
        raise ConfigError(f"Key {key} in {where} must be text.")
    if key == "logo" and value.startswith("data:") and not _LOGO_URI.fullmatch(value):
        raise ConfigError(f"Key logo in {where} must be a picture of the kinds {', '.join(LOGO_TYPES)}.")
    pattern, wanted = _PATTERNS.get(key, (None, ""))
    if pattern and not pattern.fullmatch(value):
        raise ConfigError(f"Key {key} in {where} must be {wanted}.")
    return value


def _lines(where: str, key: str, value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(line, str) for line in value):
        raise ConfigError(f"Key {key} in {where} must be a list of lines.")
    return value


def _types(where: str, value: object) -> tuple[ContainerType, ...]:
    if not isinstance(value, list) or not value:
        raise ConfigError(f"Key container_types in {where} must be a list of types with name and capacity.")
    try:
        return tuple(map(type_from, value))
    except ValueError as error:
        raise ConfigError(f"Key container_types in {where}: {error}") from error


def _urls(where: str, value: Any) -> dict[str, str]:
    fits = isinstance(value, Mapping) and all(
        isinstance(url, str) and re.fullmatch(r"https://[^\s<>\"']*\{number\}[^\s<>\"']*", url)
        for url in value.values()
    )
    if not fits:
        raise ConfigError(
            f"Key tracking_urls in {where} must name an https address with {{number}} for each courier."
        )
    return {str(courier): url for courier, url in value.items()}


_KINDS = {
    "beamlines": lambda where, value: _lines(where, "beamlines", value),
    "container_types": _types,
    "tracking_urls": _urls,
}


def _data_uri(file: Path) -> str:
    kind = LOGO_TYPES.get(file.suffix.lower())
    if kind is None:
        raise ConfigError(f"The logo {file} is none of {', '.join(LOGO_TYPES)}.")
    try:
        picture = base64.b64encode(file.read_bytes()).decode("ascii")
    except OSError as error:
        raise ConfigError(f"The logo {file} cannot be read: {error.strerror}.") from error
    return f"data:{kind};base64,{picture}"
