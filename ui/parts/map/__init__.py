"""The map of a plane of codes."""
