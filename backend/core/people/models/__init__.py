"""The tables of proposals, persons, laboratories and memberships."""
