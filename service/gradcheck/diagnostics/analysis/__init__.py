"""What drawn material says: checks, findings, memory, sentences. It draws nothing and knows no test by name."""
