"""The tables of shipments, dewars and containers, and of a dewar's way."""
