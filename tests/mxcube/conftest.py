"""What the tests beside mxcubecore share; elsewhere, where there is no mxcubecore, they are left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

collect_ignore_glob = [] if find_spec("mxcubecore") else ["test_*.py"]

ROOT = Path(__file__).parents[2]


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
