"""The cells by subject. A cell is a few lines: a world, a design, what is read, and what must hold."""
