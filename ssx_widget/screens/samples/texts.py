# SPDX-License-Identifier: LGPL-3.0-or-later
"""How the parts of a chain and its figures are put in words."""

from __future__ import annotations

import math

from backend.domain.fields import deliveries
from backend.domain.quantities.decimals import format_decimal
from backend.domain.quantities.units import MOLECULAR_MASS
from backend.domain.rows import AnyRow
from backend.domain.science.formulas import Derived
from ssx_widget.editing.draft import Row, value_at

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_THIN = "\u2009"
_PER_ML = 1000.0
_LEAST_PERCENT = 0.1
_LONG = 120
_SAID_BY_LABEL = ("1/µl", "1/s")


def number(value: float) -> str:
    """Three figures as a person writes them: 10 000, 0.37, 2.0·10⁶."""
    if not value:
        return "0"
    power = math.floor(math.log10(abs(value)))
    if power >= 5 or power < -3:
        return _scientific(value, power)
    digits = max(2 - power, 0)
    text = f"{round(value, digits):,.{digits}f}".replace(",", _THIN)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _scientific(value: float, power: int) -> str:
    mantissa = round(value / 10**power, 1)
    if abs(mantissa) >= 10:
        mantissa, power = mantissa / 10, power + 1
    return f"{mantissa:.1f}·10{str(power).translate(_RAISED)}"


def derived(figure: Derived) -> str:
    """A figure with its unit; counts per volume say so in their label."""
    if figure.unit == "%" and figure.value < _LEAST_PERCENT:
        return f"< {_LEAST_PERCENT} %"
    if figure.unit == "s" and figure.value >= _LONG:
        return _long_time(figure.value)
    unit = "" if figure.unit in _SAID_BY_LABEL else figure.unit
    return f"{number(figure.value)} {unit}".rstrip()


def steps(figure: Derived) -> list[str]:
    """How a figure was computed: its formula in words, and with its numbers."""
    with_numbers = f"= {figure.numbers} = {derived(figure)}" if figure.numbers else ""
    return [part for part in (figure.formula, with_numbers) if part]


def _long_time(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < _LONG else f"{minutes // 60} h {minutes % 60:02} min"


def density(per_mm3: float) -> str:
    """2.0·10⁶/ml for 2000 crystals per mm³."""
    return (
        f"{_scientific(per_mm3 * _PER_ML, math.floor(math.log10(per_mm3 * _PER_ML)))}/ml"
        if per_mm3
        else "0/ml"
    )


def device(row: AnyRow) -> str:
    """A delivery device in a few words: `Viscous jet 75 µm`."""
    kind = deliveries.DEVICE_LABELS.get(str(row.get("type")), "")
    inner = row.get("descriptionJson") or {}
    known = {name: text.format(value(inner[name])) for name, text in _DEVICE_WORDS.items() if name in inner}
    wanted = _TELLING.get(str(row.get("type")), ())
    return " ".join([kind, *(known[name] for name in wanted if name in known)])


_DEVICE_WORDS = {
    "model": "{}", "device": "{}", "nozzle": "{} µm", "speed": "{} mm/s", "delay": "{} ms",
}  # fmt: skip
_TELLING = {
    "photoChip": ("model",),
    "viscoousJet": ("nozzle",),
    "tapeDevice": ("speed",),
    "microFluidics": ("device", "delay"),
}


def value(held: object) -> str:
    """A number without needless digits, a text as it is."""
    return format_decimal(held) if isinstance(held, (int, float)) else str(held)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _protein(row: Row) -> tuple[str, str]:
    mass = row.get("molecularMass")
    shown = f"{number(MOLECULAR_MASS.to_shown(mass))} {MOLECULAR_MASS.shown}" if mass else ""
    return row.get("acronym") or "", _joined(row.get("name") or "", shown)


def _crystal(row: Row) -> tuple[str, str]:
    cell = [row.get(f"cell_{axis}") for axis in "abc"]
    lengths = " ".join(value(length) for length in cell if length) + " Å" if any(cell) else ""
    return row.get("spaceGroup") or "", _joined(lengths, row.get("morphology") or "")


def _slurry(row: Row) -> tuple[str, str]:
    held, temperature = row.get("crystalDensity"), value_at(row, "descriptionJson.storageTemperature")
    return row.get("name") or "", _joined(
        density(held) if held is not None else "",
        f"{value(temperature)} °C" if temperature is not None else "",
    )


def _stock(row: Row) -> tuple[str, str]:
    factor, held = row.get("concentrationFactor"), row.get("crystalDensity")
    after = density(held) if held is not None else ""
    return row.get("name") or "", " → ".join(
        part for part in (f"× {value(factor)}" if factor else "", after) if part
    )


def _sample(row: Row) -> tuple[str, str]:
    return row.get("name") or "", row.get("loadingPattern") or ""


_PARTS = {
    "proteins": _protein,
    "crystals": _crystal,
    "crystal_slurries": _slurry,
    "sample_stocks": _stock,
    "loaded_samples": _sample,
}


def card(collection: str, row: Row) -> tuple[str, str]:
    """What the card of this row says: its name, and what tells it from others; empty where not known."""
    return _PARTS[collection](row)
