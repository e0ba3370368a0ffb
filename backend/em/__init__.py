"""The em service: electron microscopy on the data collections of core."""
