"""Proteins, crystals and samples, with the structures that belong to them."""
