# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a person would compute by hand for an SSX sample, each figure with its formula and its warning.

Sources: crystals fall into wells and shots independently of each other, so their number follows Poisson's law
(fixed targets: J. Oghbaey et al., Acta Cryst. D72 (2016) 944). A jet carries what passes its cross section:
flow = area × speed. A Gaussian spot of diameter d at 1/e² has its peak fluence at twice the mean over that
diameter (A. E. Siegman, Lasers, 1986). All else is counting and units.
"""

import math
from dataclasses import dataclass

DEFAULT_MULTIPLES_LIMIT = 0.2
"""The share of wells with several crystals above which the figures warn."""

_MM3_PER_UM3 = 1e-9
_UL_MIN_PER_UM2_MM_S = 6e-5
"""µm² · mm/s is 10⁻⁶ µl/s, which is 6·10⁻⁵ µl/min."""

_MJ_CM2_PER_UJ_UM2 = 1e5
"""1 µJ is 10⁻³ mJ and 1 µm² is 10⁻⁸ cm²."""


@dataclass(frozen=True)
class Derived:
    """A computed figure: its value in `unit`, its formula in words and, in `numbers`, as it was computed.

    One that needs a look has a sentence, `warning`, and a word or two to stand beside the value, `sign`.
    """

    value: float
    unit: str
    formula: str
    warning: str = ""
    sign: str = ""
    numbers: str = ""


@dataclass(frozen=True)
class Loading:
    """How crystals spread over wells or shots: their mean number and the shares by Poisson's law."""

    mean: Derived
    empty: Derived
    single: Derived
    multiple: Derived


def stock_density(slurry_density: float, factor: float, slurry_share: float = 1.0) -> Derived:
    """Crystals per mm³ (the same as per µl) of the stock; `slurry_share` is 1 without medium."""
    value = slurry_density * factor * slurry_share
    return Derived(
        value,
        "1/mm³",
        "slurry density × concentration factor × share of slurry in the mix; 1/mm³ is 1/µl",
        numbers=f"{told(slurry_density)}/mm³ × {told(factor)} × {told(slurry_share)}",
    )


def images_needed(indexed_wanted: float, hit_rate: float, indexing_rate: float) -> Derived:
    """Images to collect for so many indexed ones; the rates are shares above 0."""
    images = _rounded_up(indexed_wanted / (hit_rate * indexing_rate))
    formula = "indexed images wanted ÷ (hit rate × indexing rate)"
    numbers = f"{told(indexed_wanted)} ÷ ({told(hit_rate)} × {told(indexing_rate)})"
    return Derived(images, "", formula, numbers=numbers)


def images_indexed(images: float, hit_rate: float, indexing_rate: float) -> Derived:
    """Indexed images to expect of so many; the rates are shares."""
    numbers = f"{told(images)} × {told(hit_rate)} × {told(indexing_rate)}"
    value = math.floor(round(images * hit_rate * indexing_rate, 6))
    return Derived(value, "", "images × hit rate × indexing rate", numbers=numbers)


def wells(blocks: int, per_block: int) -> Derived:
    """Wells of a chip."""
    return Derived(blocks * per_block, "", "blocks × wells per block", numbers=f"{blocks} × {per_block}")


def chips_needed(images: float, wells: int) -> Derived:
    """Chips that give so many images, one per well."""
    numbers = f"{told(images)} ÷ {told(wells)}"
    return Derived(_rounded_up(images / wells), "", "images ÷ wells per chip, rounded up", numbers=numbers)


def jet_volume(images: float, rate: float, flow: float) -> Derived:
    """µl of stock that a jet of `flow` µl/min takes for so many images at `rate` Hz."""
    numbers = f"{told(images)} ÷ {told(rate)} Hz × {told(flow)} µl/min ÷ 60 s/min"
    return Derived(images / rate / 60 * flow, "µl", "images ÷ repetition rate × flow", numbers=numbers)


def tape_volume(images: float, droplet_volume: float) -> Derived:
    """µl of stock in so many droplets of `droplet_volume` nl."""
    numbers = f"{told(images)} × {told(droplet_volume)} nl ÷ 1000 nl/µl"
    return Derived(images * droplet_volume / 1000, "µl", "images × droplet volume", numbers=numbers)


def chip_volume(chips: float, loaded_volume: float) -> Derived:
    """µl of stock on so many chips."""
    numbers = f"{told(chips)} × {told(loaded_volume)} µl"
    return Derived(chips * loaded_volume, "µl", "chips × loaded volume", numbers=numbers)


def sheet_volume(area: float, spacer: float) -> Derived:
    """µl between two sheets of `area` mm² with `spacer` µm between them."""
    numbers = f"{told(area)} mm² × {told(spacer)} µm ÷ 1000 µm/mm"
    return Derived(area * spacer / 1000, "µl", "area × spacer; 1 mm³ is 1 µl", numbers=numbers)


