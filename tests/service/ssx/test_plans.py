# SPDX-License-Identifier: LGPL-3.0-or-later
"""Plans with their sequence nested: written in one go, given back whole, refused when they cannot be."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from backend.domain.plans.plan_checks import wrong
from backend.domain.plans.timing import timing_of
from tests.service.conftest import Api, Service

Row = dict[str, Any]


def _train(name: str, on: float, duration: float, period: float | None = None, times: int = 1) -> Row:
    return {
        "name": name,
        "timeOn": on,
        "duration": duration,
        "period": period,
        "numberOfRepetitions": times,
    }


def _sequence() -> Row:
    """A laser and four shots in their gates, in 40 ms."""
    return {
        "name": "pump-probe",
        "timedXrayDetections": [{"name": "gate", "eventTrain": _train("gate", 0.001, 0.0045, 0.01, 4)}],
        "timedXrayExposures": [
            {"name": "shots", "shutter": "S1", "eventTrain": _train("shots", 0.0015, 0.003, 0.01, 4)}
        ],
        "timedExcitations": [
            {"name": "laser", "ssxExcitation": "laser", "eventTrain": _train("laser", 0.0102, 20e-9)}
        ],
    }


def _plan(proposal: Row, **more: Any) -> Row:
    body = {"proposalId": proposal["proposalId"], "name": "plan", "period": 0.04, "numberOfRepetitions": 6400}
    return {**body, "repeatedSequence": _sequence(), **more}


def _item(plan: Row) -> str:
    return f"/ssx/plans/{plan['experimentalPlanId']}"


def _shown(sequence: Row) -> Row:
    """A sequence without its keys."""
    lists = {name: rows for name, rows in sequence.items() if isinstance(rows, list)}
    return {"name": sequence["name"]} | {
        name: [_without_keys({**row, "eventTrain": _without_keys(row["eventTrain"])}) for row in rows]
        for name, rows in lists.items()
    }


def _without_keys(row: Row) -> Row:
    return {n: v for n, v in row.items() if not n.endswith("Id") and v is not None}


def test_a_plan_is_taken_and_given_with_its_sequence_nested(service: Service, proposal: Row) -> None:
    plan = service.admin.new("/ssx/plans", **_plan(proposal))
    assert service.admin.get(_item(plan)).json() == plan
    assert service.admin.rows("/ssx/plans") == [plan]
    wanted = _sequence()
    for rows in (rows for rows in wanted.values() if isinstance(rows, list)):
        for row in rows:
            row["eventTrain"] = {n: v for n, v in row["eventTrain"].items() if v is not None}
    assert _shown(plan["repeatedSequence"]) == wanted
    (sequence,) = service.admin.rows("/ssx/plans/sequences")
    assert plan["repeatedSequenceId"] == plan["repeatedSequence"]["repeatedSequenceId"]
    assert sequence["timedExcitations"] == plan["repeatedSequence"]["timedExcitations"]


def test_a_plan_names_a_stored_sequence_and_events_name_stored_trains(
    service: Service, proposal: Row
) -> None:
    mine = {"proposalId": proposal["proposalId"]}
    train = service.admin.new("/ssx/plans/event_trains", **mine, **_train("laser", 0.01, 1e-3))
    excitations = [{"name": "laser", "eventTrainId": train["eventTrainId"]}]
    sequence = service.admin.new("/ssx/plans/sequences", **mine, name="dark", timedExcitations=excitations)
    by_key = {"repeatedSequenceId": sequence["repeatedSequenceId"]}
    plan = service.admin.new("/ssx/plans", **mine, name="by key", **by_key)
    (event,) = plan["repeatedSequence"]["timedExcitations"]
    assert event["eventTrain"] == {n: v for n, v in train.items() if n not in ("proposalId", "_etag")}


def test_what_was_given_can_be_put_back(service: Service, proposal: Row) -> None:
    plan = service.admin.new("/ssx/plans", **_plan(proposal))
    again = service.admin.call("PUT", _item(plan), plan, If_Match=plan["_etag"])
    assert again.status_code == 200, again.text
    assert again.json() == plan


def test_a_changed_event_keeps_its_key_and_changes_the_plans_revision(
    service: Service, proposal: Row
) -> None:
    plan = service.admin.new("/ssx/plans", **_plan(proposal))
    sequence = _sequence()
    sequence["timedExcitations"][0]["eventTrain"]["timeOn"] = 0.02
    changed = service.admin.call("PATCH", _item(plan), {"repeatedSequence": sequence}).json()
    assert changed["_etag"] != plan["_etag"]
    (before,) = plan["repeatedSequence"]["timedExcitations"]
    (after,) = changed["repeatedSequence"]["timedExcitations"]
    assert after == {**before, "eventTrain": {**before["eventTrain"], "timeOn": 0.02}}
    assert changed["repeatedSequence"]["timedXrayExposures"] == plan["repeatedSequence"]["timedXrayExposures"]


def test_a_list_that_is_left_out_stays_and_an_empty_one_takes_its_trains_along(
    service: Service, proposal: Row
) -> None:
    plan = service.admin.new("/ssx/plans", **_plan(proposal))
    dark = service.admin.call("PATCH", _item(plan), {"repeatedSequence": {"timedExcitations": []}}).json()
    assert dark["repeatedSequence"]["timedExcitations"] == []
    assert len(dark["repeatedSequence"]["timedXrayExposures"]) == 1
    assert {row["name"] for row in service.admin.rows("/ssx/plans/event_trains")} == {"gate", "shots"}


def test_the_second_of_two_events_can_go_alone(service: Service, proposal: Row) -> None:
    body = _plan(proposal)
    late = {"name": "late laser", "eventTrain": _train("late", 0.03, 1e-3)}
    body["repeatedSequence"]["timedExcitations"].insert(0, late)
    plan = service.admin.new("/ssx/plans", **body)
    first, second = plan["repeatedSequence"]["timedExcitations"]
    changes = {"repeatedSequence": {"timedExcitations": [second]}}
    left = service.admin.call("PATCH", _item(plan), changes).json()
    assert left["repeatedSequence"]["timedExcitations"] == [second]
    key = first["timedExcitationId"]
    assert service.admin.get(f"/ssx/plans/timed_excitations/{key}").status_code == 404


def test_a_sequence_of_two_plans_is_changed_as_a_copy(service: Service, proposal: Row) -> None:
    first = service.admin.new("/ssx/plans", **_plan(proposal))
    by_key = {"repeatedSequence": None, "repeatedSequenceId": first["repeatedSequenceId"]}
    second = service.admin.new("/ssx/plans", **_plan(proposal, **by_key))
    assert second["repeatedSequence"] == first["repeatedSequence"]
    changed = deepcopy(second["repeatedSequence"])
    changed["timedExcitations"][0]["eventTrain"]["timeOn"] = 0.02
    after = service.admin.call("PATCH", _item(second), {"repeatedSequence": changed}).json()
    assert after["repeatedSequenceId"] != first["repeatedSequenceId"]
    assert after["repeatedSequence"]["timedExcitations"][0]["eventTrain"]["timeOn"] == 0.02
    assert service.admin.get(_item(first)).json() == first
    same = service.admin.call("PUT", _item(first), first).json()
    assert same == first


def test_a_plan_lets_go_of_its_sequence(service: Service, proposal: Row) -> None:
    plan = service.admin.new("/ssx/plans", **_plan(proposal))
    freed = service.admin.call("PATCH", _item(plan), {"repeatedSequence": None}).json()
    assert (freed["repeatedSequence"], freed["repeatedSequenceId"]) == (None, None)
    key = plan["repeatedSequenceId"]
    assert service.admin.call("DELETE", f"/ssx/plans/sequences/{key}").status_code == 204
    assert service.admin.rows("/ssx/plans/event_trains") == []


def _changed(where: str, value: Any) -> Row:
    """A plan's body with one value changed, by its place in the body."""
    body: Any = {"period": 0.04, "numberOfRepetitions": 6400, "repeatedSequence": _sequence()}
    *way, last = where.split(".")
    row = body
    for step in way:
        row = row[int(step)] if step.isdecimal() else row[step]
    row[last] = value
    return dict(body)


