"""Who calls, what that opens, and what of the service such a caller has."""
