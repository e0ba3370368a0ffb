# SPDX-License-Identifier: LGPL-3.0-or-later
"""Plans of usual experiments, made from the few times that tell one from another.

Dark and light in turn, pump and probe at several delays: the scheme of time-resolved serial crystallography
at synchrotrons (Pearson & Mehrabi, Current Opinion in Structural Biology 65, 168, 2020). Interleaved: hit and
return (HARE: Schulz et al., Nature Methods 15, 901, 2018), where a place of a chip is excited, others follow,
and the first is probed when its time has come; with droplets instead of a laser it is LAMA (Mehrabi et al.,
Nature Methods 16, 979, 2019). Tape drive: mix and diffuse (Beyerlein et al., IUCrJ 4, 769, 2017), where the
droplets travel from the mixing point to the beam, each as long as all others.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from backend.domain.fields.field import Field
from backend.domain.fields.plan_fields import LONGEST
from backend.domain.quantities.durations import SECOND, attoseconds, in_words, parse_time, seconds, show_time
from backend.domain.rows import AnyRow, Row
from backend.domain.science.detectors import DETECTORS

Values = AnyRow

MOST_DELAYS = 19
"""Delays of one plan: a sequence holds twenty rows of a kind."""

_PULSE = 10**9 * 20
"""How long a laser is on where nobody says: 20 ns, a Q-switched one."""
_SPOT = 10**15
"""How long it takes to put a droplet down, or two together: 1 ms."""


@dataclass(frozen=True)
class PlanTemplate:
    """`fields` are asked for; `make(values)` gives a plan as on the wire, or raises ValueError."""

    name: str
    words: str
    remark: str
    fields: tuple[Field, ...]
    make: Callable[[Values], Row]


def _time(name: str, label: str, default: float, help: str = "") -> Field:  # noqa: A002  as Field calls it
    return Field(
        name, label, "duration", minimum=0, minimum_exclusive=True, maximum=LONGEST, required=True,
        default=default, help=help,
    )  # fmt: skip


def _count(name: str, label: str, default: int) -> Field:
    return Field(name, label, "integer", minimum=1, maximum=10_000_000, required=True, default=default)


_STEP = _time("step", "From image to image", 0.01)
_EXPOSURE = _time("exposure", "Exposure", 0.003)
_DETECTOR = Field("detector", "Detector", "choice", choices=tuple(DETECTORS), default="JUNGFRAU 4M")
_DELAYS = Field(
    "delays", "Delays", required=True, default="1 µs, 100 µs, 1 ms",
    help="From the laser to the exposure, parted by commas.",
)  # fmt: skip


def delays_of(text: str) -> list[int]:
    """The delays in a text such as `100 ns, 1 µs; 10 ms`, in attoseconds. Raises ValueError."""
    parts = [part for part in re.split(r"[;\n]|,\s", text.strip().rstrip(",;")) if part.strip()]
    delays = [attoseconds(parse_time(part)) for part in parts]
    if not delays:
        raise ValueError("Name at least one delay, like 1 ms.")
    if len(delays) > MOST_DELAYS:
        raise ValueError(f"These are {len(delays)} delays; one plan takes {MOST_DELAYS}, so make two plans.")
    if min(delays) <= 0:
        raise ValueError("A delay is more than 0 s.")
    return delays


def delays_text(delays: Sequence[int]) -> str:
    """Delays as a person reads and types them."""
    return ", ".join(show_time(seconds(delay)) for delay in delays)


def spaced(first: int, last: int, number: int) -> list[int]:
    """So many delays from the first to the last, each the same factor longer, rounded to two digits."""
    if number < 2 or first <= 0 or last <= first:
        return [first] * min(number, 1)
    factor = (last / first) ** (1 / (number - 1))
    between = [float(f"{first * factor**place:.2g}") for place in range(1, number - 1)]
    return [first, *(round(each) for each in between), last]


def dark_light(values: Values) -> Row:
    """An image without light, then one at a delay after it."""
    return _pump_probe(values, [attoseconds(values["delay"])], "Dark and light")


def pump_probe(values: Values) -> Row:
    """A dark image, then one at each delay, each after a laser shot of its own."""
    delays = delays_of(values["delays"])
    return _pump_probe(values, delays, f"Pump-probe, {len(delays)} delays")


def _pump_probe(values: Values, delays: Sequence[int], name: str) -> Row:
    step, exposure = attoseconds(values["step"]), attoseconds(values["exposure"])
    shot = _first_shot(step, exposure)
    longest = step - exposure
    if max(delays) >= longest:
        raise ValueError(
            f"A delay of {in_words(max(delays))} does not fit: the laser would come on before the image in "
            f"front of it is taken. Make it shorter than {in_words(longest)}, or the images further apart."
        )
    images = len(delays) + 1
    lasers = [
        _event(f"Laser {number}", number * step + shot - delay, _PULSE, ssxExcitation="laser")
        for number, delay in enumerate(delays, 1)
    ]
    return _plan(name, values, images * step, _images(shot, exposure, step, images), lasers)


def hit_and_return(values: Values) -> Row:
    """One place after the other is excited; each is probed after its delay."""
    step, exposure = attoseconds(values["step"]), attoseconds(values["exposure"])
    delay, with_what = attoseconds(values["delay"]), values["excitation"]
    phase = _first_shot(step, exposure)
    begins = (phase - delay) % step
    lasts = _PULSE if with_what == "laser" else min(_SPOT, step // 4)
    excitation = _event("Pump" if with_what == "laser" else "Droplet", begins, lasts, ssxExcitation=with_what)
    name = f"{'HARE' if with_what == 'laser' else 'LAMA'}, {in_words(delay)}"
    images = _images(begins + delay, exposure, step, 1)
    plan = _plan(name, values, step, images, [excitation])
    plan["descriptionJson"]["interleaves"] = True
    return plan


def mix_and_diffuse(values: Values) -> Row:
    """Droplets at a rate: mixed at the trigger, and in the beam after the reaction time."""
    step = round(SECOND / values["rate"])
    exposure, delay = attoseconds(values["exposure"]), attoseconds(values["delay"])
    if exposure * 5 > step * 4:
        raise ValueError(
            f"An exposure of {in_words(exposure)} is too long for a droplet every {in_words(step)}; "
            f"make it at most {in_words(step * 4 // 5)}, or the droplets fewer."
        )
    mixing = _event("Mixing", 0, min(_SPOT, step // 4), ssxExcitation="mixing")
    plan = _plan(f"Tape, {in_words(delay)}", values, step, _images(delay, exposure, step, 1), [mixing])
    plan["descriptionJson"]["interleaves"] = delay + exposure * 6 // 5 > step
    return plan


def _first_shot(step: int, exposure: int) -> int:
    """When the first exposure of a step begins: with room for its gate, which opens a tenth of it earlier."""
    if exposure * 5 > step * 4:
        raise ValueError(
            f"An exposure of {in_words(exposure)} leaves no time to read out in {in_words(step)}; "
            f"make it at most {in_words(step * 4 // 5)}."
        )
    return max((step - exposure) // 4, exposure // 10)


def _images(shot: int, exposure: int, step: int, times: int) -> tuple[Row, Row]:
    """The exposures, and the gates, which are open a tenth of an exposure longer on both sides."""
    margin = min(exposure // 10, shot)
    again = {"period": step, "times": times} if times > 1 else {}
    return (
        _event("X-ray shots", shot, exposure, **again),
        _event("Detector gate", shot - margin, exposure + margin + exposure // 10, **again),
    )


def _event(name: str, begins: int, lasts: int, period: int = 0, times: int = 1, **more: object) -> Row:
    """A row of a sequence's list with its train; times in attoseconds."""
    train = {
        "name": name,
        "timeOn": seconds(begins),
        "duration": seconds(lasts),
        "numberOfRepetitions": times,
    }
    return {"name": name, **more, "eventTrain": {**train, **({"period": seconds(period)} if period else {})}}


