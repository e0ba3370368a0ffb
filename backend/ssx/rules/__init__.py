"""What the ssx service does beyond storing rows."""
