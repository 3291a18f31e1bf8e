"""What is claimed once, whoever asks first: keys of callers, items of tests."""
