"""What is said to the optimizer's model and what it answers: templates, slots, rendering, parsing, the call."""
