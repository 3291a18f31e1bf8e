"""What workers have for a time: jobs, by leases and by epochs after which they write no more; shares of limits."""
