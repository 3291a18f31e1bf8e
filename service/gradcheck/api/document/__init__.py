"""The OpenAPI document: what it says of calls, types and events."""
