"""The facility that dewars travel to."""
