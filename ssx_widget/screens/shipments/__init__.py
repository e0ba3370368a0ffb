"""The Shipments screen: the list, a shipment's page, and the import of sample lists."""
