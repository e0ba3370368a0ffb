"""The tables of collected and processed data, and of the beamline that gave them."""
