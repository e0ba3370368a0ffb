# SPDX-License-Identifier: LGPL-3.0-or-later
"""The label context is whole whatever is missing, and its hash follows what is printed."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from backend.errors import Invalid
from backend.labels.context import address_lines, complete, content_hash, dewar_hash, short_hash


def test_what_is_absent_or_none_gets_its_default() -> None:
    context = complete({"dewars": [{"code": None, "containers": [{"code": "P1"}]}], "sending_contact": None})
    assert context["dewars"][0]["code"] == ""
    assert context["dewars"][0]["parcels"] == 1
    assert context["dewars"][0]["containers"][0]["samples"] == []
    assert context["sending_contact"] is None
    assert context["site"]["symbology"] == "code128"


def test_a_contact_with_a_name_only_is_completed() -> None:
    assert complete({"return_contact": {"name": "A"}})["return_contact"] == {
        "name": "A",
        "address": [],
        "phone": "",
        "email": "",
        "eori": "",
    }


def test_a_misspelt_key_is_named() -> None:
    with pytest.raises(Invalid, match=r"The label context has no dewars\.barCode; it has barcode, code"):
        complete({"dewars": [{"barCode": "x"}]})


def test_the_hash_leaves_out_the_date_of_printing(context: dict[str, Any]) -> None:
    before = content_hash(context)
    assert content_hash({**context, "printed_on": "2027-01-01"}) == before


@pytest.mark.parametrize(
    "change", [{"code": "DEW-13"}, {"packing": "dry ice"}, {"containers": [{"code": "P"}]}]
)
def test_the_hash_follows_every_change(context: dict[str, Any], change: dict[str, Any]) -> None:
    before = content_hash(context)
    context["dewars"][0].update(change)
    assert content_hash(context) != before


def test_a_default_that_is_written_out_changes_nothing(context: dict[str, Any]) -> None:
    before = content_hash(context)
    context["dewars"][0]["return_tracking_number"] = ""
    assert content_hash(context) == before


def test_one_dewars_hash_does_not_follow_another_dewar(context: dict[str, Any]) -> None:
    first = context["dewars"][0]
    before = dewar_hash(context, first)
    context["dewars"].append({**copy.deepcopy(first), "code": "DEW-13"})
    assert dewar_hash(context, first) == before
    assert dewar_hash(context, context["dewars"][1]) != before


def test_the_printed_hash_is_short() -> None:
    assert short_hash("7c1e22a9ffff") == "7c1e-22a9"


def test_address_lines_stand_one_below_the_other_country_last() -> None:
    laboratory = {
        "name": "Structural Biology",
        "organization": "Example University",
        "address": "Notkestraße 85\n22607 Hamburg, \nGermany",
        "postcode": "22607",
        "city": "Hamburg",
        "country": "Germany",
    }
    lines = ["Structural Biology", "Example University", "Notkestraße 85", "22607 Hamburg", "Germany"]
    assert address_lines(laboratory) == lines


def test_an_empty_laboratory_has_no_lines() -> None:
    assert address_lines({"name": None, "city": ""}) == []