EXPOSURE = "repeatedSequence.timedXrayExposures.0.eventTrain"
EXCITATION = "repeatedSequence.timedExcitations.0.eventTrain"


@pytest.mark.parametrize(
    ("where", "value", "field"),
    [
        ("period", 0, "period"),
        ("period", -1, "period"),
        ("period", 1e300, "period"),
        ("numberOfRepetitions", 0, "numberOfRepetitions"),
        (f"{EXPOSURE}.timeOn", 0.0055, f"{EXPOSURE}.timeOn"),
        (f"{EXPOSURE}.numberOfRepetitions", 40, f"{EXPOSURE}.numberOfRepetitions"),
        (f"{EXPOSURE}.period", 0, f"{EXPOSURE}.period"),
        (f"{EXPOSURE}.period", None, f"{EXPOSURE}.period"),
        (f"{EXCITATION}.timeOn", 0.05, f"{EXCITATION}.timeOn"),
        (f"{EXCITATION}.duration", 1, f"{EXCITATION}.duration"),
        (f"{EXCITATION}.duration", -1, f"{EXCITATION}.duration"),
        (f"{EXCITATION}.colour", "red", f"{EXCITATION}.colour"),
        (f"{EXCITATION}.eventTrainId", 2**31 - 1, "repeatedSequence.timedExcitations.0.eventTrainId"),
        ("repeatedSequence.timedExcitations.0.eventTrain", None,
         "repeatedSequence.timedExcitations.0.eventTrain"),
        ("repeatedSequence.timedExcitations.0.timedExcitationId", 7,
         "repeatedSequence.timedExcitations.0.timedExcitationId"),
        ("repeatedSequence.repeatedSequenceId", 2**31 - 1, "repeatedSequence.repeatedSequenceId"),
        ("repeatedSequence.timedExcitations", [{"name": "x"}] * 21, "repeatedSequence.timedExcitations"),
        ("descriptionJson", {"interleaves": "perhaps"}, "descriptionJson.interleaves"),
        # A sequence takes images at 100 Hz.
        ("descriptionJson", {"detector": "own", "detectorWidth": 9, "detectorHeight": 9, "detectorRate": 99},
         "repeatedSequence.timedXrayDetections.0.eventTrain.period"),
        ("name", "a/b", "name"),
    ],
)  # fmt: skip
def test_a_faulty_plan_is_refused_and_nothing_of_it_stays(
    service: Service, proposal: Row, where: str, value: Any, field: str
) -> None:
    problem = service.admin.refused("POST", "/ssx/plans", _plan(proposal) | _changed(where, value))
    assert problem["status"] == 422
    assert field in problem["errors"], problem
    for path in ("", "/sequences", "/event_trains", "/timed_xray_detections"):
        assert service.admin.rows(f"/ssx/plans{path}") == []


