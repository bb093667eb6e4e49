"""One folder a tab; each has `tab.py` with `build()`, called inside the tab."""
