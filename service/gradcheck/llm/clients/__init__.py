"""Clients of providers: one attempt at a call over HTTP or on the embedded model, and what is made of an answer.

They own both wire formats and every dialect of them, and know no limits, no retries and no record.
"""
