"""The fields of every table: names, labels, units, ranges and choices."""
