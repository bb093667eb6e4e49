"""The side that people see: a run's room, who is in it, what it remembers."""
