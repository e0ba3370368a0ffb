# SPDX-License-Identifier: LGPL-3.0-or-later
"""Dewar barcodes: how one is assigned, and what Code 128 can carry in which width."""

import math
import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and capitals without I, L, O and U, which are taken for others."""

DEFAULT_PATTERN = "{proposal}-{random}"
RANDOM_LENGTH = 7
MODULE_MM = 0.508
"""The module that decodes at 100 dpi: two pixels."""

QUIET_MODULES = 10
"""The empty modules that Code 128 asks for on each side."""

_SYMBOL_MODULES = 11
_STOP_MODULES = 13


def random_part(length: int = RANDOM_LENGTH) -> str:
    """Random characters that nobody can guess; seven give 3·10¹⁰ codes."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_barcode(proposal: str, pattern: str = DEFAULT_PATTERN) -> str:
    """A new barcode such as mx2415-7KQ2M9X; `pattern` has {random} and may have {proposal}.

    Raises ValueError when the pattern has no random part: two laptops would give out the same code.
    """
    if "{random}" not in pattern:
        raise ValueError(
            f"The barcode pattern “{pattern}” needs {{random}}, so that no code is given out twice."
        )
    # Plain replacement: a pattern from a configuration is no format string that could reach into objects.
    return pattern.replace("{proposal}", proposal).replace("{random}", random_part())


def barcode_problem(text: str) -> str | None:
    """Why no scanner could ever give this text as a barcode, in a sentence; None when one could.

    What Code 128 cannot carry is no fault: a label then carries it by its QR code alone.
    """
    if text != text.strip():
        return "A barcode neither begins nor ends with a blank; scanners do not send them."
    if not text.isprintable():
        return "A barcode is one line of letters, digits and signs; line breaks and tabs cannot be scanned."
    return None


def code128_problem(text: str) -> str | None:
    """Why Code 128 cannot carry the text, in a sentence; None when it can."""
    strange = dict.fromkeys(char for char in text if not " " <= char <= "~")
    if strange:
        return f"Code 128 has no {_listed(strange)}; use Latin letters, digits and signs."
    return None if text else "There is no code to print."


def _listed(characters: dict[str, None]) -> str:
    return ", ".join(f"“{char}”" for char in characters)


def code128_symbols(text: str) -> int:
    """The fewest symbols that carry the text between start and check.

    Set C takes two digits in one symbol and set B anything in one; a switch costs a symbol, but the start
    symbol chooses the first set for nothing.
    """
    # The fewest symbols for the first n characters, when the last of them was written in set B or in set C.
    in_b, in_c = [0.0], [0.0]
    for end in range(1, len(text) + 1):
        in_b.append(1 + min(in_b[end - 1], in_c[end - 1] + (end > 1)))
        if re.fullmatch("[0-9]{2}", text[max(end - 2, 0) : end]):
            in_c.append(1 + min(in_c[end - 2], in_b[end - 2] + (end > 2)))
        else:
            in_c.append(math.inf)
    return int(min(in_b[-1], in_c[-1]))


def code128_width(text: str, module: float = MODULE_MM) -> float:
    """Width in mm of the text in Code 128 with its quiet zones, for modules of this width in mm.

    Start, symbols and check are 11 modules each, the stop is 13. Source: ISO/IEC 15417.
    """
    modules = _SYMBOL_MODULES * (code128_symbols(text) + 2) + _STOP_MODULES + 2 * QUIET_MODULES
    return modules * module
