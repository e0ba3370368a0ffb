"""The core service: proposals, contacts, shipments and samples, in ISPyB's tables."""
