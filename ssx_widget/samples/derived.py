"""What follows from a chain as it is typed: its figures, the words on its cards, the path of its files."""

from __future__ import annotations

from dataclasses import dataclass

from backend.domain import names, ssx_figures
from backend.domain.decimals import format_decimal
from backend.domain.ssx_figures import Figure
from ssx_widget.desk import Desk
from ssx_widget.drafts import Draft, Row, with_value
from ssx_widget.samples import words
from ssx_widget.samples.chain import Chain
from ssx_widget.tables import name_of

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


def figures(chain: Chain) -> list[Figure]:
    """All figures for which enough is typed."""
    parts = ("loaded_samples", "delivery_devices", "sample_stocks", "crystal_slurries")
    rows = [right_values(chain.part(name)) for name in (*parts, "crystal_size_distributions")]
    return ssx_figures.figures(*rows)


def stock_density(chain: Chain) -> float | None:
    """Crystals per mm³ of the stock, as it follows from the slurry."""
    slurry, stock = (right_values(chain.part(name)) for name in ("crystal_slurries", "sample_stocks"))
    return ssx_figures.computed_density(ssx_figures.Chain(slurry, stock, {}, {}, {}))


def card_text(chain: Chain, collection: str) -> CardText:
    """What the card of a stage says now."""
    draft = chain.part(collection)
    if draft is None:
        return CardText("", "")
    title, remark = words.card(collection, draft.values)
    if collection == "loaded_samples":
        device = right_values(chain.part("delivery_devices"))
        remark = words.device(device) or remark
    if collection == "sample_stocks" and draft.get("crystalDensity") is None:
        after = stock_density(chain)
        remark = " → ".join(part for part in (remark, words.density(after) if after else "") if part)
    if collection == "crystal_slurries":
        remark = " · ".join(part for part in (_size(chain), remark) if part)
    needed = "" if title and remark else _missing(chain, collection)
    return CardText(title, needed or remark, _is_wrong(chain, collection))


def _size(chain: Chain) -> str:
    sizes = right_values(chain.part("crystal_size_distributions")).get("characteristicDimensions")
    return " × ".join(words.value(size) for size in sizes) + " µm" if sizes else ""


def _missing(chain: Chain, collection: str) -> str:
    """What is still to be filled in, where nothing else is to be said."""
    labels = [field.label for field in chain.needs(collection) if not field.refers_to]
    return f"needs {', '.join(labels).lower()}" if labels else ""


def _is_wrong(chain: Chain, collection: str) -> bool:
    return any(draft.errors for draft in chain.parts_of(collection))


def file_names(desk: Desk, chain: Chain) -> str:
    """The folder in which the beamline will store images; what is not known yet stands as …"""
    proposal = name_of("proposals", desk.proposal) if desk.proposal else "…"
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
