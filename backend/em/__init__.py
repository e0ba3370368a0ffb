"""Electron microscopy: what its programs and beamlines store and read."""
