"""A timeline of a sequence of events, from femtoseconds to hours."""
