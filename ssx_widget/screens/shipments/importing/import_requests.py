# SPDX-License-Identifier: LGPL-3.0-or-later
"""What an import asks of the backend: what the check has to know, storing the rows, taking all of it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from backend.domain.containers import ContainerType
from backend.domain.rows.answers import ImportReport
from backend.domain.rows.people import ProposalRow
from backend.domain.sample_list import Context
from hwobj.client.collections import Collection, RowT
from hwobj.errors import Conflict, NotFound
from hwobj.PyIspybClient import PyIspybClient
from ssx_widget.look.texts import counted

_AT_ONCE = 100
"""Keys in one request: an address has a limited length."""


@dataclass(frozen=True)
class ImportOptions:
    """Where the rows go: a stored shipment, or with `shipping` None a new one of this name."""

    proposal: int
    shipping: int | None
    name: str = ""


def read_context(
    core: PyIspybClient,
    proposal: ProposalRow,
    shipping: int | None,
    acronyms: Iterable[str],
    types: tuple[ContainerType, ...],
) -> Context:
    """What proposal and shipment hold already, as far as it meets proteins of these acronyms. On a worker."""
    proteins = {
        row["proteinId"]: row["acronym"] for row in core.proteins.all(proposalId=proposal["proposalId"])
    }
    met = set(acronyms)
    named = [key for key, acronym in proteins.items() if acronym in met]
    crystals = {
        row["crystalId"]: proteins[row["proteinId"]] or "" for row in _rows(core.crystals, "proteinId", named)
    }
    return Context(
        proteins=frozenset(filter(None, proteins.values())),
        sample_names=frozenset(
            (crystals[key], name)
            for row in _rows(core.samples, "crystalId", list(crystals))
            if (key := row["crystalId"]) and (name := row["name"])
        ),
        containers=frozenset(_container_codes(core, shipping)) if shipping else frozenset(),
        container_types=types,
        proposal=f"{proposal['proposalCode'] or ''}{proposal['proposalNumber'] or ''}",
    )


def _container_codes(core: PyIspybClient, shipping: int) -> Iterator[str]:
    dewars = [row["dewarId"] for row in core.dewars.all(shippingId=shipping)]
    return (row["code"] for row in _rows(core.containers, "dewarId", dewars) if row["code"])


def _rows(collection: Collection[RowT], column: str, keys: Sequence[int]) -> Iterator[RowT]:
    rest = iter(keys)
    while some := list(islice(rest, _AT_ONCE)):
        yield from collection.all(**{column: some})


def store(
    core: PyIspybClient, csv: str, options: ImportOptions, create_proteins: bool, key: str
) -> ImportReport:
    """Store the rows; the report names what was made. On a worker."""
    return core.import_samples(
        csv,
        options.proposal,
        shipping_id=options.shipping,
        shipping_name=None if options.shipping else options.name,
        create_proteins=create_proteins,
        key=key,
    )


def take_back(core: PyIspybClient, options: ImportOptions, report: ImportReport) -> None:
    """Delete what an import made: its containers and dewars, its shipment if that was new, its proteins.

    What is gone already is passed over, and a protein that something else uses by now stays. On a worker.
    """
    if options.shipping is None:
        _delete(core.shippings, int(report["shippingId"] or 0))
    else:
        for key in report["containers"]:
            _delete(core.containers, key)
        for key in report["dewars"]:
            _delete(core.dewars, key)
    made = report["proteinsCreated"]
    for row in core.proteins.list(proposalId=options.proposal, acronym=made).rows if made else ():
        try:
            _delete(core.proteins, row["proteinId"])
        except Conflict:
            continue


def _delete(collection: Collection[RowT], key: int) -> None:
    try:
        collection.delete(key)
    except NotFound:
        return


def told(report: ImportReport) -> str:
    """What an import did, in a sentence."""
    containers, dewars = len(report["containers"]), len(report["dewars"])
    return f"{counted(report['rowsStored'], 'sample')} in {counted(containers, 'container')} imported" + (
        f", {counted(dewars, 'new dewar')}." if dewars else "."
    )
