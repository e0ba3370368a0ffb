"""Who takes part in what, and what the user office says of it."""
