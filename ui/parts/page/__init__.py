"""What every panel stands on: its script, its style, and the component itself."""
