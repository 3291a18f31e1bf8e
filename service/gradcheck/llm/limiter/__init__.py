"""When a call may go out: slots and turns between jobs, a model's window, its rates, pauses and absences."""
