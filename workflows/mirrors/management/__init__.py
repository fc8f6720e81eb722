"""Django commands of the mirrors."""
