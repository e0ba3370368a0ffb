"""Quantities as people type and read them: units, decimals, times."""
