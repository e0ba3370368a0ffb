# SPDX-License-Identifier: LGPL-3.0-or-later
"""The space groups in which chiral molecules crystallise, and the ways in which people write them."""

import re

SOHNCKE_GROUPS: tuple[str, ...] = (
    "P1", "P2", "P21", "C2", "P222", "P2221", "P21212", "P212121", "C2221", "C222", "F222",
    "I222", "I212121", "P4", "P41", "P42", "P43", "I4", "I41", "P422", "P4212", "P4122",
    "P41212", "P4222", "P42212", "P4322", "P43212", "I422", "I4122", "P3", "P31", "P32", "R3",
    "P312", "P321", "P3112", "P3121", "P3212", "P3221", "R32", "P6", "P61", "P65", "P62",
    "P64", "P63", "P622", "P6122", "P6522", "P6222", "P6422", "P6322", "P23", "F23", "I23",
    "P213", "I213", "P432", "P4232", "F432", "F4132", "I432", "P4332", "P4132", "I4132",
)  # fmt: skip

# Other settings of the same groups that beamline programs accept.
OTHER_SETTINGS: tuple[str, ...] = ("H3", "H32", "I2", "I21", "A2", "B2", "P1211", "P121", "C121", "I121")

_KNOWN = {symbol.upper(): symbol for symbol in SOHNCKE_GROUPS + OTHER_SETTINGS}
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆", "0123456")


def normalised(symbol: str) -> str | None:
    """The plain symbol of any spelling, None if unknown.

    P2(1)2(1)2(1), P 21 21 21 and p2₁2₁2₁ are all P212121.
    """
    plain = re.sub(r"[\s()_{}]", "", symbol.translate(_SUBSCRIPTS)).upper()
    return _KNOWN.get(plain)
