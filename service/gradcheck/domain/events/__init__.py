"""What the events of jobs tell: a type of data for every type of event."""
