# SPDX-License-Identifier: LGPL-3.0-or-later
"""The figures that the Samples screen shows for a chain."""

from typing import Any

from backend.domain.science.sample_figures import Figure, figures

SLURRY = {"crystalDensity": 2000, "descriptionJson": {"proteinConcentration": 2}}
STOCK = {"concentrationFactor": 5}
WISH = {"indexedImagesWanted": 20_000, "hitRate": 50, "indexingRate": 80, "repetitionRate": 100}
CHIP = {"type": "photoChip", "descriptionJson": {"blocks": 64, "wellsPerBlock": 400, "loadedVolume": 200}}


def _values(found: list[Figure]) -> dict[str, float]:
    return {figure.label: round(figure.derived.value, 4) for figure in found}


def _sample(**inside: Any) -> dict[str, Any]:
    return {"descriptionJson": inside}


def test_nothing_entered_gives_no_figures() -> None:
    assert figures({}) == []
    assert figures({"descriptionJson": None}, {"type": "photoChip"}, {}, {}, {}) == []


def test_a_chip() -> None:
    values = _values(figures(_sample(**WISH), CHIP, STOCK, SLURRY))
    assert values == {
        "Crystals per µl, after concentration": 10_000,
        "Wells": 25_600,
        "Crystals on the chip": 2_000_000,
        "Protein on the chip": 2,
        "Crystals per well": 78.125,
        "Empty wells": 0,
        "Wells with one crystal": 0,
        "Wells with several": 100,
        "Concentration that fits": 0.0528,
        "Indexed images of one chip": 10_240,
        "Images needed": 50_000,
        "Measuring takes": 500,
        "Chips needed": 2,
        "Stock needed": 400,
        "Crystals needed": 4_000_000,
        "Protein needed": 4,
        "Slurry needed": 2000,
    }


def test_the_user_sets_the_share_of_multiples() -> None:
    tolerant = figures(_sample(multiplesLimit=100), CHIP, STOCK, SLURRY)
    assert not any(figure.derived.warning for figure in tolerant)


def test_a_measured_density_counts_more_than_the_computed_one() -> None:
    stock = {**STOCK, "crystalDensity": 300}
    assert _values(figures({}, None, stock, SLURRY)) == {"Crystals per µl, after concentration": 300}


def test_the_medium_dilutes() -> None:
    stock = {**STOCK, "descriptionJson": {"slurryShare": 0.4}}
    assert _values(figures({}, None, stock, SLURRY)) == {"Crystals per µl, after concentration": 4000}


def test_sheets_have_no_wells() -> None:
    sheets = {"type": "photoChip", "descriptionJson": {"spacer": 50}}
    values = _values(figures(_sample(beamSize=[10, 20]), sheets, STOCK, SLURRY))
    assert values["Crystals per shot"] == 0.1
    assert "Crystals per well" not in values


def test_crystals_that_slip_through() -> None:
    chip = {"type": "photoChip", "descriptionJson": {"aperture": 7}}
    [figure] = figures({}, chip, None, None, {"maxDimension": [4, 4, 6]})
    assert "slips through" in figure.derived.warning


def test_a_jet_whose_flow_follows_from_diameter_and_speed() -> None:
    jet = {
        "type": "viscoousJet",
        "descriptionJson": {"nozzle": 75, "jetDiameter": 75, "jetSpeed": 1, "reservoir": 20},
    }
    found = figures(_sample(**WISH), jet, STOCK, SLURRY, {"maxDimension": [80]})
    values = _values(found)
    assert values["Flow"] == 0.2651
    assert values["One filling lasts"] == 4527.0739
    assert (values["Crystals per second"], values["Crystals per image"]) == (44.1786, 0.4418)
    assert values["Stock needed"] == 2.2089
    assert "does not pass the nozzle" in next(f for f in found if "nozzle" in f.label).derived.warning


def test_a_jet_that_is_wider_than_the_beam_has_crystals_in_each_shot() -> None:
    jet = {"type": "viscoousJet", "descriptionJson": {"jetDiameter": 100}}
    values = _values(figures(_sample(beamSize=[10, 20]), jet, STOCK, SLURRY))
    assert values["Crystals per shot"] == 0.2
    assert values["Empty shots"] == 81.8731


