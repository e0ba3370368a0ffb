# SPDX-License-Identifier: LGPL-3.0-or-later
"""Labels of a shipment's dewars: rows become the dictionary that templates read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from sqlalchemy.orm import Session

from backend.app_keys import AppKey
from backend.config import Config
from backend.core.models import Container, Dewar
from backend.core.shipping.rules import shippings
from backend.domain.safety import SAFETY_LEVELS, highest
from backend.errors import Invalid
from backend.facility.profile import Facility
from backend.files.cache import FileCache
from backend.labels.context import address_lines, complete
from backend.labels.documents import document_key, make_labels
from backend.labels.engines import choose_engine
from backend.labels.templates import paper_for, template_named
from backend.store.ownership import Caller
from backend.store.rows import Row, one


@dataclass(frozen=True)
class LabelQuery:
    """What to print and how; no paper is the template's usual one, no dewars are all of the shipment's.

    grid: columns and rows of a sheet of container labels. blank: places at its start that were used before.
    """

    template: str = "dewar"
    paper: str | None = None
    engine: str = "auto"
    copies: int = 1
    dewars: tuple[int, ...] = ()
    grid: str = ""
    blank: int = 0


@dataclass(frozen=True)
class LabelSettings:
    """What a configuration says about labels: the label context's `site`, the usual engine, folders."""

    site: Mapping[str, object]
    engine: str = "auto"
    templates: Path | None = None
    cache: FileCache | None = None

    @classmethod
    def of(cls, config: Config, facility: Facility) -> LabelSettings:
        """What this configuration and the facility's profile say."""
        cache = FileCache.of(config, "labels", ".pdf")
        return cls(facility.site, config.LABEL_ENGINE, facility.templates, cache)


LABEL_SETTINGS = AppKey[LabelSettings]("label_settings")


@dataclass(frozen=True)
class LabelMaker:
    """A document, drawn from values alone when it is first asked for: no database is held meanwhile."""

    name: str
    context: Row
    options: LabelQuery
    settings: LabelSettings

    @property
    def engine(self) -> str:
        """The engine that was asked for, or the configured one."""
        return self.settings.engine if self.options.engine == "auto" else self.options.engine

    @cached_property
    def key(self) -> str:
        """Names this very document: the same contents, drawn the same way."""
        template = template_named(self.options.template)
        return document_key(
            complete(self.context),
            template,
            paper_for(template, self.options.paper),
            choose_engine(self.engine),
            self.options.copies,
            self.settings.templates,
            self.options.blank,
        )

    @cached_property
    def pdf(self) -> bytes:
        """The document; Invalid for a wish that cannot be, EngineMissing when nothing here makes PDFs."""
        return make_labels(
            self.context,
            self.options.template,
            self.options.paper,
            self.engine,
            copies=self.options.copies,
            blank=self.options.blank,
            overrides=self.settings.templates,
            cache=self.settings.cache,
        )


def for_shipping(
    session: Session, caller: Caller, key: int, options: LabelQuery, settings: LabelSettings
) -> LabelMaker:
    """The labels of a shipment's dewars, by their codes; NotFound, or Invalid when it has no dewar."""
    info = shippings.info(session, caller, key)
    if not info["dewars"]:
        raise Invalid.field("dewars", "This shipment has no dewar yet; add one, then print its labels.")
    strange = set(options.dewars) - {dewar["dewarId"] for dewar in info["dewars"]}
    if strange:
        raise Invalid.field("dewarId", f"There is no dewar {min(strange)} in this shipment.")
    name = f"{options.template}-{info['shippingName'] or key}"
    return LabelMaker(name, context_of(info, options, settings), options, settings)


def for_dewar(
    session: Session, caller: Caller, key: int, options: LabelQuery, settings: LabelSettings
) -> LabelMaker:
    """The labels of one dewar, numbered among its shipment's parcels; NotFound when there is none."""
    dewar = one(session, caller, Dewar, key)
    chosen = replace(options, dewars=(key,))
    labels = for_shipping(session, caller, dewar["shippingId"], chosen, settings)
    return LabelMaker(f"{options.template}-{dewar['code'] or key}", labels.context, chosen, settings)


def for_container(
    session: Session, caller: Caller, key: int, options: LabelQuery, settings: LabelSettings
) -> LabelMaker:
    """The label of a container, or with the template `tube` those of the things in it; NotFound."""
    container = one(session, caller, Container, key)
    dewar = one(session, caller, Dewar, container["dewarId"])
    info = shippings.info(session, caller, dewar["shippingId"])
    (mine,) = (row for each in info["dewars"] for row in each["containers"] if row["containerId"] == key)
    context = context_of(info, replace(options, dewars=(dewar["dewarId"],)), settings)
    context["dewars"][0]["containers"] = [_container(mine)]
    context["tubes"] = [_tube(sample, context["shipment"]["proposal"]) for sample in mine["samples"]]
    return LabelMaker(f"{options.template}-{container['code'] or key}", context, options, settings)


def _tube(sample: Row, proposal: str) -> Row:
    """What is known of a thing in a container without its own tables: its name and protein."""
    name = sample["name"] or ""
    code = sample["code"] or tube_code(proposal, name)
    return {"code": code, "name": name, "stock": _protein(sample).get("acronym")}


