"""Proposals, the people of them, and when they measure."""
