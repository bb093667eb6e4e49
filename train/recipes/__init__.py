"""One file for each published checkpoint; its docstring tells command, hardware, time and scores."""
