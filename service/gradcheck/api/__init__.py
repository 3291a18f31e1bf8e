"""The HTTP face: thin handlers with explicit operation ids, one mapping from errors to problem details."""
