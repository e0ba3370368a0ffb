"""The first start: who works here, on which proposal."""
