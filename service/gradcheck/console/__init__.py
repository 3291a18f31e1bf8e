"""What people see in a terminal: a local service for one command, progress, results."""
