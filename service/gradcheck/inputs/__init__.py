"""What callers give as an example's input: the texts that all who read it see of it, and the messages it makes."""
