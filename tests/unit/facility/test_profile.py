# SPDX-License-Identifier: LGPL-3.0-or-later
"""A facility's profile: a file or a folder, without code; refused with the key that is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from backend.config import Config, ConfigError
from backend.domain.containers import CONTAINER_TYPES, find_type, type_from
from backend.facility import profile

SVG = "<svg xmlns='http://www.w3.org/2000/svg'/>"


def _profile(folder: Path, **values: Any) -> Config:
    (folder / "facility.yaml").write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    return Config(FACILITY_FILE=str(folder / "facility.yaml"))


def test_a_folder_holds_texts_logo_and_templates(tmp_path: Path) -> None:
    _profile(tmp_path, name="Éxample", logo="logo.svg", accent="#1e7d46", beamlines=["ID29", "ID30"])
    (tmp_path / "logo.svg").write_text(SVG)
    (tmp_path / "labels" / "dewar").mkdir(parents=True)
    found = profile.load(Config(FACILITY_FILE=str(tmp_path)))
    assert (found.site["name"], found.site["accent"]) == ("Éxample", "#1e7d46")
    assert found.site["logo"].startswith("data:image/svg+xml;base64,")
    assert found.beamlines == ("ID29", "ID30")
    assert found.templates == tmp_path / "labels"


def test_without_a_profile_the_usual_container_types_and_texts_stand(tmp_path: Path) -> None:
    found = profile.load(Config(SITE_NAME="Here", DATA_DIR=str(tmp_path)))
    assert found.container_types == CONTAINER_TYPES
    assert found.site["name"] == "Here"
    assert "A152" in found.site["dry_shipper_rule"]


def test_container_types_come_from_the_profile(tmp_path: Path) -> None:
    kinds = [{"name": "Block-96", "capacity": 96, "kind": "ssx", "shape": "grid", "aliases": ["plate"]}]
    types = profile.load(_profile(tmp_path, container_types=kinds)).container_types
    plate = find_type("Plate", types)
    assert plate is not None
    assert (plate.name, plate.layout) == ("Block-96", (12,) * 8)
    assert find_type("Unipuck", types) is None


def test_what_a_desktop_loads_gives_the_same_facility(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text(SVG)
    there = profile.load(
        _profile(
            tmp_path,
            name="Éxample",
            logo="logo.svg",
            address=["1 Road", "France"],
            beamlines=["ID29"],
            container_types=[{"name": "Rod", "capacity": 3, "layout": [1, 2]}],
            tracking_urls={"DHL": "https://example.org/track?id={number}"},
            qr_base_url="https://example.org/d",
        )
    )
    home = Config(DATA_DIR=str(tmp_path))
    profile.keep(home, there.as_profile())
    here = profile.load(home)
    assert (here.site, here.beamlines, here.container_types) == (
        there.site,
        there.beamlines,
        there.container_types,
    )
    assert here.tracking_urls == there.tracking_urls


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"accent": "red"}, "#1e7d46"),
        ({"accent": "#fff}</style><script>"}, "accent"),
        ({"container_grid": "9x99"}, "3x8"),
        ({"symbology": "ean13"}, "code128 or code39"),
        ({"qr_base_url": "javascript:alert(1)"}, "https://"),
        ({"logo": "data:text/html;base64,PHNjcmlwdD4="}, "picture"),
        ({"tracking_urls": {"DHL": "http://x/{number}"}}, "https"),
        ({"tracking_urls": {"DHL": "https://example.org/"}}, "{number}"),
        ({"beamlines": "ID29"}, "list of lines"),
        ({"container_types": []}, "list of types"),
        ({"container_types": [{"name": "Puck"}]}, "capacity"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_key(
    tmp_path: Path, values: dict[str, Any], said: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        profile.load(_profile(tmp_path, **values))
    assert said in str(refused.value)
    assert next(iter(values)) in str(refused.value)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ("Puck", "aliases"),
        ({"name": "Puck", "capacity": 3, "colour": "red"}, "aliases"),
        ({"name": "x" * 21, "capacity": 3}, "20 characters"),
        ({"name": "Puck", "capacity": 0}, "1 to 1000"),
        ({"name": "Puck", "capacity": 3, "kind": "fish"}, "pins or ssx"),
        ({"name": "Puck", "capacity": 3, "layout": [1, 1]}, "counts 3 positions"),
    ],
)
def test_a_container_type_that_cannot_be_is_refused_in_a_sentence(values: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        type_from(values)