def _plan(name: str, values: Values, period: int, images: tuple[Row, Row], excitations: list[Row]) -> Row:
    shots, gates = images
    sequence = {
        "name": name[:45],
        "timedXrayDetections": [gates],
        "timedXrayExposures": [shots],
        "timedExcitations": excitations,
    }
    description = {"detector": values["detector"]} if values.get("detector") else {}
    return {
        "name": name[:45],
        "numberOfRepetitions": values["repetitions"],
        "period": seconds(period),
        "descriptionJson": description,
        "repeatedSequence": sequence,
    }


_LASER_DELAY = _time("delay", "Delay", 0.001, "From the excitation to the exposure.")

TEMPLATES: tuple[PlanTemplate, ...] = (
    PlanTemplate(
        "pump-probe",
        "Pump-probe with several delays",
        "A dark image, then one at each delay, each after its own laser shot.",
        (_DELAYS, _STEP, _EXPOSURE, _count("repetitions", "Repetitions", 6400), _DETECTOR),
        pump_probe,
    ),
    PlanTemplate(
        "dark-light",
        "Dark and light pairs",
        "An image without light, then one at a delay after the laser.",
        (_LASER_DELAY, _STEP, _EXPOSURE, _count("repetitions", "Pairs", 12_800), _DETECTOR),
        dark_light,
    ),
    PlanTemplate(
        "interleaved",
        "Interleaved on a chip (HARE, LAMA)",
        "Each well is excited, others follow, and it is probed when its delay is over.",
        (
            Field(
                "excitation", "Excitation", "choice", choices=("laser", "droplet"), required=True,
                default="laser",
            ),
            _time("delay", "Delay", 1.0, "From the excitation to the exposure of one well."),
            _time("step", "From well to well", 0.01),
            _EXPOSURE,
            _count("repetitions", "Wells", 25_600),
            _DETECTOR,
        ),
        hit_and_return,
    ),
    PlanTemplate(
        "mix-and-diffuse",
        "Tape drive, mix and diffuse",
        "Droplets are mixed, and reach the beam after the reaction time.",
        (
            Field(
                "rate", "Droplet rate", "number", "Hz", minimum=0, minimum_exclusive=True, maximum=1e6,
                required=True, default=40.0,
            ),
            _time("delay", "Reaction time", 0.5, "From mixing to the beam: distance by speed of the tape."),
            _EXPOSURE,
            _count("repetitions", "Droplets", 20_000),
            _DETECTOR,
        ),
        mix_and_diffuse,
    ),
)  # fmt: skip


def made(template: PlanTemplate, texts: Mapping[str, str]) -> tuple[Row | None, dict[str, str]]:
    """The plan of what was typed, or None and a sentence for each field that is wrong (empty name: all)."""
    values, errors = {}, {}
    for field in template.fields:
        try:
            values[field.name] = field.parse(texts.get(field.name, ""))
            if field is _DELAYS:
                delays_of(values[field.name])
        except ValueError as error:
            errors[field.name] = str(error)
    if errors:
        return None, errors
    try:
        return template.make(values), {}
    except ValueError as error:
        return None, {"": str(error)}


def delays_again(text: str, number: int) -> str:
    """So many delays between the shortest and the longest of a text; a decade shorter where it has one."""
    delays = sorted(delays_of(text))
    first = delays[0] if len(delays) > 1 or number < 2 else max(math.floor(delays[0] / 10 ** (number - 1)), 1)
    return delays_text(spaced(first, delays[-1], number))
