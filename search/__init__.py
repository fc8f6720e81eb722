"""Finding it again: the index's own SQL, and how a query is read."""
