"""What several tabs show: each part is a folder with its script, its style and what the server does for it."""
