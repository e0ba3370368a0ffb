"""The micrographs of a slurry: view, scale, lines over crystals, and the sizes that follow."""
