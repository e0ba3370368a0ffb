# SPDX-License-Identifier: LGPL-3.0-or-later
"""A shipment as a list: it imports to the same shipment, and no spreadsheet runs any of it."""

from __future__ import annotations

import csv
import io
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from backend import migrations
from backend.core.models import (
    BLSample,
    Container,
    Crystal,
    Dewar,
    DiffractionPlan,
    Person,
    Proposal,
    Protein,
    Shipping,
)
from backend.core.shipping.rules import list_export, sample_lists, shippings
from backend.domain.fields.core_fields import EXPERIMENT_KINDS
from backend.store.database import make_engine, new_session
from backend.store.ownership import EVERYONE
from tests.service.conftest import Service
from tests.service.shipping.test_sample_lists import send

MADE = Path(__file__).parents[2] / "data" / "shipments"
Made = dict[str, Any]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A session on a real database; nothing in it is ever committed."""
    engine = make_engine(f"sqlite:///{tmp_path_factory.mktemp('export') / 'ssx.sqlite'}")
    migrations.fill(engine)
    with new_session(engine) as opened:
        yield opened
    engine.dispose()


_AWKWARD = st.sampled_from(
    [
        '"',
        "a,b",
        "a;b",
        "a\tb",
        "two\nlines",
        "#1",
        "=1+1",
        "'=1",
        "-1-",
        "+x",
        "@x",
        "007",
        "1e3",
        "😀",
        "Å µ",
    ]
)
_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
WORDS = _AWKWARD | _TEXT
NAMES = st.text(string.ascii_letters + string.digits + "_-", min_size=1, max_size=20)
NUMBERS = st.floats(0.1, 179, allow_nan=False).map(lambda number: float(f"{number:.6g}"))
CRYSTALS = st.fixed_dictionaries(
    {},
    optional={
        "spaceGroup": st.sampled_from(["P1", "P43212", "P 21 21 21", "C2"]).map(
            lambda text: text.replace(" ", "")
        ),
        **{f"cell_{name}": NUMBERS for name in ("a", "b", "c", "alpha", "beta", "gamma")},
    },
)
PLANS = st.fixed_dictionaries(
    {},
    optional={
        "experimentKind": st.sampled_from(EXPERIMENT_KINDS),
        "aimedResolution": NUMBERS,
        "preferredBeamDiameter": NUMBERS,
        "numberOfPositions": st.integers(0, 1000),
        "aimedCompleteness": st.floats(0, 100).map(lambda number: float(f"{number:.6g}")),
        "oscillationRange": NUMBERS,
    },
)
SAMPLES = st.fixed_dictionaries(
    {"name": NAMES, "crystal": CRYSTALS, "plan": PLANS, "acronym": st.sampled_from(["HEWL", "PS2", "x-1"])},
    optional={"comments": WORDS, "code": WORDS, "SMILES": WORDS},
)
CONTAINERS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from([("Unipuck", 16), ("Spinepuck", 10), ("Tube rack", 24)]),
        "samples": st.dictionaries(st.integers(1, 10), SAMPLES, min_size=1, max_size=4),
    }
)
SHIPMENTS = st.dictionaries(
    WORDS, st.dictionaries(WORDS, CONTAINERS, min_size=1, max_size=2), min_size=1, max_size=2
)


def _new_proposal(session: Session, number: str) -> int:
    person = Person(familyName="Zürich")
    session.add(person)
    session.flush()
    proposal = Proposal(proposalCode="mx", proposalNumber=number, personId=person.personId)
    session.add(proposal)
    session.flush()
    key: int = proposal.proposalId
    return key


def _store(session: Session, proposal: int, wanted: dict[str, dict[str, Made]]) -> int:
    """A shipment with these dewars, containers and samples, written as rows, past any importer."""
    shipping = Shipping(proposalId=proposal, shippingName="First")
    session.add(shipping)
    session.flush()
    proteins: dict[str, Protein] = {}
    names: set[tuple[str, str]] = set()
    codes: set[str] = set()
    for dewar_code, containers in wanted.items():
        dewar = Dewar(shippingId=shipping.shippingId, code=dewar_code)
        session.add(dewar)
        session.flush()
        for code, content in containers.items():
            if code in codes:
                continue
            codes.add(code)
            kind, capacity = content["kind"]
            container = Container(dewarId=dewar.dewarId, code=code, containerType=kind, capacity=capacity)
            session.add(container)
            session.flush()
            for position, sample in content["samples"].items():
                identity = (sample["acronym"], sample["name"])
                if identity not in names:
                    names.add(identity)
                    _store_sample(session, proposal, proteins, container.containerId, position, sample)
    session.flush()
    key: int = shipping.shippingId
    return key


def _store_sample(
    session: Session, proposal: int, proteins: dict[str, Protein], container: int, position: int, sample: Made
) -> None:
    acronym = sample["acronym"]
    if acronym not in proteins:
        proteins[acronym] = Protein(proposalId=proposal, acronym=acronym, name="Name, of it")
        session.add(proteins[acronym])
        session.flush()
    crystal = Crystal(proteinId=proteins[acronym].proteinId, **sample["crystal"])
    plan = DiffractionPlan(**sample["plan"]) if sample["plan"] else None
    session.add_all(filter(None, (crystal, plan)))
    session.flush()
    own = {name: sample[name] for name in ("name", "comments", "code", "SMILES") if name in sample}
    session.add(
        BLSample(
            crystalId=crystal.crystalId,
            containerId=container,
            location=str(position),
            diffractionPlanId=plan.diffractionPlanId if plan else None,
            **own,
        )
    )
    session.flush()


_SAID = {
    "sample": ("name", "location", "comments", "code", "SMILES"),
    "crystal": ("spaceGroup", "cell_a", "cell_b", "cell_c", "cell_alpha", "cell_beta", "cell_gamma"),
    "plan": (
        *("experimentKind", "aimedResolution", "preferredBeamDiameter", "numberOfPositions"),
        *("aimedCompleteness", "oscillationRange"),
    ),
}


def _contents(session: Session, shipping: int) -> list[Any]:
    """What a shipment holds, without keys and times: two with the same contents are the same shipment."""
    info = shippings.info(session, EVERYONE, shipping)
    return sorted(
        (
            dewar["code"],
            container["code"],
            container["containerType"],
            container["capacity"],
            *(repr(sample[name]) for name in _SAID["sample"]),
            *(repr(sample["crystal"][name]) for name in _SAID["crystal"]),
            sample["crystal"]["protein"]["acronym"],
            sample["crystal"]["protein"]["name"],
            *_plan(session, sample["diffractionPlanId"]),
        )
        for dewar in info["dewars"]
        for container in dewar["containers"]
        for sample in container["samples"]
    )


def _plan(session: Session, key: int | None) -> tuple[str, ...]:
    plan = session.get(DiffractionPlan, key) if key else None
    return tuple(repr(getattr(plan, name, None)) for name in _SAID["plan"])


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=SHIPMENTS)
def test_an_exported_shipment_imports_to_the_same_shipment(
    session: Session, form: str, wanted: dict[str, dict[str, Made]]
) -> None:
    session.rollback()
    first = _store(session, _new_proposal(session, "1"), wanted)
    name, data = list_export.export(session, EVERYONE, first, form)
    other = sample_lists.ListImportOptions(_new_proposal(session, "2"), name=name, create_proteins=True)
    report = sample_lists.store(session, EVERYONE, data, other, f"list.{form}")
    assert _contents(session, report["shippingId"]) == _contents(session, first)


def test_an_import_is_exported_with_its_name_and_imports_again(service: Service, proposal: Made) -> None:
    data = (MADE / "maxiv-unipucks.csv").read_bytes()
    report = send(service.admin, data, proposalId=proposal["proposalId"], create_proteins=1).json()
    for form in ("csv", "xlsx"):
        answer = service.admin.get(f"/shippings/{report['shippingId']}/export?format={form}")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="Sample_list.{form}"'
        trial = send(
            service.admin, answer.content, proposalId=proposal["proposalId"], dry_run=1, skip=0
        ).json()
        assert (trial["rowsIn"], trial["format"], trial["sure"]) == (112, "named", True)
        assert {finding["code"] for finding in trial["findings"]} == {"name-taken"}


def test_no_cell_of_an_export_is_run_by_a_spreadsheet(
    service: Service, complete: int, chain: dict[str, Made]
) -> None:
    evil = "=HYPERLINK(1)"
    sample = service.admin.rows("/samples")[0]
    service.admin.call("PATCH", f"/samples/{sample['blSampleId']}", {"comments": evil})
    service.admin.call("PATCH", f"/shippings/containers/{chain['container']['containerId']}", {"code": "@UP"})
    text = service.admin.get(f"/shippings/{complete}/export").content.decode("utf-8-sig")
    (row,) = list(csv.reader(io.StringIO(text)))[1:]
    assert (row[1], row[27]) == ("'@UP", f"'{evil}")
    data = service.admin.get(f"/shippings/{complete}/export?format=xlsx").content
    (sheet,) = load_workbook(io.BytesIO(data)).worksheets
    assert {cell.data_type for line in sheet.iter_rows() for cell in line if cell.value} == {"s"}


def test_a_list_of_others_is_not_exported(service: Service, complete: int) -> None:
    stranger = service.account("bob", "own_proposals")
    assert stranger.get(f"/shippings/{complete}/export").status_code == 404


def test_an_unknown_form_is_refused_by_name(service: Service, complete: int) -> None:
    problem = service.admin.refused("GET", f"/shippings/{complete}/export?format=ods")
    assert (problem["status"], list(problem["errors"])) == (422, ["format"])
