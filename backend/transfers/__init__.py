"""Transfers: a proposal or a shipment in one file, from one database to another without a network."""
