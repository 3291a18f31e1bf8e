"""The diagnostics, one a file: what each draws, how it measures, how its verdict reads."""
