# SPDX-License-Identifier: LGPL-3.0-or-later
"""The one dictionary that every label template reads: what is in it, its defaults, and its hash.

All values are plain text, numbers, lists and dictionaries. Empty text means "not known"; templates say so in
words. Dates are ISO 8601 text.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping
from typing import Any, TypedDict, cast

from backend.errors import Invalid


class Site(TypedDict):
    """The facility that the dewars travel to: texts, address and logo of its profile."""

    name: str
    logo: str
    """A `data:image/…` URI, or empty."""
    address: list[str]
    """Delivery address, one line each, country last."""
    delivery_entrance: str
    phone: str
    email: str
    qr_base_url: str
    """The QR code carries this, a slash and the barcode; the barcode alone when empty."""
    symbology: str
    """`code128`, or `code39` for the sites whose scanners ask for it."""
    accent: str
    """Colour of the facility's name, `#rrggbb`; empty for black."""
    container_grid: str
    """Columns and rows of a sheet of container labels, `3x8`."""
    currency: str
    customs_text: str
    """What is said of the goods on the pro-forma invoice."""
    dry_shipper_text: str
    dry_shipper_rule: str
    dry_ice_text: str


class LabelContact(TypedDict):
    """A person with an address."""

    name: str
    address: list[str]
    """Laboratory and address, one line each, country last."""
    phone: str
    email: str
    eori: str
    """Customs number; printed on the pro-forma invoice only."""


class LabelSession(TypedDict):
    """The beamtime that the shipment is for."""

    beamline: str
    start: str
    local_contact: str


class LabelShipment(TypedDict):
    """What all dewars of the document have in common."""

    name: str
    proposal: str
    laboratory: str
    safety_level: str
    """`GREEN`, `YELLOW`, `RED`, or empty: not declared."""
    courier: str
    return_courier: str
    return_account: str
    """Account that pays the way back; printed on the return page only."""
    comments: str


class LabelSample(TypedDict):
    """One sample in a container, for the contents list."""

    name: str
    protein: str
    position: str
    safety_level: str


class LabelContainer(TypedDict):
    """One container in a dewar."""

    code: str
    barcode: str
    """Empty when it has none of its own: then its label carries the code."""
    type: str
    samples: list[LabelSample]


class LabelDewar(TypedDict):
    """One parcel."""

    code: str
    barcode: str
    containers: list[LabelContainer]
    parcel: int
    """Which of the shipment's parcels this is, counted from 1."""
    parcels: int
    storage_temperature: str
    packing: str
    """`dry shipper`, `dry ice`, `cooled`, `ambient`, or empty: nothing declared."""
    dry_ice_kg: float | None
    weight_kg: float | None
    customs_value: float | None
    transport_value: float | None
    tracking_number: str
    return_tracking_number: str


class LabelTube(TypedDict):
    """An SSX tube, chip or stock that gets a small label of its own."""

    code: str
    """What the QR code carries."""
    name: str
    stock: str
    slurry: str
    density: str
    date: str


class Fact(TypedDict):
    """A line of a data sheet."""

    name: str
    value: str
    """With its unit; several lines of text are several lines."""


class Section(TypedDict):
    """A part of a data sheet."""

    heading: str
    facts: list[Fact]


class Sheet(TypedDict):
    """The data sheet of a loaded sample."""

    title: str
    code: str
    """What the QR code carries."""
    sections: list[Section]


class LabelContext(TypedDict):
    """Everything that a template may print."""

    site: Site
    shipment: LabelShipment
    session: LabelSession
    sending_contact: LabelContact | None
    return_contact: LabelContact | None
    dewars: list[LabelDewar]
    tubes: list[LabelTube]
    sheets: list[Sheet]
    printed_on: str


