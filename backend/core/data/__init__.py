"""What was measured and what programs made of it."""
