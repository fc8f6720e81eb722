"""What the whole project does from the command line."""