def crystals_used(volume: float, density: float) -> Derived:
    """Crystals in `volume` µl of a stock with `density` crystals per mm³."""
    numbers = f"{told(volume)} µl × {told(density)}/µl"
    return Derived(volume * density, "", "volume × density of the stock", numbers=numbers)


def crystals_per_second(flow: float, density: float) -> Derived:
    """Crystals that `flow` µl/min of a stock with `density` crystals per mm³ bring each second."""
    numbers = f"{told(flow)} µl/min ÷ 60 s/min × {told(density)}/µl"
    return Derived(flow / 60 * density, "1/s", "flow × density of the stock", numbers=numbers)


def crystals_per_image(per_second: float, rate: float) -> Derived:
    """Crystals that pass between two images at `rate` Hz."""
    numbers = f"{told(per_second)}/s ÷ {told(rate)} Hz"
    return Derived(per_second / rate, "", "crystals per second ÷ repetition rate", numbers=numbers)


def slurry_needed(
    volume: float, factor: float, slurry_share: float = 1.0, available: float | None = None
) -> Derived:
    """µl of slurry for `volume` µl of stock; warns when the `available` µl are less."""
    value = volume * factor * slurry_share
    warning = ""
    if available is not None and value > available:
        warning = f"The slurry is {told(available)} µl; {told(value)} µl are needed. Make more, or want less."
    return Derived(
        value,
        "µl",
        "stock needed × concentration factor × share of slurry in the mix",
        warning,
        "too little" if warning else "",
        f"{told(volume)} µl × {told(factor)} × {told(slurry_share)}",
    )


def protein_used(volume: float, concentration: float) -> Derived:
    """mg of protein in `volume` µl of a stock with `concentration` mg/ml."""
    numbers = f"{told(volume)} µl × {told(concentration)} mg/ml ÷ 1000 µl/ml"
    formula = "volume × protein concentration of the stock"
    return Derived(volume * concentration / 1000, "mg", formula, numbers=numbers)


def crystals_per_well(
    density: float, loaded_volume: float, wells: int, multiples_limit: float = DEFAULT_MULTIPLES_LIMIT
) -> Loading:
    """Crystals per well of a chip loaded with `loaded_volume` µl at `density` crystals per mm³."""
    mean = density * loaded_volume / wells
    formula = "λ = density of the stock × loaded volume ÷ wells"
    numbers = f"{told(density)}/µl × {told(loaded_volume)} µl ÷ {told(wells)}"
    return _loading(mean, formula, "wells", multiples_limit, numbers)


def crystals_per_shot(
    density: float, beam_area: float, thickness: float, multiples_limit: float = DEFAULT_MULTIPLES_LIMIT
) -> Loading:
    """Crystals in the beam in a sheet or jet: `beam_area` in µm², `thickness` of the sample in µm."""
    mean = density * beam_area * thickness * _MM3_PER_UM3
    formula = "λ = density of the stock × beam area × thickness"
    numbers = f"{told(density)}/mm³ × {told(beam_area)} µm² × {told(thickness)} µm × 10⁻⁹ mm³/µm³"
    return _loading(mean, formula, "shots", multiples_limit, numbers)


def _loading(mean: float, formula: str, places: str, limit: float, numbers: str) -> Loading:
    multiple = multiples_share(mean)
    warning = ""
    if multiple > limit:
        warning = (
            f"{_percent(multiple)} of the {places} hold several crystals, more than the {_percent(limit)} "
        )
        warning += "accepted; dilute the stock."
    sign = "too many" if warning else ""
    return Loading(
        Derived(mean, "", formula, warning, sign, numbers),
        Derived(math.exp(-mean), "", "e^−λ", numbers=f"λ = {told(mean)}"),
        Derived(mean * math.exp(-mean), "", "λ·e^−λ", numbers=f"λ = {told(mean)}"),
        Derived(multiple, "", "1 − e^−λ − λ·e^−λ", warning, sign, f"λ = {told(mean)}"),
    )


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"


def multiples_share(mean: float) -> float:
    """The share of places with two crystals or more when there are `mean` of them on average."""
    # expm1 keeps its digits where the mean is small and the plain difference would be noise.
    return max(-math.expm1(-mean) - mean * math.exp(-mean), 0.0)


def mean_for_multiples(limit: float) -> float:
    """The mean number of crystals per place at which `limit` of the places (a share below 1) hold several."""
    low, high = 0.0, 1.0
    while multiples_share(high) < limit:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if multiples_share(middle) < limit else (low, middle)
    return low


def factor_for_multiples(factor: float, mean: float, limit: float = DEFAULT_MULTIPLES_LIMIT) -> Derived:
    """The concentration factor that brings the multiples down to `limit`, where `factor` gave `mean`."""
    right = mean_for_multiples(limit)
    formula = "concentration factor × λ at the accepted share of multiples ÷ λ"
    numbers = f"{told(factor)} × {told(right)} ÷ {told(mean)}"
    return Derived(factor * right / mean, "×", formula, numbers=numbers)


