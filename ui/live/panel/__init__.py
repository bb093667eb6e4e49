"""What the Live training tab asks of its runs."""
