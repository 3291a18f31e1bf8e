"""What all kinds of jobs have in common: the durable queue, the worker, what a job works with, how older ones end.

It owns no kind of job, and none of a job's rows: those are in `storage/jobs.py`.
"""
