"""The routes of samples, crystals and structures."""
