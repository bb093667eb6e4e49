"""The side that trains: one job in a process of its own, or in calls for a GPU."""
