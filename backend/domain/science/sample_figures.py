# SPDX-License-Identifier: LGPL-3.0-or-later
"""The figures that follow from a whole sample chain: what the Samples screen shows beside the form."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from backend.domain.rows import AnyRow
from backend.domain.science import formulas
from backend.domain.science.formulas import DEFAULT_MULTIPLES_LIMIT, Derived, Loading


@dataclass(frozen=True)
class Figure:
    """A derived value with the words that stand before it."""

    label: str
    derived: Derived


@dataclass(frozen=True)
class FigureInput:
    """The rows of a chain as they are on the wire; a missing one is an empty mapping."""

    slurry: AnyRow
    stock: AnyRow
    device: AnyRow
    sample: AnyRow
    sizes: AnyRow

    def of(self, row: str, key: str) -> Any:
        """A value from a row's `descriptionJson`."""
        return (getattr(self, row).get("descriptionJson") or {}).get(key)

    @property
    def density(self) -> float | None:
        """Crystals per mm³ of the stock: as measured, otherwise as computed from the slurry."""
        measured: float | None = self.stock.get("crystalDensity")
        return measured if measured is not None else computed_density(self)

    @property
    def slurry_share(self) -> float:
        """Share of slurry in the mix with the medium."""
        return self.of("stock", "slurryShare") or 1.0

    @property
    def protein_concentration(self) -> float | None:
        """mg/ml of protein in the stock."""
        protein, factor = self.of("slurry", "proteinConcentration"), self.stock.get("concentrationFactor")
        return protein * factor * self.slurry_share if protein and factor else None

    @property
    def rates(self) -> tuple[float, float] | None:
        """Shares of hits and of indexed hits to expect."""
        hits, indexed = self.of("sample", "hitRate"), self.of("sample", "indexingRate")
        return (hits / 100, indexed / 100) if hits and indexed else None

    @property
    def multiples_limit(self) -> float:
        """The share of multiple hits that the user accepts."""
        percent = self.of("sample", "multiplesLimit")
        return DEFAULT_MULTIPLES_LIMIT if percent is None else percent / 100


def computed_density(chain: FigureInput) -> float | None:
    """Crystals per mm³ of the stock from those of the slurry, None where something is not entered yet."""
    computed = _computed(chain)
    return None if computed is None else computed.value


def _computed(chain: FigureInput) -> Derived | None:
    density, factor = chain.slurry.get("crystalDensity"), chain.stock.get("concentrationFactor")
    if density is None or factor is None:
        return None
    return formulas.stock_density(density, factor, chain.slurry_share)


def figures(
    sample: AnyRow,
    device: AnyRow | None = None,
    stock: AnyRow | None = None,
    slurry: AnyRow | None = None,
    sizes: AnyRow | None = None,
) -> list[Figure]:
    """All figures for which enough is entered, in the order in which a person would ask for them."""
    chain = FigureInput(slurry or {}, stock or {}, device or {}, sample, sizes or {})
    by_device = _DEVICE_FIGURES.get(chain.device.get("type", ""))
    delivery = by_device(chain) if by_device else ()
    return [*_stock(chain), *delivery, *_images(chain), *_laser(chain)]


def _stock(chain: FigureInput) -> Iterator[Figure]:
    measured, computed = chain.stock.get("crystalDensity"), _computed(chain)
    if measured is not None:
        derived = Derived(measured, "1/µl", "as entered for the stock; 1/mm³ is 1/µl")
        yield Figure("Crystals per µl, after concentration", derived)
    elif computed is not None:
        yield Figure("Crystals per µl, after concentration", replace(computed, unit="1/µl"))


