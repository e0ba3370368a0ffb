# SPDX-License-Identifier: LGPL-3.0-or-later
"""What follows from a chain as it is typed: its figures, the words on its cards, the path of its files."""

from __future__ import annotations

from dataclasses import dataclass

from backend.domain import names
from backend.domain.quantities.decimals import format_decimal
from backend.domain.science import sample_figures
from backend.domain.science.sample_figures import Figure
from ssx_widget.context.app_context import AppContext
from ssx_widget.editing.collections import name_of
from ssx_widget.editing.draft import Draft, Row, with_value
from ssx_widget.screens.samples import texts
from ssx_widget.screens.samples.chain import ChainDrafts

BETTER_FACTOR = "Concentration that fits"
"""The label of the figure that can be taken over into the stock."""


@dataclass(frozen=True)
class CardText:
    """What a card says: a title, a remark, and whether something on it is wrong."""

    title: str
    remark: str
    is_wrong: bool = False


def right_values(draft: Draft | None) -> Row:
    """The draft's row without what is typed but is no value."""
    row = draft.values if draft else {}
    for name in draft.typed if draft else ():
        row = with_value(row, name, None)
    return row


def figures(chain: ChainDrafts) -> list[Figure]:
    """All figures for which enough is typed."""
    parts = ("loaded_samples", "delivery_devices", "sample_stocks", "crystal_slurries")
    rows = [right_values(chain.part(name)) for name in (*parts, "crystal_size_distributions")]
    return sample_figures.figures(*rows)


def stock_density(chain: ChainDrafts) -> float | None:
    """Crystals per mm³ of the stock, as it follows from the slurry."""
    slurry, stock = (right_values(chain.part(name)) for name in ("crystal_slurries", "sample_stocks"))
    return sample_figures.computed_density(sample_figures.FigureInput(slurry, stock, {}, {}, {}))


def card_text(chain: ChainDrafts, collection: str) -> CardText:
    """What the card of a stage says now."""
    draft = chain.part(collection)
    if draft is None:
        return CardText("", "")
    title, remark = texts.card(collection, draft.values)
    if collection == "loaded_samples":
        device = right_values(chain.part("delivery_devices"))
        remark = texts.device(device) or remark
    if collection == "sample_stocks" and draft.get("crystalDensity") is None:
        after = stock_density(chain)
        remark = " → ".join(part for part in (remark, texts.density(after) if after else "") if part)
    if collection == "crystal_slurries":
        remark = " · ".join(part for part in (_size(chain), remark) if part)
    needed = "" if title and remark else _missing(chain, collection)
    return CardText(title, needed or remark, _is_wrong(chain, collection))


def _size(chain: ChainDrafts) -> str:
    sizes = right_values(chain.part("crystal_size_distributions")).get("characteristicDimensions")
    return " × ".join(texts.value(size) for size in sizes) + " µm" if sizes else ""


def _missing(chain: ChainDrafts, collection: str) -> str:
    """What is still to be filled in, where nothing else is to be said."""
    labels = [field.label for field in chain.needs(collection) if not field.refers_to]
    return f"needs {', '.join(labels).lower()}" if labels else ""


def _is_wrong(chain: ChainDrafts, collection: str) -> bool:
    return any(draft.errors for draft in chain.parts_of(collection))


def file_names(context: AppContext, chain: ChainDrafts) -> str:
    """The folder in which the beamline will store images; what is not known yet stands as …"""
    proposal = name_of("proposals", context.proposal) if context.proposal else "…"
    protein = chain.part("proteins")
    acronym = (protein.get("acronym") if protein else None) or "…"
    return names.path_of(proposal, acronym, chain.sample.get("name") or "…") + "…"


def diluted(stock: Draft, factor: float) -> dict[str, float]:
    """What a stock holds after it is brought to this concentration: a density that was entered goes along."""
    density, before = stock.get("crystalDensity"), stock.get("concentrationFactor")
    changed = {"concentrationFactor": factor}
    if density is not None and before:
        changed["crystalDensity"] = float(format_decimal(density * factor / before))
    return changed
