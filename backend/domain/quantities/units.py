# SPDX-License-Identifier: LGPL-3.0-or-later
"""Units: in which a quantity is shown, in which it is stored, and the factor between the two."""

from dataclasses import dataclass

from backend.domain.quantities.decimals import format_decimal


@dataclass(frozen=True)
class Unit:
    """A unit on screen and its stored counterpart: stored value = shown value × scale."""

    shown: str
    stored: str
    scale: float = 1.0

    def to_stored(self, value: float) -> float:
        """The stored value of a shown one; twelve digits hide the last bit that a scale like 0.001 leaves."""
        return float(format_decimal(value * self.scale))

    def to_shown(self, value: float) -> float:
        """The shown value of a stored one."""
        return float(format_decimal(value / self.scale))


_ENERGY_TIMES_WAVELENGTH = 12.398419843320026
"""Planck's constant × the speed of light, keV·Å (CODATA 2018, exact)."""


def photon_energy(wavelength: float) -> float:
    """The energy in keV of photons with this wavelength in Å, to 0.1 eV."""
    return round(_ENERGY_TIMES_WAVELENGTH / wavelength, 4)


MOLECULAR_MASS = Unit("kDa", "Da", 1000)
CRYSTAL_SIZE = Unit("µm", "mm", 0.001)
CRYSTAL_DENSITY = Unit("10⁶/ml", "1/mm³", 1000)
SHARE = Unit("%", "1", 0.01)

DATABASE_UNITS: dict[str, Unit] = {
    "Protein.molecularMass": MOLECULAR_MASS,
    "Crystal.size_X": CRYSTAL_SIZE,
    "Crystal.size_Y": CRYSTAL_SIZE,
    "Crystal.size_Z": CRYSTAL_SIZE,
    "CrystalSlurry.crystalDensity": CRYSTAL_DENSITY,
    "SampleStock.crystalDensity": CRYSTAL_DENSITY,
    "SSXDataCollection.repetitionRate": Unit("Hz", "Hz"),
    "SSXDataCollection.reactionDuration": Unit("ms", "s", 0.001),
    "SSXDataCollection.jetSize": Unit("µm", "µm"),
    "SSXDataCollection.jetSpeed": Unit("mm/s", "mm/s"),
    "SSXDataCollection.laserEnergy": Unit("µJ", "µJ"),
    "SSXDataCollection.energyBandwidth": Unit("%", "%"),
}
"""The units of columns for which the database itself names none, by table and column."""