def test_an_exposure_of_which_some_is_not_recorded_is_stored(service: Service, proposal: Row) -> None:
    early = _changed(f"{EXPOSURE}.timeOn", 0.0005)
    plan = service.admin.new("/ssx/plans", **(_plan(proposal) | early))
    (check,) = wrong(timing_of(plan))
    assert "begins 500 µs before its detection gate: 17 % of its photons" in check.sentence


def test_a_plan_that_interleaves_may_probe_in_a_later_repetition(service: Service, proposal: Row) -> None:
    late = _changed(f"{EXCITATION}.timeOn", 0.05) | {"descriptionJson": {"interleaves": True}}
    plan = service.admin.new("/ssx/plans", **(_plan(proposal) | late))
    stopped = service.admin.refused("PATCH", _item(plan), {"descriptionJson": {"interleaves": False}})
    assert list(stopped["errors"]) == [f"{EXCITATION}.timeOn"]


def test_a_train_cannot_be_changed_so_that_a_plan_fails(service: Service, proposal: Row) -> None:
    plan = service.admin.new("/ssx/plans", **_plan(proposal))
    (laser,) = plan["repeatedSequence"]["timedExcitations"]
    path = f"/ssx/plans/event_trains/{laser['eventTrainId']}"
    problem = service.admin.refused("PATCH", path, {"timeOn": 0.05})
    assert "In the plan “plan”" in problem["errors"]["timeOn"][0]
    assert service.admin.call("PATCH", path, {"timeOn": 0.03}).status_code == 200
    alone = service.admin.refused(
        "POST", "/ssx/plans/event_trains",
        {"proposalId": proposal["proposalId"], **_train("x", 0, 1, None, 4)},
    )  # fmt: skip
    assert list(alone["errors"]) == ["period"]


def test_an_event_that_the_detector_does_not_see_is_not_added(service: Service, proposal: Row) -> None:
    plan = service.admin.new("/ssx/plans", **_plan(proposal))
    train = service.admin.new(
        "/ssx/plans/event_trains", proposalId=proposal["proposalId"], **_train("x", 0.036, 0.001)
    )
    body = {
        "name": "blind",
        "repeatedSequenceId": plan["repeatedSequenceId"],
        "eventTrainId": train["eventTrainId"],
    }
    assert service.admin.refused("POST", "/ssx/plans/timed_xray_exposures", body)["status"] == 422
    assert service.admin.get(_item(plan)).json() == plan


def test_a_train_of_another_proposal_is_not_there(service: Service, proposal: Row) -> None:
    other = service.admin.new(
        "/proposals", proposalCode="mx", proposalNumber="99", personId=proposal["personId"]
    )
    theirs = service.admin.new("/ssx/plans", **_plan(other))
    body = _plan(proposal)
    train = theirs["repeatedSequence"]["timedExcitations"][0]["eventTrainId"]
    body["repeatedSequence"]["timedExcitations"] = [{"name": "x", "eventTrainId": train}]
    problem = service.admin.refused("POST", "/ssx/plans", body)
    assert "repeatedSequence.timedExcitations.0.eventTrainId" in problem["errors"]
    body = _plan(proposal, repeatedSequence={"repeatedSequenceId": theirs["repeatedSequenceId"]})
    problem = service.admin.refused("POST", "/ssx/plans", body)
    assert "repeatedSequence.repeatedSequenceId" in problem["errors"]


def test_two_keys_that_differ_are_a_question(service: Service, proposal: Row) -> None:
    first = service.admin.new("/ssx/plans", **_plan(proposal))
    second = service.admin.new("/ssx/plans", **_plan(proposal))
    mixed = {**first, "repeatedSequenceId": second["repeatedSequenceId"]}
    problem = service.admin.refused("PUT", _item(first), mixed)
    assert list(problem["errors"]) == ["repeatedSequenceId"]


def test_who_may_only_read_writes_no_plan(service: Service, proposal: Row) -> None:
    reader: Api = service.account("reader", "own_proposals", proposals=("mx2415",))
    assert reader.refused("POST", "/ssx/plans", _plan(proposal))["status"] == 403
