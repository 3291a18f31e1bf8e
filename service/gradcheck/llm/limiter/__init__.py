"""When a call may go out: slots and turns between jobs, a model's window, its rates, pauses and absences.

It owns the waiting before an attempt. It does not own the attempt, nor how often one is made.
"""
