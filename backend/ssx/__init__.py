"""The ssx service: slurries, stocks, loaded samples, their delivery and their timing."""
