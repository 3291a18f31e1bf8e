"""What a result shows of its prompt: its forms, what changed in it, what it changed, whether it is clean."""
