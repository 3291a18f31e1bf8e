"""What other tools write, one tool a file."""
