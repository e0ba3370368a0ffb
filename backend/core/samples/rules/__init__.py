"""Names, positions and structures of samples."""
