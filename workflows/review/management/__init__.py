"""What review does from the command line."""
