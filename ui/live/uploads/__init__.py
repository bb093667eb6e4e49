"""What visitors bring."""
