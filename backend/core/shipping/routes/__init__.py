"""The routes of shipments, dewars, sample lists, labels and notices."""
