# SPDX-License-Identifier: LGPL-3.0-or-later
"""Names of samples and proteins, which become file names at the beamline: what fits, how to mend one."""

import re
import unicodedata
from collections.abc import Collection

NAME_PATTERN = "[A-Za-z0-9_-]+"
NAME_HINT = "letters A to Z, digits, _ and - only, as it becomes part of file names"
MAX_NAME = 45

_ALLOWED = re.compile(NAME_PATTERN)
_ENDING_NUMBER = re.compile(r"(.*?)([0-9]+)$")
_GREEK = {
    **dict(zip("αβγδεζηικλμνξοπρστυφω", "abgdezhiklunxoprstyfo", strict=True)),
    "θ": "th",
    "χ": "ch",
    "ψ": "ps",
}
_SPELT_OUT = str.maketrans(
    _GREEK
    | {letter.upper(): latin.capitalize() for letter, latin in _GREEK.items()}
    | {"ß": "ss", "æ": "ae", "Æ": "Ae", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "+": "plus"}
)


def name_problem(name: str, acronym: str = "", what: str = "The name") -> str | None:
    """What is wrong with a name, in a sentence; None when it may become a file name.

    With `acronym`, the two together have at most 45 characters, as both stand in the path.
    """
    if not name:
        return f"{what} is empty; it becomes part of file names."
    if not _ALLOWED.fullmatch(name):
        return f"{what} “{name}” holds {_strange_characters(name)}; {NAME_HINT}."
    if len(name) + len(acronym) > MAX_NAME:
        together = f" and its protein {acronym} together have" if acronym else " has"
        return f"{what} “{name}”{together} {len(name) + len(acronym)} characters; at most {MAX_NAME} fit."
    return None


def _strange_characters(name: str) -> str:
    strange = dict.fromkeys(re.sub(NAME_PATTERN, "", name))
    return ", ".join("a blank" if char.isspace() else f"“{char}”" for char in strange)


def repaired_name(name: str, acronym: str = "") -> str:
    """The nearest allowed name: no accents, an underscore for what is strange; empty if nothing is left."""
    letters = (char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    joined = re.sub(r"[^A-Za-z0-9_-]+", "_", "".join(letters).translate(_SPELT_OUT)).strip("_")
    return joined[: max(MAX_NAME - len(acronym), 0)]


def count_up(name: str, taken: Collection[str], longest: int = MAX_NAME) -> str:
    """The next free name like this one, at most `longest` long: lys_09 gives lys_10, lys gives lys_2."""
    match = _ENDING_NUMBER.match(name)
    stem, number, width = (match[1], int(match[2]), len(match[2])) if match else (name + "_", 1, 1)
    while True:
        number += 1
        digits = str(number).zfill(width)
        candidate = stem[: longest - len(digits)] + digits
        if candidate not in taken:
            return candidate


def stem(name: str) -> str:
    """The name without the number at its end, by which `count_up` goes: lys_ of lys_09."""
    match = _ENDING_NUMBER.match(name)
    return match[1] if match else name


def path_of(proposal: str, acronym: str, name: str) -> str:
    """The folder in which the beamline will store images of this sample, below the session's own."""
    return f"{proposal}/{acronym}-{name}/"
