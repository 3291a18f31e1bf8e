"""Studies that somebody has published, as arms and comparisons. One preset a file."""
