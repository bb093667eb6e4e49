"""One file per tab; each has `build()`, called inside the tab."""
