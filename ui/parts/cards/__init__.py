"""Cards: what a tab says of itself on Home."""
