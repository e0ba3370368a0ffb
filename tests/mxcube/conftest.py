# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the tests beside mxcubecore share; elsewhere, where there is no mxcubecore, they are left out."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
import yaml

collect_ignore_glob = [] if find_spec("mxcubecore") else ["test_*.py"]

EXAMPLES = Path(__file__).parents[2] / "deploy" / "mxcube"


MXCUBECORE_S_OWN = ("ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::UserWarning")
"""Warnings that are none of ours."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let mxcubecore warn in these tests."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            for each in MXCUBECORE_S_OWN:
                item.add_marker(pytest.mark.filterwarnings(each))


@pytest.fixture(scope="session")
def generation() -> int:
    """1 or 2: the generation of the mxcubecore that is installed here."""
    return int(version("mxcubecore").partition(".")[0])


@pytest.fixture
def repository() -> Iterator[Callable[[Path], Any]]:
    """Start mxcubecore's HardwareRepository on a folder: `repository(folder).beamline.lims`."""
    from mxcubecore import HardwareRepository

    def start(folder: Path) -> Any:
        HardwareRepository.init_hardware_repository(str(folder))
        return HardwareRepository

    yield start
    HardwareRepository.uninit_hardware_repository()


@pytest.fixture
def loaded() -> Iterator[list[Any]]:
    """The hardware objects that a test loaded; they are closed with it."""
    objects: list[Any] = []
    yield objects
    for each in objects:
        each.close()
        if each.link is not None:
            each.link.close(wait=10)


def properties_as(
    form: str, generation: int, folder: Path, properties: Mapping[str, str], *, session: bool = True
) -> Path:
    """The example configuration with these properties for the LIMS, as `xml` or `yaml`; gives its folder."""
    shutil.copytree(EXAMPLES / f"generation-{generation}", folder)
    if form == "yaml":
        text = {"class": "hwobj.PyIspybClient.PyIspybClient", "configuration": dict(properties)}
        (folder / "lims.yaml").write_text(yaml.safe_dump(text))
    else:
        inside = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in properties.items())
        (folder / "lims.xml").write_text(f'<object class="hwobj.PyIspybClient">{inside}</object>')
    roles = {**({"session": "session.yaml"} if session else {}), "lims": f"lims.{form}"}
    if generation == 2:
        main = {"class": "mxcubecore.HardwareObjects.Beamline.Beamline", "objects": roles}
        (folder / "beamline.yaml").write_text(yaml.safe_dump(main, sort_keys=False))
    elif not session:
        config = folder / "beamline_config.yml"
        config.write_text(config.read_text().replace("  - session: session.xml\n", ""))
    return folder
