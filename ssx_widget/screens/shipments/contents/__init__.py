"""What a shipment holds: the tree of dewars and containers, and what is put into them."""
