"""What is asked from other servers: PDB entries, the user office, e-mail."""