def tube_code(proposal: str, name: str) -> str:
    """What the code of a tube, chip or stock says: names are unique in a proposal."""
    return f"{proposal}-{name}"


def context_of(info: Row, options: LabelQuery, settings: LabelSettings) -> Row:
    """The label context of `backend.labels.context`, from a shipment with all that is in it."""
    chosen = options.dewars
    sender = info["sendingLabContact"] or {}
    dewars = [_dewar(row, n, len(info["dewars"]), sender) for n, row in enumerate(info["dewars"], start=1)]
    wanted = [row["dewarId"] in chosen or not chosen for row in info["dewars"]]
    return {
        "site": {**settings.site, **({"container_grid": options.grid} if options.grid else {})},
        "shipment": _shipment(info),
        "session": _session(info["sessions"]),
        "sending_contact": _contact(info["sendingLabContact"]),
        "return_contact": _contact(info["returnLabContact"]),
        "dewars": [dewar for dewar, is_wanted in zip(dewars, wanted, strict=True) if is_wanted],
        "printed_on": datetime.now().astimezone().isoformat(timespec="minutes"),
    }


def _shipment(info: Row) -> Row:
    proposal, back = info["proposal"] or {}, info["returnLabContact"] or {}
    laboratory = (info["sendingLabContact"] or {}).get("laboratory") or {}
    return {
        "name": info["shippingName"],
        "proposal": _joined("", proposal.get("proposalCode"), proposal.get("proposalNumber")),
        "laboratory": _joined(", ", laboratory.get("name"), laboratory.get("organization")),
        "safety_level": _safety_level(info),
        "courier": info["deliveryAgent_agentName"],
        "return_courier": info["returnCourier"] or back.get("defaultCourrierCompany"),
        "return_account": back.get("courierAccount"),
        "comments": info["comments"],
    }


def _safety_level(info: Row) -> str | None:
    """The highest level stated of the shipment or its proteins: a label never says less than is known.

    Green needs that somebody said so of the shipment, or of every protein in it.
    """
    own, levels = info["safetyLevel"], list(_protein_levels(info))
    level = highest([own, *levels])
    return None if level == SAFETY_LEVELS[0] and not own and not all(levels) else level


def _protein_levels(info: Row) -> Iterable[str | None]:
    return (
        _protein(sample).get("safetyLevel")
        for dewar in info["dewars"]
        for container in dewar["containers"]
        for sample in container["samples"]
    )


def _protein(sample: Row) -> Row:
    return (sample["crystal"] or {}).get("protein") or {}


def _session(sessions: Sequence[Row]) -> Row:
    """The first of the sessions that the shipment is for, at the time of day of this place."""
    if not sessions:
        return {}
    dated = [row for row in sessions if row["startDate"]]
    first = min(dated, key=lambda row: row["startDate"], default=sessions[0])
    start = first["startDate"]
    return {
        "beamline": first["beamLineName"],
        "start": start.astimezone().isoformat() if start else None,
        "local_contact": first["beamLineOperator"],
    }


def _contact(contact: Row | None) -> Row | None:
    if contact is None:
        return None
    person = contact["person"] or {}
    name = _joined(" ", person.get("title"), person.get("givenName"), person.get("familyName"))
    return {
        "name": name or contact["cardName"],
        "address": address_lines(contact["laboratory"] or {}),
        "phone": person.get("phoneNumber"),
        "email": person.get("emailAddress"),
        "eori": (contact["laboratory"] or {}).get("EORINumber"),
    }


def _dewar(dewar: Row, parcel: int, parcels: int, sender: Row) -> Row:
    temperatures = {row["storageTemperature"] for row in dewar["containers"]} - {None}
    return {
        "code": dewar["code"],
        "barcode": dewar["barCode"],
        "containers": list(map(_container, dewar["containers"])),
        "parcel": parcel,
        "parcels": parcels,
        "storage_temperature": " and ".join(f"{celsius:g} °C" for celsius in sorted(temperatures)),
        "packing": dewar["packing"],
        "dry_ice_kg": dewar["dryIceWeight"],
        "weight_kg": dewar["weight"],
        "customs_value": _stated(dewar["customsValue"], sender.get("dewarAvgCustomsValue")),
        "transport_value": _stated(dewar["transportValue"], sender.get("dewarAvgTransportValue")),
        "tracking_number": dewar["trackingNumberToSynchrotron"],
        "return_tracking_number": dewar["trackingNumberFromSynchrotron"],
    }


def _stated(own: int | None, usual: int | None) -> int | None:
    """A dewar's own value, else the usual one of its sender; ISPyB's 0 stands for none."""
    return own if own is not None else usual or None


def _container(container: Row) -> Row:
    samples = list(map(_sample, container["samples"]))
    named = {"code": container["code"], "barcode": container["barcode"], "type": container["containerType"]}
    return {**named, "samples": samples}


def _sample(sample: Row) -> Row:
    protein = _protein(sample)
    return {
        "name": sample["name"],
        "protein": protein.get("acronym"),
        "position": sample["location"],
        "safety_level": protein.get("safetyLevel"),
    }


def _joined(separator: str, *texts: str | None) -> str:
    return separator.join(filter(None, texts))
