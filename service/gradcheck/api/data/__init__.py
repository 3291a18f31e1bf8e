"""Stored data sets over HTTP, and the requests that name one."""
