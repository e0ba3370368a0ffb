"""Shipments, dewars and containers: their way, their lists, their labels."""