def _chip(chain: FigureInput) -> Iterator[Figure]:
    density, volume = chain.density, _chip_volume(chain)
    wells = _wells(chain)
    if wells:
        yield Figure(
            "Wells", formulas.wells(chain.of("device", "blocks"), chain.of("device", "wellsPerBlock"))
        )
    sheets = _between_sheets(chain)
    if sheets and not chain.of("device", "loadedVolume"):
        yield Figure("Volume between the sheets", sheets)
    if density is not None and volume:
        yield Figure("Crystals on the chip", formulas.crystals_used(volume, density))
    if chain.protein_concentration and volume:
        yield Figure("Protein on the chip", formulas.protein_used(volume, chain.protein_concentration))
    if density is not None and volume and wells:
        yield from _loading(
            chain, formulas.crystals_per_well(density, volume, wells, chain.multiples_limit), "well"
        )
    beam, spacer = chain.of("sample", "beamSize"), chain.of("device", "spacer")
    if density is not None and not wells and beam and spacer:
        area = beam[0] * beam[-1]
        yield from _loading(
            chain, formulas.crystals_per_shot(density, area, spacer, chain.multiples_limit), "shot"
        )
    if wells and chain.rates:
        yield Figure("Indexed images of one chip", formulas.images_indexed(wells, *chain.rates))
    largest, aperture = _largest(chain), chain.of("device", "aperture")
    if largest and aperture:
        yield Figure("Largest crystal to aperture", _in_percent(formulas.aperture_hold(largest, aperture)))


def _chip_volume(chain: FigureInput) -> float | None:
    """µl on a chip: as entered, otherwise what is between its sheets."""
    loaded: float | None = chain.of("device", "loadedVolume")
    sheets = _between_sheets(chain)
    return loaded or (sheets.value if sheets else None)


def _between_sheets(chain: FigureInput) -> Derived | None:
    area, spacer = chain.of("device", "area"), chain.of("device", "spacer")
    return formulas.sheet_volume(area, spacer) if area and spacer else None


def _wells(chain: FigureInput) -> int | None:
    blocks, per_block = chain.of("device", "blocks"), chain.of("device", "wellsPerBlock")
    return blocks * per_block if blocks and per_block else None


def _loading(chain: FigureInput, loading: Loading, place: str) -> Iterator[Figure]:
    yield Figure(f"Crystals per {place}", loading.mean)
    yield Figure(f"Empty {place}s", _in_percent(loading.empty))
    yield Figure(f"{place.capitalize()}s with one crystal", _in_percent(loading.single))
    yield Figure(f"{place.capitalize()}s with several", _in_percent(loading.multiple))
    factor = chain.stock.get("concentrationFactor")
    if loading.multiple.warning and factor and chain.multiples_limit > 0:
        better = formulas.factor_for_multiples(factor, loading.mean.value, chain.multiples_limit)
        yield Figure("Concentration that fits", better)


def _in_percent(share: Derived) -> Derived:
    return replace(share, value=100 * share.value, unit="%")


def _largest(chain: FigureInput) -> float | None:
    """µm of the largest crystal on its longest axis."""
    return max(chain.sizes.get("maxDimension") or (), default=None)


def _jet(chain: FigureInput) -> Iterator[Figure]:
    yield from _jet_third(chain)
    yield from _stream(chain)
    reservoir, flow = chain.of("device", "reservoir"), _flow(chain)
    if reservoir and flow:
        wanted, rate = _images_wanted(chain), chain.of("sample", "repetitionRate")
        seconds = formulas.run_time(wanted.value, rate).value if wanted and rate else None
        yield Figure("One filling lasts", formulas.reservoir_time(reservoir, flow, seconds))
    beam, diameter = chain.of("sample", "beamSize"), chain.of("device", "jetDiameter")
    if chain.density is not None and beam and diameter:
        area = beam[0] * beam[-1]
        loading = formulas.crystals_per_shot(chain.density, area, diameter, chain.multiples_limit)
        yield from _loading(chain, loading, "shot")
    largest, nozzle = _largest(chain), chain.of("device", "nozzle")
    if largest and nozzle:
        yield Figure("Largest crystal to nozzle", _in_percent(formulas.nozzle_passage(largest, nozzle)))


def _stream(chain: FigureInput) -> Iterator[Figure]:
    """What a stream of stock brings, and how much of it falls to one image."""
    flow, rate = _flow(chain), chain.of("sample", "repetitionRate")
    if chain.density is None or not flow:
        return
    per_second = formulas.crystals_per_second(flow, chain.density)
    yield Figure("Crystals per second", per_second)
    if rate:
        yield Figure("Crystals per image", formulas.crystals_per_image(per_second.value, rate))


def _jet_third(chain: FigureInput) -> Iterator[Figure]:
    """Of a jet's diameter, speed and flow two give the third."""
    diameter, speed, flow = _jet_numbers(chain)
    if diameter and speed and not flow:
        yield Figure("Flow", formulas.jet_flow(diameter, speed))
    elif diameter and flow and not speed:
        yield Figure("Jet speed", formulas.jet_speed(flow, diameter))
    elif speed and flow and not diameter:
        yield Figure("Jet diameter", formulas.jet_diameter(flow, speed))