_SITE: Site = {
    "name": "",
    "logo": "",
    "address": [],
    "delivery_entrance": "",
    "phone": "",
    "email": "",
    "qr_base_url": "",
    "symbology": "code128",
    "accent": "",
    "container_grid": "3x8",
    "currency": "EUR",
    "customs_text": "Samples for scientific research, not for sale. Values for customs purposes only.",
    "dry_shipper_text": "Frozen samples in dry shipper for experiments",
    "dry_shipper_rule": "Not restricted, as per IATA special provision A152 / ADR",
    "dry_ice_text": "UN1845 Dry ice (carbon dioxide, solid)",
}
_CONTACT: LabelContact = {"name": "", "address": [], "phone": "", "email": "", "eori": ""}
_SAMPLE: LabelSample = {"name": "", "protein": "", "position": "", "safety_level": ""}
_CONTAINER: LabelContainer = {"code": "", "barcode": "", "type": "", "samples": []}
_DEWAR: LabelDewar = {
    "code": "",
    "barcode": "",
    "containers": [],
    "parcel": 1,
    "parcels": 1,
    "storage_temperature": "",
    "packing": "",
    "dry_ice_kg": None,
    "weight_kg": None,
    "customs_value": None,
    "transport_value": None,
    "tracking_number": "",
    "return_tracking_number": "",
}
_TUBE: LabelTube = {"code": "", "name": "", "stock": "", "slurry": "", "density": "", "date": ""}
_FACT: Fact = {"name": "", "value": ""}
_SECTION: Section = {"heading": "", "facts": []}
_SHEET: Sheet = {"title": "", "code": "", "sections": []}
_CONTEXT: LabelContext = {
    "site": _SITE,
    "shipment": {
        "name": "",
        "proposal": "",
        "laboratory": "",
        "safety_level": "",
        "courier": "",
        "return_courier": "",
        "return_account": "",
        "comments": "",
    },
    "session": {"beamline": "", "start": "", "local_contact": ""},
    "sending_contact": None,
    "return_contact": None,
    "dewars": [],
    "tubes": [],
    "sheets": [],
    "printed_on": "",
}
# What stands in a list or in a value that may be absent, by its key.
_PARTS: dict[str, Any] = {
    "sending_contact": _CONTACT,
    "return_contact": _CONTACT,
    "dewars": _DEWAR,
    "containers": _CONTAINER,
    "samples": _SAMPLE,
    "tubes": _TUBE,
    "sheets": _SHEET,
    "sections": _SECTION,
    "facts": _FACT,
}


def default_site() -> dict[str, Any]:
    """What stands on labels of a facility that says nothing of itself."""
    return dict(copy.deepcopy(_SITE))


def complete(given: Mapping[str, object]) -> LabelContext:
    """Give the whole context: what is given, and the default wherever a key is absent or None.

    A key that no template knows is refused by name, so that a misspelt one does not print as "not known".
    """
    return cast("LabelContext", _complete(given, _CONTEXT, ""))


def _complete(given: Mapping[str, object], defaults: Mapping[str, object], place: str) -> dict[str, object]:
    unknown = sorted(set(given) - set(defaults))
    if unknown:
        raise Invalid(f"The label context has no {place}{unknown[0]}; it has {', '.join(sorted(defaults))}.")
    return {key: _value(key, given.get(key), default, place) for key, default in defaults.items()}


def _value(key: str, value: object, default: object, place: str) -> Any:
    if value is None:
        return copy.deepcopy(default)
    if isinstance(value, Mapping):
        return _complete(value, _PARTS.get(key, default), f"{place}{key}.")
    if isinstance(value, (list, tuple)) and key in _PARTS:
        return [_complete(row, _PARTS[key], f"{place}{key}.") for row in value]
    return copy.deepcopy(value)


def address_lines(laboratory: Mapping[str, object]) -> list[str]:
    """Give a Laboratory row as address lines: names, address, postcode and city, country last."""
    town = " ".join(str(laboratory[key]).strip() for key in ("postcode", "city") if laboratory.get(key))
    written = [laboratory.get("name"), laboratory.get("organization"), laboratory.get("address"), town]
    lines = [line.strip(" ,") for text in written for line in str(text or "").splitlines()]
    country = str(laboratory.get("country") or "").strip()
    # Many people type the country or the town into the address as well.
    kept = dict.fromkeys(line for line in lines if line and line.casefold() != country.casefold())
    return [*kept, *([country] if country else [])]


def content_hash(context: Mapping[str, object]) -> str:
    """Give the SHA-256 of all that a document says (64 hexadecimal digits), its date of printing left out."""
    contents: dict[str, object] = {**complete(context), "printed_on": ""}
    text = json.dumps(contents, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def dewar_hash(context: Mapping[str, object], dewar: Mapping[str, object]) -> str:
    """Give the hash of one dewar's labels: it stays when only another dewar of the shipment changes."""
    return content_hash({**context, "dewars": [dewar]})


def short_hash(full: str) -> str:
    """Give the form that is printed on a label, `7c1e-22a9`."""
    return f"{full[:4]}-{full[4:8]}"
