"""The training engine: runs that train while people watch. It knows no family."""
