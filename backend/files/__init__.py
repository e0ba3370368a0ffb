"""Files beside the database: opened by their path, taken in, packed, drawn small."""
