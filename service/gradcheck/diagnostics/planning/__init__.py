"""What a diagnostic draws and costs before anything is spent: from a request and a recorded run to a plan."""
