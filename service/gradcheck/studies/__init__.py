"""Studies: whole runs as trials of arms, compared. It owns what a study is; a run knows nothing of it."""
