"""As much of mxcubeqt as a brick sees of it."""
