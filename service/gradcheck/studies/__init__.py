"""Studies: whole runs as trials of arms, compared. A run knows nothing of them."""
