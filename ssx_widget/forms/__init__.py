"""Forms: editors of fields, pickers of rows, the comparison of two versions."""
