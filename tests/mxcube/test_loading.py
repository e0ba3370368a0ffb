# SPDX-License-Identifier: LGPL-3.0-or-later
"""Both hardware objects come out of the real HardwareRepository, from YAML and XML, and answer."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hwobj.PyIspybClient import PyIspybClient
from hwobj.SsxIspybClient import SsxIspybClient
from tests.mxcube.conftest import EXAMPLES, properties_as


def by_name(repository: Any, name: str) -> Any:
    return repository.get_hardware_repository().get_hardware_object(name)


def test_the_example_configuration_loads_as_it_is(
    repository: Callable[[Path], Any], generation: int, loaded: list[Any]
) -> None:
    found = repository(EXAMPLES / f"generation-{generation}")
    lims, ssx = found.beamline.lims, by_name(found, "ssx")
    loaded += [lims, ssx]
    assert (type(lims), type(ssx)) == (PyIspybClient, SsxIspybClient)
    assert lims.link.wait_for("connected", 30)
    assert ssx.link.wait_for("connected", 30)
    assert lims.beamline_name == "ID29"
    assert lims.echo()
    assert ssx.get_loaded_samples() == []
    if generation == 2:
        assert found.beamline.get_object_by_role("ssx") is ssx


def test_nothing_abstract_is_left(generation: int) -> None:
    if generation == 2:
        from mxcubecore.HardwareObjects.abstract.AbstractLims import AbstractLims

        assert issubclass(PyIspybClient, AbstractLims)
        for name in AbstractLims.__abstractmethods__:
            ours, theirs = (inspect.signature(getattr(each, name)) for each in (PyIspybClient, AbstractLims))
            ours.bind(*theirs.parameters)
    else:
        from mxcubecore.HardwareObjects.ISPyBClient import ISPyBClient

        assert not {
            name
            for name in ("getProposal", "get_proposals_by_user", "get_samples", "create_session", "enable")
            if hasattr(ISPyBClient, name) and not hasattr(PyIspybClient, name)
        }


@pytest.mark.parametrize("form", ["yaml", "xml"])
def test_a_password_of_digits_is_text_and_logs_in(
    form: str,
    repository: Callable[[Path], Any],
    generation: int,
    backend: Callable[..., Any],
    loaded: list[Any],
    tmp_path: Path,
) -> None:
    if form == "yaml" and generation == 1:
        form = "xml"  # the first generation reads single objects from XML only
    remote = backend()
    remote.add_account("12345", "all_proposals", password="67890123456")
    (tmp_path / "password").write_text("67890123456\n")
    properties = {
        "url": remote.url,
        "username": "12345",
        "password_file": str(tmp_path / "password"),
        "timeout": "7.5",
    }
    found = repository(properties_as(form, generation, tmp_path / "config", properties))
    lims = found.beamline.lims
    loaded.append(lims)
    assert lims.link.wait_for("connected", 30)
    assert lims.me()["username"] == "12345"
    assert lims.rest.timeout == 7.5


@pytest.mark.parametrize(
    ("properties", "sentence"),
    [
        ({}, "needs the property url"),
        ({"url": "http://facility.org"}, "Only https"),
        ({"url": "nonsense"}, "is not the address of a backend"),
        ({"url": "http://127.0.0.1:9", "password_file": "/no/such/file"}, "/no/such/file"),
        ({"local": "True"}, "data_dir"),
        ({"url": "http://127.0.0.1:9", "timeout": "soon"}, "soon"),
    ],
)
def test_a_wrong_property_is_told_in_the_user_log(
    properties: dict[str, str],
    sentence: str,
    repository: Callable[[Path], Any],
    generation: int,
    loaded: list[Any],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    found = repository(properties_as("xml", generation, tmp_path / "config", properties))
    lims = found.beamline.lims
    loaded.append(lims)
    told = [record for record in caplog.records if record.name == "user_level_log"]
    assert any(sentence in record.getMessage() for record in told)
    assert not [record for record in told if record.exc_info]
    assert type(lims) is PyIspybClient


def test_a_missing_session_role_is_told_in_the_user_log(
    repository: Callable[[Path], Any],
    generation: int,
    loaded: list[Any],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    config = properties_as(
        "xml", generation, tmp_path / "config", {"url": "http://127.0.0.1:9"}, session=False
    )
    loaded.append(repository(config).beamline.lims)
    assert any("role session is missing" in record.getMessage() for record in caplog.records)
