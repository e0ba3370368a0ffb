"""The settings: which backend, which data folder, which paper."""
