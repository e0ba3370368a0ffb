"""A loaded sample as a file of a community's format: one module a format."""
