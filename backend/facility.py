"""The facility that dewars travel to: what its profile file says, for labels and addresses."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import yaml

from backend.config import Config, ConfigError
from backend.labels.context import Site

LOGO_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}

_FROM_CONFIGURATION = ("qr_base_url", "symbology")


def site(config: Config) -> dict[str, Any]:
    """The `site` of the label context: the profile of FACILITY_FILE over the configuration's own keys.

    Raises ConfigError for a file that cannot be read, an unknown key or a wrong type.
    """
    profile = _profile(Path(config.FACILITY_FILE)) if config.FACILITY_FILE else {}
    # A path in the profile is taken from where the profile lies.
    beside = Path(config.FACILITY_FILE).parent / profile["logo"] if profile.get("logo") else None
    logo = beside or (Path(config.SITE_LOGO_PATH) if config.SITE_LOGO_PATH else None)
    own = {"name": config.SITE_NAME, "qr_base_url": config.QR_BASE_URL, "symbology": config.BARCODE_TYPE}
    return {**own, **profile, "logo": _data_uri(logo) if logo else ""}


def _profile(file: Path) -> dict[str, Any]:
    try:
        profile = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except OSError as error:
        raise ConfigError(f"The facility's profile {file} cannot be read: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"The facility's profile {file} is not YAML: {error}.") from error
    if not isinstance(profile, Mapping):
        raise ConfigError(f"The facility's profile {file} needs keys and values, such as name and address.")
    return {str(key): _checked(file, str(key), value) for key, value in profile.items()}


def _checked(file: Path, key: str, value: Any) -> Any:
    """The value, if the key is one that a profile has and the value is what it holds."""
    hints = {name: kind for name, kind in get_type_hints(Site).items() if name not in _FROM_CONFIGURATION}
    if key not in hints:
        raise ConfigError(f"Unknown key {key} in {file}. Known keys: {', '.join(hints)}.")
    if get_origin(hints[key]) is not list:
        fits, wanted = isinstance(value, str), "text"
    else:
        lines = get_args(hints[key])[0]
        fits = isinstance(value, list) and all(isinstance(line, lines) for line in value)
        wanted = "a list of lines"
    if not fits:
        raise ConfigError(f"Key {key} in {file} must be {wanted}.")
    return value


def _data_uri(file: Path) -> str:
    kind = LOGO_TYPES.get(file.suffix.lower())
    if kind is None:
        raise ConfigError(f"The logo {file} is none of {', '.join(LOGO_TYPES)}.")
    try:
        picture = base64.b64encode(file.read_bytes()).decode("ascii")
    except OSError as error:
        raise ConfigError(f"The logo {file} cannot be read: {error.strerror}.") from error
    return f"data:{kind};base64,{picture}"
