"""The samples screen: serial samples with the chain that they are made of."""
