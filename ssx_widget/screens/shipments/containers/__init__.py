"""Containers: their picture, and the table of their samples."""
