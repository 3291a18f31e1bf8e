"""One kind of file a module: what it holds, row by row, never all at once."""
