"""The screen of timing plans."""
