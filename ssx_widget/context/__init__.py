"""What every screen is given: the clients, the proposal, the messages, the choices."""
