"""The pages in a real browser: `make look`, or `python -m tests.look` where its lock is installed."""