def _jet_numbers(chain: FigureInput) -> tuple[float | None, float | None, float | None]:
    return chain.of("device", "jetDiameter"), chain.of("device", "jetSpeed"), chain.of("device", "flowRate")


def _flow(chain: FigureInput) -> float | None:
    """µl/min of stock: of a jet as entered or from its diameter and speed, of a mixer at its first inlet."""
    if chain.device.get("type") == "microFluidics":
        return next(iter(chain.of("device", "flowRates") or ()), None)
    diameter, speed, flow = _jet_numbers(chain)
    if flow or not (diameter and speed):
        return flow
    return formulas.jet_flow(diameter, speed).value


def _tape(chain: FigureInput) -> Iterator[Figure]:
    speed, rate, droplet = (chain.of("device", key) for key in ("speed", "dropletRate", "dropletVolume"))
    if speed and rate:
        yield Figure("Droplet spacing", formulas.droplet_spacing(speed, rate))
    if droplet and chain.density is not None:
        yield Figure("Crystals per droplet", formulas.crystals_used(droplet / 1000, chain.density))
    if droplet and rate and chain.density is not None:
        flow = droplet / 1000 * rate * 60
        yield Figure("Crystals per second", formulas.crystals_per_second(flow, chain.density))


def _images_wanted(chain: FigureInput) -> Derived | None:
    wanted = chain.of("sample", "indexedImagesWanted")
    return formulas.images_needed(wanted, *chain.rates) if wanted and chain.rates else None


def _images(chain: FigureInput) -> Iterator[Figure]:
    images = _images_wanted(chain)
    if images is None:
        return
    yield Figure("Images needed", images)
    rate = chain.of("sample", "repetitionRate")
    if rate:
        yield Figure("Measuring takes", formulas.run_time(images.value, rate))
    chips = _chips(chain, images.value)
    if chips:
        yield Figure("Chips needed", chips)
    volume = _volume(chain, images.value)
    if volume:
        yield Figure("Stock needed", volume)
        yield from _amounts(chain, volume.value)


def _chips(chain: FigureInput, images: float) -> Derived | None:
    wells = _wells(chain) if chain.device.get("type") == "photoChip" else None
    return formulas.chips_needed(images, wells) if wells else None


def _volume(chain: FigureInput, images: float) -> Derived | None:
    """µl of stock for so many images, by the way in which the device delivers."""
    kind, chips = chain.device.get("type"), _chips(chain, images)
    loaded, droplet = _chip_volume(chain), chain.of("device", "dropletVolume")
    rate, flow = chain.of("sample", "repetitionRate"), _flow(chain)
    if kind == "photoChip" and chips and loaded:
        return formulas.chip_volume(chips.value, loaded)
    if kind == "tapeDevice" and droplet:
        return formulas.tape_volume(images, droplet)
    if kind in ("viscoousJet", "microFluidics") and rate and flow:
        return formulas.jet_volume(images, rate, flow)
    return None


def _amounts(chain: FigureInput, volume: float) -> Iterator[Figure]:
    if chain.density is not None:
        yield Figure("Crystals needed", formulas.crystals_used(volume, chain.density))
    if chain.protein_concentration:
        yield Figure("Protein needed", formulas.protein_used(volume, chain.protein_concentration))
    factor = chain.stock.get("concentrationFactor")
    if factor:
        needed = formulas.slurry_needed(volume, factor, chain.slurry_share, _slurry_there(chain))
        yield Figure("Slurry needed", needed)


def _slurry_there(chain: FigureInput) -> float | None:
    """µl of slurry in all aliquots."""
    volume = chain.of("slurry", "volume")
    return volume * (chain.of("slurry", "aliquots") or 1) if volume else None


def _laser(chain: FigureInput) -> Iterator[Figure]:
    energy, spot = chain.of("sample", "pulseEnergy"), chain.of("sample", "spotSize")
    if energy and spot:
        yield Figure("Fluence, mean", formulas.mean_fluence(energy, spot))
        yield Figure("Fluence, peak", formulas.peak_fluence(energy, spot))


_DEVICE_FIGURES = {"photoChip": _chip, "viscoousJet": _jet, "tapeDevice": _tape, "microFluidics": _stream}
