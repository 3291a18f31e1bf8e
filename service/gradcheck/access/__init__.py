"""Who may call: stored keys, and how a caller is known by one."""
