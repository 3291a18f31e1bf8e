"""The documentation as the service shows it: which pages there are, what leads where, and how one is rendered."""
