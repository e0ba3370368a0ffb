"""Small widgets that any screen may be made of."""
