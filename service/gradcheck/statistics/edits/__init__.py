"""Edits of recorded steps: effects, their parts and their spread, with steps, pairs and items as units."""
