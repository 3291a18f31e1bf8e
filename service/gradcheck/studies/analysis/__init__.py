"""What the runs of a study say: outcomes read, arms compared and ranked, verdicts. It runs nothing."""
