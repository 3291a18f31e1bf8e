"""What callers give as an example's input, and the texts that all who read an example see of it."""
