"""The tables of what is measured."""
