"""Charts as data, each with the table that says the same."""
