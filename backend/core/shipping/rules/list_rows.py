# SPDX-License-Identifier: LGPL-3.0-or-later
"""The contents of a sample list as rows: few statements, however many samples."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from backend.core.models import BLSample, Container, Crystal, Dewar, DiffractionPlan, Protein
from backend.core.shipping.rules import dewar_steps, dewars
from backend.domain.sample_list import ContainerContent, DewarContent, SampleContent
from backend.domain.states import DRAFT, shown
from backend.errors import Invalid
from backend.store.ownership import Caller
from backend.store.rows import Row

CRYSTAL_FORM = ("spaceGroup", "cell_a", "cell_b", "cell_c", "cell_alpha", "cell_beta", "cell_gamma")
"""What a list says of a crystal; samples that say the same are of one crystal form."""

_Form = tuple[Any, ...]


def store(
    session: Session, caller: Caller, proposal: int, shipping: int, contents: Sequence[DewarContent]
) -> Row:
    """Store checked dewars with all that is in them; gives the keys of dewars and containers that were made.

    Listeners hear of dewars and containers, not of each sample in them.
    """
    proteins, created = _proteins(session, proposal, list(_samples(contents)))
    crystals = _crystals(session, proteins, list(_samples(contents)))
    held, new = _dewars(session, shipping, contents)
    containers = _containers(session, held, contents)
    for dewar in new:
        dewar_steps.note(session, dewar, caller.name, "From a sample list")
    _store_samples(session, containers, crystals)
    return {
        "dewars": [dewar.dewarId for dewar in new],
        "containers": [container.containerId for container, _ in containers],
        "proteinsCreated": created,
    }


def _samples(contents: Iterable[DewarContent]) -> Iterable[SampleContent]:
    return (sample for dewar in contents for container in dewar.containers for sample in container.samples)


def _proteins(
    session: Session, proposal: int, samples: list[SampleContent]
) -> tuple[dict[str, Protein], list[str]]:
    """The proteins by acronym, and the acronyms of those that had to be made."""
    known = session.scalars(
        select(Protein).where(
            Protein.proposalId == proposal, Protein.acronym.in_({s.protein for s in samples})
        )
    )
    proteins = {str(protein.acronym): protein for protein in known}
    created = [acronym for acronym in dict.fromkeys(s.protein for s in samples) if acronym not in proteins]
    names = {sample.protein: sample.protein_name for sample in samples if sample.protein_name}
    for acronym in created:
        proteins[acronym] = Protein(
            proposalId=proposal,
            acronym=acronym,
            name=names.get(acronym, acronym),
            isCreatedBySampleSheet=1,
        )
    session.add_all(proteins.values())
    session.flush()
    return proteins, created


def _crystals(
    session: Session, proteins: dict[str, Protein], samples: list[SampleContent]
) -> dict[_Form, int]:
    """The key of one crystal for each protein, space group and unit cell: the proposal's, or a new one's."""
    acronyms = {protein.proteinId: acronym for acronym, protein in proteins.items()}
    said = [getattr(Crystal, name) for name in CRYSTAL_FORM]
    known = session.execute(
        select(Crystal.crystalId, Crystal.proteinId, *said)
        .where(Crystal.proteinId.in_(acronyms))
        .order_by(Crystal.crystalId.desc())
    )
    crystals: dict[_Form, int] = {(acronyms[protein], *form): key for key, protein, *form in known}
    new = {
        form: Crystal(proteinId=proteins[sample.protein].proteinId, **sample.crystal)
        for sample in samples
        if (form := _form(sample)) not in crystals
    }
    session.add_all(new.values())
    session.flush()
    return crystals | {form: crystal.crystalId for form, crystal in new.items()}


def _form(sample: SampleContent) -> _Form:
    return (sample.protein, *map(sample.crystal.get, CRYSTAL_FORM))


def _dewars(
    session: Session, shipping: int, contents: Sequence[DewarContent]
) -> tuple[dict[str, Dewar], list[Dewar]]:
    """The shipment's dewars by code, and those that had to be made, each with its barcode."""
    known = session.scalars(select(Dewar).where(Dewar.shippingId == shipping))
    held = {str(dewar.code): dewar for dewar in known}
    for content in contents:
        if content.code in held:
            _refuse_if_away(held[content.code])
    missing = [content.code for content in contents if content.code not in held]
    barcodes = dewars.assigned_barcodes(session, shipping, len(missing))
    new = [
        Dewar(shippingId=shipping, code=code, barCode=barcode, dewarStatus=DRAFT)
        for code, barcode in zip(missing, barcodes, strict=True)
    ]
    session.add_all(new)
    session.flush()
    return {**held, **{str(dewar.code): dewar for dewar in new}}, new


def _refuse_if_away(dewar: Dewar) -> None:
    if not dewars.is_with_sender(dewar.dewarStatus):
        text = f"Dewar {dewar.code} is {shown(dewar.dewarStatus)}; nothing can be put into it any more."
        raise Invalid(text, errors={"dewar": [text]})


def _containers(
    session: Session, held: dict[str, Dewar], contents: Sequence[DewarContent]
) -> list[tuple[Container, ContainerContent]]:
    made = [
        (
            Container(
                dewarId=held[dewar.code].dewarId,
                code=content.code,
                containerType=content.type.name,
                capacity=content.type.capacity,
            ),
            content,
        )
        for dewar in contents
        for content in dewar.containers
    ]
    session.add_all(container for container, _ in made)
    session.flush()
    return made


def _store_samples(
    session: Session,
    containers: list[tuple[Container, ContainerContent]],
    crystals: dict[_Form, int],
) -> None:
    placed = [(container, sample) for container, content in containers for sample in content.samples]
    plans = iter(_plans(session, [sample.plan for _, sample in placed if sample.plan]))
    rows = [
        {
            **sample.sample,
            "containerId": container.containerId,
            "crystalId": crystals[_form(sample)],
            "diffractionPlanId": next(plans) if sample.plan else None,
        }
        for container, sample in placed
    ]
    session.execute(insert(BLSample), _alike(rows))


def _plans(session: Session, rows: list[Row]) -> list[int]:
    """Store diffraction plans; gives their keys, in the same order."""
    stored = insert(DiffractionPlan).returning(
        DiffractionPlan.diffractionPlanId, sort_by_parameter_order=True
    )
    return list(session.scalars(stored, _alike(rows))) if rows else []


def _alike(rows: list[Row]) -> list[Row]:
    """The rows with the same columns each, as one statement for all of them needs."""
    names = dict.fromkeys(name for row in rows for name in row)
    return [{name: row.get(name) for name in names} for row in rows]
