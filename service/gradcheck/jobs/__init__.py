"""What all kinds of jobs have in common: the durable queue, the worker, what a job works with, how older ones end."""
