"""Django commands of the mirrors, one per file."""
