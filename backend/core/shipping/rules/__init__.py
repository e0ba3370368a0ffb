"""What may happen to a shipment and to what is in it."""
