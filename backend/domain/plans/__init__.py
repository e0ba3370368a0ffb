"""Timing plans: their times, templates, files, and what is checked of them."""
