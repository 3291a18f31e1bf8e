"""Whole runs and their winners: one prompt against another, trials of two arms, ranks of many arms."""