def test_of_a_jet_two_numbers_give_the_third() -> None:
    def labels(**jet: float) -> list[str]:
        return [figure.label for figure in figures({}, {"type": "viscoousJet", "descriptionJson": jet})]

    assert labels(flowRate=0.2, jetDiameter=75) == ["Jet speed"]
    assert labels(flowRate=0.2, jetSpeed=1) == ["Jet diameter"]
    assert labels(flowRate=0.2, jetSpeed=1, jetDiameter=75) == []


def test_a_tape() -> None:
    tape = {"type": "tapeDevice", "descriptionJson": {"speed": 300, "dropletVolume": 0.8, "dropletRate": 100}}
    values = _values(figures(_sample(**WISH), tape, STOCK, SLURRY))
    assert (values["Droplet spacing"], values["Crystals per droplet"], values["Stock needed"]) == (3, 8, 40)


def test_a_device_without_its_numbers_gives_no_volume() -> None:
    values = _values(figures(_sample(**WISH), {"type": "microFluidics"}, STOCK, SLURRY))
    assert values == {
        "Crystals per µl, after concentration": 10_000,
        "Images needed": 50_000,
        "Measuring takes": 500,
    }


def test_a_volume_without_density_says_only_the_volume() -> None:
    tape = {"type": "tapeDevice", "descriptionJson": {"dropletVolume": 0.8}}
    values = _values(figures(_sample(**WISH), tape))
    assert values == {"Images needed": 50_000, "Measuring takes": 500, "Stock needed": 40}


def test_a_mixer_brings_what_its_first_inlet_lets_in() -> None:
    mixer = {"type": "microFluidics", "descriptionJson": {"device": "T", "flowRates": [6, 18]}}
    values = _values(figures(_sample(**WISH), mixer, STOCK, SLURRY))
    assert (values["Crystals per second"], values["Crystals per image"]) == (1000, 10)
    assert values["Stock needed"] == 50


def test_what_is_between_two_sheets_counts_as_loaded() -> None:
    sheets = {"type": "photoChip", "descriptionJson": {"area": 400, "spacer": 50}}
    values = _values(figures(_sample(), sheets, STOCK, SLURRY))
    assert (values["Volume between the sheets"], values["Crystals on the chip"]) == (20, 200_000)
    loaded = {"type": "photoChip", "descriptionJson": {"area": 400, "spacer": 50, "loadedVolume": 10}}
    assert "Volume between the sheets" not in _values(figures(_sample(), loaded, STOCK, SLURRY))


def test_more_slurry_than_there_is_needs_a_look() -> None:
    slurry: dict[str, Any] = {"crystalDensity": 2000, "descriptionJson": {"volume": 500, "aliquots": 3}}
    found = {figure.label: figure.derived for figure in figures(_sample(**WISH), CHIP, STOCK, slurry)}
    assert found["Slurry needed"].sign == "too little"
    assert "1\u2009500 µl; 2\u2009000 µl are needed" in found["Slurry needed"].warning
    slurry["descriptionJson"] = {"volume": 500, "aliquots": 4}
    found = {figure.label: figure.derived for figure in figures(_sample(**WISH), CHIP, STOCK, slurry)}
    assert found["Slurry needed"].sign == ""


def test_every_figure_is_told_with_its_numbers() -> None:
    sizes = {"maxDimension": [9]}
    chip = {**CHIP, "descriptionJson": {**CHIP["descriptionJson"], "aperture": 7}}
    found = figures(_sample(**WISH, pulseEnergy=1, spotSize=100), chip, STOCK, SLURRY, sizes)
    assert [figure.label for figure in found if not figure.derived.numbers] == []
    told = {figure.label: figure.derived.numbers for figure in found}
    assert told["Crystals on the chip"] == "200 µl × 10\u2009000/µl"
    assert told["Crystals per well"] == "10\u2009000/µl × 200 µl ÷ 25\u2009600"
    assert told["Chips needed"] == "50\u2009000 ÷ 25\u2009600"


def test_a_laser() -> None:
    values = _values(figures(_sample(pulseEnergy=1, spotSize=100)))
    assert values == {"Fluence, mean": 12.7324, "Fluence, peak": 25.4648}


def test_shares_are_shown_in_percent_and_what_needs_a_look_has_a_word() -> None:
    found = {figure.label: figure.derived for figure in figures(_sample(), CHIP, STOCK, SLURRY)}
    assert found["Wells with several"].unit == "%"
    assert (found["Crystals per well"].sign, found["Crystals on the chip"].sign) == ("too many", "")
