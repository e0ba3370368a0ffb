"""Lists of rows: where their rows come from, and how a line looks."""