def jet_flow(diameter: float, speed: float) -> Derived:
    """µl/min of a jet of `diameter` µm at `speed` mm/s."""
    value = math.pi / 4 * diameter**2 * speed * _UL_MIN_PER_UM2_MM_S
    numbers = f"π/4 × ({told(diameter)} µm)² × {told(speed)} mm/s × 6·10⁻⁵"
    return Derived(value, "µl/min", "π/4 × jet diameter² × jet speed", numbers=numbers)


def jet_speed(flow: float, diameter: float) -> Derived:
    """mm/s of a jet of `diameter` µm that carries `flow` µl/min."""
    value = flow / (math.pi / 4 * diameter**2 * _UL_MIN_PER_UM2_MM_S)
    numbers = f"{told(flow)} µl/min ÷ (π/4 × ({told(diameter)} µm)² × 6·10⁻⁵)"
    return Derived(value, "mm/s", "flow ÷ (π/4 × jet diameter²)", numbers=numbers)


def jet_diameter(flow: float, speed: float) -> Derived:
    """µm across a jet that carries `flow` µl/min at `speed` mm/s."""
    value = math.sqrt(flow / (math.pi / 4 * speed * _UL_MIN_PER_UM2_MM_S))
    numbers = f"√({told(flow)} µl/min ÷ (π/4 × {told(speed)} mm/s × 6·10⁻⁵))"
    return Derived(value, "µm", "√(flow ÷ (π/4 × jet speed))", numbers=numbers)


def run_time(images: float, rate: float) -> Derived:
    """Seconds that so many images take at `rate` Hz."""
    numbers = f"{told(images)} ÷ {told(rate)} Hz"
    return Derived(images / rate, "s", "images ÷ repetition rate", numbers=numbers)


def reservoir_time(reservoir: float, flow: float, wanted: float | None = None) -> Derived:
    """Seconds that `reservoir` µl last at `flow` µl/min; warns when the `wanted` seconds are more."""
    seconds = reservoir / flow * 60
    warning = ""
    if wanted is not None and seconds < wanted:
        fillings = math.ceil(wanted / seconds)
        warning = f"The run takes {wanted / 60:.1f} min and needs {fillings} fillings."
    numbers = f"{told(reservoir)} µl ÷ {told(flow)} µl/min × 60 s/min"
    return Derived(seconds, "s", "reservoir ÷ flow", warning, "too short" if warning else "", numbers)


def droplet_spacing(speed: float, rate: float) -> Derived:
    """mm between droplets on a tape at `speed` mm/s and `rate` Hz."""
    numbers = f"{told(speed)} mm/s ÷ {told(rate)} Hz"
    return Derived(speed / rate, "mm", "tape speed ÷ droplet rate", numbers=numbers)


def nozzle_passage(largest: float, nozzle: float) -> Derived:
    """Size of the largest crystal as a share of the nozzle, both in µm; it has to pass."""
    warning = ""
    if largest >= nozzle:
        warning = f"The largest crystal, {largest:g} µm, does not pass the nozzle of {nozzle:g} µm."
    sign = "too large" if warning else ""
    numbers = f"{told(largest)} µm ÷ {told(nozzle)} µm"
    return Derived(largest / nozzle, "", "largest crystal ÷ nozzle inner diameter", warning, sign, numbers)


def aperture_hold(largest: float, aperture: float) -> Derived:
    """Size of the largest crystal as a share of a well's aperture, both in µm; the aperture holds it back."""
    warning = ""
    if largest <= aperture:
        warning = f"Even the largest crystal, {largest:g} µm, slips through apertures of {aperture:g} µm."
    sign = "too small" if warning else ""
    numbers = f"{told(largest)} µm ÷ {told(aperture)} µm"
    return Derived(largest / aperture, "", "largest crystal ÷ aperture", warning, sign, numbers)


def mean_fluence(energy: float, diameter: float) -> Derived:
    """mJ/cm² over a spot of `diameter` µm at 1/e² from a pulse of `energy` µJ."""
    value = energy / (math.pi * (diameter / 2) ** 2) * _MJ_CM2_PER_UJ_UM2
    numbers = f"{told(energy)} µJ ÷ (π × ({told(diameter)} µm ÷ 2)²)"
    return Derived(value, "mJ/cm²", "pulse energy ÷ (π × (spot diameter ÷ 2)²)", numbers=numbers)


def peak_fluence(energy: float, diameter: float) -> Derived:
    """mJ/cm² in the middle of a Gaussian spot: twice the mean within 1/e²."""
    value = 2 * mean_fluence(energy, diameter).value
    numbers = f"2 × {told(energy)} µJ ÷ (π × ({told(diameter)} µm ÷ 2)²)"
    return Derived(value, "mJ/cm²", "2 × pulse energy ÷ (π × (spot diameter ÷ 2)²)", numbers=numbers)


def told(value: float) -> str:
    """Four figures of a number, thousands parted: how it stands in a formula."""
    return f"{float(f'{value:.4g}'):,.12g}".replace(",", "\u2009")


def _rounded_up(number: float) -> int:
    """The whole number above; what a division leaves in the last digits does not add one."""
    return math.ceil(round(number, 6))
