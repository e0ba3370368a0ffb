# SPDX-License-Identifier: LGPL-3.0-or-later
"""Formulas and figures of serial crystallography, detectors, space groups."""
