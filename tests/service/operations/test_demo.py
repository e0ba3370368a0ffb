# SPDX-License-Identifier: LGPL-3.0-or-later
"""The demo proposal: whole, valid under the API's own rules, and there only once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.app import create_app
from backend.domain.fields.deliveries import DEVICE_LABELS
from backend.domain.plans.plan_checks import wrong
from backend.domain.plans.timing import timing_of
from backend.extensions.auth.authenticator import LOCAL_GUARD
from backend.local.data_folder import local_settings, prepare
from backend.local.database import open_database
from backend.store.database import ENGINE
from tests.service.conftest import ROOT, Api, Service

COLLECTIONS = (
    *("/proposals", "/sessions", "/contacts/persons", "/contacts/labs", "/contacts/lab_contacts"),
    *("/shippings", "/shippings/dewars", "/shippings/containers", "/samples", "/samples/crystals"),
    *("/samples/proteins", "/ssx/samples", "/ssx/samples/crystal_slurry"),
    *(
        "/ssx/samples/crystal_size_distribution",
        "/ssx/samples/sample_stocks",
        "/ssx/samples/delivery_devices",
    ),
    *("/ssx/samples/buffers", "/ssx/samples/additives", "/ssx/plans", "/ssx/plans/sequences"),
    *("/ssx/plans/event_trains", "/ssx/plans/master_triggers"),
)


@pytest.fixture
def demo(demo_service: Service) -> Api:
    """A service that holds the demo."""
    return demo_service.admin


def test_the_demo_shows_all_that_the_program_can(demo: Api) -> None:
    loaded = {row["name"]: row for row in demo.rows("/ssx/samples")}
    assert set(loaded) == {"Lys_chip_01", "Lys_chip_02", "PSI_jet_a", "MyoCO_tape_1", "CTXM_mix_30ms"}
    devices = {
        row["sampleDeliveryDeviceId"]: row["type"] for row in demo.rows("/ssx/samples/delivery_devices")
    }
    assert {devices[row["sampleDeliveryDeviceId"]] for row in loaded.values()} == set(DEVICE_LABELS)
    info = demo.get(f"{_shipment(demo)}/info").json()
    assert info["shippingName"] == "December SSX run"
    held = {
        dewar["code"]: {box["code"]: len(box["samples"]) for box in dewar["containers"]}
        for dewar in info["dewars"]
    }
    assert held == {
        "DEW-12": {"UNIPUCK-041": 13, "UNIPUCK-042": 16, "UNIPUCK-043": 16},
        "DEW-13": {"C2": 2, "R1": 6},
    }


def _shipment(demo: Api) -> str:
    return f"/shippings/{demo.rows('/shippings')[0]['shippingId']}"


def test_the_chain_of_a_demo_sample_reaches_the_protein(demo: Api) -> None:
    key = demo.rows("/ssx/samples?name=Lys_chip_02")[0]["loadedSampleId"]
    info = demo.get(f"/ssx/samples/{key}/info").json()
    stock = info["sampleStock"]
    slurry = stock["crystalSlurry"]
    assert (stock["name"], slurry["name"], slurry["buffer"]["name"]) == ("Lys_7_x5", "Lys_batch_7", "NaAc_46")
    assert slurry["crystals"][0]["protein"]["acronym"] == "HEWL"
    assert slurry["crystalSizeDistribution"]["characteristicDimensions"] == [4, 4, 9]
    assert info["sampleDeliveryDevice"]["descriptionJson"]["loadedVolume"] == 200


def test_nothing_is_missing_from_the_demo_shipment(demo: Api) -> None:
    assert {line["level"] for line in demo.rows(f"{_shipment(demo)}/checklist")} == {"ok"}


def test_every_demo_row_may_be_saved_as_it_is(demo: Api) -> None:
    for path in COLLECTIONS:
        found = demo.rows(path)
        assert found, path
        for row in found:
            key = next(iter(row))
            answer = demo.call("PUT", f"{path}/{row[key]}", row, If_Match=row["_etag"])
            assert answer.status_code == 200, answer.text
            assert answer.json() == row


def test_the_pump_probe_plan_lets_each_shot_lie_within_its_gate(demo: Api) -> None:
    plans = {plan["name"]: plan for plan in demo.rows("/ssx/plans")}
    plan = plans["Pump-probe, 3 delays"]
    assert (plan["period"], plan["numberOfRepetitions"]) == (0.04, 6400)
    (shots,) = (row["eventTrain"] for row in plan["repeatedSequence"]["timedXrayExposures"])
    (gate,) = (row["eventTrain"] for row in plan["repeatedSequence"]["timedXrayDetections"])
    assert gate["timeOn"] <= shots["timeOn"]
    assert shots["timeOn"] + shots["duration"] <= gate["timeOn"] + gate["duration"]


def test_of_the_plans_only_the_first_try_has_something_to_look_at(demo: Api) -> None:
    failing = {plan["name"] for plan in demo.rows("/ssx/plans") if wrong(timing_of(plan))}
    assert failing == {"Dark and light, first try"}


def test_a_service_gives_no_demo_over_http(service: Service) -> None:
    assert service.admin.refused("POST", "/demo")["status"] == 404


class _Guard:
    """What the local process puts before the app: the secret of the data folder."""

    secret = "s" * 43


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Callable[[], Any]]:
    """`POST /demo` on the app of a data folder."""
    prepare(tmp_path)
    app = create_app(mode="local", overrides={**local_settings(tmp_path), "SECRET_KEY": "k" * 43})
    engine = ENGINE.of(app)
    LOCAL_GUARD.put(app, _Guard)
    open_database(engine, tmp_path)
    yield lambda: app.test_client().post(f"{ROOT}/demo", headers={"Authorization": f"Bearer {_Guard.secret}"})
    engine.dispose()


def test_a_window_may_ask_for_the_demo_once(local: Callable[[], Any]) -> None:
    first, second = local(), local()
    assert (first.status_code, first.json) == (201, {"proposalId": 1, "code": "mx2415"})
    assert second.status_code == 409
    assert "there already" in second.json["detail"]
