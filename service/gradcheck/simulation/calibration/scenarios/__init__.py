"""The scenarios by subject. A scenario is a few lines: a world, a design, what is read, and what must hold."""
