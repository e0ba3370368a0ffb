"""The dewars screen: scan a dewar, see where it stands, take it to its next state and place."""
