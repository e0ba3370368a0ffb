"""Formulas and figures of serial crystallography, detectors, space groups."""
