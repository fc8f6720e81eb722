"""Settings by environment: base, and what differs in demo, test and production."""
