"""Finds the dewar that was scanned or typed, with all that its card says; to be called on a worker."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from hwobj.errors import LimsError, NotFound
from hwobj.PyIspybClient import PyIspybClient
from hwobj.rest import Row


class UnknownDewar(LimsError):
    """No dewar has this barcode or code, or several have the code; the sentence says what to do."""


@dataclass(frozen=True)
class Found:
    """A dewar with its containers, its shipment with all that belongs to it, and its way, newest first."""

    dewar: Row
    shipment: Row
    history: list[Row]

    @property
    def parcel_words(self) -> str:
        """December SSX run, 1 of 2."""
        keys = [row["dewarId"] for row in self.shipment["dewars"]]
        number = keys.index(self.dewar["dewarId"]) + 1
        return f"{self.shipment['shippingName'] or 'unnamed shipment'}, {number} of {len(keys)}"

    @property
    def owner_words(self) -> str:
        """mx2415 · Zürich, EMBL Hamburg."""
        contact = self.shipment["sendingLabContact"] or {}
        laboratory = contact.get("laboratory") or {}
        family = (contact.get("person") or {}).get("familyName")
        names = (family, laboratory.get("organization") or laboratory.get("name"))
        return " · ".join(
            filter(None, (proposal_words(self.shipment["proposal"]), ", ".join(filter(None, names))))
        )


def proposal_words(proposal: Row | None) -> str:
    """mx2415."""
    row = proposal or {}
    return f"{row.get('proposalCode') or ''}{row.get('proposalNumber') or ''}"


def scanned_barcode(text: str) -> str:
    """What a scanner read: a barcode, or the address that a QR code carries, which ends with it."""
    words = text.strip()
    parts = urlsplit(words)
    if parts.scheme in ("http", "https"):
        return unquote(parts.path.rstrip("/").rpartition("/")[2])
    return words


def find(core: PyIspybClient, text: str) -> Found:
    """The dewar with this barcode, else the only one with this code. Raises UnknownDewar."""
    wanted = scanned_barcode(text)
    try:
        return load(core, core.dewar_by_barcode(wanted)["dewarId"])
    except NotFound:
        same = core.dewars.list(code=wanted, limit=2)
    if same.total == 1:
        return load(core, same.rows[0]["dewarId"])
    if same.total:
        raise UnknownDewar(
            f"{same.total} dewars have the code “{wanted}”. Scan the barcode of the one you mean."
        )
    raise UnknownDewar(
        f"No dewar has the barcode or code “{wanted}”. Scan it again; if the label is damaged, "
        "look for the dewar in the lists below."
    )


def load(core: PyIspybClient, dewar_id: int) -> Found:
    """A dewar by its key. Raises NotFound."""
    shipment = core.shipping_info(core.dewars.get(dewar_id)["shippingId"])
    dewar = next(row for row in shipment["dewars"] if row["dewarId"] == dewar_id)
    return Found(dewar, shipment, core.dewar_history(dewar_id))
