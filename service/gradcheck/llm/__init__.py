"""The call path: clients of providers, limits, retries, budget, and the session a job makes its calls through."""
