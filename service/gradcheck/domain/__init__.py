"""The vocabulary of the service: immutable values without any I/O."""
