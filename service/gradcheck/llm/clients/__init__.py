"""Clients of providers: one attempt at a call over HTTP or on the embedded model, without limits, retries or record."""
