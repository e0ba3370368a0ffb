# SPDX-License-Identifier: LGPL-3.0-or-later
"""Images, hits and indexed images: read from a program's file, summed, and turned into rates."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft7Validator

from backend.domain.acquisition_results import Results, of, total
from backend.results.ssx_json import SCHEMA, read


def test_a_programs_file_is_read_and_its_other_keys_are_left() -> None:
    text = json.dumps({"images": 51200, "hits": 8320, "indexed": 5410, "lattices": 6000, "note": "é"})
    assert read(text) == read(text.encode()) == Results(51200, 8320, 5410)
    Draft7Validator.check_schema(SCHEMA)
    assert list(Draft7Validator(SCHEMA).iter_errors(json.loads(text))) == []


def test_rates_are_of_what_was_looked_at() -> None:
    assert Results(200, 50, 10).wire() == {
        "images": 200, "hits": 50, "indexed": 10, "hitRate": 25, "indexingRate": 20,
    }  # fmt: skip
    assert (Results(0, 0, 0).hit_rate, Results(10, 0, 0).indexing_rate) == (None, None)
    assert (Results(10).hit_rate, Results(10, 5).indexing_rate) == (None, None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no JSON"),
        ("[1]", "holds an object"),
        ("{}", "how many images"),
        ('{"images": -1}', "0 or more"),
        ('{"images": true}', "0 or more"),
        ('{"images": 1.5}', "0 or more"),
        ('{"images": "10"}', "0 or more"),
        ('{"images": NaN}', "0 or more"),
        ('{"images": 1e999}', "0 or more"),
        ('{"images": 10, "hits": 11}', "11 hits of 10 images cannot be"),
        ('{"images": 10, "hits": 5, "indexed": 6}', "6 indexed of 5 hits cannot be"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read(text)


def test_a_whole_number_may_be_written_with_a_point() -> None:
    assert read('{"images": 10.0}') == Results(10)


def test_together_only_those_count_that_tell_all_three() -> None:
    known, waiting = Results(100, 40, 20), Results(900)
    assert total([known, waiting, None, Results(100, 20, 10)]) == Results(200, 60, 30)
    assert total([waiting, Results(100)]) == Results(1000)
    assert total([]) == Results()
    assert of({"hits": 3}) == Results(None, 3)
