"""How candidates are selected, one family a file."""
